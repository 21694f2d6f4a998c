package testcontainer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"
	"go.uber.org/goleak"
)

// childVariable makes this test program play a part in another process.
const childVariable = "PROFITBDD_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childVariable) {
	case "wait":
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	case "settle Ryuk", "settle Ryuk too late":
		if strings.HasSuffix(os.Getenv(childVariable), "too late") {
			testcontainers.ReadConfig()
		}
		settleAndTell()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// child is this test program again, as a process of its own.
func child(arguments ...string) *exec.Cmd {
	command := exec.Command(os.Args[0], arguments...)
	command.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // the race detector rests for a second otherwise
	return command
}

func settleAndTell() {
	engine, err := FindEngine(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	ryuk, err := engine.SettleRyuk(context.Background())
	fmt.Printf("used: %t; library: %t; %s; %v\n", ryuk.Used, !testcontainers.ReadConfig().Config.RyukDisabled, ryuk.Reason, err)
}

// fakeEngine answers as much of the engine's API as this package asks for.
type fakeEngine struct {
	mutex      sync.Mutex
	images     []string
	containers []map[string]any
	removed    []string
	refuse     map[string]int // the status with which a removal is refused
	filters    []string
}

// serve returns the engine's DOCKER_HOST, in an environment where nothing else names one.
func (f *fakeEngine) serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	host := "tcp://" + server.Listener.Addr().String()
	noConfiguration(t)
	t.Setenv("DOCKER_HOST", host)
	return host
}

// noConfiguration hides what the machine says about engines.
func noConfiguration(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION", "XDG_RUNTIME_DIR",
		ryukDisabled, hubPrefix} {
		t.Setenv(name, "")
	}
}

func (f *fakeEngine) find(t *testing.T) *Engine {
	t.Helper()
	f.serve(t)
	engine, err := FindEngine(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	return engine
}

func (f *fakeEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	path := r.URL.Path
	if rest, versioned := strings.CutPrefix(path, "/v1.41"); versioned {
		path = rest
	}
	w.Header().Set("Api-Version", "1.41")
	w.Header().Set("Content-Type", "application/json")
	switch {
	case path == "/_ping":
	case path == "/version":
		fmt.Fprint(w, `{"Version":"20.10.24","ApiVersion":"1.41","Os":"linux","Arch":"amd64"}`)
	case strings.HasPrefix(path, "/images/"):
		for _, image := range f.images {
			if path == "/images/"+image+"/json" {
				fmt.Fprint(w, `{"Id":"sha256:1"}`)
				return
			}
		}
		refuse(w, http.StatusNotFound)
	case path == "/containers/json":
		f.filters = append(f.filters, r.URL.Query().Get("all")+" "+r.URL.Query().Get("filters"))
		json.NewEncoder(w).Encode(f.containers)
	case r.Method == http.MethodDelete && strings.HasPrefix(path, "/containers/"):
		id := strings.TrimPrefix(path, "/containers/")
		if status := f.refuse[id]; status != 0 {
			refuse(w, status)
			return
		}
		f.removed = append(f.removed, id+"?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusNoContent)
	default:
		refuse(w, http.StatusNotImplemented)
	}
}

func refuse(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	fmt.Fprint(w, `{"message":"the fake refuses"}`)
}
