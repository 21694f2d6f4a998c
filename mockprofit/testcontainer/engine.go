package testcontainer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/containerd/errdefs"
	"github.com/magiconair/properties"
	"github.com/moby/moby/client"
)

// answerTimeout is how long an engine may take to say which version it is: it answers in milliseconds or not at all.
const answerTimeout = 3 * time.Second

// ErrNoEngine is wrapped by the error of [FindEngine].
var ErrNoEngine = errors.New("no container engine answers")

// Engine is a container engine that answered. It is safe for concurrent use; Close it after use.
type Engine struct {
	// Host is where it listens, as DOCKER_HOST would have it: "unix:///var/run/docker.sock".
	Host string
	// Version is the engine's own, "20.10.24".
	Version string
	// OS and Architecture are those of its containers, in Go's words: "linux", "amd64".
	OS, Architecture string

	client *client.Client
}

// FindEngine returns the engine that testcontainers-go will use, without having that library read its configuration,
// which it does once in a process and which includes what [Engine.SettleRyuk] has yet to decide.
//
// Like the library it looks at tc.host in ~/.testcontainers.properties, DOCKER_HOST, the default socket, docker.host in
// that file, and the sockets of a rootless engine. Unlike the library it takes the first two at their word: an engine
// that was asked for and doesn't answer is an error, not a reason to use another.
//
// The error wraps [ErrNoEngine] and says what was tried.
func FindEngine(ctx context.Context) (*Engine, error) {
	hosts := engineHosts(readProperties())
	if len(hosts) == 0 {
		return nil, fmt.Errorf("%w: DOCKER_HOST is not set and there is no engine's socket", ErrNoEngine)
	}
	var failures []error
	for _, host := range hosts {
		engine, err := connect(ctx, host)
		if err == nil {
			return engine, nil
		}
		failures = append(failures, fmt.Errorf("%s: %w", host, err))
	}
	return nil, fmt.Errorf("%w: %w", ErrNoEngine, errors.Join(failures...))
}

func connect(ctx context.Context, host string) (*Engine, error) {
	api, err := client.New(client.FromEnv, client.WithHost(host))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	version, err := api.ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return nil, errors.Join(err, api.Close())
	}
	return &Engine{Host: host, Version: version.Version, OS: version.Os, Architecture: version.Arch, client: api}, nil
}

// Close gives back the connections to the engine; what runs in it goes on running.
func (e *Engine) Close() error { return e.client.Close() }

// String names the engine for a log line.
func (e *Engine) String() string {
	return fmt.Sprintf("engine %s (%s/%s) at %s", e.Version, e.OS, e.Architecture, e.Host)
}

// HasImage reports whether the engine has the image already, so that nothing need be pulled from a registry.
func (e *Engine) HasImage(ctx context.Context, reference string) (bool, error) {
	_, err := e.client.ImageInspect(ctx, reference)
	switch {
	case err == nil:
		return true, nil
	case errdefs.IsNotFound(err):
		return false, nil
	default:
		return false, fmt.Errorf("look for image %s: %w", reference, err)
	}
}

// engineHosts lists where an engine may listen, in the order in which testcontainers-go looks.
func engineHosts(settings *properties.Properties) []string {
	if host := settings.GetString("tc.host", ""); host != "" {
		return []string{host}
	}
	if host := os.Getenv(client.EnvOverrideHost); host != "" {
		return []string{host}
	}
	hosts := existing(client.DefaultDockerHost)
	if host := settings.GetString("docker.host", ""); host != "" {
		hosts = append(hosts, host)
	}
	if directory := os.Getenv("XDG_RUNTIME_DIR"); directory != "" {
		hosts = append(hosts, existing("unix://"+filepath.Join(directory, "docker.sock"))...)
	}
	if home, err := os.UserHomeDir(); err == nil {
		hosts = append(hosts, existing("unix://"+filepath.Join(home, ".docker", "run", "docker.sock"))...)
		hosts = append(hosts, existing("unix://"+filepath.Join(home, ".docker", "desktop", "docker.sock"))...)
	}
	return append(hosts, existing("unix://"+filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "docker.sock"))...)
}

// existing returns the host, unless it is a Unix socket that doesn't exist.
func existing(host string) []string {
	if path, isSocket := socketPath(host); isSocket {
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	return []string{host}
}

// readProperties reads the configuration file that all Testcontainers libraries share. A file that can't be read counts
// as empty, which is what testcontainers-go makes of it.
func readProperties() *properties.Properties {
	home, err := os.UserHomeDir()
	if err != nil {
		return properties.NewProperties()
	}
	settings, err := properties.LoadFile(filepath.Join(home, ".testcontainers.properties"), properties.UTF8)
	if err != nil {
		return properties.NewProperties()
	}
	return settings
}
