package asmx

import (
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file in testdata, or writes it.
func golden(t *testing.T, name string, actual []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, actual, 0o644))
	}
	expected, err := os.ReadFile(path)
	require.NoError(t, err)
	if difference := cmp.Diff(string(expected), string(actual)); difference != "" {
		t.Errorf("%s (-golden +actual)\n%s", path, difference)
	}
}

// fixture is a handler for the stub service, without a connection.
type fixture struct {
	*Handler
	stub    *stub
	watcher *recorder
}

// newFixture returns a handler for the stub service with options.
func newFixture(t testing.TB, options Options) *fixture {
	t.Helper()
	f := &fixture{stub: &stub{}, watcher: &recorder{}}
	options.Services = append(options.Services, f.stub.service())
	options.Watcher = f.watcher
	var err error
	f.Handler, err = NewHandler(options)
	require.NoError(t, err)
	return f
}

// reply is an answer with the exchange that was recorded of it, and what the stub was called with.
type reply struct {
	*http.Response
	body     string
	bound    string
	exchange *Exchange
}

// newRequest builds a request for the stub from a remote caller.
func newRequest(method, target, body string, header ...string) *http.Request {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Host = "12345.soap.afas.online"
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	return request
}

// do serves a request.
func (f *fixture) do(t testing.TB, request *http.Request) reply {
	t.Helper()
	before := len(f.watcher.all())
	response := httptest.NewRecorder()
	f.ServeHTTP(response, request)
	exchanges := f.watcher.all()
	require.Len(t, exchanges, before+1, "an exchange is finished exactly once")
	require.Equal(t, exchanges[before].Refused == "", exchanges[before].Cause == CauseNone, "sentence and cause go together")
	result := response.Result()
	body, err := io.ReadAll(result.Body)
	require.NoError(t, err)
	return reply{result, string(body), f.stub.take(), exchanges[before]}
}

const (
	stubPath   = "/profitservices/tokenconnector.asmx"
	typeSOAP11 = "text/xml; charset=utf-8"
	typeSOAP12 = "application/soap+xml; charset=utf-8"
)

// envelope wraps the content of a Body.
func envelope(version soap.Version, body string) string {
	return `<s:Envelope xmlns:s="` + version.Namespace() + `"><s:Body>` + body + `</s:Body></s:Envelope>`
}

// operationElement wraps parameters.
func operationElement(name, parameters string) string {
	return "<" + name + ` xmlns="` + stubNamespace + `">` + parameters + "</" + name + ">"
}

// post11 posts an envelope to the stub with the action of an operation.
func post11(operation, document string) *http.Request {
	return newRequest(http.MethodPost, stubPath, document, "Content-Type", typeSOAP11, "SOAPAction", `"`+stubNamespace+"/"+operation+`"`)
}

// post12 posts an envelope to the stub without an action.
func post12(document string) *http.Request {
	return newRequest(http.MethodPost, stubPath, document, "Content-Type", typeSOAP12)
}

// textOf returns an argument, "" when it is null.
func textOf(call *Call, name string) string {
	if value := call.String(name); value != nil {
		return *value
	}
	return ""
}

// faultText returns the message of a fault in either version.
func faultText(body string) string {
	for _, element := range [...]string{"faultstring>", `soap:Text xml:lang="en">`} {
		if _, after, found := strings.Cut(body, "<"+element); found {
			text, _, _ := strings.Cut(after, "</")
			return strings.NewReplacer("&gt;", ">", "&lt;", "<", "&amp;", "&").Replace(text)
		}
	}
	return ""
}
