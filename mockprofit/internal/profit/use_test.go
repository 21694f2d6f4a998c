package profit

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func expiring(validity time.Duration) Definition {
	definition := productionDefinition()
	definition.AppConnectors[0].TokenValidity = validity
	return definition
}

func TestTokenValidity(t *testing.T) {
	tests := []struct {
		name     string
		validity time.Duration
		after    time.Duration
		want     *Refusal
	}{
		{"just before the end", time.Hour, time.Hour - 1, nil},
		{"at the end", time.Hour, time.Hour, TokenExpired},
		{"after the end", time.Hour, time.Hour + 1, TokenExpired},
		{"without end", 0, 100 * 365 * 24 * time.Hour, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, expiring(test.validity))
			token := w.token(t, asks("Laptop"))
			w.clock.advance(test.after)
			requireRefusal(t, test.want, w.Use(&token).Refusal)
		})
	}
}

func TestValidityIsThatOfTheIssue(t *testing.T) {
	w := newWorld(t, expiring(time.Hour))
	short := w.token(t, asks("Laptop"))
	w.change(t, func(d *Definition) { d.AppConnectors[0].TokenValidity = 0 })
	endless := w.token(t, asks("Telephone"))
	w.change(t, func(d *Definition) { d.AppConnectors[0].TokenValidity = time.Minute })
	w.clock.advance(time.Hour)
	requireRefusal(t, TokenExpired, w.Use(&short).Refusal)
	requireRefusal(t, nil, w.Use(&endless).Refusal)
}

func TestUserTokens(t *testing.T) {
	w := newWorld(t, expiring(time.Hour))
	environment := w.Environment("O12345AA")
	require.Equal(t, []UserToken{}, environment.UserTokens(), "empty, not nil")

	w.token(t, CodeRequest{new(devries), new(productionKeys.planner), new(productionKeys.environment), new("Telephone")})
	w.clock.advance(time.Second)
	w.token(t, asks("Laptop"))
	w.token(t, asks("Car"))
	w.clock.advance(time.Hour)
	issued := epoch.Add(time.Second)
	want := []UserToken{
		{Number: 2, UserID: devries, AppConnector: planner, Description: "Telephone", IssuedOn: epoch},
		{Number: 4, UserID: jansen, AppConnector: portal, Description: "Laptop", IssuedOn: issued, ValidUntil: issued.Add(time.Hour)},
		{Number: 6, UserID: jansen, AppConnector: portal, Description: "Car", IssuedOn: issued, ValidUntil: issued.Add(time.Hour)},
	}
	require.Empty(t, cmp.Diff(want, environment.UserTokens()), "in the order of their issue, expired ones included")
}

func TestDeleteUserToken(t *testing.T) {
	w := newWorld(t, expiring(time.Hour))
	environment := w.Environment("O12345AA")
	laptop, car := w.token(t, asks("Laptop")), w.token(t, asks("Car"))
	number := environment.UserTokens()[0].Number
	require.True(t, environment.DeleteUserToken(number))
	require.False(t, environment.DeleteUserToken(number), "it is gone")
	requireRefusal(t, TokenUnknown, w.Use(&laptop).Refusal)
	requireRefusal(t, nil, w.Use(&car).Refusal)
	require.Equal(t, "O12345AA", w.Use(&laptop).Environment, "the language of the refusal is still known")
}

func TestLastUsedOn(t *testing.T) {
	w := newWorld(t, expiring(time.Hour))
	token := w.token(t, asks("Laptop"))
	lastUsedOn := func() time.Time { return w.Environment("O12345AA").UserTokens()[0].LastUsedOn }
	require.True(t, lastUsedOn().IsZero(), "never used")

	w.clock.advance(time.Minute)
	requireRefusal(t, nil, w.Use(&token).Refusal)
	require.Equal(t, epoch.Add(time.Minute), lastUsedOn())

	w.clock.advance(time.Minute)
	requireRefusal(t, nil, w.Use(&token).Refusal)
	require.Equal(t, epoch.Add(2*time.Minute), lastUsedOn())

	w.change(t, func(d *Definition) { d.Users[0].Blocked = true })
	w.clock.advance(time.Minute)
	requireRefusal(t, UserBlocked, w.Use(&token).Refusal)
	w.clock.advance(time.Hour)
	requireRefusal(t, TokenExpired, w.Use(&token).Refusal)
	require.Equal(t, epoch.Add(2*time.Minute), lastUsedOn(), "a refused use does not count")
}

func TestTwoTokensAreIndependent(t *testing.T) {
	w := newWorld(t, productionDefinition())
	first, second := w.token(t, asks("Laptop")), w.token(t, asks("Telephone"))
	requireRefusal(t, nil, w.DeleteToken(&first).Refusal)
	requireRefusal(t, TokenUnknown, w.Use(&first).Refusal)
	requireRefusal(t, nil, w.Use(&second).Refusal)
	tokens := w.Environment("O12345AA").UserTokens()
	require.Len(t, tokens, 1)
	require.Equal(t, "Telephone", tokens[0].Description)
}

// Whatever keeps a token from being used does not keep it from being deleted.
func TestDeleteToken(t *testing.T) {
	tests := []struct {
		name string
		stop func(*Definition)
		wait time.Duration
		use  *Refusal
	}{
		{"usable", func(*Definition) {}, 0, nil},
		{"expired", func(*Definition) {}, time.Hour, TokenExpired},
		{"user blocked", func(d *Definition) { d.Users[0].Blocked = true }, 0, UserBlocked},
		{"app connector blocked", func(d *Definition) { d.AppConnectors[0].Blocked = true }, 0, AppConnectorBlocked},
		{"user left the group", func(d *Definition) { d.UserGroups[0].Members = nil }, 0, UserNotInGroup},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, expiring(time.Hour))
			token := w.token(t, asks("Laptop"))
			w.change(t, test.stop)
			w.clock.advance(test.wait)
			requireRefusal(t, test.use, w.Use(&token).Refusal)
			requireRefusal(t, nil, w.DeleteToken(&token).Refusal)
			require.Empty(t, w.Environment("O12345AA").UserTokens())
			requireRefusal(t, TokenUnknown, w.Use(&token).Refusal)
			requireRefusal(t, TokenUnknown, w.DeleteToken(&token).Refusal)
		})
	}
}

func TestDeleteUnknownToken(t *testing.T) {
	tests := []struct {
		name                string
		environment, server string
		withdrawn           bool
		want                *Refusal
	}{
		{"never issued, refused", Ignore, Refuse, false, TokenUnknown},
		{"never issued, ignored", Refuse, Ignore, false, nil},
		{"withdrawn, refused", Refuse, Ignore, true, TokenUnknown},
		{"withdrawn, ignored", Ignore, Refuse, true, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			definition := productionDefinition()
			definition.Settings.UnknownTokenOnDelete = test.environment
			w := newWorld(t, definition)
			w.defaults.Settings.UnknownTokenOnDelete = test.server
			token := FormatToken(key('0'))
			if test.withdrawn {
				token = w.token(t, asks("Laptop"))
				requireRefusal(t, nil, w.DeleteToken(&token).Refusal)
			}
			requireRefusal(t, test.want, w.DeleteToken(&token).Refusal)
			requireRefusal(t, TokenUnknown, w.Use(&token).Refusal, "only a deletion is ignored")
			requireRefusal(t, TokenMalformed, w.DeleteToken(new("x")).Refusal, "a malformed token is no unknown one")
		})
	}
}

// Withdrawn tokens are remembered, but not without bound.
func TestWithdrawnTokensAreForgottenInTheEnd(t *testing.T) {
	w := newWorld(t, productionDefinition())
	var tokens []string
	for range withdrawnKept + 1 {
		token := w.token(t, asks("Laptop"))
		requireRefusal(t, nil, w.DeleteToken(&token).Refusal)
		tokens = append(tokens, token)
	}
	require.Len(t, w.tokens.owners, withdrawnKept)
	require.Empty(t, w.Use(&tokens[0]).Environment, "the first is forgotten")
	require.Equal(t, "O12345AA", w.Use(&tokens[1]).Environment)
	require.Equal(t, "O12345AA", w.Use(&tokens[withdrawnKept]).Environment)
}
