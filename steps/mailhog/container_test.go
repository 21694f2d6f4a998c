package mailhog

import (
	"context"
	"debug/elf"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"github.com/stretchr/testify/require"

	fixture "profitbdd/fixtures/mailhog"
	"profitbdd/mockprofit/testcontainer"
)

func TestContainer(t *testing.T) {
	needEngine(t)
	before := time.Now()
	server := start(t, Options{Mode: Container, Binary: builtMailHog(t)})
	t.Logf("%s: ready after %s", server.Describe(), time.Since(before).Round(time.Millisecond))

	require.Equal(t, Container, server.Mode())
	require.Regexp(t, `^container [0-9a-f]{12} \(image built from github\.com/mailhog/MailHog v1\.\S+\)$`, server.Describe())
	deliversWhatIsSent(t, server)

	running := containersOfThisProcess(t)
	require.Len(t, running, 1)
	published := 0
	for _, port := range running[0].Ports {
		if port.PublicPort != 0 {
			published++
			require.True(t, port.IP.IsLoopback(), "nobody on the network is to read the mails: %s", port.IP)
		}
	}
	require.Equal(t, 2, published)
}

func TestContainersImageOutlivesIt(t *testing.T) {
	needEngine(t)
	content, err := os.ReadFile(builtMailHog(t))
	require.NoError(t, err)
	content = append(content, "another one"...) // which changes its name, and not what it does
	path := filepath.Join(t.TempDir(), "MailHog")
	require.NoError(t, os.WriteFile(path, content, 0o755))
	image := imageRepository + ":" + contentTag(fixture.Dockerfile, content)
	removeImage(t, image)

	require.NoError(t, start(t, Options{Mode: Container, Binary: path}).Stop(t.Context()))

	withEngine(t, func(api *client.Client) {
		_, err := api.ImageInspect(t.Context(), image)
		require.NoError(t, err, "the next run needn't build it")
	})
}

// Another process, as testcontainers-go reads its configuration once.
func TestContainersImageIsNotSoughtAtAMirror(t *testing.T) {
	needEngine(t)
	t.Setenv("TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX", "mirror.invalid/hub")
	said, _ := startParent(t, Container)
	require.Equal(t, "running", stateOf(t, said.Container))
}

// removeImage removes an image when the test is over.
func removeImage(t *testing.T, image string) {
	t.Cleanup(func() {
		withEngine(t, func(api *client.Client) {
			_, err := api.ImageRemove(context.Background(), image, client.ImageRemoveOptions{Force: true, PruneChildren: true})
			require.NoError(t, err)
		})
	})
}

func TestContainerOfAGivenImage(t *testing.T) {
	needEngine(t)
	start(t, Options{Mode: Container, Binary: builtMailHog(t)}) // so that there is an image
	content, err := os.ReadFile(builtMailHog(t))
	require.NoError(t, err)
	image := imageRepository + ":" + contentTag(fixture.Dockerfile, content)

	server := start(t, Options{Mode: Container, Image: image})

	require.Regexp(t, `^container [0-9a-f]{12} \(image `+image+`\)$`, server.Describe())
	deliversWhatIsSent(t, server)
}

func TestBinaryForAnotherMachineIsRefused(t *testing.T) {
	needEngine(t)
	broken := program(t, elf.EM_NONE, elf.PT_LOAD) // not a machine that any engine has
	path := filepath.Join(t.TempDir(), "MailHog")
	require.NoError(t, os.WriteFile(path, broken, 0o755))

	server, err := Start(t.Context(), Options{Mode: Container, Binary: path})
	stopAfter(t, server)
	require.Nil(t, server)
	require.ErrorContains(t, err, "can't run in a container of the engine")
	require.ErrorContains(t, err, "it is built for EM_NONE; build it with GOOS=linux GOARCH=")
}

func TestContainerThatEndsAtOnceIsRemovedAndItsLastWordsAreTold(t *testing.T) {
	needEngine(t)
	start(t, Options{Mode: Container, Binary: builtMailHog(t)}).Stop(t.Context())
	content, err := os.ReadFile(builtMailHog(t))
	require.NoError(t, err)
	image := derived(t, imageRepository+":"+contentTag(fixture.Dockerfile, content), `ENTRYPOINT ["/MailHog", "-no-such-flag"]`)

	server, err := Start(t.Context(), Options{Mode: Container, Image: image, Logger: testLogger(t)})

	stopAfter(t, server)
	require.Nil(t, server)
	require.ErrorIs(t, err, testcontainer.ErrNotRunning)
	require.ErrorContains(t, err, "it is exited, exit code 2")
	require.ErrorContains(t, err, "its last output:\nflag provided but not defined: -no-such-flag")
	require.Empty(t, containersOfThisProcess(t))
}

// derived builds an image on top of another, for the time of the test.
func derived(t *testing.T, from, instruction string) string {
	t.Helper()
	archive, err := buildContext([]byte("FROM "+from+"\n"+instruction+"\n"), nil)
	require.NoError(t, err)
	const image = "profitbdd.localhost/mailhog-test:derived"
	withEngine(t, func(api *client.Client) {
		built, err := api.ImageBuild(t.Context(), archive, client.ImageBuildOptions{Tags: []string{image}, Remove: true})
		require.NoError(t, err)
		defer built.Body.Close()
		output, err := io.ReadAll(built.Body)
		require.NoError(t, err)
		require.Contains(t, string(output), "Successfully built")
	})
	removeImage(t, image)
	return image
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
