package profit

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestPutAndFind(t *testing.T) {
	w := newWorld(t)
	require.Empty(t, w.Codes())
	require.Nil(t, w.Environment("O12345AA"))

	other := w.put(t, testDefinition())
	production := w.put(t, productionDefinition())
	require.Equal(t, []string{"O12345AA", "T12345AA"}, w.Codes())
	require.Same(t, production, w.Environment("O12345AA"))
	require.Same(t, other, w.Environment("T12345AA"))
	require.Equal(t, "O12345AA", production.Code())
	require.Empty(t, cmp.Diff(productionDefinition(), production.Definition()))
}

// The clock and the listener are those of the first Put.
func TestPutAgainKeepsTheClockAndTheListener(t *testing.T) {
	w := newWorld(t, productionDefinition())
	first := w.Environment("O12345AA")
	again, err := w.Put(productionDefinition(), &manualClock{now: epoch.Add(time.Hour)}, func(CodeIssued) { t.Error("told another") })
	require.NoError(t, err)
	require.Same(t, first, again)
	w.code(t, asks("Laptop"))
	require.Equal(t, epoch, w.all()[0].IssuedAt)
}

func TestDefinitionsAreCopied(t *testing.T) {
	edit := func(d Definition) {
		d.Users[0].Blocked = true
		d.UserGroups[0].Members[0] = bakker
		d.AppConnectors[0].APIKey = unknownKey
	}
	definition := productionDefinition()
	w := newWorld(t, definition)
	edit(definition)
	edit(w.Environment("O12345AA").Definition())
	require.Empty(t, cmp.Diff(productionDefinition(), w.Environment("O12345AA").Definition()))
	requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal)
}

// Regenerating a key makes the former one worthless (documented).
func TestRegeneratedKeys(t *testing.T) {
	w := newWorld(t, productionDefinition())
	w.change(t, func(d *Definition) { d.AppConnectors[0].APIKey = unknownKey })
	requireRefusal(t, UnknownAPIKey, w.GenerateOTP(asks("Laptop")).Refusal)
	renewed := asks("Laptop")
	renewed.APIKey = new(unknownKey)
	requireRefusal(t, nil, w.GenerateOTP(renewed).Refusal)

	w = newWorld(t, productionDefinition())
	w.change(t, func(d *Definition) { d.EnvironmentKey = unknownKey })
	requireRefusal(t, UnknownEnvironmentKey, w.GenerateOTP(asks("Laptop")).Refusal)
	renewed = asks("Laptop")
	renewed.EnvironmentKey = new(unknownKey)
	requireRefusal(t, nil, w.GenerateOTP(renewed).Refusal)
}

// An administrator who changes an environment does not withdraw what was
// handed out, unless its user or app connector goes.
func TestPutAgainKeepsCodesAndTokens(t *testing.T) {
	without := func(index int) func(*Definition) {
		return func(d *Definition) { d.Users = append(d.Users[:index:index], d.Users[index+1:]...) }
	}
	tests := []struct {
		name string
		edit func(*Definition)
		kept bool
	}{
		{"nothing changed", func(*Definition) {}, true},
		{"language, settings and mail server", func(d *Definition) {
			d.Language, d.MailServer, d.Settings.ActivationCodeLength = Dutch, "mail.example.com:25", 4
		}, true},
		{"user ids compared exactly", func(d *Definition) { d.Settings.UserIDCase = CaseExact }, true},
		{"user's name and address", func(d *Definition) { d.Users[0].Name, d.Users[0].Email = "Jan", "jan@example.com" }, true},
		{"another user removed", without(1), true},
		{"user removed", without(0), false},
		{"another app connector removed", func(d *Definition) { d.AppConnectors = d.AppConnectors[:1] }, true},
		{"app connector removed", func(d *Definition) { d.AppConnectors = d.AppConnectors[1:] }, false},
		{"app connectors in another order", func(d *Definition) {
			d.AppConnectors[0], d.AppConnectors[1] = d.AppConnectors[1], d.AppConnectors[0]
		}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, productionDefinition())
			token := w.token(t, asks("Laptop"))
			code := w.code(t, asks("Telephone"))
			w.change(t, test.edit)
			environment := w.Environment("O12345AA")
			if test.kept {
				require.Len(t, environment.UserTokens(), 1)
				requireRefusal(t, nil, w.Use(&token).Refusal)
				requireRefusal(t, nil, w.redeem(code))
				return
			}
			requireGone := func() {
				require.Empty(t, environment.UserTokens())
				require.Empty(t, environment.ActivationCodes())
				requireRefusal(t, TokenUnknown, w.Use(&token).Refusal)
				require.Equal(t, "O12345AA", w.Use(&token).Environment, "withdrawn, not never issued")
			}
			requireGone()
			w.put(t, productionDefinition())
			requireGone()
			requireRefusal(t, WrongCode, w.redeem(code))
		})
	}
}

// A used code stays used.
func TestPutAgainKeepsWhatACodeWentThrough(t *testing.T) {
	w := newWorld(t, productionDefinition())
	code := w.code(t, asks("Laptop"))
	requireRefusal(t, WrongCode, w.redeem(wrong(code)))
	w.put(t, productionDefinition())
	require.Equal(t, 1, w.Environment("O12345AA").ActivationCodes()[0].WrongAttempts)
	requireRefusal(t, nil, w.redeem(code))
	w.put(t, productionDefinition())
	requireRefusal(t, CodeUsed, w.redeem(code))
}

func TestBlockedAndUnblocked(t *testing.T) {
	w := newWorld(t, productionDefinition())
	token := w.token(t, asks("Laptop"))
	w.change(t, func(d *Definition) { d.AppConnectors[0].Blocked = true })
	requireRefusal(t, AppConnectorBlocked, w.Use(&token).Refusal)
	w.change(t, func(d *Definition) { d.AppConnectors[0].Blocked = false })
	requireRefusal(t, nil, w.Use(&token).Refusal)
}

func TestKeyClashes(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Definition)
		want *KeyClash
		text string
	}{
		{
			"environment key of another environment", func(d *Definition) { d.EnvironmentKey = productionKeys.environment },
			&KeyClash{Environment: "O12345AA"},
			"the environment key is that of environment O12345AA already; environment keys are unique in the server",
		},
		{
			"API key of another environment", func(d *Definition) { d.AppConnectors[1].APIKey = productionKeys.portal },
			&KeyClash{AppConnector: planner, Environment: "O12345AA"},
			"the API key of app connector planner is used in environment O12345AA already; API keys are unique in the server",
		},
		{
			"API key twice", func(d *Definition) { d.AppConnectors[1].APIKey = testKeys.portal },
			&KeyClash{AppConnector: planner, Environment: "T12345AA"},
			"the API key of app connector planner is used in environment T12345AA already; API keys are unique in the server",
		},
	}
	for _, existing := range []bool{false, true} {
		for _, test := range tests {
			t.Run(fmt.Sprintf("%s, existing %v", test.name, existing), func(t *testing.T) {
				w := newWorld(t, productionDefinition())
				if existing {
					w.put(t, testDefinition())
				}
				clashing := testDefinition()
				test.edit(&clashing)
				environment, err := w.Put(clashing, w.clock, w.add)
				require.Nil(t, environment)
				var clash *KeyClash
				require.ErrorAs(t, err, &clash)
				require.Equal(t, test.want, clash)
				require.EqualError(t, err, test.text)

				requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal, "the owner keeps its keys")
				if existing {
					require.Empty(t, cmp.Diff(testDefinition(), w.Environment("T12345AA").Definition()), "nothing was changed")
				} else {
					require.Equal(t, []string{"O12345AA"}, w.Codes())
				}
			})
		}
	}
}

func TestKeysMayMoveWithinAnEnvironment(t *testing.T) {
	w := newWorld(t, productionDefinition())
	w.change(t, func(d *Definition) {
		d.AppConnectors[0].APIKey, d.AppConnectors[1].APIKey = d.AppConnectors[1].APIKey, d.AppConnectors[0].APIKey
	})
	require.Equal(t, planner, w.GenerateOTP(asks("Laptop")).AppConnector)
}

func TestRemove(t *testing.T) {
	w := newWorld(t, productionDefinition(), testDefinition())
	token := w.token(t, asks("Laptop"))
	withdrawn := w.token(t, asks("Car"))
	requireRefusal(t, nil, w.DeleteToken(&withdrawn).Refusal)
	code := w.code(t, asks("Telephone"))
	removed := w.Environment("O12345AA")

	require.True(t, w.Remove("O12345AA"))
	require.False(t, w.Remove("O12345AA"), "there is none any more")
	require.Nil(t, w.Environment("O12345AA"))
	require.Equal(t, []string{"T12345AA"}, w.Codes())
	requireRefusal(t, UnknownAPIKey, w.GenerateOTP(asks("Laptop")).Refusal)
	requireRefusal(t, TokenUnknown, w.Use(&token).Refusal)
	require.Empty(t, removed.UserTokens())
	require.Empty(t, removed.ActivationCodes())
	require.Empty(t, w.tokens.owners, "nothing is left of its tokens")

	moved := testDefinition()
	moved.EnvironmentKey, moved.AppConnectors[0].APIKey = productionKeys.environment, productionKeys.portal
	w.put(t, moved)
	requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal, "its keys are free")
	w.put(t, testDefinition())

	require.NotSame(t, removed, w.put(t, productionDefinition()))
	requireRefusal(t, WrongCode, w.redeem(code), "a new environment starts empty")
	requireRefusal(t, TokenUnknown, w.Use(&token).Refusal)
}

// A call that found an environment which is removed before it gets in belongs
// to none.
func TestTokenOfAnEnvironmentThatIsBeingRemoved(t *testing.T) {
	w := newWorld(t, productionDefinition())
	token := w.token(t, asks("Laptop"))
	w.Environment("O12345AA").removed = true
	outcome := w.Use(&token)
	requireRefusal(t, TokenUnknown, outcome.Refusal)
	require.Empty(t, outcome.Environment)
}

// The same user ids in two environments are two people.
func TestEnvironmentsAreApart(t *testing.T) {
	w := newWorld(t, productionDefinition(), testDefinition())
	inTest := CodeRequest{new(jansen), new(testKeys.portal), new(testKeys.environment), new("Laptop")}
	token, testToken := w.token(t, asks("Laptop")), w.token(t, inTest)
	require.Equal(t, "O12345AA", w.Use(&token).Environment)
	require.Equal(t, "T12345AA", w.Use(&testToken).Environment)

	w.change(t, func(d *Definition) { d.Users[0].Blocked = true })
	requireRefusal(t, UserBlocked, w.Use(&token).Refusal)
	requireRefusal(t, nil, w.Use(&testToken).Refusal)

	requireRefusal(t, nil, w.DeleteToken(&token).Refusal)
	require.Len(t, w.Environment("T12345AA").UserTokens(), 1)
	require.True(t, w.Remove("O12345AA"))
	requireRefusal(t, nil, w.Use(&testToken).Refusal)
}
