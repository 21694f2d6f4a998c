// Package report records what a godog run did and tells it: live on a terminal or in a pipe, and afterwards as JUnit
// XML, as Cucumber JSON and as a summary with a verdict.
//
// A Recorder listens to hooks, not to a formatter's callbacks: with concurrency those come only when a scenario has
// ended, say nothing of why one was skipped, and leave out some steps altogether. What it has recorded is a Run, a
// plain value that the writers take.
package report

import (
	"fmt"
	"time"
)

// Run is what is known of a run, finished or not.
type Run struct {
	Name        string
	Started     time.Time
	Duration    time.Duration
	Planned     int       // scenarios that were selected; 0 when not known
	Interrupted string    // why the run did not come to its end; empty when it did
	Features    []Feature // by path
}

// Feature is a feature file, with the scenarios of it that were begun, by line.
type Feature struct {
	Path        string
	Line        int
	Keyword     string
	Name        string
	Description string
	Tags        []Tag
	Scenarios   []Scenario
}

// Tag is a tag with its `@`, and the line it stands in.
type Tag struct {
	Name string
	Line int
}

// Scenario is a scenario, or one row of an outline, that was begun.
type Scenario struct {
	Path        string
	Line        int // of the keyword, or of the row
	Keyword     string
	Name        string // placeholders filled in
	Description string
	Rule        string      // the name of the rule it belongs to, if any
	Tags        []Tag       // its own and inherited ones
	Background  *Background // of the steps that are marked so
	Example     *Example    // of a row of an outline
	Steps       []Step
	Outcome     Outcome
	Reason      string // why it was skipped, cut off or not run
	Started     time.Time
	Duration    time.Duration
	Evidence    []Evidence // empty when it passed
}

// Location returns `path:line`, by which the scenario can be run again.
func (s Scenario) Location() string { return fmt.Sprintf("%s:%d", s.Path, s.Line) }

// Background names the background a scenario's first steps come from.
type Background struct {
	Line        int
	Keyword     string
	Name        string
	Description string
}

// Example holds the values of a row of an Examples table.
type Example struct {
	Table string // the name of the table
	Row   int    // counts from 1 within the table
	Cells []Cell
}

// Cell is a value and the placeholder it stands for.
type Cell struct{ Name, Value string }

// Step is a step of a scenario.
type Step struct {
	Line       int
	Keyword    string // with the blank that follows it
	Text       string
	Background bool
	DocString  *DocString
	Table      [][]string
	Outcome    Outcome
	Error      string // what the step or one of its hooks returned
	Stack      string // of a step that panicked
	Started    time.Time
	Duration   time.Duration // from before the first hook to after the last
}

// DocString is a step's multi-line text.
type DocString struct {
	Line      int
	MediaType string
	Content   string
}

// Evidence is something that was seen in a scenario that did not pass, such as a SOAP exchange: what a step or a hook
// handed to godog.Attach.
type Evidence struct {
	Name      string
	MediaType string
	Body      []byte
	Step      int // index of the step it was attached to
}

// Failed returns where the scenarios stand that did not pass and should be run again: those that failed in any way or
// were cut off, in order.
func (r Run) Failed() []string {
	var locations []string
	for scenario := range r.Scenarios() {
		if scenario.Outcome.Bad() || scenario.Outcome == Interrupted {
			locations = append(locations, scenario.Location())
		}
	}
	return locations
}

// Scenarios yields all scenarios, feature by feature.
func (r Run) Scenarios() func(yield func(Scenario) bool) {
	return func(yield func(Scenario) bool) {
		for _, feature := range r.Features {
			for _, scenario := range feature.Scenarios {
				if !yield(scenario) {
					return
				}
			}
		}
	}
}
