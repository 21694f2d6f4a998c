package mailhog

import (
	"context"
	"errors"
	"net/smtp"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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

func TestStopDoesItsWorkOnceAndAgainOnlyWhenItFailed(t *testing.T) {
	results := []error{errors.New("stuck"), nil}
	var calls atomic.Int32
	server := &Server{description: "container 1", stop: func(context.Context) error { return results[calls.Add(1)-1] }}

	require.EqualError(t, server.Stop(t.Context()), "stop MailHog (container 1): stuck")
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() { assert.NoError(t, server.Stop(t.Context())) })
	}
	group.Wait()
	require.EqualValues(t, 2, calls.Load())
	require.NoError(t, (*Server)(nil).Stop(t.Context()))
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
	t.Run("auto doesn't take a process for an image that was asked for", func(t *testing.T) {
		server, err := Start(t.Context(), Options{Image: "mailhog.invalid/absent", Binary: builtMailHog(t)})
		require.Nil(t, server)
		require.ErrorContains(t, err, "no container engine answers")
		require.ErrorContains(t, err, "or have MailHog run as a process")
	})
	t.Run("auto takes a process and says so", func(t *testing.T) {
		server := start(t, Options{Binary: builtMailHog(t)})
		require.Equal(t, Process, server.Mode())
		require.Regexp(t, `^process \d+ .*, not a container: no container engine answers: .*no\.sock`, server.Describe())
		require.NotContains(t, server.Describe(), "\n")
		deliversWhatIsSent(t, server)
	})
}
