package report_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"profitbdd/steps/report"
)

func TestStyleOfATerminal(t *testing.T) {
	terminal := pseudoTerminal(t, 132)
	for variable, want := range map[string]report.Style{
		"":           {Redraw: true, Colour: true, Width: 132},
		"NO_COLOR=1": {Redraw: true, Width: 132},
		"TERM=dumb":  {},
	} {
		t.Run(variable, func(t *testing.T) {
			getenv := func(name string) string {
				if len(variable) > len(name) && variable[:len(name)+1] == name+"=" {
					return variable[len(name)+1:]
				}
				return ""
			}
			require.Equal(t, want, report.StyleOf(terminal, getenv))
		})
	}
}

// pseudoTerminal opens the inner side of one with so many columns.
func pseudoTerminal(t *testing.T, columns uint16) *os.File {
	outer, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	t.Cleanup(func() { _ = outer.Close() })
	number, err := unix.IoctlGetInt(int(outer.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetPointerInt(int(outer.Fd()), unix.TIOCSPTLCK, 0))
	inner, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	t.Cleanup(func() { _ = inner.Close() })
	require.NoError(t, unix.IoctlSetWinsize(int(inner.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}))
	return inner
}
