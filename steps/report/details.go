package report

import (
	"fmt"
	"strings"
)

// maxShownLines bounds a text on the terminal; the files hold all of it.
const maxShownLines = 200

// details tells a scenario that did not pass: its steps, the error, and the evidence, set apart by a bar.
func details(scenario Scenario, style Style) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s %s\n", style.paint(colourOf(scenario.Outcome), strings.ToUpper(string(scenario.Outcome))),
		visible(scenario.Location()), style.paint(bold, title(scenario)))
	if scenario.Reason != "" {
		writeIndented(&text, "    ", scenario.Reason)
	}
	for _, step := range scenario.Steps {
		outcome := fmt.Sprintf("%-11s", step.Outcome)
		fmt.Fprintf(&text, "    %s %s%s\n", style.paint(colourOf(step.Outcome), outcome), visible(step.Keyword), firstLine(step.Text))
		writeIndented(&text, "                ", step.Error)
		writeIndented(&text, "                ", step.Stack)
	}
	for _, evidence := range scenario.Evidence {
		fmt.Fprintf(&text, "    %s\n", style.paint(bold, firstLine(evidence.Name)+":"))
		if evidence.IsText() {
			writeIndented(&text, "    | ", string(evidence.Body))
		} else {
			fmt.Fprintf(&text, "    | %s, %d bytes: see the reports\n", firstLine(evidence.MediaType), len(evidence.Body))
		}
	}
	return text.String()
}

// title names a scenario, of a row of an outline with its values.
func title(scenario Scenario) string {
	name := firstLine(scenario.Name)
	if name == "" {
		name = "(no name)"
	}
	if scenario.Example == nil {
		return name
	}
	var values []string
	for _, cell := range scenario.Example.Cells {
		values = append(values, visible(cell.Name)+": "+firstLine(cell.Value))
	}
	return name + " (" + strings.Join(values, ", ") + ")"
}

func writeIndented(out *strings.Builder, indent, text string) {
	if text == "" {
		return
	}
	lines := strings.Split(strings.TrimRight(visible(text), "\n"), "\n")
	for i, line := range lines {
		if i == maxShownLines {
			fmt.Fprintf(out, "%s… %d more lines: see the reports\n", indent, len(lines)-i)
			return
		}
		out.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
}
