package report

import (
	"io"
	"time"

	"github.com/moby/term"
)

// Style says what an output understands. The zero value is plain text, line by line, as it suits a pipe or a file.
type Style struct {
	// Redraw allows a status line that is written anew in place.
	Redraw bool
	// Colour allows colours.
	Colour bool
	// Width is the number of columns; 0 for 80.
	Width int
}

// StyleOf looks at an output: a terminal is redrawn and coloured, unless NO_COLOR is set (no-color.org) or TERM is
// "dumb"; anything else is not. The environment is read through getenv, such as os.Getenv.
func StyleOf(output io.Writer, getenv func(string) string) Style {
	file, isFile := output.(interface{ Fd() uintptr })
	if !isFile || !term.IsTerminal(file.Fd()) || getenv("TERM") == "dumb" {
		return Style{}
	}
	style := Style{Redraw: true, Colour: getenv("NO_COLOR") == ""}
	if size, err := term.GetWinsize(file.Fd()); err == nil {
		style.Width = int(size.Width)
	}
	return style
}

func (s Style) width() int {
	if s.Width > 0 {
		return s.Width
	}
	return 80
}

type colour string

const (
	red    colour = "31"
	green  colour = "32"
	yellow colour = "33"
	bold   colour = "1"
)

func (s Style) paint(c colour, text string) string {
	if !s.Colour {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// colourOf returns the colour of an outcome.
func colourOf(outcome Outcome) colour {
	switch {
	case outcome == Passed:
		return green
	case outcome.Bad() || outcome == Interrupted:
		return red
	}
	return yellow
}

// brief writes a duration as a reader wants it: to the millisecond below a second, to the tenth of a second above.
func brief(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}
