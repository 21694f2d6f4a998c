package main

import (
	"bytes"
	"io/fs"
	"net"
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
		{"serve --drain=0s", "--drain"},
		{"serve --read-timeout=-1s", "--read-timeout"},
		{"serve --journal-entries=0", "--journal-entries"},
		{"serve --maximum-body -1", "--maximum-body: expected a value, got -1, which looks like a flag; if it is the value, write --maximum-body=-1"},
		{"serve --smtp --empty", "--smtp: expected a value, got --empty, which looks like a flag"},
		{"serve --smtp mailhog", "--smtp: expected host:port"},
		{"serve --smtp :25", "--smtp: expected host:port"},
		{"serve --smtp mailhog:0", "--smtp: expected host:port"},
		{"serve --address foo", "--address: expected host:port"},
		{"serve --address 127.0.0.1:65536", "--address: expected host:port"},
		{"serve --control-address foo", "--control-address: expected host:port"},
		{"serve --control-address 127.0.0.1:http", "--control-address: expected host:port"},
		{"serve --control-address 0.0.0.0:0", "needs a control token"},
		{"serve --setting foo=1", `--setting foo=1: unknown setting "foo"; the settings are `},
		{"serve --setting refusals=loud", `--setting refusals=loud: expected one of fault, silent, got "loud"`},
		{"serve --setting activationCodeLength=six", "--setting activationCodeLength=six: expected a whole number from 4 to 12"},
		{"serve --protocols=", `--protocols: expected names such as HttpSoap,HttpSoap12,HttpPostLocalhost,Documentation, got none`},
		{"serve --protocols soap", `--protocols: protocol "soap": expected one of HttpSoap, HttpSoap12, `},
		{"serve --empty --environments .", "expected --empty or --environments, got both"},
		{"healthcheck --timeout 0s", "--timeout: expected a duration above 0"},
		{"healthcheck --timeout 0", "--timeout"},
		{"healthcheck --control-address foo", "--control-address: expected host:port"},
	} {
		t.Run(test.line, func(t *testing.T) {
			_, problems, status := command(strings.Fields(test.line)...)
			require.Equal(t, 2, status, problems)
			require.Contains(t, problems, test.want)
			require.Regexp(t, `; see mockprofit (serve |healthcheck )?--help\n$`, problems)
			require.Equal(t, test.line != "dance", strings.Contains(problems, "see mockprofit "+strings.Fields(test.line)[0]), "the help of the command")
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
	} {
		_, problems, status := command(test.arguments...)
		require.Equal(t, 1, status, problems)
		require.Contains(t, problems, test.want)
	}
}

// taken returns an address that is in use until the test ends.
func taken(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String()
}

func TestAddressesInUseAreToldWithTheFlagsThatMendIt(t *testing.T) {
	one, two := taken(t), taken(t)
	const free = "127.0.0.1:0"
	for _, test := range []struct {
		address, control string
		want             []string
	}{
		{one, free, []string{"--address " + one}},
		{free, two, []string{"--control-address " + two}},
		{one, two, []string{"--address " + one, "--control-address " + two}},
	} {
		_, problems, status := command("serve", "--empty", "--address", test.address, "--control-address", test.control)
		require.Equal(t, 1, status)
		lines := strings.Split(strings.TrimSpace(problems), "\n")
		require.Len(t, lines, len(test.want), problems)
		for i, want := range test.want {
			flag, _, _ := strings.Cut(want, " ")
			require.Contains(t, lines[i], want+": ")
			require.Contains(t, lines[i], "address already in use")
			require.Contains(t, lines[i], "or "+flag+" 127.0.0.1:0 for any that is free")
		}
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

func TestTheDemoIsEmbeddedWhole(t *testing.T) {
	embedded, err := fs.Glob(fixtures.Environments(), "*")
	require.NoError(t, err)
	folder, err := fs.Glob(os.DirFS("../../../fixtures/environments"), "*")
	require.NoError(t, err)
	require.NotEmpty(t, folder)
	require.Equal(t, folder, embedded)
}
