package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Summary is what ends a run, for a reader.
type Summary struct {
	Run    Run
	Status int      // what godog ended with
	Facts  []string // lines of the caller's, such as where the reports are
	Place  string   // what a command that runs scenarios again needs at its end, such as " MAIL=process"
	Style  Style    // of the output; the zero value suits a pipe
}

// Write writes the summary. Its last line is the verdict.
func (s Summary) Write(out io.Writer) error {
	var text bytes.Buffer
	s.scenarios(&text)
	s.skipped(&text)
	s.failed(&text)
	s.undefined(&text)
	if len(s.Facts) > 0 {
		fmt.Fprintf(&text, "\n%s\n", visible(strings.Join(s.Facts, "\n")))
	}
	verdict, c := s.Run.Verdict(s.Status), red
	if verdict.Passed {
		c = green
	}
	fmt.Fprintf(&text, "\ntime: %s\n%s\n", brief(s.Run.Duration), s.Style.paint(c, verdict.String()))
	if _, err := out.Write(text.Bytes()); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

func (s Summary) scenarios(text *bytes.Buffer) {
	scenarios, steps := s.Run.scenarioCounts(), s.Run.stepCounts()
	fmt.Fprintf(text, "\n%s: %s\n", numbered(scenarios.total(), "scenario"), scenarios)
	groups := map[string]*counts{}
	for scenario := range s.Run.Scenarios() {
		group := provenance(scenario)
		if groups[group] == nil {
			groups[group] = &counts{}
		}
		groups[group].add(scenario.Outcome)
	}
	table := tabwriter.NewWriter(text, 0, 0, 2, ' ', 0)
	for _, name := range provenances {
		if group := groups[name]; group != nil {
			fmt.Fprintf(table, "  %s\t%d\t%s\n", name, group.total(), group)
		}
	}
	_ = table.Flush() // to a buffer
	fmt.Fprintf(text, "%s: %s\n", numbered(steps.total(), "step"), steps)
}

// skipped tells why scenarios were skipped, the most frequent reason first.
func (s Summary) skipped(text *bytes.Buffer) {
	reasons := map[string]int{}
	for scenario := range s.Run.Scenarios() {
		if scenario.Outcome == Skipped {
			reasons[firstLine(scenario.Reason)]++
		}
	}
	if len(reasons) == 0 {
		return
	}
	var sorted []string
	for reason := range reasons {
		sorted = append(sorted, reason)
	}
	slices.SortFunc(sorted, func(a, b string) int {
		return cmp.Or(reasons[b]-reasons[a], strings.Compare(a, b))
	})
	text.WriteString("\nSkipped:\n")
	for _, reason := range sorted {
		fmt.Fprintf(text, "  %d: %s\n", reasons[reason], reason)
	}
}

// failed lists what is to be run again, and says how.
func (s Summary) failed(text *bytes.Buffer) {
	locations := s.Run.Failed()
	if len(locations) == 0 {
		return
	}
	text.WriteString("\nFailed:\n")
	for scenario := range s.Run.Scenarios() {
		if !scenario.Outcome.Bad() && scenario.Outcome != Interrupted {
			continue
		}
		fmt.Fprintf(text, "  %s  %s\n", s.Style.paint(red, visible(scenario.Location())), title(scenario))
		label := ""
		if scenario.Outcome != Failed {
			label = string(scenario.Outcome) + ": "
		}
		fmt.Fprintf(text, "      %s%s\n", label, strings.TrimPrefix(headline(scenario), label))
	}
	fmt.Fprintf(text, "Run them again:  make bdd RERUN=failed%[2]s\nRun one of them: make bdd FEATURES=%[1]s%[2]s\n", locations[0], visible(s.Place))
}

func (s Summary) undefined(text *bytes.Buffer) {
	if snippets := s.Run.Snippets(); snippets != "" {
		text.WriteString("\nSteps that are undefined could be defined so:\n\n")
		indented := &strings.Builder{}
		writeIndented(indented, "    ", snippets)
		text.WriteString(indented.String())
	}
}
