package services_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/services"
	"profitbdd/mockprofit/internal/soap"
)

func TestTokenFlow(t *testing.T) {
	for _, version := range []soap.Version{soap.Version11, soap.Version12} {
		t.Run(version.String(), func(t *testing.T) {
			w := newWorld(t, nil)
			asked := w.call(version, "GenerateOTP", keys(jansen)+parameters("description", "laptop"))
			require.Equal(t, http.StatusOK, asked.status)
			require.Contains(t, asked.body, `<soap:Body><GenerateOTPResponse xmlns="urn:Afas.Profit.Services" /></soap:Body>`)
			require.Equal(t, asmx.Decision{Realm: "O12345AA", Subject: jansen, Outcome: services.Accepted}, asked.exchange.Decision)

			require.Len(t, w.codes, 1)
			redeemed := w.call(version, "GetTokenFromOTP", keys(jansen)+parameters("otp", w.codes[0]))
			require.Equal(t, http.StatusOK, redeemed.status)
			require.Regexp(t, `<GetTokenFromOTPResult>&lt;token&gt;&lt;version&gt;1&lt;/version&gt;&lt;data&gt;[0-9A-F]{64}&lt;/data&gt;&lt;/token&gt;</GetTokenFromOTPResult>`, redeemed.body)

			_, after, _ := strings.Cut(redeemed.body, "<GetTokenFromOTPResult>")
			token, _, _ := strings.Cut(after, "</GetTokenFromOTPResult>") // escaped already
			deleted := w.call(version, "DeleteToken", parameters("token", token))
			require.Equal(t, http.StatusOK, deleted.status)
			require.Contains(t, deleted.body, `<soap:Body><DeleteTokenResponse xmlns="urn:Afas.Profit.Services" /></soap:Body>`)
			require.Empty(t, w.directory.Environment("O12345AA").UserTokens())
			require.Equal(t, asmx.Decision{Realm: "O12345AA", Subject: jansen, Outcome: services.Accepted}, deleted.exchange.Decision)
		})
	}
}

func TestNullAndBlankParameters(t *testing.T) {
	all := map[string]string{"userId": jansen, "apiKey": apiKey, "environmentKey": environmentKey, "description": "laptop"}
	tests := map[string]struct {
		parameter string
		element   string // in place of the parameter
		want      *profit.Refusal
	}{
		"no API key":              {"apiKey", "", profit.MissingKey},
		"empty API key":           {"apiKey", "<apiKey/>", profit.MissingKey},
		"blank API key":           {"apiKey", "<apiKey>\n </apiKey>", profit.MissingKey},
		"misspelt API key":        {"apiKey", "<apikey>" + apiKey + "</apikey>", profit.MissingKey},
		"no environment key":      {"environmentKey", "", profit.MissingKey},
		"blank environment key":   {"environmentKey", "<environmentKey> </environmentKey>", profit.MissingKey},
		"no user":                 {"userId", "", profit.UnknownUser},
		"blank user":              {"userId", "<userId>\r\n\t</userId>", profit.UnknownUser},
		"no description":          {"description", "", profit.DescriptionMissing},
		"blank description":       {"description", "<description>  </description>", profit.DescriptionMissing},
		"blanks around the key":   {"apiKey", "<apiKey>\n  " + apiKey + "\n</apiKey>", nil},
		"a key in CDATA":          {"apiKey", "<apiKey><![CDATA[" + apiKey + "]]></apiKey>", nil},
		"unknown parameter aside": {"description", "<password>x</password><description>laptop</description>", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			given := test.element
			for name, value := range all {
				if name != test.parameter {
					given += parameters(name, value)
				}
			}
			answer := w.call(soap.Version11, "GenerateOTP", given)
			if test.want == nil {
				require.Equal(t, http.StatusOK, answer.status, answer.body)
				return
			}
			require.Equal(t, test.want.Dutch.Message, answer.fault(t).Message)
			require.Equal(t, test.want.Name, answer.exchange.Decision.Reason)
			require.Equal(t, services.Refused, answer.exchange.Decision.Outcome)
			require.Empty(t, w.codes)
		})
	}
}

func TestSilentRefusalLooksLikeSuccess(t *testing.T) {
	for _, version := range []soap.Version{soap.Version11, soap.Version12} {
		t.Run(version.String(), func(t *testing.T) {
			w := newWorld(t, func(definition *profit.Definition) { definition.Settings.Refusals = profit.RefusalsSilent })
			accepted := w.call(version, "GenerateOTP", keys(jansen)+parameters("description", "laptop"))
			require.Len(t, w.codes, 1)
			refused := w.call(version, "GenerateOTP", keys(bakker)+parameters("description", "laptop"))
			require.Equal(t, string(accepted.raw()), string(refused.raw()))
			require.Len(t, w.codes, 1, "no e-mail")
			require.Equal(t, asmx.Decision{
				Realm: "O12345AA", Subject: bakker, Outcome: services.SilentlyRefused, Reason: "user-not-in-group", Silent: true,
			}, refused.exchange.Decision)

			require.Equal(t, http.StatusInternalServerError, w.call(version, "GenerateOTP", parameters("userId", jansen)).status,
				"a missing key is told")
			require.Equal(t, http.StatusInternalServerError, w.call(version, "GetTokenFromOTP", keys(jansen)+parameters("otp", "0")).status,
				"silence concerns GenerateOTP alone")
		})
	}
}

func TestRequestOfNobody(t *testing.T) {
	w := newWorld(t, func(definition *profit.Definition) { definition.Language = profit.English })
	answer := w.call(soap.Version11, "GenerateOTP", parameters("userId", jansen, "apiKey", strings.Repeat("9", 32), "environmentKey", strings.Repeat("8", 32), "description", "laptop"))
	require.Equal(t, profit.UnknownAPIKey.Dutch.Message, answer.fault(t).Message, "the server's language answers")
	require.Equal(t, asmx.Decision{Subject: jansen, Outcome: services.Refused, Reason: "unknown-api-key"}, answer.exchange.Decision)
}

func TestTokenEndsInALineBreakWhenSet(t *testing.T) {
	w := newWorld(t, func(definition *profit.Definition) { definition.Settings.TokenLineBreak = profit.LineBreakCRLF })
	token := w.token("laptop")
	require.True(t, strings.HasSuffix(token, "</data></token>\r\n"), "%q", token)
	deleted := w.call(soap.Version11, "DeleteToken", parameters("token", escaped(token)))
	require.Equal(t, http.StatusOK, deleted.status, "what was handed out is taken back as it is")
}

func TestDeleteToken(t *testing.T) {
	unknown := profit.FormatToken(strings.Repeat("0", 64))
	tests := map[string]struct {
		given  func(token string) string
		ignore bool // setting unknownTokenOnDelete
		want   *profit.Refusal
		left   int // tokens
	}{
		"escaped":               {given: func(token string) string { return parameters("token", escaped(token)) }},
		"in CDATA":              {given: func(token string) string { return parameters("token", "<![CDATA["+token+"]]>") }},
		"with newlines around":  {given: func(token string) string { return parameters("token", "\n"+escaped(token)+"\n") }},
		"the digits alone":      {given: func(token string) string { return parameters("token", token[33:97]) }, want: profit.TokenMalformed, left: 1},
		"null":                  {given: func(string) string { return "" }, want: profit.TokenMalformed, left: 1},
		"blank":                 {given: func(string) string { return parameters("token", " ") }, want: profit.TokenMalformed, left: 1},
		"unknown":               {given: func(string) string { return parameters("token", escaped(unknown)) }, want: profit.TokenUnknown, left: 1},
		"unknown, ignored":      {given: func(string) string { return parameters("token", escaped(unknown)) }, want: profit.TokenUnknown, left: 1, ignore: true},
		"misspelt":              {given: func(token string) string { return parameters("Token", escaped(token)) }, want: profit.TokenMalformed, left: 1},
		"a megabyte of nothing": {given: func(string) string { return parameters("token", strings.Repeat("x", 1<<20)) }, want: profit.TokenMalformed, left: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(definition *profit.Definition) {
				if test.ignore {
					definition.Settings.UnknownTokenOnDelete = profit.Ignore
				}
			})
			answer := w.call(soap.Version11, "DeleteToken", test.given(w.token("laptop")))
			if test.want == nil {
				require.Equal(t, http.StatusOK, answer.status, answer.body)
			} else {
				// It belongs to no environment: the server's settings decide, which refuse.
				require.Equal(t, test.want.Dutch.Message, answer.fault(t).Message)
			}
			require.Len(t, w.directory.Environment("O12345AA").UserTokens(), test.left)
		})
	}
}

func TestTokenCannotBeDeletedTwiceUnlessSet(t *testing.T) {
	for setting, want := range map[string]int{profit.Refuse: http.StatusInternalServerError, profit.Ignore: http.StatusOK} {
		t.Run(setting, func(t *testing.T) {
			w := newWorld(t, func(definition *profit.Definition) { definition.Settings.UnknownTokenOnDelete = setting })
			token := parameters("token", escaped(w.token("laptop")))
			require.Equal(t, http.StatusOK, w.call(soap.Version11, "DeleteToken", token).status)
			require.Equal(t, want, w.call(soap.Version11, "DeleteToken", token).status)
		})
	}
}

func TestRefusalAtTheFormDoor(t *testing.T) {
	w := newWorld(t, nil)
	form := url.Values{"userId": {bakker}, "apiKey": {apiKey}, "environmentKey": {environmentKey}, "description": {"laptop"}}
	request, err := http.NewRequest(http.MethodPost, w.address+"/profitservices/tokenconnector.asmx/GenerateOTP", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := w.send(request)
	require.Equal(t, http.StatusInternalServerError, answer.status)
	require.Equal(t, profit.UserNotInGroup.Dutch.Message+"\r\n", answer.body, "the message alone")
	require.Equal(t, "user-not-in-group", answer.exchange.Decision.Reason)
}
