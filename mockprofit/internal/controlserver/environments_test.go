package controlserver_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

func TestClientPutsReadsAndDeletes(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	document := usual()
	document.Code, document.EnvironmentKey, document.AppConnectors[0].APIKey = "T1AA", "", ""
	document.Settings = control.Settings{"activationCodeLength": 6}
	put, err := w.client.PutEnvironment(ctx, document)
	require.NoError(t, err)
	require.Regexp(t, "^[0-9A-F]{32}$", put.EnvironmentKey, "keys are generated, and the client sees them in clear")
	require.Regexp(t, "^[0-9A-F]{32}$", put.AppConnectors[0].APIKey)

	got, err := w.client.Environment(ctx, "T1AA")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(put, got))
	codes, err := w.client.Environments(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"O12345AA", "T1AA"}, codes)

	require.NoError(t, w.client.DeleteEnvironment(ctx, "T1AA"))
	var refused *control.Refused
	require.ErrorAs(t, w.client.DeleteEnvironment(ctx, "T1AA"), &refused)
	require.Equal(t, http.StatusNotFound, refused.Status)
	require.Equal(t, `unknown environment "T1AA"; put it first, or see GET /environments for those there are`, refused.Detail)
}

func TestListWithoutEnvironmentsIsNotNull(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, w.tenants.Remove("O12345AA"))
	require.JSONEq(t, `[]`, w.get("/environments").body)
}

func TestPutTellsWhetherItIsNew(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, http.StatusCreated, w.send(http.MethodPut, "/environments/T1AA", `{}`).status)
	require.Equal(t, http.StatusOK, w.send(http.MethodPut, "/environments/T1AA", `{"code":"T1AA"}`).status)
	deleted := w.send(http.MethodDelete, "/environments/T1AA", "")
	require.Equal(t, http.StatusNoContent, deleted.status)
	require.Empty(t, deleted.body)
}

func TestKeysAreMaskedUnlessRevealed(t *testing.T) {
	w := newWorld(t)
	masked := usual()
	masked.EnvironmentKey, masked.AppConnectors[0].APIKey = "E0E1…", "A0A1…"
	require.Empty(t, cmp.Diff(masked, read[control.Environment](w.get("/environments/O12345AA"))))
	require.Empty(t, cmp.Diff(masked, read[control.Environment](w.get("/environments/O12345AA?reveal=false"))))
	require.Empty(t, cmp.Diff(usual(), read[control.Environment](w.get("/environments/O12345AA?reveal=true"))))

	const put = `{"environmentKey":"` + environmentKey + `","appConnectors":[{"id":"crm","description":"CRM","apiKey":"` + apiKey + `"}]}`
	require.NotContains(t, w.send(http.MethodPut, "/environments/O12345AA", put).body, apiKey)
	require.Contains(t, w.send(http.MethodPut, "/environments/O12345AA?reveal=true", put).body, apiKey)
	require.Equal(t, "no-store", w.get("/environments/O12345AA?reveal=true").header.Get("Cache-Control"))
}

// TestWhatWasReadCanBePutBack: a document that was read with masked keys, and
// put back, changes nothing.
func TestWhatWasReadCanBePutBack(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, http.StatusOK, w.send(http.MethodPut, "/environments/O12345AA", w.get("/environments/O12345AA").body).status)
	require.Empty(t, cmp.Diff(usual(), read[control.Environment](w.get("/environments/O12345AA?reveal=true"))))
}

func TestKeyThatOnlyEndsLikeAMaskIsNone(t *testing.T) {
	w := newWorld(t)
	for _, given := range []string{"…and so on", apiKey + "…", "A0A1A…", "what…"} {
		refused := w.send(http.MethodPut, "/environments/O12345AA", `{"environmentKey":"`+given+`"}`).problem(http.StatusUnprocessableEntity)
		require.Equal(t, []string{"body.environmentKey"}, refused.fields())
	}
}

func TestPutReplacesKeysAtOnce(t *testing.T) {
	w := newWorld(t)
	document := usual()
	document.AppConnectors[0].APIKey = "B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"
	_, err := w.client.PutEnvironment(t.Context(), document)
	require.NoError(t, err)
	outcome := w.directory.GenerateOTP(profit.CodeRequest{UserID: to(jansen), APIKey: to(apiKey), EnvironmentKey: to(environmentKey), Description: to("laptop")})
	require.Equal(t, profit.UnknownAPIKey, outcome.Refusal)
}

func TestPutRefuses(t *testing.T) {
	tests := map[string]struct {
		path, body string
		status     int
		fields     []string
		message    string
	}{
		"another code":         {"T1AA", `{"code":"T2AA"}`, 422, []string{"body.code"}, `expected T1AA, the code of the path, or none; got "T2AA"`},
		"no code at all":       {"nonsense", `{}`, 422, []string{"body.code"}, "such as O12345AA"},
		"what the domain says": {"T1AA", `{"language":"de","users":[{"id":"a","email":"x"}]}`, 422, []string{"body.language", "body.users[0].email"}, "expected nl or en"},
		"an unknown field":     {"T1AA", `{"colour":"red"}`, 422, []string{"body.colour"}, "unexpected property"},
		"one further in":       {"T1AA", `{"users":[{"id":"a","colour":"red"}]}`, 422, []string{"body.users[0].colour"}, "unexpected property"},
		"an unknown setting":   {"T1AA", `{"settings":{"colour":"red"}}`, 422, []string{"body.settings.colour"}, "unexpected property"},
		"another word":         {"T1AA", `{"settings":{"refusals":"loud"}}`, 422, []string{"body.settings.refusals"}, "fault, silent"},
		"a fraction":           {"T1AA", `{"settings":{"activationCodeLength":8.5}}`, 422, []string{"body.settings.activationCodeLength"}, "integer"},
		"out of bounds":        {"T1AA", `{"settings":{"activationCodeLength":99}}`, 422, []string{"body.settings.activationCodeLength"}, "expected a whole number from 4 to 12"},
		"a number in quotes":   {"T1AA", `{"settings":{"activationCodeLength":"8"}}`, 422, []string{"body.settings.activationCodeLength"}, "integer"},
		"a field missing":      {"T1AA", `{"appConnectors":[{"id":"crm"}]}`, 422, []string{"body.appConnectors[0]"}, "description"},
		"wrong types":          {"T1AA", `{"users":{},"language":1}`, 422, []string{"body.language", "body.users"}, "expected string"},
		"a list":               {"T1AA", `[]`, 422, []string{"body"}, "object"},
		"null":                 {"T1AA", `null`, 422, []string{"body"}, "object"},
		"no JSON":              {"T1AA", `code: T1AA`, 400, []string{"body"}, "invalid character"},
		"half a document":      {"T1AA", `{"code":`, 400, []string{"body"}, "unexpected end"},
		"nothing":              {"T1AA", ``, 400, []string{}, "request body is required"},
		"an unknown query":     {"T1AA?revael=true", `{}`, 422, []string{"query.revael"}, "unknown query parameter"},
		"a query of no kind":   {"T1AA?reveal=perhaps", `{}`, 422, []string{"query.reveal"}, "boolean"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			refused := w.send(http.MethodPut, "/environments/"+test.path, test.body).problem(test.status)
			require.ElementsMatch(t, test.fields, refused.fields())
			require.Contains(t, refused.String(), test.message)
			require.Equal(t, []string{"O12345AA"}, w.tenants.Codes(), "nothing was made")
		})
	}
}

func TestWholeNumbersMayBeWrittenAsJSONAllows(t *testing.T) {
	w := newWorld(t)
	w.send(http.MethodPut, "/environments/T1AA", `{"settings":{"activationCodeLength":8.0,"activationCodeAttempts":1e3,"errorNumber":-2.5e2}}`)
	settings := map[string]string{}
	for _, setting := range read[[]control.Setting](w.get("/environments/T1AA/settings")) {
		settings[setting.Name] = setting.Value
	}
	require.Equal(t, "8", settings["activationCodeLength"])
	require.Equal(t, "1000", settings["activationCodeAttempts"])
	require.Equal(t, "-250", settings["errorNumber"])
}

func TestPutWithTheKeyOfAnother(t *testing.T) {
	w := newWorld(t)
	refused := w.send(http.MethodPut, "/environments/T1AA", `{"environmentKey":"`+environmentKey+`"}`).problem(http.StatusConflict)
	require.Equal(t, "the environment key is that of environment O12345AA already; environment keys are unique in the server; nothing was changed", refused.Detail)
}

func TestUserTokens(t *testing.T) {
	w := newWorld(t)
	require.JSONEq(t, `[]`, w.get("/environments/O12345AA/user-tokens").body)
	token := w.token()
	require.JSONEq(t, `[{"number":2,"userId":"12345.jansen","appConnector":"crm","description":"laptop","issuedOn":"2026-03-01T12:00:00Z"}]`,
		w.get("/environments/O12345AA/user-tokens").body, "never used, never expires")

	require.True(t, w.directory.Use(&token).Accepted())
	tokens, err := w.client.UserTokens(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]control.UserToken{{Number: 2, UserID: jansen, AppConnector: "crm", Description: "laptop", IssuedOn: noon, LastUsedOn: &noon}}, tokens))

	require.NoError(t, w.client.DeleteUserToken(t.Context(), "O12345AA", 2))
	require.Equal(t, profit.TokenUnknown, w.directory.Use(&token).Refusal)
	require.Contains(t, w.send(http.MethodDelete, "/environments/O12345AA/user-tokens/2", "").problem(http.StatusNotFound).Detail, "no user token with the number 2")
	require.Equal(t, []string{"path.number"}, w.send(http.MethodDelete, "/environments/O12345AA/user-tokens/laptop", "").problem(http.StatusUnprocessableEntity).fields())
	w.send(http.MethodDelete, "/environments/T1AA/user-tokens/2", "").problem(http.StatusNotFound)
}

func TestCreate(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{"", "{}", `{"users":[]}`} {
		answer := w.send(http.MethodPost, "/environments?reveal=true", body)
		require.Equal(t, http.StatusCreated, answer.status, answer.body)
		created := read[control.Environment](answer)
		require.Equal(t, "/environments/"+created.Code, answer.header.Get("Location"))
		require.Regexp(t, `^O[0-9]{6}[A-J]{2}$`, created.Code)
		require.NotContains(t, w.get(answer.header.Get("Location")).body, created.EnvironmentKey, "masked unless revealed")
		user := created.Users[0]
		require.Equal(t, created.Code[1:7]+".jansen", user.ID)
		require.Equal(t, "jansen@"+strings.ToLower(created.Code)+".example.com", user.Email)
		outcome := w.directory.GenerateOTP(profit.CodeRequest{
			UserID: &user.ID, APIKey: &created.AppConnectors[0].APIKey, EnvironmentKey: &created.EnvironmentKey, Description: to("laptop"),
		})
		require.Nil(t, outcome.Refusal)
	}
}

func TestCreateWhatIsNotEmpty(t *testing.T) {
	w := newWorld(t)
	created, err := w.client.CreateEnvironment(t.Context(), control.Environment{Code: "T5AB", Language: "en", Users: []control.User{{ID: "5.bakker"}}})
	require.NoError(t, err)
	require.Equal(t, "T5AB en 5.bakker", created.Code+" "+created.Language+" "+created.Users[0].ID)
	require.Empty(t, created.AppConnectors, "whoever has a user has thought about the rest")
	require.Len(t, created.EnvironmentKey, 32)

	taken := w.send(http.MethodPost, "/environments", `{"code":"T5AB"}`).problem(http.StatusConflict)
	require.Equal(t, "there is an environment with this code already: T5AB; put or patch it, or leave the code out to get another; nothing was changed", taken.Detail)
	require.Equal(t, []string{"body.code"}, w.send(http.MethodPost, "/environments", `{"code":" "}`).problem(http.StatusUnprocessableEntity).fields())
	w.send(http.MethodPost, "/environments", `{"environmentKey":"`+environmentKey+`"}`).problem(http.StatusConflict)
	require.Equal(t, []string{"O12345AA", "T5AB"}, w.tenants.Codes())
}

func TestReset(t *testing.T) {
	w := newWorld(t)
	w.send(http.MethodPost, "/environments/T1AA/reset", "").problem(http.StatusNotFound)
	first, err := w.client.Environment(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Equal(t, environmentKey, first.EnvironmentKey)
	w.ask()
	_, err = w.client.ChangeClock(t.Context(), "O12345AA", control.ClockChange{Shift: "1h"})
	require.NoError(t, err)
	_, err = w.client.PatchEnvironment(t.Context(), "O12345AA", control.Environment{Language: "nl"})
	require.NoError(t, err)

	reset, err := w.client.ResetEnvironment(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Equal(t, first, reset)
	codes, err := w.client.ActivationCodes(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Empty(t, codes)
	clock, err := w.client.Clock(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Equal(t, noon, clock.Now)
	require.NotContains(t, w.send(http.MethodPost, "/environments/O12345AA/reset", "").body, environmentKey, "masked unless revealed")
}

func TestResetToAKeyOfAnother(t *testing.T) {
	w := newWorld(t)
	w.send(http.MethodPatch, "/environments/O12345AA", `{"environmentKey":"`+strings.Repeat("E1", 16)+`"}`)
	w.send(http.MethodPut, "/environments/T1AA", `{"environmentKey":"`+environmentKey+`"}`)
	refused := w.send(http.MethodPost, "/environments/O12345AA/reset", "").problem(http.StatusConflict)
	require.Equal(t, "the environment key is that of environment T1AA already; environment keys are unique in the server; nothing was changed", refused.Detail)
}

func TestUserTokensThatExpire(t *testing.T) {
	w := newWorld(t)
	document := usual()
	document.AppConnectors[0].TokenValidity = "1d"
	_, err := w.client.PutEnvironment(t.Context(), document)
	require.NoError(t, err)
	w.token()
	tokens, err := w.client.UserTokens(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Equal(t, noon.AddDate(0, 0, 1), *tokens[0].ValidUntil)
}

func TestActivationCodesAreMaskedUnlessRevealed(t *testing.T) {
	w := newWorld(t)
	require.JSONEq(t, `[]`, w.get("/environments/O12345AA/activation-codes").body)
	w.ask()
	clear, err := w.client.ActivationCodes(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Len(t, clear, 1)
	require.Regexp(t, "^[0-9]{8}$", clear[0].Code)
	masked := read[[]control.ActivationCode](w.get("/environments/O12345AA/activation-codes"))
	require.Empty(t, cmp.Diff([]control.ActivationCode{{
		Code: "…", UserID: jansen, AppConnector: "crm", Description: "laptop", IssuedAt: noon, ExpiresAt: noon.Add(15 * time.Minute),
	}}, masked))
}

func TestNothingIsKnownOfAnUnknownEnvironment(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"", "/user-tokens", "/activation-codes", "/emails", "/emails?wait=1m", "/clock", "/exchanges", "/settings"} {
		t.Run(path, func(t *testing.T) {
			refused := w.get("/environments/T1AA" + path).problem(http.StatusNotFound)
			require.Contains(t, refused.Detail, `unknown environment "T1AA"`)
		})
	}
	w.send(http.MethodPatch, "/environments/T1AA/clock", `{}`).problem(http.StatusNotFound)
	w.send(http.MethodDelete, "/environments/T1AA", "").problem(http.StatusNotFound)
}
