package report

import (
	"fmt"
	"strings"
)

// Verdict says whether a run proved what it was to prove.
type Verdict struct {
	Passed bool
	Reason string // one line
}

// ExitCode is what the command ends with: 0 for a run that passed, else 1.
func (v Verdict) ExitCode() int {
	if v.Passed {
		return 0
	}
	return 1
}

// String returns the line that ends a run.
func (v Verdict) String() string {
	if v.Passed {
		return "PASSED: " + v.Reason
	}
	return "FAILED: " + v.Reason
}

// Verdict judges a run by what was recorded and by the status godog ended with (0 for a run that was given up before).
// It passes only when it came to its end, at least one scenario was executed, each planned one was recorded, and none
// failed or had steps that are undefined, pending or ambiguous. Skipped scenarios don't count either way.
func (r Run) Verdict(status int) Verdict {
	scenarios := r.scenarioCounts()
	failed := func(format string, arguments ...any) Verdict {
		return Verdict{Reason: fmt.Sprintf(format, arguments...)}
	}
	bad := badOnes(scenarios)
	switch {
	case r.Started.IsZero():
		return failed("nothing ran: godog ended with status %d before the run began; see its messages on standard error", status)
	case r.Interrupted != "" && bad != "":
		return failed("interrupted (%s) after %d of %d scenarios; %s", firstLine(r.Interrupted), ran(scenarios), scenarios.total(), bad)
	case r.Interrupted != "":
		return failed("interrupted (%s) after %d of %d scenarios", firstLine(r.Interrupted), ran(scenarios), scenarios.total())
	case bad != "":
		return failed("of %s %s", numbered(scenarios.total(), "scenario"), bad)
	case scenarios[Interrupted] > 0:
		return failed("%s cut off before the end", numbered(scenarios[Interrupted], "scenario"))
	case scenarios.total() == 0:
		return failed("nothing ran: no scenario was selected")
	case scenarios[NotRun] > 0:
		return failed("%d of %s did not run", scenarios[NotRun], numbered(scenarios.total(), "scenario"))
	case scenarios.executed() == 0:
		return failed("nothing ran: %s, all skipped", numbered(scenarios.total(), "scenario"))
	case status != 0:
		return failed("godog ended with status %d although no recorded scenario failed; see its messages on standard error", status)
	}
	return Verdict{Passed: true, Reason: fmt.Sprintf("%s (%s)", numbered(scenarios.total(), "scenario"), scenarios)}
}

// ran is how many scenarios came to their end.
func ran(scenarios counts) int {
	return scenarios.executed() - scenarios[Interrupted]
}

// badOnes lists what makes a run red, or nothing.
func badOnes(scenarios counts) string {
	var parts []string
	for _, outcome := range outcomes {
		if count := scenarios[outcome]; outcome.Bad() && count > 0 {
			verb := " "
			if outcome != Failed {
				verb = " is "
				if count > 1 {
					verb = " are "
				}
			}
			parts = append(parts, fmt.Sprintf("%d%s%s", count, verb, outcome))
		}
	}
	return strings.Join(parts, ", ")
}

func numbered(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", count, noun)
}
