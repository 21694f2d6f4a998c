package mailhog

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mailhog/data"
	"github.com/mailhog/storage"
	"github.com/stretchr/testify/require"
)

// fakeMailHog answers MailHog's API out of MailHog's own parser and store, so that it finds and pages just as MailHog
// does, its quirks included. A lock makes it well-behaved; before tampers with the store between two requests.
type fakeMailHog struct {
	mutex  sync.Mutex
	store  *storage.InMemory
	before func(request int)
	asked  []string // the queries
}

func newFake() *fakeMailHog { return &fakeMailHog{store: storage.CreateInMemory()} }

// receive takes a message as SMTP would deliver it, line ends as "\n", and returns its id.
func (f *fakeMailHog) receive(message string, to ...string) string {
	smtp := &data.SMTPMessage{From: "sender@example.test", To: to, Helo: "localhost", Data: strings.ReplaceAll(message, "\n", "\r\n")}
	parsed := smtp.Parse("mailhog.example")
	id, err := f.store.Store(parsed)
	if err != nil {
		panic(err) // a store in memory has no errors
	}
	return id
}

func (f *fakeMailHog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.asked = append(f.asked, r.URL.RawQuery)
	if f.before != nil {
		f.before(len(f.asked))
	}
	query := r.URL.Query()
	start, _ := strconv.Atoi(query.Get("start"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	if r.URL.Path != "/api/v2/search" || limit > 250 {
		http.Error(w, "the fake doesn't know this", http.StatusNotFound)
		return
	}
	found, total, _ := f.store.Search(query.Get("kind"), query.Get("query"), start, limit)
	json.NewEncoder(w).Encode(map[string]any{"total": total, "count": len(*found), "start": start, "items": found})
}

// serve makes a server of any handler.
func serve(t *testing.T, handler http.Handler) *Server {
	t.Helper()
	listening := httptest.NewServer(handler)
	t.Cleanup(listening.Close)
	server := &Server{mode: External, api: listening.URL, transport: new(http.Transport)}
	stopAfter(t, server)
	return server
}

// direct makes an inbox that calls the handler without a network, which a synctest bubble has no place for.
func direct(handler http.Handler, address string) *Inbox {
	client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		return recorder.Result(), nil
	})}
	return &Inbox{address: address, store: store{base: "http://mailhog", client: client}}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func list(t *testing.T, server *Server, address string) []Mail {
	t.Helper()
	mails, err := server.Inbox(address).List(t.Context())
	require.NoError(t, err)
	return mails
}

func subjects(mails []Mail) []string {
	subjects := make([]string, 0, len(mails))
	for _, mail := range mails {
		subjects = append(subjects, mail.Subject)
	}
	return subjects
}
