package mockprocess_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/steps/mockprocess"
)

// program is the mock, compiled once for the tests of this package.
var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "mockprocess")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "mockprofit")
	if output, err := exec.Command("go", "build", "-o", program, "profitbdd/mockprofit/cmd/mockprofit").CombinedOutput(); err != nil {
		panic(string(output))
	}
	status := m.Run()
	os.RemoveAll(folder)
	if status == 0 {
		if err := goleak.Find(); err != nil {
			println(err.Error())
			status = 1
		}
	}
	os.Exit(status)
}

func startMock(t testing.TB, arguments ...string) (*mockprocess.Process, error) {
	return mockprocess.Start(context.Background(), program, append([]string{"--address", "127.0.0.1:0", "--control-address", "127.0.0.1:0"}, arguments...)...)
}

func TestStartTellsTheAddressesAndStopEnds(t *testing.T) {
	t.Setenv("MOCKPROFIT_LANGUAGE", "de") // not the scenario's
	process, err := startMock(t)
	require.NoError(t, err)
	require.True(t, process.Alive())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(process.ServiceURL + "tokenconnector.asmx?WSDL")
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.True(t, strings.HasPrefix(process.ControlURL, "http://127.0.0.1:"))

	err = process.Stop(t.Context())
	require.NoError(t, err)
	require.False(t, process.Alive())
	err = process.Stop(t.Context())
	require.NoError(t, err, "stopping again does nothing")
	require.Contains(t, process.Output(), "ending")
}

func TestStartTellsWhyTheMockEnded(t *testing.T) {
	_, err := startMock(t, "--language", "de")
	var ended *mockprocess.Ended
	require.ErrorAs(t, err, &ended)
	require.Equal(t, 2, ended.Status)
	require.Contains(t, ended.Output, "--language")
}

func TestStartTellsThatThereIsNoProgram(t *testing.T) {
	_, err := mockprocess.Start(t.Context(), filepath.Join(t.TempDir(), "nothing"))
	require.ErrorContains(t, err, "start the mock")
}

func TestTheMockEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	process, err := mockprocess.Start(ctx, program, "--address", "127.0.0.1:0", "--control-address", "127.0.0.1:0")
	require.NoError(t, err)
	connection, err := net.Dial("tcp", strings.TrimPrefix(strings.SplitAfter(process.ControlURL, "//")[1], "/"))
	require.NoError(t, err)
	defer connection.Close()
	cancel()
	_, err = connection.Read(make([]byte, 1)) // fails as soon as the mock is gone
	require.Error(t, err)
	require.EqualError(t, process.Stop(context.Background()), "signal: killed")
	require.False(t, process.Alive())
}

func TestStopTellsWhatTheMockComplainedOf(t *testing.T) {
	script := filepath.Join(t.TempDir(), "mock")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\n"+
		"echo 'service http://127.0.0.1:1/'; echo 'control http://127.0.0.1:2'\n"+
		"echo 'WARNING: DATA RACE' >&2\ntrap 'exit 0' TERM\nwhile :; do sleep 0.01; done\n"), 0o700))
	process, err := mockprocess.Start(t.Context(), script)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return strings.Contains(process.Output(), "DATA RACE") }, 10*time.Second, time.Millisecond)
	require.ErrorContains(t, process.Stop(t.Context()), "the mock complained: WARNING: DATA RACE")
}
