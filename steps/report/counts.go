package report

import (
	"fmt"
	"strings"
)

// counts is a number of scenarios, or of steps, by outcome. It must be made before it is added to, which add does.
type counts map[Outcome]int

func (c *counts) add(outcome Outcome) {
	if *c == nil {
		*c = counts{}
	}
	(*c)[outcome]++
}

func (c counts) total() int {
	total := 0
	for _, count := range c {
		total += count
	}
	return total
}

// bad is how many of them make a run red.
func (c counts) bad() int { return c[Failed] + c[Ambiguous] + c[Undefined] + c[Pending] }

// executed is how many ran at least in part, for better or worse.
func (c counts) executed() int { return c.total() - c[Skipped] - c[NotRun] }

// String lists what there is, the good ones first: "7 passed, 1 failed".
func (c counts) String() string {
	var parts []string
	for i := range outcomes {
		// Passed stands last in outcomes and first here; the others follow from the gravest on.
		outcome := outcomes[(i+len(outcomes)-1)%len(outcomes)]
		if count := c[outcome]; count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count, outcome))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// scenarioCounts counts a run's scenarios, those that were planned but never begun included.
func (r Run) scenarioCounts() counts {
	result := counts{}
	for scenario := range r.Scenarios() {
		result.add(scenario.Outcome)
	}
	if missing := r.Planned - result.total(); missing > 0 {
		result[NotRun] += missing
	}
	return result
}

func (r Run) stepCounts() counts {
	result := counts{}
	for scenario := range r.Scenarios() {
		for _, step := range scenario.Steps {
			result.add(step.Outcome)
		}
	}
	return result
}
