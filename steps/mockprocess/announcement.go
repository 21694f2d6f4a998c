package mockprocess

import (
	"bytes"
	"strings"
)

// longestLine bounds what is read of a line of the mock's output, in bytes.
const longestLine = 1 << 10

// announcement finds the mock's addresses in what it prints: lines of a name,
// blanks and an address. It is written to by one goroutine. The line of TLS,
// which most mocks don't serve, stands before that of the control port.
type announcement struct {
	complete              chan struct{} // closed when the addresses are known; they don't change after
	service, tls, control string        // tls is "" without TLS
	begun                 []byte        // a line whose end has yet to come
}

func newAnnouncement() *announcement { return &announcement{complete: make(chan struct{})} }

// Write implements [io.Writer]. It never fails.
func (a *announcement) Write(text []byte) (int, error) {
	for rest := text; !a.known(); {
		line, next, ended := bytes.Cut(rest, []byte{'\n'})
		a.begun = append(a.begun, line[:min(len(line), longestLine-len(a.begun))]...)
		if !ended {
			break
		}
		a.read(string(a.begun))
		a.begun, rest = a.begun[:0], next
	}
	return len(text), nil
}

func (a *announcement) read(line string) {
	switch fields := strings.Fields(line); {
	case len(fields) == 2 && fields[0] == "service":
		a.service = fields[1]
	case len(fields) == 2 && fields[0] == "tls":
		a.tls = fields[1]
	case len(fields) == 2 && fields[0] == "control":
		a.control = fields[1]
	}
	if a.known() {
		close(a.complete)
	}
}

func (a *announcement) known() bool { return a.service != "" && a.control != "" }
