package mailhog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mailhog/data"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/mockprofit/testcontainer"
)

// binaryVariable may name a MailHog binary, which saves building one.
const binaryVariable = "MAILHOG_BINARY"

func TestMain(m *testing.M) {
	if mode := os.Getenv(orphanVariable); mode != "" {
		beOrphaned(Mode(mode))
	}
	data.LogHandler = func(string, ...any) {} // it prints each mail
	goleak.VerifyTestMain(m, goleak.Cleanup(func(exitCode int) {
		os.RemoveAll(builtBinary().directory)
		os.Exit(exitCode)
	}))
}

type built struct {
	directory, path string
	err             error
}

// builtBinary builds MailHog once for all tests, or takes the one that is given.
var builtBinary = sync.OnceValue(func() built {
	if path := os.Getenv(binaryVariable); path != "" {
		return built{path: path}
	}
	directory, err := os.MkdirTemp("", "mailhog")
	if err != nil {
		return built{err: err}
	}
	path := filepath.Join(directory, "MailHog")
	build := exec.Command("go", "build", "-o", path, "github.com/mailhog/MailHog")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return built{directory: directory, err: fmt.Errorf("%w: %s", err, output)}
	}
	return built{directory: directory, path: path}
})

func builtMailHog(t *testing.T) string {
	t.Helper()
	require.NoError(t, builtBinary().err, "build MailHog")
	return builtBinary().path
}

// needEngine skips the test when no container engine answers. Where an engine is meant to be there (CI is "true" and
// DOCKER_HOST is set or the default socket exists), its absence fails the test: a CI job must not lose its container
// tests silently.
func needEngine(t *testing.T) {
	t.Helper()
	engine, err := testcontainer.FindEngine(t.Context())
	if err == nil {
		require.NoError(t, engine.Close())
		return
	}
	_, noSocket := os.Stat("/var/run/docker.sock")
	if os.Getenv("CI") == "true" && (noSocket == nil || os.Getenv("DOCKER_HOST") != "") {
		t.Fatalf("this CI job has an engine that doesn't answer: %v", err)
	}
	t.Skipf("SKIPPED, as no container engine answers: %v", err)
}

// start starts a MailHog for one test.
func start(t *testing.T, options Options) *Server {
	t.Helper()
	if options.Logger == nil {
		options.Logger = testLogger(t)
	}
	server, err := Start(t.Context(), options)
	stopAfter(t, server)
	require.NoError(t, err)
	return server
}

func stopAfter(t *testing.T, server *Server) {
	t.Cleanup(func() { require.NoError(t, server.Stop(context.Background())) })
}

func testLogger(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// patience bounds waiting for what happens at once, or never.
func patience(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("the test lost patience"))
	t.Cleanup(cancel)
	return ctx
}
