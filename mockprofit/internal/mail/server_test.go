package mail

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestServerDownThenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		o := newOutbox(t, n, Options{IdleTimeout: time.Hour})
		first := o.Add(to(catcher, "first@example.com"))
		second := o.Add(to(catcher, "second@example.com"))
		pass(time.Minute)
		for _, id := range []string{first, second} {
			message := get(t, o, id)
			require.Equal(t, Queued, message.State)
			require.Len(t, message.Attempts, KeptAttempts, "the failed connection counts for each message that waits")
			require.Equal(t, "connect: connection refused", message.Attempts[0].Error)
			require.Zero(t, message.Attempts[0].Code)
		}
		require.Equal(t, 17, n.dialled(catcher), "0, .1, .3, .7, 1.5, 3.1, 6.3, then every 5 s: the pause is the server's, not each message's")

		s := serve(t, n, catcher)
		pass(5 * time.Second)
		require.Len(t, s.mails(), 2)
		require.Equal(t, Delivered, get(t, o, second).State)
		require.Equal(t, 1, s.connected())

		// After a success the pauses begin anew.
		s.close()
		synctest.Wait()
		third := o.Add(to(catcher, "third@example.com"))
		synctest.Wait()
		require.Equal(t, Queued, get(t, o, third).State)
		serve(t, n, catcher)
		pass(100 * time.Millisecond)
		require.Equal(t, Delivered, get(t, o, third).State)
	})
}

func TestBlackHoleDelaysNoOtherServer(t *testing.T) {
	tests := []struct {
		name  string
		error string
		hole  func(t *testing.T, n *network)
	}{
		{"nobody accepts", "connect: context deadline exceeded", func(_ *testing.T, n *network) { n.listen(catcher) }},
		{"accepts and says nothing", "greeting: ", func(t *testing.T, n *network) {
			accept(t, n.listen(catcher), func(conn net.Conn) { io.Copy(io.Discard, conn) })
		}},
		{"greets and says nothing more", "EHLO: ", func(t *testing.T, n *network) {
			accept(t, n.listen(catcher), func(conn net.Conn) {
				fmt.Fprint(conn, "220 hole\r\n")
				io.Copy(io.Discard, conn)
			})
		}},
		{"never ends its greeting", "greeting: expected a reply of at most 65536 bytes", func(t *testing.T, n *network) {
			accept(t, n.listen(catcher), func(conn net.Conn) {
				for {
					if _, err := fmt.Fprint(conn, "220-"+strings.Repeat("x", 900)+"\r\n"); err != nil {
						return
					}
				}
			})
		}},
		{"dribbles", "greeting: ", func(t *testing.T, n *network) {
			accept(t, n.listen(catcher), func(conn net.Conn) {
				for {
					if _, err := fmt.Fprint(conn, "2"); err != nil {
						return
					}
					<-time.After(time.Second)
				}
			})
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				test.hole(t, n)
				s := serve(t, n, other)
				o := newOutbox(t, n, Options{})
				swallowed := o.Add(to(catcher, "jan@example.com"))
				began := time.Now()
				o.Add(to(other, "piet@example.com"))
				synctest.Wait()
				mails := s.mails()
				require.Len(t, mails, 1)
				require.Equal(t, began, mails[0].at, "at once")

				pass(time.Minute)
				message := get(t, o, swallowed)
				require.Equal(t, Queued, message.State)
				require.NotEmpty(t, message.Attempts)
				require.True(t, strings.HasPrefix(message.Attempts[0].Error, test.error), message.Attempts[0].Error)
				require.LessOrEqual(t, message.Attempts[0].Duration, 10*time.Second)
			})
		})
	}
}

// accept runs a bad server, which treats each connection as the function has it.
func accept(t *testing.T, l *listener, treat func(net.Conn)) {
	var treating sync.WaitGroup
	var open []net.Conn
	treating.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				for _, conn := range open {
					conn.Close()
				}
				return
			}
			open = append(open, conn)
			treating.Go(func() { treat(conn); conn.Close() })
		}
	})
	t.Cleanup(func() { l.Close(); treating.Wait() })
}

// answers is a server that gives each command the reply the function has for it, and nothing for "". It returns a way to ask which came.
func answers(t *testing.T, n *network, reply func(command string) string) (commands func() []string) {
	var mu sync.Mutex
	var seen []string
	accept(t, n.listen(catcher), func(conn net.Conn) {
		lines := bufio.NewScanner(conn)
		fmt.Fprint(conn, "220 hi\r\n")
		data := false
		for lines.Scan() {
			if data && lines.Text() != "." {
				continue
			}
			command, _, _ := strings.Cut(lines.Text(), " ")
			mu.Lock()
			seen = append(seen, command)
			mu.Unlock()
			data = command == "DATA"
			if answer := reply(command); answer != "" {
				fmt.Fprint(conn, answer+"\r\n")
			}
		}
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), seen...)
	}
}

func TestRefusalIsFollowedByReset(t *testing.T) {
	tests := map[string]struct {
		reset string
		want  []string
	}{
		"taken":   {"250 ok", []string{"EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "RSET"}},
		"refused": {"502 no", []string{"EHLO", "MAIL", "RCPT", "RSET", "EHLO", "MAIL", "RCPT", "RSET"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				commands := answers(t, n, func(command string) string {
					switch command {
					case "RCPT":
						return "550 no"
					case "RSET":
						return test.reset
					}
					return "250 ok"
				})
				o := newOutbox(t, n, Options{FirstRetry: time.Second})
				o.Add(to(catcher, "jan@example.com"))
				pass(1500 * time.Millisecond)
				require.Equal(t, test.want, commands())
			})
		})
	}
}

func TestServerThatIgnoresQuitHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		commands := answers(t, n, func(command string) string {
			switch command {
			case "QUIT":
				return ""
			case "DATA":
				return "354 go"
			}
			return "250 ok"
		})
		o := newOutbox(t, n, Options{IdleTimeout: time.Second})
		o.Add(to(catcher, "first@example.com"))
		pass(1500 * time.Millisecond)
		require.Contains(t, commands(), "QUIT")
		id := o.Add(to(catcher, "second@example.com"))
		pass(time.Second)
		require.Equal(t, Delivered, get(t, o, id).State)
	})
}

// Whatever a server says, the worker lives and the message stays.
func TestBrokenServers(t *testing.T) {
	scripts := map[string][]string{
		"no SMTP":                   {"HTTP/1.1 400 Bad Request\r\n\r\n"},
		"refuses the connection":    {"554 go away\r\n"},
		"refuses EHLO and HELO":     {"220 hi\r\n", "502 no\r\n", "502 no\r\n"},
		"closes on MAIL":            {"220 hi\r\n", "250 hi\r\n"},
		"binary":                    {"220 \x00\xff\r\n", "250-\xff\r\n250 \x00\r\n", "\x00\x01\x02\r\n"},
		"takes DATA without asking": {"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "250 ok\r\n"},
		"closes in the data":        {"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"},
		"negative code":             {"220 hi\r\n", "250 hi\r\n", "-12 ok\r\n"},
	}
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				accept(t, n.listen(catcher), func(conn net.Conn) {
					commands := bufio.NewReader(conn)
					for i, reply := range script {
						if i > 0 {
							if _, err := commands.ReadString('\n'); err != nil {
								return
							}
						}
						fmt.Fprint(conn, reply)
					}
				})
				o := newOutbox(t, n, Options{})
				id := o.Add(to(catcher, "jan@example.com"))
				pass(time.Minute)
				message := get(t, o, id)
				require.Equal(t, Queued, message.State)
				require.Greater(t, message.Tries, 10)
				require.NotEmpty(t, message.Attempts[0].Error)
			})
		})
	}
}
