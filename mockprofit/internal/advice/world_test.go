package advice

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/soap"
)

const namespace = "urn:Afas.Profit.Services"

// world is a handler for the services described here, whose decisions are made up, and the adviser of it.
type world struct {
	handler *asmx.Handler
	adviser *Adviser

	mutex    sync.Mutex
	decision asmx.Decision
	finished []*asmx.Exchange
}

// Finished implements asmx.Watcher.
func (w *world) Finished(exchange *asmx.Exchange) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.finished = append(w.finished, exchange)
}

// keyring holds the keys of two environments.
type keyring struct{}

func (keyring) Key(key string) profit.Key {
	return map[string]profit.Key{
		productionKey: {Environment: "O12345AA"}, productionAPIKey: {Environment: "O12345AA", AppConnector: "crm"},
		testKey: {Environment: "T12345AA"}, testAPIKey: {Environment: "T12345AA", AppConnector: "crm"},
	}[key]
}

// CodeLength is that of the usual environment, and another for one that is set otherwise.
func (keyring) CodeLength(environment string) int {
	if environment == "T12345AA" {
		return 6
	}
	return 8
}

// UserLike knows one user.
func (keyring) UserLike(environment, id string) string {
	if environment == "O12345AA" && strings.EqualFold(id, "12345.Bakker") {
		return "12345.Bakker"
	}
	return ""
}

var (
	productionKey, productionAPIKey = strings.Repeat("E0", 16), strings.Repeat("A0", 16)
	testKey, testAPIKey             = strings.Repeat("E1", 16), strings.Repeat("A1", 16)
)

func newWorld(t testing.TB, options asmx.Options) *world {
	t.Helper()
	w := &world{}
	invoke := func(_ context.Context, call *asmx.Call) (*string, error) {
		w.mutex.Lock()
		defer w.mutex.Unlock()
		call.Exchange.Decision = w.decision
		return nil, nil
	}
	keys := []asmx.Parameter{{Name: "userId"}, {Name: "apiKey"}, {Name: "environmentKey"}}
	options.Services = []asmx.Service{
		{Name: "TokenConnector", File: "tokenconnector.asmx", Namespace: namespace, Operations: []asmx.Operation{
			{Name: "GenerateOTP", Parameters: append(keys[:3:3], asmx.Parameter{Name: "description"}), Invoke: invoke},
			{Name: "GetTokenFromOTP", Parameters: append(keys[:3:3], asmx.Parameter{Name: "otp"}), Returns: true, Invoke: invoke},
			{Name: "DeleteToken", Parameters: []asmx.Parameter{{Name: "token"}}, Invoke: invoke},
		}},
		{Name: "ConnectorAppVersionInfo", File: "appconnectorversioninfo.asmx", Namespace: namespace, Operations: []asmx.Operation{
			{Name: "GetProductVersion", Parameters: []asmx.Parameter{{Name: "token", Optional: true}}, Returns: true, Invoke: invoke},
		}},
		{Name: "ConnectorAppGet", File: "appconnectorget.asmx", Namespace: namespace, Operations: []asmx.Operation{
			{Name: "GetData", Parameters: []asmx.Parameter{{Name: "token", Optional: true}, {Name: "skip", Type: asmx.Int}}, Returns: true, Invoke: invoke},
		}},
	}
	w.adviser = New(options.Services, options.Protocols, keyring{})
	options.Watcher = w
	var err error
	w.handler, err = asmx.NewHandler(options)
	require.NoError(t, err)
	return w
}

// serve serves one request and returns what was kept of it, with what is advised.
func (w *world) serve(t testing.TB, request *http.Request) (*httptest.ResponseRecorder, *asmx.Exchange, []Hint) {
	t.Helper()
	response := httptest.NewRecorder()
	w.handler.ServeHTTP(response, request)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	exchange := w.finished[len(w.finished)-1]
	w.finished = w.finished[:0]
	return response, exchange, w.adviser.Advise(exchange)
}

// parse reads a request as it stands on the wire.
func parse(raw []byte) (*http.Request, error) {
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err == nil {
		request.RemoteAddr = "192.0.2.1:4711"
	}
	return request, err
}

// call builds a request to the service that has the operation.
func call(operation, body string, header ...string) *http.Request {
	file := "tokenconnector.asmx"
	switch operation {
	case "GetProductVersion":
		file = "appconnectorversioninfo.asmx"
	case "GetData":
		file = "appconnectorget.asmx"
	}
	request := httptest.NewRequest(http.MethodPost, "/profitservices/"+file, strings.NewReader(body))
	request.Host = "mock.example"
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `"`+namespace+"/"+operation+`"`)
	for i := 0; i < len(header); i += 2 {
		if request.Header.Del(header[i]); header[i] == "Host" {
			request.Host = header[i+1]
		} else if header[i+1] != "" {
			request.Header.Set(header[i], header[i+1])
		}
	}
	return request
}

// envelope wraps the content of a Body.
func envelope(body string) string {
	return `<s:Envelope xmlns:s="` + soap.Namespace11 + `"><s:Body>` + body + `</s:Body></s:Envelope>`
}

// message is a whole message for an operation.
func message(operation, parameters string) string {
	return envelope("<" + operation + ` xmlns="` + namespace + `">` + parameters + "</" + operation + ">")
}

// given are parameters as XML.
func given(pairs ...string) string {
	var xml strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		xml.WriteString("<" + pairs[i] + ">" + pairs[i+1] + "</" + pairs[i] + ">")
	}
	return xml.String()
}

// sound are parameters with nothing wrong.
func sound(last, value string) string {
	return given("userId", "12345.jansen", "apiKey", productionAPIKey, "environmentKey", productionKey, last, value)
}
