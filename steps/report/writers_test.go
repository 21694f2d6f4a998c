package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"profitbdd/steps/report"
)

// everything is the run of all features, less what depends on where it was compiled.
func everything(t *testing.T) report.Run {
	run, _, _ := execute(t, 1, report.Options{Planned: planned})
	for _, feature := range run.Features {
		for i := range feature.Scenarios {
			for j := range feature.Scenarios[i].Steps {
				if step := &feature.Scenarios[i].Steps[j]; step.Stack != "" {
					step.Stack = "steps.(*world).panics\n\tworld.go:12"
				}
			}
		}
	}
	return run
}

func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, report.WriteJUnit(&out, everything(t)))
	golden(t, "junit.xml", out.Bytes())
}

func TestCucumberJSON(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, report.WriteCucumberJSON(&out, everything(t)))
	golden(t, "cucumber.json", out.Bytes())
}

func TestSummary(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, report.Summary{
		Run:    everything(t),
		Status: 1,
		Facts:  []string{"MailHog: child process, 127.0.0.1:41027", "seed: 42"},
	}.Write(&out))
	golden(t, "summary.txt", out.Bytes())
}

func TestSummaryOfGoodRun(t *testing.T) {
	run, _, status := execute(t, 2, report.Options{}, "features/outcomes.feature:9", "features/outcomes.feature:37", "features/outcomes.feature:41")
	run.Duration = 12345 * time.Millisecond
	var out bytes.Buffer
	require.NoError(t, report.Summary{Run: run, Status: status}.Write(&out))
	golden(t, "summary-good.txt", out.Bytes())

	out.Reset()
	require.NoError(t, report.Summary{Run: run, Style: report.Style{Colour: true}}.Write(&out))
	require.Contains(t, out.String(), "\x1b[32mPASSED:")
}

func TestWritersSayWhatFailed(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"JUnit":         func(out io.Writer) error { return report.WriteJUnit(out, report.Run{}) },
		"Cucumber JSON": func(out io.Writer) error { return report.WriteCucumberJSON(out, report.Run{}) },
		"the summary":   report.Summary{}.Write,
	} {
		require.ErrorContains(t, write(full{}), "writing "+name, name)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// Whatever a peer sent, quoted in an error or kept as evidence, the files can be read, and say it.
func TestFilesAreWellFormedWhateverTheTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.SampledFrom([]string{"]]>", "<![CDATA[", "\x00\x1b[31m", "&", "\ufffe", "\xff"}),
		)
		draw := func(label string) string { return text.Draw(t, label) }
		wellFormed(t, report.Run{Name: draw("run"), Features: []report.Feature{{
			Path: draw("path"), Name: draw("feature"),
			Scenarios: []report.Scenario{{
				Name: draw("name"), Path: draw("path"), Reason: draw("reason"),
				Outcome: rapid.SampledFrom([]report.Outcome{report.Failed, report.Skipped, report.Interrupted}).Draw(t, "outcome"),
				Example: &report.Example{Cells: []report.Cell{{Name: draw("cell"), Value: draw("value")}}},
				Steps:   []report.Step{{Keyword: draw("keyword"), Text: draw("step"), Outcome: report.Failed, Error: draw("error"), Stack: draw("stack")}},
				Evidence: []report.Evidence{
					{Name: draw("evidence"), MediaType: "text/plain", Body: []byte(draw("body"))},
					{Name: draw("evidence"), MediaType: draw("type"), Body: []byte(draw("body"))},
				},
			}},
		}}})
	})
}

func TestTextsSurviveXML(t *testing.T) {
	run := report.Run{Features: []report.Feature{{Scenarios: []report.Scenario{{
		Outcome: report.Failed,
		Steps:   []report.Step{{Outcome: report.Failed, Error: "<a b=\"c\">]]>&\x00\x1b\x7f\xff\r\nend"}},
	}}}}}
	var out bytes.Buffer
	require.NoError(t, report.WriteJUnit(&out, run))
	var parsed struct {
		Failure struct {
			Message string `xml:"message,attr"`
			Text    string `xml:",chardata"`
		} `xml:"testsuite>testcase>failure"`
	}
	require.NoError(t, xml.Unmarshal(out.Bytes(), &parsed))
	require.Equal(t, "<a b=\"c\">]]>&␀␛␡\ufffd", parsed.Failure.Message)
	require.Contains(t, parsed.Failure.Text, "<a b=\"c\">]]>&␀␛␡\ufffd\n                end\n")
}

func TestEvidenceSurvivesJSON(t *testing.T) {
	body := []byte{0, 0xff, '\r', '\n', '"'}
	run := report.Run{Features: []report.Feature{{Scenarios: []report.Scenario{{
		Steps:    []report.Step{{}, {}},
		Evidence: []report.Evidence{{Name: "e-mail", MediaType: "message/rfc822", Body: body, Step: 1}},
	}}}}}
	var out bytes.Buffer
	require.NoError(t, report.WriteCucumberJSON(&out, run))
	var parsed []struct {
		Elements []struct {
			Steps []struct {
				Embeddings []struct {
					Data []byte `json:"data"`
				} `json:"embeddings"`
			} `json:"steps"`
		} `json:"elements"`
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &parsed))
	require.Empty(t, parsed[0].Elements[0].Steps[0].Embeddings)
	require.Equal(t, body, parsed[0].Elements[0].Steps[1].Embeddings[0].Data)
}

func TestWriteFiles(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "build", "reports")
	for range 2 { // the second time over the first one's
		written, err := report.WriteFiles(folder, everything(t))
		require.NoError(t, err)
		require.Equal(t, []string{filepath.Join(folder, "junit.xml"), filepath.Join(folder, "cucumber.json")}, written)
	}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 2)

	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o644))
	_, err = report.WriteFiles(blocked, report.Run{})
	require.ErrorContains(t, err, "writing reports")
}

func TestVerdict(t *testing.T) {
	started := time.Unix(0, 0)
	run := func(planned int, interrupted string, outcomes ...report.Outcome) report.Run {
		result := report.Run{Started: started, Planned: planned, Interrupted: interrupted, Features: []report.Feature{{}}}
		for _, outcome := range outcomes {
			result.Features[0].Scenarios = append(result.Features[0].Scenarios, report.Scenario{Outcome: outcome})
		}
		return result
	}
	for name, test := range map[string]struct {
		run    report.Run
		status int
		want   string
	}{
		"all passed":              {run(2, "", report.Passed, report.Passed), 0, "PASSED: 2 scenarios (2 passed)"},
		"some skipped":            {run(2, "", report.Passed, report.Skipped), 0, "PASSED: 2 scenarios (1 passed, 1 skipped)"},
		"plan not known":          {run(0, "", report.Passed), 0, "PASSED: 1 scenario (1 passed)"},
		"all skipped":             {run(2, "", report.Skipped, report.Skipped), 0, "FAILED: nothing ran: 2 scenarios, all skipped"},
		"none":                    {run(0, ""), 0, "FAILED: nothing ran: no scenario was selected"},
		"failed":                  {run(2, "", report.Failed, report.Passed), 1, "FAILED: of 2 scenarios 1 failed"},
		"failed, godog lenient":   {run(2, "", report.Failed, report.Passed), 0, "FAILED: of 2 scenarios 1 failed"},
		"undefined":               {run(1, "", report.Undefined), 1, "FAILED: of 1 scenario 1 is undefined"},
		"pending":                 {run(2, "", report.Pending, report.Pending), 0, "FAILED: of 2 scenarios 2 are pending"},
		"ambiguous":               {run(2, "", report.Ambiguous, report.Failed), 1, "FAILED: of 2 scenarios 1 failed, 1 is ambiguous"},
		"planned ones missing":    {run(3, "", report.Passed, report.Passed), 0, "FAILED: 1 of 3 scenarios did not run"},
		"interrupted":             {run(3, "signal", report.Passed, report.Interrupted), 0, "FAILED: interrupted (signal) after 1 of 3 scenarios"},
		"interrupted, one failed": {run(3, "signal", report.Failed, report.NotRun), 0, "FAILED: interrupted (signal) after 1 of 3 scenarios; 1 failed"},
		"cut off":                 {run(1, "", report.Interrupted), 0, "FAILED: 1 scenario cut off before the end"},
		"godog knows better":      {run(1, "", report.Passed), 1, "FAILED: godog ended with status 1 although no recorded scenario failed; see its messages on standard error"},
		"never begun":             {report.Run{Interrupted: "x"}, 2, "FAILED: nothing ran: godog ended with status 2 before the run began; see its messages on standard error"},
	} {
		t.Run(name, func(t *testing.T) {
			verdict := test.run.Verdict(test.status)
			require.Equal(t, test.want, verdict.String())
			require.Equal(t, strings.HasPrefix(test.want, "FAILED"), verdict.ExitCode() == 1)
		})
	}
}

func TestScenariosAreGroupedByProvenance(t *testing.T) {
	tagged := func(names ...string) report.Scenario {
		scenario := report.Scenario{Outcome: report.Passed, Path: "features/harness/x.feature"} // the folder says nothing
		for _, name := range names {
			scenario.Tags = append(scenario.Tags, report.Tag{Name: name})
		}
		return scenario
	}
	run := report.Run{Features: []report.Feature{{Scenarios: []report.Scenario{
		tagged("@harness"), tagged("@mock", "@own-server"), tagged("@mock"), tagged("@assumed"), tagged("@aspnet"),
		tagged("@observed"), tagged("@smoke", "@documented"), tagged("@slow", "untagged"), tagged(),
	}}}}
	var out bytes.Buffer
	require.NoError(t, report.Summary{Run: run}.Write(&out))
	require.Contains(t, out.String(), strings.Join([]string{
		"  @documented  1  1 passed",
		"  @observed    1  1 passed",
		"  @aspnet      1  1 passed",
		"  @assumed     1  1 passed",
		"  @mock        2  2 passed",
		"  @harness     1  1 passed",
		"  untagged     2  2 passed",
	}, "\n"))
}
