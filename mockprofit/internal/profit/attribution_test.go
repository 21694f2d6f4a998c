package profit

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// A call belongs to the environment of its API key, or else of its environment
// key, or else to none; then the server's defaults decide.
func TestAttributionByKeys(t *testing.T) {
	const server = ""
	tests := []struct {
		name           string
		apiKey         *string
		environmentKey *string
		environment    string
		appConnector   string
		want           *Refusal
	}{
		{"both of production", new(productionKeys.portal), new(productionKeys.environment), "O12345AA", portal, nil},
		{"both of test", new(testKeys.planner), new(testKeys.environment), "T12345AA", planner, nil},
		{"API key first", new(productionKeys.portal), new(testKeys.environment), "O12345AA", portal, KeysOfDifferentEnvironments},
		{"API key first, the other way", new(testKeys.portal), new(productionKeys.environment), "T12345AA", portal, KeysOfDifferentEnvironments},
		{"API key alone", new(testKeys.portal), new(unknownKey), "T12345AA", portal, UnknownEnvironmentKey},
		{"API key and null", new(testKeys.portal), nil, "T12345AA", portal, MissingKey},
		{"environment key alone", new(unknownKey), new(testKeys.environment), "T12345AA", "", UnknownAPIKey},
		{"environment key and null", nil, new(testKeys.environment), "T12345AA", "", MissingKey},
		{"keys swapped", new(testKeys.environment), new(testKeys.portal), server, "", UnknownAPIKey},
		{"neither known", new(unknownKey), new(unknownKey), server, "", UnknownAPIKey},
		{"neither given", nil, nil, server, "", MissingKey},
	}
	errorNumbers := map[string]int{"O12345AA": 1, "T12345AA": 2, server: 3}
	languages := map[string]Language{"O12345AA": English, "T12345AA": Dutch, server: "server's"}
	silent := map[string]bool{"T12345AA": true, server: true}

	w := newWorld(t)
	w.defaults.Language = languages[server]
	w.defaults.Settings.ErrorNumber = errorNumbers[server]
	w.defaults.Settings.Refusals = RefusalsSilent
	production, other := productionDefinition(), testDefinition()
	production.Settings.ErrorNumber = errorNumbers[production.Code]
	other.Settings.ErrorNumber = errorNumbers[other.Code]
	other.Settings.Refusals = RefusalsSilent
	w.put(t, production)
	w.put(t, other)

	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			outcome := w.GenerateOTP(CodeRequest{new(jansen), test.apiKey, test.environmentKey, new(test.name)})
			requireRefusal(t, test.want, outcome.Refusal)
			require.NotNil(t, outcome.Settings)
			require.Equal(t, errorNumbers[test.environment], outcome.Settings.ErrorNumber)
			outcome.Settings = nil
			want := Outcome{
				Environment: test.environment, UserID: jansen, AppConnector: test.appConnector, Refusal: test.want,
				Silent:   silent[test.environment] && test.want != nil && test.want != MissingKey,
				Language: languages[test.environment],
			}
			require.Empty(t, cmp.Diff(want, outcome))

			_, outcome = w.GetTokenFromOTP(Redemption{new(jansen), test.apiKey, test.environmentKey, new("x")})
			require.Equal(t, test.environment, outcome.Environment)
			require.Equal(t, test.appConnector, outcome.AppConnector)
			require.Equal(t, errorNumbers[test.environment], outcome.Settings.ErrorNumber)
			require.False(t, outcome.Silent)
		})
	}
}

func TestAttributionByToken(t *testing.T) {
	w := newWorld(t, productionDefinition(), testDefinition())
	w.defaults.Language = "server's"
	token := w.token(t, CodeRequest{new(jansen), new(testKeys.planner), new(testKeys.environment), new("Laptop")})
	owned := Outcome{Environment: "T12345AA", UserID: jansen, AppConnector: planner, Language: Dutch}
	withdrawn := Outcome{Environment: "T12345AA", Refusal: TokenUnknown, Language: Dutch}
	server := Outcome{Refusal: TokenUnknown, Language: "server's"}
	malformed := Outcome{Refusal: TokenMalformed, Language: "server's"}

	check := func(want, got Outcome) {
		t.Helper()
		require.NotNil(t, got.Settings)
		got.Settings = nil
		require.Empty(t, cmp.Diff(want, got))
	}
	check(owned, w.Use(&token))
	check(owned, w.DeleteToken(&token))
	check(withdrawn, w.Use(&token))
	check(withdrawn, w.DeleteToken(&token))
	check(server, w.Use(new(FormatToken("1234"))))
	check(server, w.DeleteToken(new(FormatToken("1234"))))
	check(malformed, w.Use(new("1234")))
	check(malformed, w.DeleteToken(new("1234")))

	require.True(t, w.Remove("T12345AA"))
	check(server, w.Use(&token))
}

// The settings that an outcome refers to stay what they were when it was
// decided.
func TestOutcomeOutlivesAChange(t *testing.T) {
	w := newWorld(t, productionDefinition())
	outcome := w.GenerateOTP(asks("Laptop"))
	w.change(t, func(d *Definition) { d.Settings.ErrorNumber = 7 })
	require.Equal(t, unexpectedError, outcome.Settings.ErrorNumber)
	require.Equal(t, 7, w.GenerateOTP(asks("Laptop")).Settings.ErrorNumber)
}
