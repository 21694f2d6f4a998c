package testcontainer

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecideRyuk(t *testing.T) {
	for name, c := range map[string]struct {
		circumstances
		want Ryuk
	}{
		"no image":                  {circumstances{}, Ryuk{false, "its image is not present, and nothing is pulled unasked"}},
		"the image is present":      {circumstances{imagePresent: true}, Ryuk{true, "its image is present"}},
		"the host is a guess":       {circumstances{imagePresent: true, hostIsAGuess: true}, Ryuk{false, "/.dockerenv exists and TESTCONTAINERS_HOST_OVERRIDE is not set, so that the library may look for it at the wrong host"}},
		"switched off":              {circumstances{imagePresent: true, setting: "true"}, Ryuk{false, "TESTCONTAINERS_RYUK_DISABLED=true"}},
		"switched on":               {circumstances{hostIsAGuess: true, disabled: true, setting: "false"}, Ryuk{true, "TESTCONTAINERS_RYUK_DISABLED=false"}},
		"what the library misreads": {circumstances{setting: "1"}, Ryuk{true, "TESTCONTAINERS_RYUK_DISABLED=1"}},
		"what the library ignores":  {circumstances{imagePresent: true, setting: "yes"}, Ryuk{true, "its image is present"}},
		"switched off in the file":  {circumstances{imagePresent: true, disabled: true}, Ryuk{false, "ryuk.disabled in ~/.testcontainers.properties"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, decideRyuk(c.circumstances))
		})
	}
}

// The library reads its configuration once in a process, so that each case has a process of its own.
func TestSettleRyukHasTheLibraryActOnTheDecision(t *testing.T) {
	for name, c := range map[string]struct {
		child       string
		images      []string
		environment []string
		want        string
	}{
		"no image": {
			child: "settle Ryuk",
			want:  "used: false; library: false; its image is not present, and nothing is pulled unasked; <nil>\n",
		},
		"the image is present": {
			child:  "settle Ryuk",
			images: []string{ryukImage()},
			want:   "used: true; library: true; its image is present; <nil>\n",
		},
		"the image is present, but not at the mirror": {
			child:       "settle Ryuk",
			images:      []string{ryukImage()},
			environment: []string{hubPrefix + "=mirror.example/hub"},
			want:        "used: false; library: false; its image is not present, and nothing is pulled unasked; <nil>\n",
		},
		"the image is present at the mirror": {
			child:       "settle Ryuk",
			images:      []string{"mirror.example/hub/" + ryukImage()},
			environment: []string{hubPrefix + "=mirror.example/hub"},
			want:        "used: true; library: true; its image is present; <nil>\n",
		},
		"too late": {
			child: "settle Ryuk too late",
			want: "used: false; library: true; ; Ryuk should be off (its image is not present, and nothing is pulled unasked), but testcontainers-go " +
				"has read its configuration already: settle Ryuk first, or set TESTCONTAINERS_RYUK_DISABLED=true before the program starts\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			(&fakeEngine{images: c.images}).serve(t)
			child := child()
			child.Env = append(append(child.Env, childVariable+"="+c.child), c.environment...)
			output, err := child.Output()
			require.NoError(t, err)
			require.Equal(t, c.want, string(output))
		})
	}
}

func TestHostIsAGuessOnlyBehindASocketInAContainer(t *testing.T) {
	require.False(t, (&Engine{Host: "tcp://127.0.0.1:2375"}).hostIsAGuess())
	_, err := os.Stat(insideAContainer)
	require.Equal(t, err == nil, (&Engine{Host: "unix:///var/run/docker.sock"}).hostIsAGuess())
	t.Setenv(hostOverride, "docker.example")
	require.False(t, (&Engine{Host: "unix:///var/run/docker.sock"}).hostIsAGuess())
}
