package profit

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestCodeIssuedTellsTheMailAllItNeeds(t *testing.T) {
	definition := productionDefinition()
	definition.MailServer = "mail.example.com:25"
	definition.Settings.ActivationCodeLifetime = 10 * time.Minute
	w := newWorld(t, definition)
	code := w.code(t, asks("Jansen's laptop"))
	require.Regexp(t, `^[0-9]{8}$`, code)
	want := []CodeIssued{{
		Environment: "O12345AA", Language: English, MailServer: "mail.example.com:25", Sender: "profit@example.com",
		Recipient: "jansen@example.com", UserName: "J. Jansen", UserID: jansen,
		AppConnector: "Customer portal", Device: "Jansen's laptop",
		Code: code, IssuedAt: epoch, Lifetime: 10 * time.Minute,
	}}
	require.Empty(t, cmp.Diff(want, w.all()))
}

func TestNobodyNeedsToBeToldOfCodes(t *testing.T) {
	w := newWorld(t)
	environment, err := w.Put(productionDefinition(), w.clock, nil)
	require.NoError(t, err)
	require.True(t, w.GenerateOTP(asks("Laptop")).Accepted())
	require.Len(t, environment.ActivationCodes(), 1)
}

func TestCodeLength(t *testing.T) {
	for _, length := range []int{4, 8, 12} {
		definition := productionDefinition()
		definition.Settings.ActivationCodeLength = length
		w := newWorld(t, definition)
		require.Len(t, w.code(t, asks("Laptop")), length)
	}
}

func TestCodeLifetime(t *testing.T) {
	tests := []struct {
		name     string
		lifetime time.Duration
		after    time.Duration
		want     *Refusal
	}{
		{"at once", 15 * time.Minute, 0, nil},
		{"just before the end", 15 * time.Minute, 15*time.Minute - 1, nil},
		{"at the end", 15 * time.Minute, 15 * time.Minute, CodeExpired},
		{"after the end", 15 * time.Minute, 15*time.Minute + 1, CodeExpired},
		{"shorter by setting", time.Second, time.Second, CodeExpired},
		{"longer by setting", time.Hour, 59 * time.Minute, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			definition := productionDefinition()
			definition.Settings.ActivationCodeLifetime = test.lifetime
			w := newWorld(t, definition)
			code := w.code(t, asks("Laptop"))
			w.clock.advance(test.after)
			live := w.Environment(definition.Code).ActivationCodes()
			if test.want == nil {
				require.Len(t, live, 1, "a live code is listed")
			} else {
				require.Empty(t, live, "an expired code is not listed")
			}
			requireRefusal(t, test.want, w.redeem(code))
		})
	}
}

func TestAttempts(t *testing.T) {
	for _, attempts := range []int{1, 2, 5} {
		definition := productionDefinition()
		definition.Settings.ActivationCodeAttempts = attempts

		w := newWorld(t, definition)
		code := w.code(t, asks("Laptop"))
		for range attempts - 1 {
			requireRefusal(t, WrongCode, w.redeem(wrong(code)))
		}
		requireRefusal(t, nil, w.redeem(code), "the last of %d attempts is the right one", attempts)

		w = newWorld(t, definition)
		code = w.code(t, asks("Laptop"))
		for range attempts {
			requireRefusal(t, WrongCode, w.redeem(wrong(code)))
		}
		requireRefusal(t, TooManyAttempts, w.redeem(code), "the right one after %d attempts", attempts)
		requireRefusal(t, TooManyAttempts, w.redeem(wrong(code)))
		require.Empty(t, w.Environment(definition.Code).ActivationCodes(), "an exhausted code is not listed")
	}
}

func TestWhatCountsAsAnAttempt(t *testing.T) {
	tests := []struct {
		name   string
		redeem Redemption
		count  int
	}{
		{"a wrong code", redeems("x"), 1},
		{"an empty code", redeems(""), 1},
		{"no code", Redemption{new(jansen), new(productionKeys.portal), new(productionKeys.environment), nil}, 1},
		{"another user", Redemption{new(devries), new(productionKeys.portal), new(productionKeys.environment), new("x")}, 0},
		{"another app connector", Redemption{new(jansen), new(productionKeys.planner), new(productionKeys.environment), new("x")}, 0},
		{"another environment", Redemption{new(jansen), new(testKeys.portal), new(testKeys.environment), new("x")}, 0},
		{"a wrong key", Redemption{new(jansen), new(productionKeys.portal), new(unknownKey), new("x")}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, productionDefinition(), testDefinition())
			w.code(t, asks("Laptop"))
			_, outcome := w.GetTokenFromOTP(test.redeem)
			require.False(t, outcome.Accepted())
			codes := w.Environment("O12345AA").ActivationCodes()
			require.Len(t, codes, 1)
			require.Equal(t, test.count, codes[0].WrongAttempts)
		})
	}
}

func TestANewRequestStartsAnew(t *testing.T) {
	w := newWorld(t, productionDefinition())
	former := w.code(t, asks("Laptop"))
	for range 5 {
		requireRefusal(t, WrongCode, w.redeem(wrong(former)))
	}
	requireRefusal(t, TooManyAttempts, w.redeem(former))

	code := w.code(t, asks("Laptop"))
	require.NotEqual(t, former, code)
	for range 3 {
		requireRefusal(t, WrongCode, w.redeem(wrong(code)))
	}
	requireRefusal(t, WrongCode, w.redeem(former), "the former code is dead")
	requireRefusal(t, nil, w.redeem(code), "the attempts at the former code don't count")
}

func TestUsedCode(t *testing.T) {
	w := newWorld(t, productionDefinition())
	code := w.code(t, asks("Laptop"))
	requireRefusal(t, nil, w.redeem(code))
	require.Empty(t, w.Environment("O12345AA").ActivationCodes(), "a used code is not listed")
	for range 7 {
		requireRefusal(t, CodeUsed, w.redeem(code))
		requireRefusal(t, WrongCode, w.redeem(wrong(code)), "wrong codes are not counted against a used one")
	}
	require.Len(t, w.Environment("O12345AA").UserTokens(), 1)

	w.code(t, asks("Telephone"))
	requireRefusal(t, WrongCode, w.redeem(code), "the used code is forgotten with the next request")
}

func TestCodeOfAnother(t *testing.T) {
	tests := []struct {
		name string
		by   func(code string) Redemption
		want *Refusal
	}{
		{"user", func(code string) Redemption {
			return Redemption{new(devries), new(productionKeys.portal), new(productionKeys.environment), &code}
		}, WrongCode},
		{"user outside the group", func(code string) Redemption {
			return Redemption{new(bakker), new(productionKeys.portal), new(productionKeys.environment), &code}
		}, UserNotInGroup},
		{"app connector", func(code string) Redemption {
			return Redemption{new(jansen), new(productionKeys.planner), new(productionKeys.environment), &code}
		}, WrongCode},
		{"environment", func(code string) Redemption {
			return Redemption{new(jansen), new(testKeys.portal), new(testKeys.environment), &code}
		}, WrongCode},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, productionDefinition(), testDefinition())
			code := w.code(t, asks("Laptop"))
			token, outcome := w.GetTokenFromOTP(test.by(code))
			requireRefusal(t, test.want, outcome.Refusal)
			require.Empty(t, token)
			requireRefusal(t, nil, w.redeem(code), "the owner's code is untouched")
		})
	}
}

func TestEachAppConnectorHasItsOwnCode(t *testing.T) {
	w := newWorld(t, productionDefinition())
	forPlanner := asks("Laptop")
	forPlanner.APIKey = new(productionKeys.planner)
	first := w.code(t, asks("Laptop"))
	second := w.code(t, forPlanner)
	requireRefusal(t, nil, w.redeem(first), "a request for another app connector leaves the code alone")
	_, outcome := w.GetTokenFromOTP(Redemption{new(jansen), new(productionKeys.planner), new(productionKeys.environment), &second})
	requireRefusal(t, nil, outcome.Refusal)
	require.Equal(t, planner, outcome.AppConnector)
}

func TestActivationCodesAreListedInTheOrderOfTheirIssue(t *testing.T) {
	w := newWorld(t, productionDefinition())
	environment := w.Environment("O12345AA")
	require.Equal(t, []ActivationCode{}, environment.ActivationCodes(), "empty, not nil")

	first := w.code(t, CodeRequest{new(devries), new(productionKeys.portal), new(productionKeys.environment), new("Telephone")})
	w.clock.advance(-time.Minute)
	second := w.code(t, CodeRequest{new(jansen), new(productionKeys.planner), new(productionKeys.environment), new("Laptop")})
	third := w.code(t, asks("Laptop"))
	requireRefusal(t, WrongCode, w.redeem(wrong(third)))

	earlier := epoch.Add(-time.Minute)
	want := []ActivationCode{
		{Code: first, UserID: devries, AppConnector: portal, Description: "Telephone", IssuedAt: epoch, ExpiresAt: epoch.Add(15 * time.Minute)},
		{Code: second, UserID: jansen, AppConnector: planner, Description: "Laptop", IssuedAt: earlier, ExpiresAt: earlier.Add(15 * time.Minute)},
		{Code: third, UserID: jansen, AppConnector: portal, Description: "Laptop", IssuedAt: earlier, ExpiresAt: earlier.Add(15 * time.Minute), WrongAttempts: 1},
	}
	require.Empty(t, cmp.Diff(want, environment.ActivationCodes()))
}

func TestRefusedRequestIssuesNothing(t *testing.T) {
	w := newWorld(t, productionDefinition())
	code := w.code(t, asks("Laptop"))
	requireRefusal(t, DescriptionMissing, w.GenerateOTP(asks("")).Refusal)
	require.Len(t, w.all(), 1, "no e-mail")
	requireRefusal(t, nil, w.redeem(code), "the former code lives on")
}
