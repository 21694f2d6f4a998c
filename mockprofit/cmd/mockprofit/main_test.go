package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/fixtures"
	"profitbdd/mockprofit"
)

// command runs a command line and returns what it printed and its status.
func command(arguments ...string) (out, problems string, status int) {
	var stdout, stderr bytes.Buffer
	status = run(arguments, &stdout, &stderr)
	return stdout.String(), stderr.String(), status
}

func TestHelp(t *testing.T) {
	for _, arguments := range [][]string{{}, {"--help"}} {
		out, problems, status := command(arguments...)
		require.Zero(t, status)
		require.Empty(t, problems)
		require.Contains(t, out, "Examples:")
		require.Contains(t, out, "serve")
	}
	out, _, status := command("serve", "--help")
	require.Zero(t, status)
	for _, flag := range []string{"--smtp", "--environments", "--control-token", "$MOCKPROFIT_READ_TIMEOUT"} {
		require.Contains(t, out, flag)
	}
}

func TestVersion(t *testing.T) {
	out, _, status := command("version")
	require.Zero(t, status)
	require.True(t, strings.HasPrefix(out, "mockprofit "), out)
}

func TestWrongCommandLinesAreRefused(t *testing.T) {
	for _, test := range []struct {
		line, want string
	}{
		{"dance", "unexpected argument dance"},
		{"serve --colour red", "unknown flag --colour"},
		{"serve --language de", `must be one of "nl","en"`},
		{"serve --log-format xml", `must be one of "text","json"`},
		{"serve --log-level loud", "--log-level"},
		{"serve --read-timeout soon", "--read-timeout"},
		{"serve --maximum-body big", "--maximum-body"},
		{"serve --environments nowhere", "nowhere"},
		{"serve --maximum-body=-1", "--maximum-body"},
		{"serve --read-timeout=-1s", "--read-timeout"},
		{"serve --journal-entries=0", "--journal-entries"},
	} {
		t.Run(test.line, func(t *testing.T) {
			_, problems, status := command(strings.Fields(test.line)...)
			require.Equal(t, 2, status, problems)
			require.Contains(t, problems, test.want)
			require.Contains(t, problems, "see mockprofit --help")
		})
	}
}

func TestWhatKeepsTheMockFromStarting(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "wrong.yaml"), []byte("code: O1AA\nlanguage: de\n"), 0o600))
	for _, test := range []struct {
		arguments []string
		want      string
	}{
		{[]string{"serve", "--environments", folder}, "wrong.yaml:2: language: expected nl or en"},
		{[]string{"serve", "--environments", t.TempDir()}, "expected at least one environment"},
		{[]string{"serve", "--environments", folder, "--empty"}, "expected --empty or --environments, got both"},
		{[]string{"serve", "--empty", "--setting", "refusals=loud"}, "expected one of fault, silent"},
		{[]string{"serve", "--empty", "--control-address", "0.0.0.0:0"}, "needs a control token"},
		{[]string{"serve", "--empty", "--smtp", "mailhog"}, "expected host:port"},
	} {
		_, problems, status := command(test.arguments...)
		require.Equal(t, 1, status, problems)
		require.Contains(t, problems, test.want)
	}
}

func TestVariablesAreFlagsToo(t *testing.T) {
	t.Setenv("MOCKPROFIT_LANGUAGE", "de")
	_, problems, status := command("serve")
	require.Equal(t, 2, status)
	require.Contains(t, problems, "nl")
}

func TestHealthcheckAsksTheControlPort(t *testing.T) {
	server, err := mockprofit.NewServer(mockprofit.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close(t.Context())) })

	out, _, status := command("healthcheck", "--control-address", strings.TrimPrefix(server.ControlURL, "http://"))
	require.Zero(t, status)
	require.Equal(t, "ready\n", out)

	_, problems, status := command("healthcheck", "--control-address", "127.0.0.1:1")
	require.Equal(t, 1, status)
	require.Contains(t, problems, "not ready")
}

func TestTheExampleIsOneThatWorks(t *testing.T) {
	environments, err := mockprofit.LoadEnvironments(fixtures.Environments(), "demo")
	require.NoError(t, err)
	found := findExample("http://localhost:1", environments)
	require.Equal(t, "12345.jansen", found.User)
	require.Equal(t, "production", found.Kind)
	require.Contains(t, found.Curl, "http://localhost:1/profitservices/tokenconnector.asmx")

	environments[0].AppConnectors[0].Blocked = nil
	environments[0].AppConnectors[1].Blocked = nil
	require.Nil(t, findExample("http://localhost:1", environments), "a new app connector is blocked")
}

func TestTheDemoIsEmbeddedWhole(t *testing.T) {
	embedded, err := fs.Glob(fixtures.Environments(), "*")
	require.NoError(t, err)
	folder, err := fs.Glob(os.DirFS("../../../fixtures/environments"), "*")
	require.NoError(t, err)
	require.NotEmpty(t, folder)
	require.Equal(t, folder, embedded)
}
