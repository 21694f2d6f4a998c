package profit

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// situation is a call that would succeed and everything around it. Reasons to
// refuse edit it, and may do so together.
type situation struct {
	definition     Definition // in force when the call is made
	user           *string
	apiKey         *string
	environmentKey *string
	device         *string
	code           func(string) string // what is redeemed, given the right code
	token          func(string) string // what is shown, given the token

	takenBefore, wrongBefore, redeemedBefore, deletedBefore bool
	wait                                                    time.Duration
}

func newSituation() *situation {
	same := func(text string) string { return text }
	s := &situation{
		definition: productionDefinition(),
		user:       new(jansen), apiKey: new(productionKeys.portal), environmentKey: new(productionKeys.environment),
		device: new("Laptop"), code: same, token: same,
	}
	s.definition.AppConnectors[0].TokenValidity = 24 * time.Hour
	return s
}

// lenient is the definition in force before the call: nothing is refused.
func lenient() Definition {
	definition := newSituation().definition
	definition.Settings.MissingDescription = Allow
	definition.Settings.DuplicateDescription = Allow
	return definition
}

// reason is a way to bring a refusal about. Two reasons that touch the same
// part of the situation can't apply together.
type reason struct {
	refusal *Refusal
	touches string
	apply   func(*situation)
}

func admissionReasons() []reason {
	return []reason{
		{MissingKey, "apiKey", func(s *situation) { s.apiKey = nil }},
		{MissingKey, "environmentKey", func(s *situation) { s.environmentKey = new(" \r\n") }},
		{UnknownAPIKey, "apiKey", func(s *situation) { s.apiKey = new(unknownKey) }},
		{UnknownEnvironmentKey, "environmentKey", func(s *situation) { s.environmentKey = new(unknownKey) }},
		{KeysOfDifferentEnvironments, "environmentKey", func(s *situation) { s.environmentKey = new(testKeys.environment) }},
		{AppConnectorBlocked, "", func(s *situation) { s.definition.AppConnectors[0].Blocked = true }},
		{UnknownUser, "user", func(s *situation) { s.user = new("12345.nobody") }},
		{UserBlocked, "user", func(s *situation) { s.definition.Users[0].Blocked = true }},
		{UserNotInGroup, "", func(s *situation) { s.definition.UserGroups[0].Members = nil }},
	}
}

func requestReasons() []reason {
	return append(admissionReasons(),
		reason{NoMailServerSet, "", func(s *situation) { s.definition.MailServer = NoMailServer }},
		reason{InvalidAddress, "", func(s *situation) { s.definition.Users[0].Email = "jansen" }},
		reason{DescriptionMissing, "", func(s *situation) { s.device = new(" \n ") }},
		reason{DescriptionTooLong, "", func(s *situation) { s.definition.Settings.DescriptionLength = 2 }},
		reason{DescriptionTaken, "", func(s *situation) { s.takenBefore = true }},
	)
}

func redemptionReasons() []reason {
	return append(admissionReasons(),
		reason{CodeUsed, "", func(s *situation) { s.redeemedBefore = true }},
		reason{CodeExpired, "", func(s *situation) { s.wait = 15 * time.Minute }},
		reason{TooManyAttempts, "", func(s *situation) { s.wrongBefore, s.definition.Settings.ActivationCodeAttempts = true, 1 }},
		reason{WrongCode, "", func(s *situation) { s.code = wrong }},
		reason{DescriptionTaken, "", func(s *situation) { s.takenBefore = true }},
	)
}

func useReasons() []reason {
	return []reason{
		{TokenMalformed, "", func(s *situation) { s.token = func(token string) string { return token + "." } }},
		{TokenUnknown, "", func(s *situation) { s.deletedBefore = true }},
		{TokenExpired, "", func(s *situation) { s.wait = 24 * time.Hour }},
		{UserBlocked, "", func(s *situation) { s.definition.Users[0].Blocked = true }},
		{AppConnectorBlocked, "", func(s *situation) { s.definition.AppConnectors[0].Blocked = true }},
		{UserNotInGroup, "", func(s *situation) { s.definition.UserGroups[0].Members = nil }},
	}
}

// request makes the world around the situation and requests a code in it.
func (s *situation) request(t *testing.T) Outcome {
	w := newWorld(t, lenient(), testDefinition())
	if s.takenBefore {
		w.token(t, asks(*s.device))
	}
	w.put(t, s.definition)
	w.clock.advance(s.wait)
	return w.GenerateOTP(CodeRequest{s.user, s.apiKey, s.environmentKey, s.device})
}

func (s *situation) redeem(t *testing.T) Outcome {
	w := newWorld(t, lenient(), testDefinition())
	if s.takenBefore {
		w.token(t, asks(*s.device))
	}
	code := w.code(t, asks(*s.device))
	if s.wrongBefore {
		requireRefusal(t, WrongCode, w.redeem(wrong(code)))
	}
	if s.redeemedBefore {
		requireRefusal(t, nil, w.redeem(code))
	}
	w.put(t, s.definition)
	w.clock.advance(s.wait)
	token, outcome := w.GetTokenFromOTP(Redemption{s.user, s.apiKey, s.environmentKey, new(s.code(code))})
	require.Equal(t, outcome.Accepted(), token != "", "a token is returned when and only when the redemption is accepted")
	return outcome
}

func (s *situation) use(t *testing.T) Outcome {
	w := newWorld(t, lenient(), testDefinition())
	token := w.token(t, asks(*s.device))
	if s.deletedBefore {
		requireRefusal(t, nil, w.DeleteToken(&token).Refusal)
	}
	w.put(t, s.definition)
	w.clock.advance(s.wait)
	return w.Use(new(s.token(token)))
}

func TestWhichRefusalWins(t *testing.T) {
	different := KeysOfDifferentEnvironments
	admission := [][2]*Refusal{
		// Keys that are compared must be given and known.
		{MissingKey, different}, {UnknownAPIKey, different}, {UnknownEnvironmentKey, different},
		// Nobody who is unknown is blocked.
		{UnknownUser, UserBlocked},
	}
	tests := []struct {
		name    string
		call    func(*situation, *testing.T) Outcome
		reasons []reason
		order   []*Refusal
		apart   [][2]*Refusal // pairs that can't be made to apply together
	}{
		{
			name: "GenerateOTP", call: (*situation).request, reasons: requestReasons(),
			order: []*Refusal{
				MissingKey, UnknownAPIKey, UnknownEnvironmentKey, KeysOfDifferentEnvironments, AppConnectorBlocked,
				UnknownUser, UserBlocked, UserNotInGroup,
				NoMailServerSet, InvalidAddress, DescriptionMissing, DescriptionTooLong, DescriptionTaken,
			},
			apart: admission,
		},
		{
			name: "GetTokenFromOTP", call: (*situation).redeem, reasons: redemptionReasons(),
			order: []*Refusal{
				MissingKey, UnknownAPIKey, UnknownEnvironmentKey, KeysOfDifferentEnvironments, AppConnectorBlocked,
				UnknownUser, UserBlocked, UserNotInGroup,
				CodeUsed, CodeExpired, TooManyAttempts, WrongCode, DescriptionTaken,
			},
			// A used code is the right one; another one is wrong.
			apart: append(admission, [2]*Refusal{CodeUsed, WrongCode}),
		},
		{
			name: "Use", call: (*situation).use, reasons: useReasons(),
			order: []*Refusal{TokenMalformed, TokenUnknown, TokenExpired, UserBlocked, AppConnectorBlocked, UserNotInGroup},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			requireRefusal(t, nil, test.call(newSituation(), t).Refusal, "nothing is wrong")
			met := make(map[[2]*Refusal]bool)
			for _, first := range test.reasons {
				alone := newSituation()
				first.apply(alone)
				requireRefusal(t, first.refusal, test.call(alone, t).Refusal, "alone")
				for _, second := range test.reasons {
					pair := [2]*Refusal{first.refusal, second.refusal}
					clash := first.touches != "" && first.touches == second.touches
					if clash || slices.Contains(test.apart, pair) || rank(test.order, first.refusal) >= rank(test.order, second.refusal) {
						continue
					}
					met[pair] = true
					both := newSituation()
					first.apply(both)
					second.apply(both)
					requireRefusal(t, first.refusal, test.call(both, t).Refusal, "%s and %s", first.refusal.Name, second.refusal.Name)
				}
			}
			for i, winner := range test.order {
				for _, loser := range test.order[i+1:] {
					pair := [2]*Refusal{winner, loser}
					require.NotEqual(t, slices.Contains(test.apart, pair), met[pair], "pair of %s and %s", winner.Name, loser.Name)
				}
			}
		})
	}
}

func rank(order []*Refusal, refusal *Refusal) int { return slices.Index(order, refusal) }

// Each refusal can be met: none stands in the list for nothing.
func TestEveryRefusalIsMet(t *testing.T) {
	met := make(map[*Refusal]bool)
	for _, reason := range slices.Concat(requestReasons(), redemptionReasons(), useReasons()) {
		met[reason.refusal] = true
	}
	for _, refusal := range Refusals() {
		require.True(t, met[refusal], refusal.Name)
	}
}

func TestSilentRefusals(t *testing.T) {
	silence := func(s *situation) { s.definition.Settings.Refusals = RefusalsSilent }
	t.Run("GenerateOTP", func(t *testing.T) {
		require.False(t, withReason(silence).request(t).Silent, "an accepted request is not a silent refusal")
		for _, reason := range requestReasons() {
			require.False(t, withReason(reason.apply).request(t).Silent, "%s: refusals are told by default", reason.refusal.Name)
			outcome := withReason(reason.apply, silence).request(t)
			requireRefusal(t, reason.refusal, outcome.Refusal)
			require.Equal(t, reason.refusal != MissingKey, outcome.Silent, reason.refusal.Name)
			require.False(t, outcome.Accepted())
		}
	})
	t.Run("GetTokenFromOTP", func(t *testing.T) {
		for _, reason := range redemptionReasons() {
			require.False(t, withReason(reason.apply, silence).redeem(t).Silent, reason.refusal.Name)
		}
	})
	t.Run("Use", func(t *testing.T) {
		for _, reason := range useReasons() {
			require.False(t, withReason(reason.apply, silence).use(t).Silent, reason.refusal.Name)
		}
	})
	t.Run("DeleteToken", func(t *testing.T) {
		w := newWorld(t, withReason(silence).definition)
		outcome := w.DeleteToken(new("no token"))
		requireRefusal(t, TokenMalformed, outcome.Refusal)
		require.False(t, outcome.Silent)
	})
	t.Run("no e-mail is sent", func(t *testing.T) {
		definition := withReason(silence).definition
		definition.Users[0].Blocked = true
		w := newWorld(t, definition)
		require.True(t, w.GenerateOTP(asks("Laptop")).Silent)
		require.Empty(t, w.all())
		require.Empty(t, w.Environment(definition.Code).ActivationCodes())
	})
}

func withReason(edits ...func(*situation)) *situation {
	s := newSituation()
	for _, edit := range edits {
		edit(s)
	}
	return s
}
