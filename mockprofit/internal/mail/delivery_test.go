package mail

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Servers of the in-memory network.
const (
	catcher = "catcher.test:1025"
	other   = "other.test:1025"
)

func get(t *testing.T, o *Outbox, id string) Message {
	t.Helper()
	message, ok := o.Get(id)
	require.True(t, ok, "message %s is in the outbox", id)
	return message
}

func TestDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		s := serve(t, n, catcher)
		o := newOutbox(t, n, Options{})

		id := o.Add(to(catcher, "jan.jansen@example.com"))
		synctest.Wait()

		mails := s.mails()
		require.Len(t, mails, 1)
		require.Equal(t, "noreply@profit.example", mails[0].from)
		require.Equal(t, "jan.jansen@example.com", mails[0].to)
		composed, err := o.Composed(id)
		require.NoError(t, err)
		require.Equal(t, string(composed), mails[0].raw, "what is looked at is what was sent")

		message := get(t, o, id)
		require.Equal(t, Delivered, message.State)
		require.Equal(t, 1, message.Tries)
		require.Len(t, message.Attempts, 1)
		attempt := message.Attempts[0]
		require.Equal(t, catcher, attempt.Server)
		require.Equal(t, 250, attempt.Code)
		require.NotEmpty(t, attempt.Reply)
		require.Empty(t, attempt.Error)
		require.Equal(t, Stats{Messages: 1, Bytes: o.Stats().Bytes, Added: 1, Delivered: 1, Connections: 1}, o.Stats())
	})
}

func TestConnectionIsReusedAndClosedWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		s := serve(t, n, catcher)
		o := newOutbox(t, n, Options{IdleTimeout: time.Second})

		for i := range 20 {
			o.Add(to(catcher, fmt.Sprintf("user%d@example.com", i)))
		}
		synctest.Wait()
		pass(900 * time.Millisecond)
		o.Add(to(catcher, "late@example.com"))
		synctest.Wait()
		mails := s.mails()
		require.Len(t, mails, 21)
		for i := range 20 {
			require.Equal(t, fmt.Sprintf("user%d@example.com", i), mails[i].to, "in the order of adding")
		}
		require.Equal(t, 1, s.connected())

		pass(1100 * time.Millisecond)
		o.mu.Lock()
		require.Empty(t, o.workers, "an idle worker ends")
		o.mu.Unlock()

		o.Add(to(catcher, "later@example.com"))
		synctest.Wait()
		require.Len(t, s.mails(), 22)
		require.Equal(t, 2, s.connected())
		require.EqualValues(t, 2, o.Stats().Connections)
	})
}

func TestConnectionClosedByServerIsReplaced(t *testing.T) {
	tests := map[string]func(*sink){
		"without a word": func(s *sink) { s.server.ReadTimeout, s.server.WriteTimeout = time.Second, time.Second },
		"with 421": func(s *sink) {
			refused := refuse(1, 421)
			s.onMail = func(from string) error {
				if s.connected() == 1 && len(s.mails()) == 1 {
					return refused(from)
				}
				return nil
			}
		},
	}
	for name, option := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				s := serve(t, n, catcher, option)
				o := newOutbox(t, n, Options{IdleTimeout: time.Minute})
				o.Add(to(catcher, "first@example.com"))
				pass(3 * time.Second)
				id := o.Add(to(catcher, "second@example.com"))
				synctest.Wait()

				require.Len(t, s.mails(), 2)
				require.Equal(t, 2, s.connected())
				message := get(t, o, id)
				require.Equal(t, Delivered, message.State)
				require.Equal(t, 1, message.Tries, "no failure: neither the message nor the server was at fault")
			})
		})
	}
}

// refuse returns a hook that refuses the given number of times.
func refuse(times, code int) func(string) error {
	return func(string) error {
		if times--; times >= 0 {
			return refusal(code)
		}
		return nil
	}
}

func TestRefusedThenAccepted(t *testing.T) {
	tests := []struct {
		name    string
		code    int
		option  func(*sink)
		command string
	}{
		{"sender, for now", 451, func(s *sink) { s.onMail = refuse(3, 451) }, "MAIL FROM: "},
		{"sender, for good", 550, func(s *sink) { s.onMail = refuse(3, 550) }, "MAIL FROM: "},
		{"recipient, for now", 450, func(s *sink) { s.onRcpt = refuse(3, 450) }, "RCPT TO: "},
		{"recipient, for good", 550, func(s *sink) { s.onRcpt = refuse(3, 550) }, "RCPT TO: "},
		{"content, for now", 452, func(s *sink) {
			f := refuse(3, 452)
			s.onData = func(received) error { return f("") }
		}, "end of data: "},
		{"content, for good", 554, func(s *sink) {
			f := refuse(3, 554)
			s.onData = func(received) error { return f("") }
		}, "end of data: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				s := serve(t, n, catcher, test.option)
				o := newOutbox(t, n, Options{})
				began := time.Now()
				id := o.Add(to(catcher, "jan@example.com"))
				synctest.Wait()
				message := get(t, o, id)
				require.Equal(t, Queued, message.State)
				require.Len(t, message.Attempts, 1)
				require.Equal(t, test.code, message.Attempts[0].Code)
				require.Contains(t, message.Attempts[0].Reply, "not now")
				require.True(t, strings.HasPrefix(message.Attempts[0].Error, fmt.Sprint(test.command, test.code)), message.Attempts[0].Error)

				pass(time.Minute)
				message = get(t, o, id)
				require.Equal(t, Delivered, message.State)
				var offsets []time.Duration
				for _, attempt := range message.Attempts {
					offsets = append(offsets, attempt.Time.Sub(began))
				}
				require.Equal(t, []time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond, 700 * time.Millisecond}, offsets,
					"the pause begins with 100 ms and doubles")
				require.Len(t, s.mails(), 1)
				require.Equal(t, 1, s.connected(), "a refusal costs no connection")
			})
		})
	}
}

func TestRefusedMessageBlocksNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		s := serve(t, n, catcher, func(s *sink) {
			s.onRcpt = func(to string) error {
				if to == "unknown@example.com" {
					return refusal(550)
				}
				return nil
			}
		})
		o := newOutbox(t, n, Options{})
		refused := o.Add(to(catcher, "unknown@example.com"))
		for i := range 5 {
			o.Add(to(catcher, fmt.Sprintf("user%d@example.com", i)))
		}
		synctest.Wait()
		require.Len(t, s.mails(), 5, "at once")
		pass(time.Hour)

		message := get(t, o, refused)
		require.Equal(t, Queued, message.State, "never given up")
		require.Len(t, message.Attempts, KeptAttempts)
		require.Greater(t, message.Tries, 700, "every five seconds")
		last := message.Attempts[KeptAttempts-1]
		require.Less(t, time.Since(last.Time), 5*time.Second, "the latest are kept")
	})
}

// A message at which the server closes the connection, each time, is as bad as one can be.
func TestMessageThatBreaksConnectionBlocksNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		s := serve(t, n, catcher, func(s *sink) {
			s.onRcpt = func(to string) error {
				if to == "poison@example.com" {
					return refusal(421)
				}
				return nil
			}
		})
		o := newOutbox(t, n, Options{})
		poison := o.Add(to(catcher, "poison@example.com"))
		for i := range 5 {
			o.Add(to(catcher, fmt.Sprintf("user%d@example.com", i)))
		}
		synctest.Wait()
		require.Empty(t, s.mails(), "the server has a pause")
		pass(100 * time.Millisecond)
		require.Len(t, s.mails(), 5, "then the others go first")
		message := get(t, o, poison)
		require.Equal(t, Queued, message.State)
		require.Equal(t, 421, message.Attempts[0].Code)
	})
}

func TestAddressBeyondASCII(t *testing.T) {
	for _, supported := range []bool{true, false} {
		t.Run(fmt.Sprint("SMTPUTF8 ", supported), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				s := serve(t, n, catcher, func(s *sink) { s.server.EnableSMTPUTF8 = supported })
				o := newOutbox(t, n, Options{})
				id := o.Add(to(catcher, "zoë@example.com"))
				next := o.Add(to(catcher, "jan@example.com"))
				synctest.Wait()
				require.Equal(t, Delivered, get(t, o, next).State)
				if supported {
					require.Equal(t, "zoë@example.com", s.mails()[0].to)
					return
				}
				require.Equal(t, Queued, get(t, o, id).State)
				require.Contains(t, get(t, o, id).Attempts[0].Error, "SMTPUTF8")
			})
		})
	}
}

// STARTTLS is offered with a certificate that nobody would trust, as catchers do: we stay in the clear.
func TestSTARTTLSIsNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		serve(t, n, catcher, func(s *sink) { s.server.TLSConfig = &tls.Config{} })
		o := newOutbox(t, n, Options{})
		id := o.Add(to(catcher, "jan@example.com"))
		synctest.Wait()
		require.Equal(t, Delivered, get(t, o, id).State)
	})
}

func TestUndeliverable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		s := serve(t, n, catcher)
		o := newOutbox(t, n, Options{})
		id := o.Add(to(catcher, "no address"))
		o.Add(to(catcher, "jan@example.com"))
		synctest.Wait()
		message := get(t, o, id)
		require.Equal(t, Undeliverable, message.State)
		require.Contains(t, message.Attempts[0].Error, `recipient: expected an address such as name@example.com, got "no address"`)
		_, err := o.Composed(id)
		require.ErrorContains(t, err, "recipient")
		require.Len(t, s.mails(), 1)
	})
}
