package asmx

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// capturedCase is an entry of the index of captured exchanges.
type capturedCase struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Status      int    `json:"status"`
	ContentType string `json:"content_type"`
	FaultCode   string `json:"faultcode"`
	FaultString string `json:"faultstring"`
	Bound       string `json:"bound"`
	Note        string `json:"note"`
	Protocols   string `json:"protocols"`
}

// captured is what is compared of an answer.
type captured struct {
	Status       int
	ContentType  string
	CacheControl string
	Body         string
	Bound        string
}

// TestCapturedExchanges replays exchanges with the original. ASMX_CASES names another folder of the same form.
func TestCapturedExchanges(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	folder := os.Getenv("ASMX_CASES")
	switch {
	case folder == "":
		folder = filepath.Join(root, "fixtures", "asmx")
	case !filepath.IsAbs(folder): // from where make and go test were called
		folder = filepath.Join(root, folder)
	}
	index, err := os.ReadFile(filepath.Join(folder, "cases.json"))
	require.NoError(t, err)
	var cases []capturedCase
	require.NoError(t, json.Unmarshal(index, &cases))
	require.NotEmpty(t, cases)

	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			protocols, known := map[string]Protocols{"all": AllProtocols, "default": DefaultProtocols}[c.Protocols]
			require.True(t, known, "protocols must be all or default, not %q", c.Protocols)
			service := &stub{}
			watcher := &recorder{}
			handler, err := NewHandler(Options{Services: []Service{service.service()}, Protocols: protocols, Watcher: watcher})
			require.NoError(t, err)

			request, err := os.ReadFile(filepath.Join(folder, c.ID+".request.http"))
			require.NoError(t, err)
			response, err := os.ReadFile(filepath.Join(folder, c.ID+".response.http"))
			require.NoError(t, err)
			server := httptest.NewServer(handler)
			t.Cleanup(server.Close)
			address := server.Listener.Addr().String()
			_, port, err := net.SplitHostPort(address)
			require.NoError(t, err)
			request, response = withPort(request, port), withPort(response, port)
			expected := readCaptured(t, response)
			expected.Bound = c.Bound
			require.Equal(t, c.Status, expected.Status, "the index and the captured answer differ")

			actual := readCaptured(t, exchangeBytes(t, address, request))
			actual.Bound = service.take()
			expected.CacheControl = cacheSuccess
			if c.Status != http.StatusOK {
				expected.CacheControl = cacheFault
			}
			if difference := cmp.Diff(expected, actual); difference != "" {
				t.Errorf("%s\n%s\nnote: %s\n(-original +ours)\n%s", c.Title, request, c.Note, difference)
			}

			server.Close()
			exchange := watcher.only(t)
			require.Equal(t, c.Bound != "", exchange.Invoked)
			if exchange.Invoked {
				require.Equal(t, c.Bound, boundText(exchange.Arguments))
				require.Empty(t, exchange.Refused)
			} else if c.Status != http.StatusOK {
				require.NotEmpty(t, exchange.Refused)
				if c.FaultString != "" {
					require.Equal(t, c.FaultString, exchange.Refused)
				}
			}
		})
	}
}

// withPort replaces the port of the captured server, which both halves of an exchange name, by ours.
func withPort(message []byte, port string) []byte {
	return bytes.ReplaceAll(message, []byte(":18089"), []byte(":"+port))
}

// readCaptured reads an answer and brings its body into the form in which bodies are compared.
func readCaptured(t *testing.T, raw []byte) captured {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return captured{
		Status:       response.StatusCode,
		ContentType:  response.Header.Get("Content-Type"),
		CacheControl: response.Header.Get("Cache-Control"),
		Body:         comparable(t, response.Header.Get("Content-Type"), body),
	}
}

// comparable returns a body as it is when it is an envelope, as canonical XML when it is another document, else as trimmed text.
func comparable(t *testing.T, contentType string, body []byte) string {
	t.Helper()
	switch {
	case bytes.Contains(body, []byte("<soap:Envelope")):
		return string(body)
	case strings.HasPrefix(contentType, "text/xml") && len(body) > 0:
		return canonical(t, body)
	}
	return strings.TrimRight(string(body), " \t\r\n")
}

// canonical writes a document one tag a line, with attributes in order and without blanks between elements.
func canonical(t *testing.T, document []byte) string {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(document))
	var lines []string
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return strings.Join(lines, "\n")
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			var attributes []string
			for _, a := range token.Attr {
				attributes = append(attributes, a.Name.Space+":"+a.Name.Local+"="+a.Value)
			}
			slices.Sort(attributes)
			lines = append(lines, "<"+token.Name.Space+":"+token.Name.Local+" "+strings.Join(attributes, " ")+">")
		case xml.EndElement:
			lines = append(lines, "</"+token.Name.Space+":"+token.Name.Local+">")
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				lines = append(lines, text)
			}
		}
	}
}
