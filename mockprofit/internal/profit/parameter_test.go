package profit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const padding = " \t\r\n"

func padded(text string) *string { return new(padding + text + padding) }

func TestTrimmingOn(t *testing.T) {
	w := newWorld(t, productionDefinition())
	outcome := w.GenerateOTP(CodeRequest{
		padded(jansen), padded(productionKeys.portal), padded(productionKeys.environment), padded("Laptop"),
	})
	requireRefusal(t, nil, outcome.Refusal)
	require.Equal(t, jansen, outcome.UserID)
	require.Equal(t, padding+"Laptop"+padding, w.all()[0].Device, "the description is not trimmed")

	token, outcome := w.GetTokenFromOTP(Redemption{
		padded(jansen), padded(productionKeys.portal), padded(productionKeys.environment), padded(w.all()[0].Code),
	})
	requireRefusal(t, nil, outcome.Refusal)
	requireRefusal(t, nil, w.Use(padded(token)).Refusal)
	requireRefusal(t, nil, w.DeleteToken(padded(token)).Refusal)
}

func TestOnlyBlanksAndNewlinesAreTrimmed(t *testing.T) {
	w := newWorld(t, productionDefinition())
	request := asks("Laptop")
	request.UserID = new("\u00a0" + jansen)
	requireRefusal(t, UnknownUser, w.GenerateOTP(request).Refusal)
}

func TestTrimmingOff(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Redemption)
		want *Refusal
	}{
		{"nothing padded", func(*Redemption) {}, nil},
		{"API key", func(r *Redemption) { r.APIKey = padded(*r.APIKey) }, UnknownAPIKey},
		{"environment key", func(r *Redemption) { r.EnvironmentKey = padded(*r.EnvironmentKey) }, UnknownEnvironmentKey},
		{"user id", func(r *Redemption) { r.UserID = padded(*r.UserID) }, UnknownUser},
		{"code", func(r *Redemption) { r.Code = padded(*r.Code) }, WrongCode},
		{"blank API key", func(r *Redemption) { r.APIKey = new(" ") }, UnknownAPIKey},
		{"blank environment key", func(r *Redemption) { r.EnvironmentKey = new(" ") }, UnknownEnvironmentKey},
		{"empty API key", func(r *Redemption) { r.APIKey = new("") }, MissingKey},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			definition := productionDefinition()
			definition.Settings.TrimParameters = false
			w := newWorld(t, definition)
			redemption := redeems(w.code(t, asks("Laptop")))
			test.edit(&redemption)
			_, outcome := w.GetTokenFromOTP(redemption)
			requireRefusal(t, test.want, outcome.Refusal)
			require.Equal(t, *redemption.UserID, outcome.UserID, "as sent")
			require.Equal(t, definition.Code, outcome.Environment, "blanks do not hide whose request it is")
		})
	}
}

func TestUserIDCase(t *testing.T) {
	for _, test := range []struct {
		setting string
		want    *Refusal
	}{{CaseIgnored, nil}, {CaseExact, UnknownUser}} {
		t.Run(test.setting, func(t *testing.T) {
			definition := productionDefinition()
			definition.Settings.UserIDCase = test.setting
			definition.UserGroups[0].Members[0] = jansen
			w := newWorld(t, definition)
			code := w.code(t, asks("Laptop"))
			shouted := redeems(code)
			shouted.UserID = new(strings.ToUpper(jansen))
			_, outcome := w.GetTokenFromOTP(shouted)
			requireRefusal(t, test.want, outcome.Refusal)
			if test.want == nil {
				require.Equal(t, jansen, w.Environment(definition.Code).UserTokens()[0].UserID, "the id as it is registered")
			}
		})
	}
}

func TestGroupMembersAreComparedAsUserIDs(t *testing.T) {
	definition := productionDefinition()
	definition.UserGroups[0].Members = []string{strings.ToUpper(jansen)}
	w := newWorld(t, definition)
	requireRefusal(t, nil, w.GenerateOTP(asks("Laptop")).Refusal)

	w.change(t, func(d *Definition) { d.Settings.UserIDCase = CaseExact })
	requireRefusal(t, UserNotInGroup, w.GenerateOTP(asks("Laptop")).Refusal)
}

// Keys, codes and tokens are compared exactly.
func TestKeysAndTokensDependOnCase(t *testing.T) {
	w := newWorld(t, productionDefinition())
	token := w.token(t, asks("Laptop"))
	request := asks("Telephone")
	request.APIKey = new(strings.ToLower(productionKeys.portal))
	requireRefusal(t, UnknownAPIKey, w.GenerateOTP(request).Refusal)
	request = asks("Telephone")
	request.EnvironmentKey = new(strings.ToLower(productionKeys.environment))
	requireRefusal(t, UnknownEnvironmentKey, w.GenerateOTP(request).Refusal)
	requireRefusal(t, TokenUnknown, w.Use(new(strings.ToLower(token))).Refusal)
}

// Every parameter may be null, alone and with any other.
func TestNullParameters(t *testing.T) {
	for nulls := range 1 << 4 {
		present := func(bit int, text string) *string {
			if nulls&(1<<bit) != 0 {
				return nil
			}
			return &text
		}
		w := newWorld(t, productionDefinition())
		code := w.code(t, asks("Laptop"))
		userID, apiKey, environmentKey := present(0, jansen), present(1, productionKeys.portal), present(2, productionKeys.environment)

		want := func(last *Refusal) *Refusal {
			switch {
			case apiKey == nil || environmentKey == nil:
				return MissingKey
			case userID == nil:
				return UnknownUser
			case nulls&(1<<3) != 0:
				return last
			}
			return nil
		}
		outcome := w.GenerateOTP(CodeRequest{userID, apiKey, environmentKey, present(3, "Telephone")})
		requireRefusal(t, want(DescriptionMissing), outcome.Refusal, "nulls %04b", nulls)
		if outcome.Accepted() {
			code = w.all()[1].Code
		}
		_, outcome = w.GetTokenFromOTP(Redemption{userID, apiKey, environmentKey, present(3, code)})
		requireRefusal(t, want(WrongCode), outcome.Refusal, "nulls %04b", nulls)
	}
}

func TestNullToken(t *testing.T) {
	w := newWorld(t)
	requireRefusal(t, TokenMalformed, w.Use(nil).Refusal)
	requireRefusal(t, TokenMalformed, w.DeleteToken(nil).Refusal)
}

func TestMissingKeyOfAnAppConnectorWithoutKey(t *testing.T) {
	definition := productionDefinition()
	definition.AppConnectors[0].APIKey = ""
	definition.Settings.TrimParameters = false
	w := newWorld(t, definition)
	requireRefusal(t, MissingKey, w.GenerateOTP(CodeRequest{}).Refusal, "no panic, and no key is no way in")
}
