package controlserver_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/controlserver"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/profit"
)

// call calls an operation of Profit's port with a form, whose parameters stand
// in the body as it is sent.
func (w *world) call(file, operation string, parameters url.Values, header ...string) {
	w.t.Helper()
	request, err := http.NewRequest(http.MethodPost, w.service+file+"/"+operation, strings.NewReader(parameters.Encode()))
	require.NoError(w.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w.do(request, header...)
}

func (w *world) do(request *http.Request, header ...string) {
	w.t.Helper()
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(w.t, err)
	require.NoError(w.t, response.Body.Close())
}

// visit gets a page of Profit's port.
func (w *world) visit(path string) {
	w.t.Helper()
	request, err := http.NewRequest(http.MethodGet, w.service+path, nil)
	require.NoError(w.t, err)
	w.do(request)
}

func (w *world) generateOTP(user string) {
	w.t.Helper()
	w.call("tokenconnector.asmx", "GenerateOTP", url.Values{
		"userId": {user}, "apiKey": {apiKey}, "environmentKey": {environmentKey}, "description": {"laptop"},
	})
}

func TestExchangeIsFoundByItsLogReference(t *testing.T) {
	w := newWorld(t)
	w.generateOTP("12345.nobody")
	listed, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{Environment: "O12345AA", Most: 10})
	require.NoError(t, err)
	require.Len(t, listed, 1)
	for _, reference := range []string{listed[0].Reference, strings.ToLower(listed[0].Reference), " " + listed[0].Reference + " "} {
		found, err := w.client.Exchange(t.Context(), reference)
		require.NoError(t, err)
		require.Equal(t, listed[0], found)
	}
	found := listed[0]
	require.Equal(t, "refused", found.Outcome)
	require.Equal(t, "unknown-user", found.Refusal)
	require.Equal(t, "O12345AA", found.Environment)
	require.Equal(t, "12345.nobody", found.UserID)
	require.Equal(t, "TokenConnector", found.Service)
	require.Equal(t, "GenerateOTP", found.Operation)
	require.Equal(t, "post", found.Door)
	require.Equal(t, "POST /profitservices/tokenconnector.asmx/GenerateOTP HTTP/1.1", found.Request.Line)
	require.Equal(t, "HTTP/1.1 500 Internal Server Error", found.Response.Line)
	require.Contains(t, string(found.Request.Body), "apiKey="+apiKey)
	require.EqualValues(t, len(found.Request.Body), found.Request.Length)
	require.Equal(t, []control.Argument{
		{Name: "userId", Value: to("12345.nobody")}, {Name: "apiKey", Value: to(apiKey)},
		{Name: "environmentKey", Value: to(environmentKey)}, {Name: "description", Value: to("laptop")},
	}, found.Parameters)

	unknown := w.get("/exchanges/" + strings.Repeat("0", 32)).problem(http.StatusNotFound)
	require.Contains(t, unknown.Detail, "no exchange with this log reference")
}

func TestExchangesOfAnEnvironmentAndOfAll(t *testing.T) {
	w := newWorld(t)
	require.JSONEq(t, `[]`, w.get("/exchanges").body)
	w.generateOTP(jansen)
	w.call("tokenconnector.asmx", "DeleteToken", url.Values{"token": {"x"}}) // belongs to none
	w.generateOTP("12345.nobody")
	outcomes := func(exchanges []control.Exchange) []string {
		list := []string{}
		for _, exchange := range exchanges {
			list = append(list, exchange.Operation+" "+exchange.Outcome)
		}
		return list
	}
	all, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{Most: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"GenerateOTP refused", "DeleteToken refused", "GenerateOTP accepted"}, outcomes(all))
	own, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{Environment: "O12345AA", Most: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"GenerateOTP refused", "GenerateOTP accepted"}, outcomes(own))
	require.Len(t, read[[]control.Exchange](w.get("/exchanges?most=1")), 1)
	require.Len(t, read[[]control.Exchange](w.get("/environments/O12345AA/exchanges?most=1")), 1)
	for _, most := range []string{"0", "1001", "-1", "many"} {
		require.Equal(t, []string{"query.most"}, w.get("/exchanges?most="+most).problem(http.StatusUnprocessableEntity).fields())
	}
}

// TestAFilterThatNothingCanMatch is told rather than answered with an empty
// list, at which a test that expects nothing would pass.
func TestAFilterThatNothingCanMatch(t *testing.T) {
	w := newWorld(t, func(options *controlserver.Options) { options.Operations = []string{"GenerateOTP", "DeleteToken"} })
	for query, expected := range map[string]string{
		"operation=generateotp": `expected GenerateOTP perhaps, got "generateotp"`,
		"operation=Login":       `expected one of GenerateOTP, DeleteToken, got "Login"`,
		"refusal=wrong_code":    `expected wrong-code perhaps, got "wrong_code"`,
		"rule=paramter-name":    `expected parameter-name perhaps, got "paramter-name"`,
	} {
		for _, path := range []string{"/exchanges", "/environments/O12345AA/exchanges", "/exchanges.har"} {
			mistakes := w.get(path + "?" + query).problem(http.StatusUnprocessableEntity).Errors
			require.Len(t, mistakes, 1)
			require.Equal(t, "query."+strings.Split(query, "=")[0], mistakes[0].Location)
			require.Equal(t, expected, mistakes[0].Message)
		}
	}
	unlike := w.get("/exchanges?rule=xyzzy").problem(http.StatusUnprocessableEntity).Errors[0].Message
	require.Contains(t, unlike, "local-form", "all names are told")
	require.Contains(t, unlike, `got "xyzzy"`)
	twice := w.get("/exchanges?refusal=wrong-code&refusal=zzz").problem(http.StatusUnprocessableEntity).Detail
	require.Equal(t, "query.refusal: expected it once, got it 2 times", twice)
	for _, query := range []string{"operation=DeleteToken", "refusal=wrong-code", "rule=local-form"} {
		require.Empty(t, read[[]control.Exchange](w.get("/exchanges?"+query)))
	}
}

func TestNullIsNotTheEmptyString(t *testing.T) {
	w := newWorld(t)
	request, err := http.NewRequest(http.MethodPost, w.service+"tokenconnector.asmx", strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><GenerateOTP xmlns="urn:Afas.Profit.Services"><userId/></GenerateOTP></e:Body></e:Envelope>`))
	require.NoError(t, err)
	w.do(request, "Content-Type", "text/xml; charset=utf-8", "SOAPAction", "urn:Afas.Profit.Services/GenerateOTP")
	shown := read[[]control.Exchange](w.get("/exchanges"))[0]
	require.Equal(t, []control.Argument{{Name: "userId", Value: to("")}, {Name: "apiKey"}, {Name: "environmentKey"}, {Name: "description"}}, shown.Parameters)
	require.Equal(t, "1.1", shown.Version)
}

// TestExchangesHideSecrets sends secrets in every place that a caller can put
// them, right and wrong, and looks for them in every answer.
func TestExchangesHideSecrets(t *testing.T) {
	token := profit.FormatToken(strings.Repeat("0123456789ABCDEF", 4))
	encoded := base64.StdEncoding.EncodeToString([]byte(token))
	tests := map[string]func(*world){
		"in their parameters": func(w *world) {
			w.generateOTP(jansen)
			w.call("tokenconnector.asmx", "GetTokenFromOTP", url.Values{"userId": {jansen}, "apiKey": {apiKey}, "environmentKey": {environmentKey}, "otp": {"98765432"}})
			w.call("tokenconnector.asmx", "DeleteToken", url.Values{"token": {token}})
		},
		"in the wrong parameters": func(w *world) {
			w.call("tokenconnector.asmx", "GenerateOTP", url.Values{"userId": {apiKey}, "apiKey": {jansen}, "environmentKey": {token}, "description": {token}})
			w.call("tokenconnector.asmx", "GenerateOTP", url.Values{"userId": {encoded}, "apiKey": {apiKey}, "environmentKey": {environmentKey}, "description": {environmentKey}})
		},
		"in headers": func(w *world) {
			for name, value := range map[string]string{
				"Authorization": "AfasToken " + encoded, "Proxy-Authorization": "Basic 98765432", "Cookie": "session=98765432",
				"X-Token": token, "X-Encoded": encoded, "X-Api-Key": apiKey, "Referer": "http://a/?key=" + environmentKey,
			} {
				w.call("appconnectorversioninfo.asmx", "GetProductVersion", url.Values{"token": {""}}, name, value)
			}
		},
		"in a query": func(w *world) {
			w.visit("tokenconnector.asmx/GetTokenFromOTP?" + url.Values{"userId": {jansen}, "apiKey": {apiKey}, "environmentKey": {environmentKey}, "otp": {"98765432"}}.Encode())
			w.visit("tokenconnector.asmx?98765432")
		},
		"in a path": func(w *world) {
			w.visit("tokenconnector.asmx/" + apiKey)
			w.visit(environmentKey)
		},
		"in the action": func(w *world) {
			request, err := http.NewRequest(http.MethodPost, w.service+"tokenconnector.asmx", strings.NewReader("x"))
			require.NoError(w.t, err)
			w.do(request, "SOAPAction", apiKey, "Content-Type", "text/xml")
		},
	}
	for name, send := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			send(w)
			shown := w.get("/exchanges").body + w.get("/environments/O12345AA/exchanges").body
			for _, exchange := range w.journal.List(journal.Filter{}) {
				shown += w.get("/exchanges/" + exchange.Reference).body
			}
			require.NotEqual(t, "[]\n[]\n", shown)
			for _, secret := range []string{apiKey[4:], environmentKey[4:], "0123456789ABCDEF0123", encoded[10:], "98765432"} {
				require.NotContains(t, shown, secret)
			}
			require.NotContains(t, shown, `"body"`, "bodies may hold anything")
		})
	}
}

func TestSecretsAreMaskedRecognisably(t *testing.T) {
	w := newWorld(t)
	w.call("tokenconnector.asmx", "GetTokenFromOTP", url.Values{"userId": {jansen}, "apiKey": {apiKey}, "environmentKey": {"€" + strings.Repeat("€", 40)}, "otp": {""}})
	shown := read[[]control.Exchange](w.get("/exchanges"))[0]
	require.Equal(t, []control.Argument{
		{Name: "userId", Value: to(jansen)}, {Name: "apiKey", Value: to("A0A1…")}, {Name: "environmentKey", Value: to("…")}, {Name: "otp", Value: to("")},
	}, shown.Parameters)
	require.Equal(t, []string{"application/x-www-form-urlencoded"}, shown.Request.Header["Content-Type"])
	require.Nil(t, shown.Request.Body)
	require.NotZero(t, shown.Request.Length)
	kept := w.journal.List(journal.Filter{})[0]
	require.Equal(t, apiKey, *kept.Arguments[1].Value, "the journal itself is not touched")
}

func TestHintsAreShownAndMasked(t *testing.T) {
	w := newWorld(t)
	w.generateOTP("12345.nobody")
	revealed, err := w.client.Exchanges(t.Context(), control.ExchangeFilter{Environment: "O12345AA", Most: 1})
	require.NoError(t, err)
	require.Equal(t, []control.Hint{{
		Rule: "key-form", Label: "observed", Seen: "The key " + apiKey + " is wrong.", Remedy: "Take another than " + apiKey + ".",
	}}, revealed[0].Hints)

	masked := w.get("/exchanges/" + revealed[0].Reference).body
	require.Contains(t, masked, `"seen":"The key `+apiKey[:4]+`… is wrong."`)
	require.NotContains(t, masked, apiKey)
}
