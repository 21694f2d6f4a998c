package report

import (
	"slices"
	"strings"
)

// provenances are the groups of the summary, the strongest ground first. A scenario with several of the tags stands on
// the weakest of them.
var provenances = [...]string{"@documented", "@observed", "@aspnet", "@assumed", harness, untagged}

const (
	harness  = "harness"
	untagged = "untagged"
)

// provenance tells what a scenario's rule rests on: its tag; "harness" for one that is about the harness itself, by tag
// (@harness) or by folder; else "untagged".
func provenance(scenario Scenario) string {
	for _, name := range slices.Backward(provenances[:]) {
		if slices.ContainsFunc(scenario.Tags, func(tag Tag) bool { return tag.Name == name }) {
			return name
		}
	}
	if slices.ContainsFunc(scenario.Tags, func(tag Tag) bool { return tag.Name == "@"+harness }) ||
		slices.Contains(strings.Split(scenario.Path, "/"), harness) {
		return harness
	}
	return untagged
}
