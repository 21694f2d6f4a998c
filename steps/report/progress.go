package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// silence is how long a pipe may stay silent; with the heartbeat's interval it makes a second.
const silence = 900 * time.Millisecond

// progress tells a run while it goes on: a line when a feature is done, at once a block for each scenario that does
// not pass, and what runs just now: in place on a terminal, else as a line whenever nothing else was to be said.
// It is used under the recorder's mutex, and writes whole lines in one call each, so that nothing interleaves.
type progress struct {
	out      io.Writer
	style    Style
	planned  map[string]int
	total    int
	done     int
	bad      int
	features []*featureProgress // by begin
	running  []*Scenario        // by begin
	last     time.Time          // of output
	drawn    bool               // the status line is on the screen
	closed   bool
}

type featureProgress struct {
	path    string
	started time.Time
	ended   time.Time
	counts  counts
	told    bool
}

func newProgress(options Options, total int) *progress {
	return &progress{out: options.Output, style: options.Style, planned: options.Planned, total: total}
}

func (p *progress) begin(now time.Time) {
	p.last = now
	p.draw(now)
}

func (p *progress) started(scenario *Scenario) {
	p.running = append(p.running, scenario)
	p.feature(scenario)
}

func (p *progress) finished(scenario *Scenario, now time.Time) {
	p.running = slices.DeleteFunc(p.running, func(s *Scenario) bool { return s == scenario })
	p.done++
	feature := p.feature(scenario)
	feature.counts.add(scenario.Outcome)
	feature.ended = now
	if scenario.Outcome.Bad() || scenario.Outcome == Interrupted {
		p.bad++
		p.print(now, details(*scenario, p.style))
	}
	if feature.counts.total() == p.planned[feature.path] {
		p.tell(feature, now)
	}
	p.draw(now)
}

func (p *progress) feature(scenario *Scenario) *featureProgress {
	index := slices.IndexFunc(p.features, func(f *featureProgress) bool { return f.path == scenario.Path })
	if index < 0 {
		index = len(p.features)
		p.features = append(p.features, &featureProgress{path: scenario.Path, started: scenario.Started})
	}
	return p.features[index]
}

// tick is called several times a second.
func (p *progress) tick(now time.Time) {
	if p.style.Redraw {
		p.draw(now)
	} else if now.Sub(p.last) >= silence {
		p.print(now, p.status(now)+"\n")
	}
}

// end tells of the features whose number of scenarios wasn't known, or wasn't reached.
func (p *progress) end() {
	for _, feature := range p.features {
		if !feature.told {
			p.tell(feature, p.last)
		}
	}
	p.close()
}

func (p *progress) close() {
	p.print(p.last, "")
	p.closed = true
}

func (p *progress) tell(feature *featureProgress, now time.Time) {
	feature.told = true
	label, c := "ok     ", green
	switch {
	case feature.counts.bad() > 0 || feature.counts[Interrupted] > 0:
		label, c = "FAILED ", red
	case feature.counts[NotRun] > 0: // the run was interrupted, and the summary counts them
		return
	case feature.counts[Passed] == 0:
		label, c = "skipped", yellow
	}
	p.print(now, fmt.Sprintf("%s %s %s (%s; %s)\n", p.counter(), p.style.paint(c, label), visible(feature.path), feature.counts,
		brief(feature.ended.Sub(feature.started))))
}

// print writes text above the status line.
func (p *progress) print(now time.Time, text string) {
	if p.closed {
		return
	}
	if p.drawn {
		text = "\r\x1b[2K" + text
		p.drawn = false
	}
	if text != "" {
		_, _ = io.WriteString(p.out, text)
	}
	p.last = now
}

// say writes a line, even when progress is closed.
func (p *progress) say(now time.Time, line string) {
	if p.closed {
		_, _ = io.WriteString(p.out, line+"\n")
		return
	}
	p.print(now, line+"\n")
}

func (p *progress) draw(now time.Time) {
	if !p.style.Redraw || p.closed {
		return
	}
	line := []rune(p.status(now))
	if room := p.style.width() - 1; len(line) > room { // the last column may wrap
		line = append(line[:max(room-1, 0)], '…')
	}
	_, _ = io.WriteString(p.out, "\r\x1b[2K"+string(line))
	p.drawn = true
	p.last = now
}

// status says what runs just now: of several scenarios the one that has run longest.
func (p *progress) status(now time.Time) string {
	var status strings.Builder
	status.WriteString(p.counter())
	if p.bad > 0 {
		fmt.Fprintf(&status, " %d failed;", p.bad)
	}
	switch {
	case len(p.running) > 0:
		oldest := p.running[0]
		fmt.Fprintf(&status, " running %s %s (%s)", visible(oldest.Location()), firstLine(oldest.Name), brief(now.Sub(oldest.Started)))
		if others := len(p.running) - 1; others > 0 {
			fmt.Fprintf(&status, " and %d more", others)
		}
	case p.done == 0:
		status.WriteString(" preparing")
	case p.done < p.total:
		status.WriteString(" waiting for the next scenario to begin")
	default:
		status.WriteString(" all done, waiting for the suite to end")
	}
	return status.String()
}

func (p *progress) counter() string {
	if p.total == 0 {
		return fmt.Sprintf("[%d]", p.done)
	}
	total := fmt.Sprint(p.total)
	return fmt.Sprintf("[%*d/%s]", len(total), p.done, total)
}
