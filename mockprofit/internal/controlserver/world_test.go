package controlserver_test

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/advice"
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/controlserver"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/services"
	"profitbdd/mockprofit/internal/tenant"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	jansen         = "12345.jansen"
	apiKey         = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
	environmentKey = "E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEF"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// world is a control port with all that is behind it, and Profit's port.
type world struct {
	t         testing.TB
	handler   http.Handler
	client    *control.Client
	address   string // of the control port
	service   string // address of Profit's port
	directory *profit.Directory
	outbox    *mail.Outbox
	journal   *journal.Journal
	tenants   *tenant.Tenants
	done      chan struct{}
}

// newParts makes what a control port needs, with the usual environment in it.
func newParts(t testing.TB) *world {
	t.Helper()
	random := profit.NewRandom(rand.NewChaCha8([32]byte{}))
	w := &world{t: t, done: make(chan struct{}), journal: newJournal(), outbox: mail.NewOutbox(mail.Options{})}
	t.Cleanup(func() { require.NoError(t, w.outbox.Close(context.Background())) })
	w.directory = profit.NewDirectory(random, profit.Definition{Language: profit.Dutch, Settings: profit.DefaultSettings()})
	w.tenants = tenant.New(tenant.Options{
		Directory: w.directory, Random: random, Outbox: w.outbox, Journal: w.journal,
		Now: func() time.Time { return noon },
	})
	_, err := w.tenants.Put(usual())
	require.NoError(t, err)
	return w
}

func (w *world) options() controlserver.Options {
	return controlserver.Options{Tenants: w.tenants, Outbox: w.outbox, Journal: w.journal, Version: "1.2.3", Done: w.done}
}

// newWorld starts both ports. change makes the control port another than usual.
func newWorld(t testing.TB, change ...func(*controlserver.Options)) *world {
	t.Helper()
	w := newParts(t)
	options := w.options()
	for _, change := range change {
		change(&options)
	}
	w.handler = controlserver.New(options)
	controlPort := httptest.NewServer(w.handler)
	t.Cleanup(controlPort.Close)
	service, err := asmx.NewHandler(asmx.Options{Services: services.All(w.directory), Watcher: w.journal, Protocols: asmx.AllProtocols})
	require.NoError(t, err)
	servicePort := httptest.NewServer(service)
	t.Cleanup(servicePort.Close)
	w.address, w.service = controlPort.URL, servicePort.URL+"/profitservices/"
	w.client = control.NewClient(controlPort.URL, options.Token)
	t.Cleanup(w.client.Close)
	return w
}

func to[T any](value T) *T { return &value }

// usual is the document of the environment that is there from the start.
func usual() control.Environment {
	return control.Environment{
		Code: "O12345AA", Language: "en", EnvironmentKey: environmentKey, MailServer: "default", Sender: "profit@example.com",
		Users:      []control.User{{ID: jansen, Email: "jansen@example.com"}},
		UserGroups: []control.UserGroup{{ID: "staff", Members: []string{jansen}}},
		AppConnectors: []control.AppConnector{
			{ID: "crm", Description: "CRM", Blocked: to(false), UserGroup: "staff", APIKey: apiKey},
		},
	}
}

// answer is what came of a raw call.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

// send calls the control port as curl would. Header pairs follow the body.
func (w *world) send(method, path, body string, header ...string) answer {
	w.t.Helper()
	request, err := http.NewRequest(method, w.address+path, strings.NewReader(body))
	require.NoError(w.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if request.Header.Set(header[i], header[i+1]); header[i] == "Host" {
			request.Host = header[i+1]
		}
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(w.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	return answer{w.t, response.StatusCode, response.Header, string(text)}
}

func (w *world) get(path string) answer {
	w.t.Helper()
	return w.send(http.MethodGet, path, "")
}

// problem is what RFC 9457 has an API say about an error.
type problem struct {
	Title, Detail string
	Status        int
	Errors        []struct {
		Location, Message string
		Value             any
	}
}

// problem reads the answer as a problem with a status.
func (a answer) problem(status int) problem {
	a.t.Helper()
	require.Equal(a.t, status, a.status, a.body)
	require.Equal(a.t, "application/problem+json", a.header.Get("Content-Type"))
	var read problem
	require.NoError(a.t, json.Unmarshal([]byte(a.body), &read), a.body)
	require.Equal(a.t, status, read.Status)
	require.Equal(a.t, http.StatusText(status), read.Title)
	require.NotEmpty(a.t, read.Detail)
	for _, mistake := range read.Errors {
		require.Nil(a.t, mistake.Value, "what was sent is not repeated: it may be a secret")
	}
	return read
}

// fields are the places that a problem names.
func (p problem) fields() []string {
	fields := []string{}
	for _, mistake := range p.Errors {
		fields = append(fields, mistake.Location)
	}
	return fields
}

// String returns all that a problem tells.
func (p problem) String() string {
	text := p.Detail
	for _, mistake := range p.Errors {
		text += "\n" + mistake.Location + ": " + mistake.Message
	}
	return text
}

// read decodes the answer of a call that succeeded.
func read[T any](a answer) T {
	a.t.Helper()
	require.Less(a.t, a.status, 300, a.body)
	var value T
	require.NoError(a.t, json.Unmarshal([]byte(a.body), &value), a.body)
	return value
}

// ask requests an activation code.
func (w *world) ask() {
	w.t.Helper()
	outcome := w.directory.GenerateOTP(profit.CodeRequest{
		UserID: to(jansen), APIKey: to(apiKey), EnvironmentKey: to(environmentKey), Description: to("laptop"),
	})
	require.True(w.t, outcome.Accepted())
}

// token obtains a token for the device that ask names.
func (w *world) token() string {
	w.t.Helper()
	w.ask()
	codes := w.directory.Environment("O12345AA").ActivationCodes()
	require.Len(w.t, codes, 1)
	token, outcome := w.directory.GetTokenFromOTP(profit.Redemption{UserID: to(jansen), APIKey: to(apiKey), EnvironmentKey: to(environmentKey), Code: &codes[0].Code})
	require.True(w.t, outcome.Accepted())
	return token
}

// record has a handler serve a request without a connection.
func record(handler http.Handler, request *http.Request) *http.Response {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

// newJournal returns a journal in which each refusal has a hint that quotes a key.
func newJournal() *journal.Journal {
	return journal.New(journal.Options{Advise: func(exchange *asmx.Exchange) []advice.Hint {
		if exchange.Decision.Reason == "" {
			return nil
		}
		return []advice.Hint{{Rule: "key-form", Label: profit.Observed, Seen: "The key " + apiKey + " is wrong.", Remedy: "Take another than " + apiKey + "."}}
	}})
}
