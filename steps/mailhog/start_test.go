package mailhog

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProcess(t *testing.T) {
	server := start(t, Options{Mode: Process, Binary: builtMailHog(t)})

	require.Equal(t, Process, server.Mode())
	require.Regexp(t, `^process \d+ \(github\.com/mailhog/MailHog v1\.\S+\)$`, server.Describe())
	deliversWhatIsSent(t, server)
}

func TestContainer(t *testing.T) {
	needEngine(t)
	before := time.Now()
	server := start(t, Options{Mode: Container, Binary: builtMailHog(t)})
	t.Logf("%s: ready after %s", server.Describe(), time.Since(before).Round(time.Millisecond))

	require.Equal(t, Container, server.Mode())
	require.Regexp(t, `^container [0-9a-f]{12} \(image built from github\.com/mailhog/MailHog v1\.\S+\)$`, server.Describe())
	deliversWhatIsSent(t, server)
}

// deliversWhatIsSent sends two mails and reads them.
func deliversWhatIsSent(t *testing.T, server *Server) {
	t.Helper()
	ctx := patience(t)
	inbox := server.Inbox("reader@example.test")
	mails, err := inbox.List(ctx)
	require.NoError(t, err)
	require.Empty(t, mails)

	send(t, server, "reader@example.test", "Subject: =?utf-8?q?E=C3=A9n?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nEerste regel\r\n.punt\r\n")
	send(t, server, "otherreader@example.test", "Subject: not this one\r\n\r\n")
	send(t, server, "reader@example.test", "Subject: Twee\r\n\r\n")

	first, err := inbox.Next(ctx)
	require.NoError(t, err)
	require.Equal(t, "Eén", first.Subject)
	require.Equal(t, "Eerste regel\n.punt", first.Text)
	require.Equal(t, "sender@example.test", first.Sender)
	second, err := inbox.Next(ctx)
	require.NoError(t, err)
	require.Equal(t, "Twee", second.Subject)
	mails, err = inbox.List(ctx)
	require.NoError(t, err)
	require.Len(t, mails, 2)
	require.Equal(t, []string{first.ID, second.ID}, []string{mails[0].ID, mails[1].ID})
}

func send(t *testing.T, server *Server, to, message string) {
	t.Helper()
	require.NoError(t, smtp.SendMail(server.SMTP(), nil, "sender@example.test", []string{to}, []byte(message)))
}

func TestStopEndsWhatRunsAndMayBeRepeated(t *testing.T) {
	server := start(t, Options{Mode: Process, Binary: builtMailHog(t)})

	require.NoError(t, server.Stop(t.Context()))
	require.NoError(t, server.Stop(t.Context()))
	_, err := net.Dial("tcp", server.SMTP())
	require.Error(t, err, "nobody listens any more")
	_, err = server.Inbox("a@example.test").List(t.Context())
	require.ErrorContains(t, err, "MailHog doesn't answer")
	require.ErrorContains(t, err, "its process has ended: signal: killed; its last output:\n")
	require.NoError(t, (*Server)(nil).Stop(t.Context()))
}

func TestProcessTakesOtherPortsWhenTheChosenOnesAreTaken(t *testing.T) {
	squatter, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer squatter.Close()
	taken := squatter.Addr().String()
	for name, spoil := range map[string]func(smtp, api string) (string, string){
		"SMTP": func(_, api string) (string, string) { return taken, api },
		"API":  func(smtp, _ string) (string, string) { return smtp, taken },
	} {
		t.Run(name, func(t *testing.T) {
			attempts := 0
			server, err := startProcessAt(t.Context(), Options{Binary: builtMailHog(t), Logger: testLogger(t)}, func() (string, string, error) {
				attempts++
				smtp, api, err := freeAddresses()
				if attempts == 1 {
					smtp, api = spoil(smtp, api)
				}
				return smtp, api, err
			})
			stopAfter(t, server)
			require.NoError(t, err)
			require.Equal(t, 2, attempts)
			deliversWhatIsSent(t, server)
		})
	}
}

// Another run's MailHog may have taken the port that was free a moment ago, and answers just as ours would.
func TestProcessIsNotMistakenForAnotherMailHog(t *testing.T) {
	other := start(t, Options{Mode: Process, Binary: builtMailHog(t)})
	attempts := 0
	server, err := startProcessAt(t.Context(), Options{Binary: builtMailHog(t), Logger: testLogger(t)}, func() (string, string, error) {
		attempts++
		if attempts == 1 {
			return other.SMTP(), other.API()[len("http://"):], nil
		}
		return freeAddresses()
	})
	stopAfter(t, server)
	require.NoError(t, err)
	require.NotEqual(t, other.SMTP(), server.SMTP())
	require.NotEqual(t, other.API(), server.API())
	deliversWhatIsSent(t, server)
}

func TestProcessShowsTheOutputOfWhatFailsToStart(t *testing.T) {
	script := filepath.Join(t.TempDir(), "MailHog")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\necho this is no MailHog\nexit 3\n"), 0o755))

	server, err := Start(t.Context(), Options{Mode: Process, Binary: script})

	stopAfter(t, server)
	require.Nil(t, server)
	require.ErrorContains(t, err, "this is no MailHog")
	require.ErrorContains(t, err, "exit status 3")
}

func TestMissingBinarySaysHowToBuildOne(t *testing.T) {
	for _, path := range []string{"", filepath.Join(t.TempDir(), "absent")} {
		_, err := Start(t.Context(), Options{Mode: Process, Binary: path})
		require.ErrorContains(t, err, buildHint)
	}
}

func TestWithoutAnEngine(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "no.sock"))

	t.Run("container is an error with a way out", func(t *testing.T) {
		server, err := Start(t.Context(), Options{Mode: Container, Binary: builtMailHog(t)})
		require.Nil(t, server)
		require.ErrorContains(t, err, "no container engine answers")
		require.ErrorContains(t, err, "no.sock")
		require.ErrorContains(t, err, "point DOCKER_HOST at one, or have MailHog run as a process")
	})
	t.Run("auto takes a process and says so", func(t *testing.T) {
		server := start(t, Options{Binary: builtMailHog(t)})
		require.Equal(t, Process, server.Mode())
		require.Regexp(t, `^process \d+ .*, not a container: no container engine answers: .*no\.sock`, server.Describe())
		require.NotContains(t, server.Describe(), "\n")
		deliversWhatIsSent(t, server)
	})
}

func TestExternal(t *testing.T) {
	running := start(t, Options{Mode: Process, Binary: builtMailHog(t)})
	nobody, _, err := freeAddresses()
	require.NoError(t, err)

	t.Run("reads what runs already, and leaves it running", func(t *testing.T) {
		server := start(t, Options{Mode: External, SMTP: running.SMTP(), API: running.API() + "/"})
		require.Equal(t, External, server.Mode())
		require.Equal(t, running.API(), server.API())
		deliversWhatIsSent(t, server)
		require.NoError(t, server.Stop(t.Context()))
		_, err := running.Inbox("reader@example.test").List(t.Context())
		require.NoError(t, err)
	})
	for name, c := range map[string]struct {
		smtp, api, want, butNot string
	}{
		"nobody at SMTP":      {nobody, running.API(), "its SMTP port " + nobody + " doesn't answer", "its API"},
		"nobody at the API":   {running.SMTP(), "http://" + nobody, "its API http://" + nobody + " doesn't answer", "its SMTP"},
		"SMTP is POP3":        {greeter(t, "+OK POP3 ready\r\n"), running.API(), `came "+OK POP3 ready\r\n"`, "its API"},
		"the API is SMTP":     {running.SMTP(), "http://" + running.SMTP(), "its API", "its SMTP"},
		"no SMTP":             {"", running.API(), "both addresses are needed", ""},
		"no API":              {running.SMTP(), "", "both addresses are needed", ""},
		"SMTP without a port": {"localhost", running.API(), "not of the form host:port", ""},
		"API without scheme":  {running.SMTP(), "localhost:8025", "not of the form", ""},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := Start(t.Context(), Options{Mode: External, SMTP: c.smtp, API: c.api})
			require.Nil(t, server)
			require.ErrorContains(t, err, c.want)
			if c.butNot != "" {
				require.NotContains(t, err.Error(), c.butNot)
			}
		})
	}
}

// greeter listens on this machine and says one thing to everybody.
func greeter(t *testing.T, greeting string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connection.Write([]byte(greeting))
			connection.Close()
		}
	}()
	return listener.Addr().String()
}

func TestAStartThatIsInterruptedLeavesNoContainer(t *testing.T) {
	needEngine(t)
	for _, moment := range []string{"Creating container", "Container created", "Starting container", "Container is ready"} {
		t.Run(moment, func(t *testing.T) {
			ctx, interrupt := context.WithCancelCause(t.Context())
			defer interrupt(nil)
			logger := slog.New(&alarm{Handler: testLogger(t).Handler(), at: moment, ring: func() { interrupt(errors.New("Ctrl-C")) }})

			server, err := Start(ctx, Options{Mode: Container, Binary: builtMailHog(t), Logger: logger})

			stopAfter(t, server)
			require.Nil(t, server)
			require.ErrorContains(t, err, "Ctrl-C")
			require.Empty(t, containersOfThisProcess(t))
		})
	}
}

// alarm is a log handler that rings at a message.
type alarm struct {
	slog.Handler
	at   string
	ring func()
}

func (a *alarm) Handle(ctx context.Context, record slog.Record) error {
	if strings.Contains(record.Message, a.at) {
		a.ring()
	}
	return a.Handler.Handle(ctx, record)
}
