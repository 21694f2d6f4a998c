package mailhog

import (
	"fmt"
	"slices"
	"strings"
)

// Mode is how MailHog is run. The zero value is [Auto].
type Mode string

const (
	// Auto takes a container when a container engine answers, and a process otherwise, unless an image is given.
	Auto Mode = "auto"
	// Container takes a container, or fails.
	Container Mode = "container"
	// Process takes a child process of this one.
	Process Mode = "process"
	// External takes a MailHog that runs already.
	External Mode = "external"
)

// Modes returns all modes, in the order in which they are worth trying.
func Modes() []Mode { return []Mode{Auto, Container, Process, External} }

// ParseMode reads a mode as it is written in a flag or an environment variable, in upper or lower case; nothing means
// [Auto]. The error lists what is allowed.
func ParseMode(text string) (Mode, error) {
	mode := Mode(strings.ToLower(strings.TrimSpace(text)))
	if mode == "" {
		return Auto, nil
	}
	if slices.Contains(Modes(), mode) {
		return mode, nil
	}
	allowed := make([]string, 0, len(Modes()))
	for _, mode := range Modes() {
		allowed = append(allowed, string(mode))
	}
	return "", fmt.Errorf("%q is no way to run MailHog: use %s", text, strings.Join(allowed, ", "))
}
