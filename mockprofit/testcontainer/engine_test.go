package testcontainer

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/moby/moby/client"
	"github.com/stretchr/testify/require"
)

func TestFindEngineTellsWhatAnswered(t *testing.T) {
	fake := &fakeEngine{images: []string{"present:1"}}
	engine := fake.find(t)

	require.Equal(t, os.Getenv("DOCKER_HOST"), engine.Host)
	require.Equal(t, "engine 20.10.24 (linux/amd64) at "+engine.Host, engine.String())
	present, err := engine.HasImage(t.Context(), "present:1")
	require.NoError(t, err)
	require.True(t, present)
	present, err = engine.HasImage(t.Context(), "absent:1")
	require.NoError(t, err)
	require.False(t, present)
}

func TestFindEngineTakesDockerHostAtItsWord(t *testing.T) {
	noConfiguration(t)
	nowhere := "unix://" + filepath.Join(t.TempDir(), "no.sock")
	t.Setenv("DOCKER_HOST", nowhere)

	_, err := FindEngine(t.Context())

	require.ErrorIs(t, err, ErrNoEngine)
	require.ErrorContains(t, err, "no container engine answers: "+nowhere+": ")
}

func TestEngineHosts(t *testing.T) {
	noConfiguration(t)
	runtimeDirectory := t.TempDir()
	home := os.Getenv("HOME")
	t.Setenv("XDG_RUNTIME_DIR", runtimeDirectory)
	usual := engineHosts(readProperties()) // whatever sockets this machine has

	socket(t, filepath.Join(home, ".docker", "run", "docker.sock"))
	socket(t, filepath.Join(home, ".docker", "desktop", "docker.sock"))
	socket(t, filepath.Join(runtimeDirectory, "docker.sock"))
	rootless := []string{
		"unix://" + filepath.Join(runtimeDirectory, "docker.sock"),
		"unix://" + filepath.Join(home, ".docker", "run", "docker.sock"),
		"unix://" + filepath.Join(home, ".docker", "desktop", "docker.sock"),
	}
	require.Subset(t, engineHosts(readProperties()), rootless)
	require.Len(t, engineHosts(readProperties()), len(usual)+len(rootless))

	configure(t, "docker.host=tcp://properties.example:2375")
	hosts := engineHosts(readProperties())
	require.Contains(t, hosts, "tcp://properties.example:2375")
	if len(usual) > 0 && usual[0] == client.DefaultDockerHost {
		require.Equal(t, []string{client.DefaultDockerHost, "tcp://properties.example:2375"}, hosts[:2])
	}

	t.Setenv("DOCKER_HOST", "tcp://environment.example:2375")
	require.Equal(t, []string{"tcp://environment.example:2375"}, engineHosts(readProperties()))

	configure(t, "tc.host=tcp://first.example:2375")
	require.Equal(t, []string{"tcp://first.example:2375"}, engineHosts(readProperties()))

	configure(t, "a broken = ${file")
	require.Equal(t, []string{"tcp://environment.example:2375"}, engineHosts(readProperties()))
}

// socket stands for an engine's socket; nobody looks inside.
func socket(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, nil, 0o644))
}

func configure(t *testing.T, properties string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(os.Getenv("HOME"), ".testcontainers.properties"), []byte(properties), 0o644))
}
