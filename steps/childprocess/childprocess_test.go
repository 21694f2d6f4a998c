package childprocess_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/steps/childprocess"
)

// play returns options that have this test program play a part.
func play(part string, variables ...string) childprocess.Options {
	// The race detector rests for a second at a program's end unless told not to.
	return childprocess.Options{Environment: append(variables, partVariable+"="+part, "GORACE=atexit_sleep_ms=0")}
}

func start(t *testing.T, ctx context.Context, options childprocess.Options) *childprocess.Process {
	t.Helper()
	process, err := childprocess.Start(ctx, os.Args[0], options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, process.Kill(context.Background())) })
	return process
}

// heard is closed by the first that a program prints.
type heard struct {
	once sync.Once
	done chan struct{}
}

func newHeard() *heard { return &heard{done: make(chan struct{})} }

func (h *heard) Write(text []byte) (int, error) {
	h.once.Do(func() { close(h.done) })
	return len(text), nil
}

// startReady starts a part and waits until it prints.
func startReady(t *testing.T, ctx context.Context, part string) *childprocess.Process {
	t.Helper()
	options, ready := play(part), newHeard()
	options.Watch = ready
	process := start(t, ctx, options)
	<-ready.done
	return process
}

// ended returns a context that has ended.
func ended() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("no more patience"))
	return ctx
}

func TestStopEndsInOrder(t *testing.T) {
	process := startReady(t, t.Context(), "obedient")
	require.Nil(t, process.State())
	require.Positive(t, process.ID())
	require.Equal(t, "ready\n", process.Output())

	require.NoError(t, process.Stop(t.Context()))
	require.Equal(t, "ready\nending\n", process.Output())
	require.True(t, process.State().Success())
	require.NoError(t, process.Stop(ended()), "again")
	require.NoError(t, process.Kill(ended()), "nothing is left to wait for")
}

func TestStopKillsWhatDoesNotListen(t *testing.T) {
	process := startReady(t, t.Context(), "deaf")
	err := process.Stop(ended())
	require.ErrorContains(t, err, "did not end when told to: no more patience")
	require.Equal(t, "signal: killed", process.State().String())
	require.EqualError(t, process.Stop(t.Context()), "signal: killed", "again")
}

func TestAStatusIsTold(t *testing.T) {
	process := start(t, t.Context(), play("failing"))
	<-process.Done()
	require.Equal(t, 3, process.State().ExitCode())
	require.Equal(t, "to standard output\nto standard error\n", process.Output())
	var failed *exec.ExitError
	require.ErrorAs(t, process.Stop(t.Context()), &failed)
	require.Equal(t, 3, failed.ExitCode())
}

func TestTheProgramEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	process := startReady(t, ctx, "deaf")
	cancel()
	<-process.Done()
	require.Equal(t, "signal: killed", process.State().String())
}

func TestArgumentsAndEnvironment(t *testing.T) {
	t.Setenv("OURS_LEVEL", "debug")
	t.Setenv("ours_folded", "x")
	t.Setenv("NOT_OURS_LEVEL", "kept")
	for without, want := range map[string][]string{
		"":      {"OURS_LEVEL=debug", "ours_folded=x", "NOT_OURS_LEVEL=kept"},
		"Ours_": {"NOT_OURS_LEVEL=kept"},
	} {
		options := play("environment", "OURS_GIVEN=1")
		options.Arguments, options.Without, options.Keep = []string{"one", "two three"}, without, 1<<20
		process := start(t, t.Context(), options)
		<-process.Done()
		lines := strings.Split(strings.TrimSpace(process.Output()), "\n")
		require.Equal(t, "one two three", lines[0])
		var seen []string
		for _, line := range lines {
			if strings.Contains(strings.ToUpper(line), "OURS_") {
				seen = append(seen, line)
			}
		}
		require.ElementsMatch(t, append(want, "OURS_GIVEN=1"), seen, without)
	}
}

func TestWhatCannotBeStarted(t *testing.T) {
	_, err := childprocess.Start(t.Context(), filepath.Join(t.TempDir(), "nothing"), childprocess.Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = childprocess.Start(t.Context(), "go", childprocess.Options{}) // PATH has one
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = childprocess.Start(ended(), os.Args[0], play("deaf"))
	require.ErrorIs(t, err, context.Canceled)
}

// A program may leave one behind that holds on to its output.
func TestOutputThatDoesNotEndIsNotWaitedFor(t *testing.T) {
	listener, accept := listen(t)
	process := start(t, t.Context(), play("leaving", callVariable+"="+listener))
	connection := accept() // by the one left behind, which ends when this is closed
	<-process.Done()
	require.True(t, process.State().Success())
	require.NoError(t, connection.Close())
}

func TestTheProgramDiesWithItsParent(t *testing.T) {
	needLinux(t)
	listener, accept := listen(t)
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), play("parent", callVariable+"="+listener).Environment...)
	input, err := parent.StdinPipe() // by which the parent ends, should it not be killed
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	t.Cleanup(func() { input.Close() })
	connection := accept()

	require.NoError(t, parent.Process.Kill())
	_ = parent.Wait()

	require.NoError(t, connection.SetReadDeadline(time.Now().Add(30*time.Second)))
	_, err = connection.Read(make([]byte, 1))
	require.Error(t, err)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the child still holds the connection")
}

// Linux sends the signal of death when the thread of the parent ends that started the child, not the parent itself.
func TestTheProgramOutlivesTheThreadOfItsStart(t *testing.T) {
	needLinux(t)
	var process *childprocess.Process
	onThreadThatEnds(t, func() { process = startReady(t, context.Background(), "obedient") })
	require.NoError(t, process.Stop(t.Context()), "it was killed before it could end in order")
}

func needLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can tie a process to its parent")
	}
}

// listen returns an address of this machine, and what accepts one connection there.
func listen(t *testing.T) (address string, accept func() net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String(), func() net.Conn {
		connection, err := listener.Accept()
		require.NoError(t, err)
		t.Cleanup(func() { connection.Close() })
		return connection
	}
}
