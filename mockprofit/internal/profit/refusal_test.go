package profit

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRefusals(t *testing.T) {
	const unexpected = -2147180999
	tests := []struct {
		refusal *Refusal
		name    string
		number  int
		dutch   Label
		english Label
		warning string
	}{
		{MissingKey, "missing-key", unexpected, Documented, Documented, ""},
		{UnknownAPIKey, "unknown-api-key", 0, Assumed, Assumed, ""},
		{UnknownEnvironmentKey, "unknown-environment-key", 0, Assumed, Assumed, ""},
		{KeysOfDifferentEnvironments, "keys-of-different-environments", 0, Assumed, Assumed, ""},
		{AppConnectorBlocked, "app-connector-blocked", 0, Assumed, DocumentedElsewhere, ""},
		{UnknownUser, "unknown-user", 0, Assumed, Assumed, ""},
		{UserBlocked, "user-blocked", 0, Assumed, Assumed, ""},
		{UserNotInGroup, "user-not-in-group", 0, Assumed, Assumed, ""},
		{NoMailServerSet, "no-mail-server", 0, Assumed, Assumed, ""},
		{InvalidAddress, "invalid-email-address", 0, Assumed, Assumed, ""},
		{DescriptionMissing, "description-missing", 0, Assumed, Assumed, ""},
		{DescriptionTooLong, "description-too-long", 0, Assumed, Assumed, ""},
		{DescriptionTaken, "description-taken", 0, Assumed, Assumed, ""},
		{CodeUsed, "code-used", 0, Assumed, Assumed, ""},
		{CodeExpired, "code-expired", 0, Assumed, Assumed, ""},
		{TooManyAttempts, "too-many-attempts", 0, Assumed, Assumed, ""},
		{WrongCode, "wrong-code", 0, Assumed, Assumed, ""},
		{TokenMalformed, "token-malformed", unexpected, Documented, Documented, "Token could not be parsed"},
		{TokenUnknown, "token-unknown", 0, Assumed, Assumed, ""},
		{TokenExpired, "token-expired", 0, Assumed, Assumed, ""},
	}
	require.Len(t, Refusals(), len(tests), "a refusal is missing in this table or in Refusals")
	settings := DefaultSettings()
	settings.ErrorNumber = -42
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Same(t, test.refusal, Refusals()[i])
			require.Equal(t, test.name, test.refusal.Name)
			require.Equal(t, test.number, test.refusal.Number)
			require.Equal(t, test.dutch, test.refusal.Dutch.Label)
			require.Equal(t, test.english, test.refusal.English.Label)
			require.Equal(t, test.warning, test.refusal.Warning)
			if test.number == 0 {
				require.Equal(t, -42, test.refusal.ErrorNumber(&settings))
			} else {
				require.Equal(t, test.number, test.refusal.ErrorNumber(&settings))
			}
		})
	}
}

func TestRefusalTexts(t *testing.T) {
	form := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := make(map[string]bool)
	var listing strings.Builder
	for _, refusal := range Refusals() {
		require.Regexp(t, form, refusal.Name)
		require.False(t, seen[refusal.Name], "name %s is not unique", refusal.Name)
		seen[refusal.Name] = true
		for _, text := range []Text{refusal.Dutch, refusal.English} {
			require.NotEmpty(t, strings.TrimSpace(text.Message), refusal.Name)
			require.Contains(t, []Label{Documented, Observed, Assumed, DocumentedElsewhere}, text.Label, refusal.Name)
		}
		require.Equal(t, refusal.Dutch, refusal.Text(Dutch))
		require.Equal(t, refusal.English, refusal.Text(English))
		require.Equal(t, refusal.English, refusal.Text(""), "English unless Dutch")
		fmt.Fprintf(&listing, "%s\n  nl %s\n  en %s\n", refusal.Name, refusal.Dutch.Message, refusal.English.Message)
	}
	golden(t, "refusals.golden", listing.String())
}

// Existing clients search the message for these fragments.
func TestUnknownTokenHoldsTheObservedFragments(t *testing.T) {
	require.Contains(t, TokenUnknown.Dutch.Message, "inloggegevens niet gevonden")
	require.Contains(t, TokenUnknown.English.Message, "invalid username")
}
