package mailhog

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/testcontainer"
)

// orphanVariable makes the test program start a MailHog in the mode it names, say where, and wait to be killed.
const orphanVariable = "PROFITBDD_TEST_ORPHAN"

// orphan is what such a program says.
type orphan struct{ SMTP, API, Container string }

func beOrphaned(mode Mode) {
	server, err := Start(context.Background(), Options{Mode: mode, Binary: os.Getenv(binaryVariable)})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	said := orphan{SMTP: server.SMTP(), API: server.API()}
	fmt.Sscanf(server.Describe(), "container %s", &said.Container)
	json.NewEncoder(os.Stdout).Encode(said)
	io.Copy(io.Discard, os.Stdin) // until the test ends, should it not kill us
	server.Stop(context.Background())
	os.Exit(0)
}

// startParent runs this test program as the parent of a MailHog. The returned function kills it, and waits until it is gone.
func startParent(t *testing.T, mode Mode) (said orphan, kill func()) {
	t.Helper()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), orphanVariable+"="+string(mode), binaryVariable+"="+builtMailHog(t),
		"GORACE=atexit_sleep_ms=0") // the race detector rests for a second otherwise
	parent.Stderr = t.Output()
	input, err := parent.StdinPipe()
	require.NoError(t, err)
	output, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	t.Cleanup(func() {
		input.Close()
		parent.Wait()
	})
	line, err := bufio.NewReader(output).ReadBytes('\n')
	require.NoError(t, err, "the parent didn't say where its MailHog is")
	require.NoError(t, json.Unmarshal(line, &said))
	return said, func() {
		require.NoError(t, parent.Process.Kill())
		parent.Wait()
	}
}

func TestChildProcessDiesWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can tie a process to its parent")
	}
	said, kill := startParent(t, Process)
	connection, err := net.Dial("tcp", said.SMTP)
	require.NoError(t, err)
	defer connection.Close()
	_, err = bufio.NewReader(connection).ReadString('\n')
	require.NoError(t, err, "MailHog greets")

	kill()

	// Without the kernel's help it would live until it next writes to its output, which it does once a minute.
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(30*time.Second)))
	_, err = connection.Read(make([]byte, 1))
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "MailHog still holds the connection")
	require.Error(t, err, "the connection ends with MailHog")
}

func TestNextRunSweepsTheContainerOfAKilledRunAndNoOther(t *testing.T) {
	needEngine(t)
	dead, kill := startParent(t, Container)
	living, _ := startParent(t, Container)
	require.Equal(t, "running", stateOf(t, dead.Container))

	kill()
	require.Equal(t, "running", stateOf(t, dead.Container), "nobody has removed it yet")
	next := start(t, Options{Mode: Container, Binary: builtMailHog(t)})

	require.Equal(t, "gone", stateOf(t, dead.Container), "the next run removes what the killed one left")
	require.Equal(t, "running", stateOf(t, living.Container), "a run that lives keeps its MailHog")
	require.NoError(t, next.Stop(t.Context()))
	require.Equal(t, "running", stateOf(t, living.Container), "also when the other one stops")
}

// The engine may create a container for a request whose answer never arrives, so that the library knows of none.
func TestContainerWhoseCreationIsNotConfirmedIsRemovedToo(t *testing.T) {
	needEngine(t)
	created := make(chan string, 1)
	proxy := engineProxy(t, func(answer *http.Response) error {
		if !strings.HasSuffix(answer.Request.URL.Path, "/containers/create") {
			return nil
		}
		var container struct{ ID string }
		err := json.NewDecoder(answer.Body).Decode(&container)
		created <- container.ID
		return errors.Join(err, errors.New("the answer gets lost"))
	})
	// Another process, as testcontainers-go looks for its engine once.
	run := exec.Command(os.Args[0])
	run.Env = append(os.Environ(), orphanVariable+"="+string(Container), binaryVariable+"="+builtMailHog(t), "DOCKER_HOST="+proxy)

	output, err := run.CombinedOutput()

	require.Error(t, err)
	require.Contains(t, string(output), "container create: ")
	id := <-created
	require.Regexp(t, "^[0-9a-f]{64}$", id)
	require.Equal(t, "gone", stateOf(t, id))
}

// engineProxy passes requests on to the engine, and its answers through change; what that refuses is lost. It returns
// where it listens, in the form of DOCKER_HOST.
func engineProxy(t *testing.T, change func(*http.Response) error) string {
	t.Helper()
	var dial func(context.Context, string, string) (net.Conn, error)
	withEngine(t, func(api *client.Client) {
		dial = func(ctx context.Context, _, _ string) (net.Conn, error) { return api.Dialer()(ctx) }
	})
	transport := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "engine"}) },
		Transport:      transport,
		ModifyResponse: change,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	})
	t.Cleanup(server.Close)
	return "tcp://" + server.Listener.Addr().String()
}

// stateOf asks the engine for a container's state: "running", …, or "gone".
func stateOf(t *testing.T, id string) string {
	t.Helper()
	found := containers(t, make(client.Filters).Add("id", id))
	if len(found) == 0 {
		return "gone"
	}
	return string(found[0].State)
}

// containersOfThisProcess asks the engine for all that this test program has started and not yet removed.
func containersOfThisProcess(t *testing.T) []container.Summary {
	t.Helper()
	filters := make(client.Filters)
	for name, value := range testcontainer.Labels("mailhog", "") {
		if name != testcontainer.LabelRun {
			filters.Add("label", name+"="+value)
		}
	}
	return containers(t, filters)
}

func containers(t *testing.T, filters client.Filters) (found []container.Summary) {
	t.Helper()
	withEngine(t, func(api *client.Client) {
		result, err := api.ContainerList(context.Background(), client.ContainerListOptions{All: true, Filters: filters})
		require.NoError(t, err)
		found = result.Items
	})
	return found
}

// withEngine lends a client of the engine that answers.
func withEngine(t *testing.T, use func(*client.Client)) {
	t.Helper()
	engine, err := testcontainer.FindEngine(context.Background())
	require.NoError(t, err)
	defer engine.Close()
	api, err := client.New(client.FromEnv, client.WithHost(engine.Host))
	require.NoError(t, err)
	defer api.Close()
	use(api)
}
