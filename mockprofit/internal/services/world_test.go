package services_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/services"
	"profitbdd/mockprofit/internal/soap"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file in testdata, or writes it.
func golden(t *testing.T, name string, actual []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, actual, 0o644))
	}
	expected, err := os.ReadFile(path)
	require.NoError(t, err, "run the tests with -update to make the golden files")
	require.Empty(t, cmp.Diff(string(expected), string(actual)), path)
}

const (
	jansen = "12345.jansen"
	bakker = "12345.bakker" // not in the group
)

var (
	apiKey         = strings.Repeat("A", 32)
	environmentKey = strings.Repeat("E", 32)
	epoch          = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
)

type clock struct{}

func (clock) Now() time.Time { return epoch }

// world is an environment behind a handler and its journal.
type world struct {
	t         *testing.T
	address   string
	directory *profit.Directory
	journal   *journal.Journal

	mutex      sync.Mutex
	codes      []string // as they were mailed
	references int
}

// newWorld starts a world; change makes its environment another one than usual.
func newWorld(t *testing.T, change func(*profit.Definition)) *world {
	t.Helper()
	return newWorldIn(t, profit.Dutch, change)
}

// newWorldIn starts a world whose server speaks a language to nobody in
// particular.
func newWorldIn(t *testing.T, language profit.Language, change func(*profit.Definition)) *world {
	t.Helper()
	w := &world{
		t:         t,
		directory: profit.NewDirectory(profit.NewRandom(rand.NewChaCha8([32]byte{})), profit.Definition{Language: language, Settings: profit.DefaultSettings()}),
		journal:   journal.New(journal.Options{}),
	}
	definition := profit.Definition{
		Code: "O12345AA", Language: profit.Dutch, EnvironmentKey: environmentKey,
		MailServer: profit.DefaultMailServer, Sender: "profit@example.com",
		Users:         []profit.User{{ID: jansen, Email: "jansen@example.com"}, {ID: bakker, Email: "bakker@example.com"}},
		UserGroups:    []profit.UserGroup{{ID: "staff", Members: []string{jansen}}},
		AppConnectors: []profit.AppConnector{{ID: "crm", Description: "CRM", UserGroup: "staff", APIKey: apiKey}},
		Settings:      profit.DefaultSettings(),
	}
	if change != nil {
		change(&definition)
	}
	_, err := w.directory.Put(definition, clock{}, w.mail)
	require.NoError(t, err)
	handler, err := asmx.NewHandler(asmx.Options{
		Services: services.All(w.directory), Watcher: w.journal, Reference: w.reference,
		Protocols: asmx.AllProtocols,
	})
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	w.address = server.URL
	return w
}

func (w *world) mail(issued profit.CodeIssued) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.codes = append(w.codes, issued.Code)
}

// reference counts, so that golden files stay the same.
func (w *world) reference() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.references++
	return fmt.Sprintf("%032X", 0xABC000+w.references)
}

// reply is an answer with the exchange that the journal keeps of it.
type reply struct {
	status   int
	header   http.Header
	body     string
	exchange journal.Entry
}

// parameters are XML: an element for each.
func parameters(pairs ...string) string {
	var xml strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&xml, "<%s>%s</%s>", pairs[i], pairs[i+1], pairs[i])
	}
	return xml.String()
}

// call calls an operation with parameters as they stand in the envelope.
func (w *world) call(version soap.Version, operation, parameters string, header ...string) reply {
	w.t.Helper()
	file := "tokenconnector.asmx"
	if operation == "GetProductVersion" {
		file = "appconnectorversioninfo.asmx"
	}
	envelope := fmt.Sprintf(`<e:Envelope xmlns:e="%s"><e:Body><%s xmlns="%s">%s</%[2]s></e:Body></e:Envelope>`, version.Namespace(), operation, services.Namespace, parameters)
	request, err := http.NewRequest(http.MethodPost, w.address+"/profitservices/"+file, strings.NewReader(envelope))
	require.NoError(w.t, err)
	request.Header.Set("Content-Type", version.ContentType())
	if version == soap.Version11 {
		request.Header.Set("SOAPAction", `"`+services.Namespace+"/"+operation+`"`)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return w.send(request)
}

func (w *world) send(request *http.Request) reply {
	w.t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(w.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	return reply{response.StatusCode, response.Header, string(body), w.journal.List(journal.Filter{Most: 1})[0]}
}

// raw is an answer as a golden file holds it, without its date.
func (r reply) raw() []byte {
	header := r.header.Clone()
	header.Del("Date")
	var head bytes.Buffer
	fmt.Fprintf(&head, "%d\n", r.status)
	_ = header.Write(&head)
	return []byte(strings.ReplaceAll(head.String(), "\r", "") + "\n" + r.body + "\n")
}

// keys are the parameters that identify the caller.
func keys(user string) string {
	return parameters("userId", user, "apiKey", apiKey, "environmentKey", environmentKey)
}

// token goes through the whole flow and returns what it ends with.
func (w *world) token(device string) string {
	w.t.Helper()
	asked := w.call(soap.Version11, "GenerateOTP", keys(jansen)+parameters("description", device))
	require.Equal(w.t, http.StatusOK, asked.status, asked.body)
	redeemed := w.call(soap.Version11, "GetTokenFromOTP", keys(jansen)+parameters("otp", w.codes[len(w.codes)-1]))
	require.Equal(w.t, http.StatusOK, redeemed.status, redeemed.body)
	_, after, _ := strings.Cut(redeemed.body, "<GetTokenFromOTPResult>")
	escaped, _, found := strings.Cut(after, "</GetTokenFromOTPResult>")
	require.True(w.t, found, redeemed.body)
	return strings.NewReplacer("&lt;", "<", "&gt;", ">").Replace(escaped)
}

func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
