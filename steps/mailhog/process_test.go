package mailhog

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProcess(t *testing.T) {
	t.Setenv("MH_AUTH_FILE", "/no/such/file") // a setting of somebody's own MailHog, with which ours would not start
	server := start(t, Options{Mode: Process, Binary: builtMailHog(t)})

	require.Equal(t, Process, server.Mode())
	require.Regexp(t, `^process \d+ \(github\.com/mailhog/MailHog v1\.\S+\)$`, server.Describe())
	deliversWhatIsSent(t, server)
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
