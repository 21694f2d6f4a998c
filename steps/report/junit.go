package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The elements as Jenkins, GitLab and the like read them; there is no standard but what the Ant task wrote.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		junitCounts
		Timestamp string      `xml:"timestamp,attr,omitempty"`
		File      string      `xml:"file,attr"`
		Cases     []junitCase `xml:"testcase"`
	}
	junitCounts struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Time     string `xml:"time,attr"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		Class     string        `xml:"classname,attr"`
		File      string        `xml:"file,attr"`
		Time      string        `xml:"time,attr"`
		Failure   *junitMessage `xml:"failure"`
		Error     *junitMessage `xml:"error"`
		Skipped   *junitMessage `xml:"skipped"`
		SystemOut *junitText    `xml:"system-out"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",cdata"`
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// WriteJUnit writes a run as JUnit XML: a testsuite for each feature, a testcase for each scenario. A failed scenario is
// a failure; one that is undefined, pending, ambiguous or cut off an error; times are in seconds, those of a testsuite
// the sum of its testcases'. Evidence goes into system-out. Characters that XML can't hold become visible ones.
func WriteJUnit(out io.Writer, run Run) error {
	document := junitSuites{junitCounts: junitCounts{Name: visible(run.Name), Time: seconds(run.Duration)}}
	for _, feature := range run.Features {
		suite := junitSuiteOf(feature)
		document.Tests += suite.Tests
		document.Failures += suite.Failures
		document.Errors += suite.Errors
		document.Skipped += suite.Skipped
		document.Suites = append(document.Suites, suite)
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	encoder := xml.NewEncoder(out)
	encoder.Indent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	if _, err := io.WriteString(out, "\n"); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	return nil
}

func junitSuiteOf(feature Feature) junitSuite {
	suite := junitSuite{junitCounts: junitCounts{Name: visible(feature.Name)}, File: visible(feature.Path)}
	var (
		total   time.Duration
		started time.Time
	)
	for _, scenario := range feature.Scenarios {
		suite.Tests++
		total += scenario.Duration
		if started.IsZero() || scenario.Started.Before(started) {
			started = scenario.Started
		}
		item := junitCaseOf(scenario)
		switch {
		case item.Failure != nil:
			suite.Failures++
		case item.Error != nil:
			suite.Errors++
		case item.Skipped != nil:
			suite.Skipped++
		}
		suite.Cases = append(suite.Cases, item)
	}
	suite.Time = seconds(total)
	if !started.IsZero() {
		suite.Timestamp = started.UTC().Format("2006-01-02T15:04:05")
	}
	return suite
}

func junitCaseOf(scenario Scenario) junitCase {
	item := junitCase{
		Name:  title(scenario),
		Class: strings.ReplaceAll(strings.TrimSuffix(visible(scenario.Path), ".feature"), "/", "."),
		File:  visible(scenario.Path),
		Time:  seconds(scenario.Duration),
	}
	message := &junitMessage{Message: headline(scenario), Type: string(scenario.Outcome)}
	switch scenario.Outcome {
	case Passed:
	case Skipped, NotRun:
		message.Type = ""
		item.Skipped = message
	case Failed:
		item.Failure = message
	default:
		item.Error = message
	}
	if item.Failure != nil || item.Error != nil {
		message.Text = details(withoutEvidence(scenario), Style{})
		item.SystemOut = junitEvidence(scenario)
	}
	return item
}

func withoutEvidence(scenario Scenario) Scenario {
	scenario.Evidence = nil
	return scenario
}

func junitEvidence(scenario Scenario) *junitText {
	var text strings.Builder
	for _, evidence := range scenario.Evidence {
		fmt.Fprintf(&text, "%s:\n", firstLine(evidence.Name))
		if evidence.IsText() {
			text.WriteString(strings.TrimRight(visible(string(evidence.Body)), "\n"))
		} else {
			fmt.Fprintf(&text, "%s, %d bytes: see the Cucumber JSON", firstLine(evidence.MediaType), len(evidence.Body))
		}
		text.WriteString("\n\n")
	}
	if text.Len() == 0 {
		return nil
	}
	return &junitText{Text: text.String()}
}

// headline says in a line why a scenario did not pass.
func headline(scenario Scenario) string {
	for _, step := range scenario.Steps {
		if step.Outcome == scenario.Outcome {
			if line := firstLine(step.Error); line != "" {
				return line
			}
		}
	}
	if scenario.Reason != "" {
		return firstLine(scenario.Reason)
	}
	return string(scenario.Outcome)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
