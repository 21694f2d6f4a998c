package controlserver_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/controlserver"
)

func jsonBody(text string) io.Reader { return strings.NewReader(text) }

func TestContentTypes(t *testing.T) {
	for contentType, want := range map[string]int{
		"application/json":                      200,
		"application/json; charset=utf-8":       200,
		"":                                      200,
		"application/x-www-form-urlencoded":     200, // what curl --data says
		"Application/X-WWW-Form-Urlencoded;a=b": 200,
		"application/merge-patch+json":          200,
		"text/plain":                            415,
		"application/yaml":                      415,
		"multipart/form-data":                   415,
	} {
		t.Run(contentType, func(t *testing.T) {
			w := newWorld(t)
			answer := w.send(http.MethodPatch, "/environments/O12345AA/clock", `{"shift":"15m"}`, "Content-Type", contentType)
			require.Equal(t, want, answer.status, answer.body)
			if want == 200 {
				require.Equal(t, "15m0s", read[control.Clock](answer).Offset)
				require.Equal(t, "application/json", answer.header.Get("Content-Type"))
			} else {
				answer.problem(want)
			}
		})
	}
}

func TestAnswersAreJSONWhateverIsAsked(t *testing.T) {
	w := newWorld(t)
	for _, accept := range []string{"", "*/*", "text/html", "application/x-www-form-urlencoded", "application/yaml;q=1"} {
		require.Equal(t, "application/json", w.send(http.MethodGet, "/environments", "", "Accept", accept).header.Get("Content-Type"), accept)
		w.send(http.MethodGet, "/environments/T1AA", "", "Accept", accept).problem(http.StatusNotFound)
	}
}

func TestBodyThatIsTooLarge(t *testing.T) {
	w := newWorld(t, func(options *controlserver.Options) { options.MaximumBody = 1000 })
	fits := fmt.Sprintf(`{"sender":"%s@example.com"}`, strings.Repeat("x", 300))
	require.Equal(t, http.StatusCreated, w.send(http.MethodPut, "/environments/T1AA", fits).status)
	large := fmt.Sprintf(`{"sender":"%s@example.com"}`, strings.Repeat("x", 2000))
	refused := w.send(http.MethodPut, "/environments/T2AA", large).problem(http.StatusRequestEntityTooLarge)
	require.Contains(t, refused.Detail, "1000 bytes")

	request := httptest.NewRequest(http.MethodPut, "http://localhost/environments/T2AA", struct{ io.Reader }{strings.NewReader(large)})
	require.EqualValues(t, -1, request.ContentLength, "its length is not announced")
	require.Equal(t, http.StatusRequestEntityTooLarge, record(w.handler, request).StatusCode)
	require.Equal(t, []string{"O12345AA", "T1AA"}, w.tenants.Codes())
}

func TestNothingThere(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/environment", "/environments/", "/environments/O12345AA/", "/environments/O12345AA/nothing", "/docs", "/schemas/Environment.json", "/" + strings.Repeat("x", 5000)} {
		refused := w.get(path).problem(http.StatusNotFound)
		require.Contains(t, refused.Detail, "there is nothing at")
		require.Less(t, len(refused.Detail), 400)
	}
}

func TestMethodsThatAreNotThere(t *testing.T) {
	w := newWorld(t)
	for path, allowed := range map[string]string{
		"/settings": "GET, HEAD", "/environments/O12345AA": "DELETE, GET, HEAD, PATCH, PUT", "/environments/O12345AA/clock": "GET, HEAD, PATCH", "/healthz": "GET, HEAD",
	} {
		answer := w.send(http.MethodPost, path, `{}`)
		refused := answer.problem(http.StatusMethodNotAllowed)
		require.Equal(t, allowed, answer.header.Get("Allow"))
		require.Equal(t, "expected one of the methods "+allowed+", got POST", refused.Detail)
	}
}

func TestProblemsTellNoMoreThanIsUseful(t *testing.T) {
	w := newWorld(t)
	t.Run("no value, which may be a secret", func(t *testing.T) {
		for _, body := range []string{
			`{"environmentKey":"` + apiKey + `","colour":"red"}`,         // the document around what is unknown
			`{"environmentKey":"` + apiKey + `"`,                         // broken off
			`{"environmentKey":["` + apiKey + `"]}`,                      // of a wrong type
			`{"environmentKey":"` + apiKey + `x"}`,                       // no key
			`{"appConnectors":[{"id":"crm","apiKey":"` + apiKey + `"}]}`, // without what is required
			`{"appConnectors":[{"id":"a","description":"b","apiKey":["` + apiKey + `"]}]}`,
		} {
			answer := w.send(http.MethodPut, "/environments/T1AA", body)
			require.GreaterOrEqual(t, answer.status, 400)
			answer.problem(answer.status)
			require.NotContains(t, answer.body, apiKey)
		}
	})
	t.Run("no more mistakes than can be read", func(t *testing.T) {
		for name, document := range map[string]string{
			"of huma":       `{"users":[` + strings.Repeat(`{"x":1},`, 5000) + `{"x":1}]}`,
			"of the domain": `{"users":[` + strings.Repeat(`{"id":" "},`, 5000) + `{"id":" "}]}`,
		} {
			answer := w.send(http.MethodPut, "/environments/T1AA", document)
			refused := answer.problem(http.StatusUnprocessableEntity)
			require.Len(t, refused.Errors, 101, name)
			require.Regexp(t, `^and \d+ more$`, refused.Errors[100].Message)
			require.Less(t, len(answer.body), 30_000)
		}
	})
	t.Run("no long sentence", func(t *testing.T) {
		long := strings.Repeat("€", 100_000)
		answer := w.send(http.MethodPut, "/environments/T1AA", `{"`+long+`":1,"language":"`+long+`"}`)
		answer.problem(http.StatusUnprocessableEntity)
		require.Less(t, len(answer.body), 3000)
		require.NotContains(t, answer.body, "\uFFFD", "cut between letters")
	})
}

func TestUnexpectedBodyIsIgnored(t *testing.T) {
	require.Equal(t, http.StatusOK, newWorld(t).send(http.MethodGet, "/environments", `{"a":1}`).status)
}

// TestConcurrentCallers has many change, read and delete at once, and ask for
// the description, which is written when it is first asked for.
func TestConcurrentCallers(t *testing.T) {
	w := newWorld(t)
	var everyone sync.WaitGroup
	for range 4 {
		everyone.Go(func() {
			for range 10 {
				for _, call := range [][3]string{
					{"PUT", "/environments/T1AA", `{"settings":{"resend":"ignore"}}`}, {"GET", "/environments/T1AA", ""}, {"PATCH", "/environments/T1AA/clock", `{"shift":"1m"}`},
					{"GET", "/openapi.json", ""}, {"GET", "/openapi-3.0.yaml", ""}, {"DELETE", "/environments/T1AA", ""}, {"GET", "/environments", ""}, {"GET", "/settings", ""},
				} {
					request := httptest.NewRequest(call[0], "http://localhost"+call[1], strings.NewReader(call[2]))
					status := record(w.handler, request).StatusCode
					assert.Contains(t, []int{200, 201, 204, 404}, status, call)
				}
			}
		})
	}
	everyone.Wait()
}
