package testcontainer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"

	"github.com/testcontainers/testcontainers-go"
)

const (
	ryukDisabled     = "TESTCONTAINERS_RYUK_DISABLED"
	hubPrefix        = "TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX"
	hostOverride     = "TESTCONTAINERS_HOST_OVERRIDE"
	insideAContainer = "/.dockerenv"
)

// Ryuk is the decision about testcontainers' reaper: a container that removes a run's containers once the run is gone.
type Ryuk struct {
	// Used says whether the library will start it.
	Used bool
	// Reason says why, in a phrase that completes "Ryuk is on (or off): …".
	Reason string
}

// SettleRyuk decides whether testcontainers-go uses Ryuk, and has the library act on it. Call it before anything else
// makes the library read its configuration, which it does once in a process.
//
// What TESTCONTAINERS_RYUK_DISABLED says is left alone. Otherwise Ryuk is used when its image is present, as nothing is
// pulled unasked: with Ryuk on and no image, even creating a network fails. In a container or a sandbox with /.dockerenv
// it stays off too, unless TESTCONTAINERS_HOST_OVERRIDE is set: the library would look for it at the default gateway,
// and wait there in vain. Without Ryuk it takes [Labels] and [Engine.Sweep] to clean up.
//
// Switching it off sets TESTCONTAINERS_RYUK_DISABLED in this process's environment, the library's only switch. An error
// means that the library had read its configuration before.
func (e *Engine) SettleRyuk(ctx context.Context) (Ryuk, error) {
	present, err := e.HasImage(ctx, ryukImage())
	if err != nil {
		return Ryuk{}, err
	}
	ryuk := decideRyuk(circumstances{
		setting:      os.Getenv(ryukDisabled),
		disabled:     readProperties().GetBool("ryuk.disabled", false),
		imagePresent: present,
		hostIsAGuess: e.hostIsAGuess(),
	})
	if ryuk.Used {
		return ryuk, nil
	}
	if err := os.Setenv(ryukDisabled, "true"); err != nil {
		return Ryuk{}, fmt.Errorf("switch Ryuk off: %w", err)
	}
	if !testcontainers.ReadConfig().Config.RyukDisabled {
		return Ryuk{}, errors.New("Ryuk should be off (" + ryuk.Reason + "), but testcontainers-go has read its " +
			"configuration already: settle Ryuk first, or set " + ryukDisabled + "=true before the program starts")
	}
	return ryuk, nil
}

// circumstances are what the decision about Ryuk hangs on.
type circumstances struct {
	setting      string // of TESTCONTAINERS_RYUK_DISABLED
	disabled     bool   // by the configuration file
	imagePresent bool
	hostIsAGuess bool // the library will guess the engine's host, and may be wrong
}

func decideRyuk(c circumstances) Ryuk {
	// The library parses the variable as a boolean and then compares it with "true": "1" is a boolean, and leaves Ryuk on.
	if _, err := strconv.ParseBool(c.setting); err == nil {
		return Ryuk{Used: c.setting != "true", Reason: ryukDisabled + "=" + c.setting}
	}
	switch {
	case c.disabled:
		return Ryuk{Reason: "ryuk.disabled in ~/.testcontainers.properties"}
	case !c.imagePresent:
		return Ryuk{Reason: "its image is not present, and nothing is pulled unasked"}
	case c.hostIsAGuess:
		return Ryuk{Reason: insideAContainer + " exists and " + hostOverride + " is not set, so that the library may look for it at the wrong host"}
	default:
		return Ryuk{Used: true, Reason: "its image is present"}
	}
}

// hostIsAGuess reports whether the library has to guess the engine's host: it does when the engine is behind a local
// socket and this process seems to be in a container.
func (e *Engine) hostIsAGuess() bool {
	if _, isSocket := socketPath(e.Host); !isSocket {
		return false
	}
	if _, overridden := os.LookupEnv(hostOverride); overridden {
		return false
	}
	_, err := os.Stat(insideAContainer)
	return err == nil
}

// socketPath returns the path of a host that is a Unix socket.
func socketPath(host string) (path string, isSocket bool) {
	return strings.CutPrefix(host, "unix://")
}

// ryukImage is the image that this version of testcontainers-go takes, from the mirror that it is told to use.
func ryukImage() string {
	//lint:ignore SA1019 There is no other way to learn the version, and a copy of it would go stale.
	image := testcontainers.ReaperDefaultImage
	prefix := os.Getenv(hubPrefix)
	if prefix == "" {
		prefix = readProperties().GetString("hub.image.name.prefix", "")
	}
	return path.Join(prefix, image)
}
