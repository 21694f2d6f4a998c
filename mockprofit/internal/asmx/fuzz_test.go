package asmx

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzHandler sends requests and checks what holds for every answer: there is exactly one exchange, statuses are those that the edge
// knows, faults are well-formed XML, and an operation runs at most once and never when the edge refuses.
func FuzzHandler(f *testing.F) {
	addCaptured(f)
	fixture := newFixture(f, Options{Protocols: AllProtocols, MaximumBody: 1 << 20, Keep: 100})
	f.Fuzz(func(t *testing.T, message []byte) {
		request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(message)))
		if err != nil {
			return
		}
		request.RemoteAddr = "192.0.2.1:1234"
		fixture.watcher.forget()
		response := httptest.NewRecorder()
		fixture.ServeHTTP(response, request)

		exchange := fixture.watcher.only(t)
		bound := fixture.stub.take()
		require.Equal(t, exchange.Invoked, bound != "")
		require.Contains(t, []int{200, 400, 404, 405, 413, 415, 500}, response.Code)
		require.Equal(t, exchange.Refused == "", exchange.Cause == CauseNone)
		require.LessOrEqual(t, len(exchange.Reading.Ignored), maximumIgnored)
		if exchange.Refused != "" {
			require.False(t, exchange.Invoked)
			require.GreaterOrEqual(t, response.Code, 400)
		}
		require.LessOrEqual(t, len(exchange.Request.Body), 100)
		body := response.Body.String()
		// Characters that .NET writes as references are none to encoding/xml.
		if strings.Contains(response.Header().Get("Content-Type"), "xml") && body != "" && !strings.Contains(body, "&#x") {
			requireWellFormed(t, body)
		}
	})
}

// addCaptured begins with the captured requests, as long as they are short.
func addCaptured(f *testing.F) {
	f.Helper()
	requests, err := filepath.Glob(filepath.Join("..", "..", "..", "fixtures", "asmx", "*.request.http"))
	require.NoError(f, err)
	require.NotEmpty(f, requests)
	for _, file := range requests {
		message, err := os.ReadFile(file)
		require.NoError(f, err)
		if len(message) < 2000 {
			f.Add(message)
		}
	}
}

func requireWellFormed(t *testing.T, document string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(document))
	for {
		if _, err := decoder.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %q", err, document)
		}
	}
}
