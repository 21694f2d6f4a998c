package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"
)

// Outcome is how a step or a scenario ended, in Cucumber's words where it has one.
type Outcome string

// The first six are Cucumber's. A scenario takes the gravest of its steps' outcomes.
const (
	Passed      Outcome = "passed"
	Failed      Outcome = "failed"
	Ambiguous   Outcome = "ambiguous" // more than one step definition matches
	Undefined   Outcome = "undefined" // no step definition matches, or a scenario has no steps
	Pending     Outcome = "pending"   // the step definition says that it isn't written yet
	Skipped     Outcome = "skipped"
	Interrupted Outcome = "interrupted" // cut off while it ran
	NotRun      Outcome = "not run"     // of a scenario: the run was interrupted before it could begin
)

// outcomes lists all, the gravest first.
var outcomes = [...]Outcome{Failed, Ambiguous, Undefined, Pending, Interrupted, NotRun, Skipped, Passed}

// Bad tells whether the outcome alone makes a run red.
func (o Outcome) Bad() bool {
	return o == Failed || o == Ambiguous || o == Undefined || o == Pending
}

// gravest returns the outcome of a scenario with these steps.
func gravest(steps []Step) Outcome {
	if len(steps) == 0 {
		return Undefined
	}
	result := len(outcomes) - 1
	for _, step := range steps {
		if rank := slices.Index(outcomes[:], step.Outcome); rank >= 0 {
			result = min(result, rank)
		}
	}
	return outcomes[result]
}

// outcomeOf reads a step's error in the order in which godog does when it decides what to do next.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return Passed
	case errors.Is(err, godog.ErrAmbiguous):
		return Ambiguous
	case errors.Is(err, godog.ErrPending):
		return Pending
	case errors.Is(err, godog.ErrSkip):
		return Skipped
	case errors.Is(err, godog.ErrUndefined):
		return Undefined
	default:
		return Failed
	}
}

// Skip returns the error by which a Before hook, or a step, has its scenario counted as skipped, and says why.
//
// godog runs a scenario's remaining Before hooks even then. So let the hook that decides be the one that prepares, too.
func Skip(reason string) error { return fmt.Errorf("%w: %s", godog.ErrSkip, reason) }

// skipReason undoes Skip, and what godog wraps around errors of hooks. Errors of other hooks, which godog puts before
// the one that skips, stay in.
func skipReason(err error) string {
	reason := err.Error()
	for _, prefix := range []string{"before step hook failed: ", "before scenario hook failed: "} {
		reason = strings.TrimPrefix(reason, prefix)
	}
	reason = strings.Replace(reason, godog.ErrSkip.Error()+": ", "", 1)
	if reason == godog.ErrSkip.Error() {
		return "no reason given"
	}
	return reason
}
