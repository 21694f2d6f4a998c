package controlserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/controlserver"
	"profitbdd/mockprofit/internal/mail"
)

func TestEmails(t *testing.T) {
	w := newWorld(t)
	require.JSONEq(t, `[]`, w.get("/environments/O12345AA/emails").body, "none is an empty list")
	w.ask()
	emails, err := w.client.Emails(t.Context(), "O12345AA", control.EmailFilter{})
	require.NoError(t, err)
	codes, err := w.client.ActivationCodes(t.Context(), "O12345AA")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]control.Email{{
		From: "profit@example.com", To: "jansen@example.com", Code: codes[0].Code, Date: noon, State: "kept",
	}}, emails, cmpopts.IgnoreFields(control.Email{}, "ID", "Subject", "Text", "HTML")))
	require.Contains(t, emails[0].Subject, "CRM")
	require.Contains(t, emails[0].Text, codes[0].Code)
	require.Contains(t, emails[0].HTML, codes[0].Code)

	masked := w.get("/environments/O12345AA/emails").body
	require.NotContains(t, masked, codes[0].Code, "masked unless revealed")
	require.Contains(t, masked, "…")
}

func TestEmailsAreFiltered(t *testing.T) {
	w := newWorld(t)
	w.ask()
	w.ask()
	all, err := w.client.Emails(t.Context(), "O12345AA", control.EmailFilter{})
	require.NoError(t, err)
	require.Len(t, all, 2)
	for name, test := range map[string]struct {
		filter control.EmailFilter
		want   []control.Email
	}{
		"to, in any case":  {control.EmailFilter{To: "JANSEN@example.com"}, all},
		"to a part of it":  {control.EmailFilter{To: "jansen"}, []control.Email{}},
		"after the first":  {control.EmailFilter{After: all[0].ID}, all[1:]},
		"after the last":   {control.EmailFilter{After: all[1].ID}, []control.Email{}},
		"waiting in vain":  {control.EmailFilter{After: all[1].ID, Wait: time.Nanosecond}, []control.Email{}},
		"waiting for none": {control.EmailFilter{Wait: time.Minute}, all},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := w.client.Emails(t.Context(), "O12345AA", test.filter)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(test.want, got))
		})
	}
}

func TestEmailsAfterOneThatIsUnknownAreRefused(t *testing.T) {
	w := newWorld(t)
	w.get("/environments/O12345AA/emails?after=nonsense").problem(http.StatusUnprocessableEntity)
}

// undelivered is an outbox with one message that had bad luck.
type undelivered struct{ controlserver.Outbox }

func (undelivered) List(string, mail.Filter) []mail.Message {
	return []mail.Message{{ID: "1", State: mail.Undeliverable, Notice: mail.Notice{Server: "mail.example:25"}, Attempts: []mail.Attempt{{Time: noon, Error: "connection refused"}, {Time: noon}}}}
}

func TestEmailsTellOfTheirDelivery(t *testing.T) {
	w := newWorld(t, func(options *controlserver.Options) { options.Outbox = undelivered{options.Outbox} })
	emails := read[[]control.Email](w.get("/environments/O12345AA/emails"))
	require.Equal(t, []control.DeliveryAttempt{{At: noon, Error: "connection refused"}, {At: noon}}, emails[0].Attempts)
	require.Equal(t, "undeliverable", emails[0].State)
	require.Equal(t, "mail.example:25", emails[0].Server)
}

func TestWaitThatMakesNoSense(t *testing.T) {
	w := newWorld(t)
	for _, wait := range []string{"soon", "-1s", "61s", "10", "1d", strings.Repeat("9", 10_000)} {
		refused := w.get("/environments/O12345AA/emails?wait=" + wait).problem(http.StatusUnprocessableEntity)
		require.Equal(t, []string{"query.wait"}, refused.fields())
		require.Contains(t, refused.Errors[0].Message, "expected a duration such as 500ms or 10s, one minute at most")
	}
}

// TestWaiting runs a control port on an in-memory network, in a bubble whose
// time passes when everyone waits.
func TestWaiting(t *testing.T) {
	type outcome struct {
		emails []control.Email
		err    error
		after  time.Duration
	}
	tests := map[string]struct {
		wait    time.Duration
		happens func(*world) // 20 s later
		check   func(t *testing.T, got outcome)
	}{
		"a mail comes": {time.Minute, func(w *world) { w.ask() }, func(t *testing.T, got outcome) {
			require.NoError(t, got.err)
			require.Len(t, got.emails, 1)
			require.Equal(t, 20*time.Second, got.after, "at once")
		}},
		"nothing comes": {30 * time.Second, func(*world) {}, func(t *testing.T, got outcome) {
			require.NoError(t, got.err)
			require.Empty(t, got.emails)
			require.Equal(t, 30*time.Second, got.after, "longer than a request may take to arrive, and no longer than asked")
		}},
		"the server ends": {time.Minute, func(w *world) { close(w.done) }, func(t *testing.T, got outcome) {
			require.NoError(t, got.err)
			require.Empty(t, got.emails)
			require.Equal(t, 20*time.Second, got.after)
		}},
		"the outbox closes": {time.Minute, func(w *world) { require.NoError(w.t, w.outbox.Close(context.Background())) }, func(t *testing.T, got outcome) {
			require.NoError(t, got.err)
			require.Empty(t, got.emails)
			require.Equal(t, 20*time.Second, got.after)
		}},
		"the environment is deleted": {time.Minute, func(w *world) { require.NoError(w.t, w.tenants.Remove("O12345AA")) }, func(t *testing.T, got outcome) {
			require.ErrorContains(t, got.err, "404: the environment was deleted or reset while the call waited")
			require.Equal(t, 20*time.Second, got.after)
		}},
		"the environment is made anew": {time.Minute, func(w *world) {
			require.NoError(w.t, w.tenants.Remove("O12345AA"))
			_, err := w.tenants.Put(usual())
			require.NoError(w.t, err)
		}, func(t *testing.T, got outcome) {
			require.ErrorContains(t, got.err, "was deleted")
			require.Equal(t, 20*time.Second, got.after)
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newParts(t)
				network := newNetwork()
				server := &http.Server{Handler: controlserver.New(w.options()), ReadTimeout: 10 * time.Second}
				t.Cleanup(func() { require.NoError(t, server.Close()) })
				go func() { _ = server.Serve(network) }()

				outcomes := make(chan outcome, 1)
				start := time.Now()
				go func() {
					emails, err := list(network.client(), test.wait)
					outcomes <- outcome{emails, err, time.Since(start)}
				}()
				go func() {
					<-time.After(20 * time.Second)
					test.happens(w)
				}()
				test.check(t, <-outcomes)
			})
		})
	}
}

// list lists the e-mails of the usual environment; the error is what the answer
// says was wrong.
func list(client *http.Client, wait time.Duration) ([]control.Email, error) {
	response, err := client.Get("http://localhost/environments/O12345AA/emails?wait=" + wait.String())
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		var read problem
		err = json.NewDecoder(response.Body).Decode(&read)
		return nil, errors.Join(err, fmt.Errorf("%d: %s", response.StatusCode, read.Detail))
	}
	var emails []control.Email
	err = json.NewDecoder(response.Body).Decode(&emails)
	return emails, err
}

func TestWaitEndsWhenTheCallerGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newParts(t)
		ctx, cancel := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/environments/O12345AA/emails?wait=1m", nil)
		require.NoError(t, err)
		start := time.Now()
		go func() {
			<-time.After(5 * time.Second)
			cancel()
		}()
		record(controlserver.New(w.options()), request)
		require.Equal(t, 5*time.Second, time.Since(start))
	})
}

// network is a listener for connections within the process.
type network struct {
	connections chan net.Conn
	closed      chan struct{}
}

func newNetwork() *network {
	return &network{connections: make(chan net.Conn), closed: make(chan struct{})}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case connection := <-n.connections:
		return connection, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error   { close(n.closed); return nil }
func (n *network) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (n *network) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			n.connections <- far
			return near, nil
		},
	}}
}
