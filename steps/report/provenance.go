package report

import "slices"

// provenances are the tags that say where a scenario's rule comes from, the groups of the summary, in its order. A
// scenario has exactly one of them; @mock is for the mock's own facilities, @harness for the suite itself.
var provenances = [...]string{"@documented", "@observed", "@aspnet", "@assumed", "@mock", "@harness", untagged}

// untagged is the group of the scenarios without such a tag.
const untagged = "untagged"

// provenance tells what a scenario's rule rests on: its tag among provenances, or else "untagged".
func provenance(scenario Scenario) string {
	for _, tag := range scenario.Tags {
		if slices.Contains(provenances[:], tag.Name) {
			return tag.Name
		}
	}
	return untagged
}
