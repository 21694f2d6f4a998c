package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/require"

	"profitbdd/steps/report"
)

// quiet are the features whose output doesn't depend on where they were compiled, as a stack does.
var quiet = []string{"features/outcomes.feature:9", "features/outcomes.feature:13", "features/outcomes.feature:37", "features/harness"}

func TestProgressInAPipe(t *testing.T) {
	_, shown, _ := execute(t, 1, report.Options{Planned: map[string]int{
		"features/outcomes.feature": 3, "features/harness/rows.feature": 3, "features/harness/empty.feature": 1,
	}}, quiet...)
	golden(t, "progress.txt", []byte(shown))
	require.NotContains(t, shown, "\x1b")
	require.NotContains(t, shown, "\r")
}

func TestProgressWithoutAPlan(t *testing.T) {
	_, shown, _ := execute(t, 1, report.Options{}, "features/harness/rows.feature")
	require.Contains(t, shown, "FAILED features/harness/rows.feature:18")
	require.Contains(t, shown, "[3] FAILED  features/harness/rows.feature (2 passed, 1 failed; 0s)\n")
}

// What a terminal shows in the end is what a pipe gets.
func TestProgressOnATerminal(t *testing.T) {
	plan := map[string]int{"features/outcomes.feature": 3, "features/harness/rows.feature": 3, "features/harness/empty.feature": 1}
	_, pipe, _ := execute(t, 1, report.Options{Planned: plan}, quiet...)
	_, terminal, _ := execute(t, 1, report.Options{Planned: plan, Style: report.Style{Redraw: true, Width: 40}}, quiet...)
	for _, status := range regexp.MustCompile(`\[ ?\d+/7\] (\d failed; )?(preparing|running|waiting|all done)[^\r\n]*`).FindAllString(terminal, -1) {
		require.Less(t, len([]rune(status)), 40, status)
	}
	require.Equal(t, pipe, screen(terminal))
	require.NotContains(t, regexp.MustCompile(`\x1b\[2K`).ReplaceAllString(terminal, ""), "\x1b", "no colour unless asked for")

	_, coloured, _ := execute(t, 1, report.Options{Planned: plan, Style: report.Style{Redraw: true, Colour: true}}, quiet...)
	require.Contains(t, coloured, "\x1b[31mFAILED\x1b[0m")
}

// screen plays a terminal that knows carriage return and "erase line".
func screen(output string) string {
	var lines []string
	for line := range strings.SplitSeq(output, "\n") {
		if i := strings.LastIndex(line, "\r\x1b[2K"); i >= 0 {
			line = line[i+len("\r\x1b[2K"):]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// The block of a failed scenario comes while others still run, and whole.
func TestFailuresAreShownAtOnceAndWhole(t *testing.T) {
	const scenarios = 8
	var text strings.Builder
	text.WriteString("Feature: F\n")
	for i := range scenarios {
		fmt.Fprintf(&text, "  Scenario: s%d\n    Given it fails with %d\n", i, i)
	}
	text.WriteString("  Scenario: last\n    Given it waits for the others\n")
	shown := &watched{text: "FAILED f.feature", enough: make(chan struct{}), count: scenarios}
	recorder := report.New(report.Options{Output: shown, Planned: map[string]int{"f.feature": scenarios + 1}})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			sc.Step(`^it fails with (\d)$`, func(ctx context.Context, i int) (context.Context, error) {
				body := strings.TrimSpace(strings.Repeat(fmt.Sprintf("body %d\n", i), 3))
				return godog.Attach(ctx, godog.Attachment{FileName: "e", Body: []byte(body)}), errors.New("x")
			})
			sc.Step(`^it waits for the others$`, func(ctx context.Context) error {
				select {
				case <-shown.enough:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		},
		Options: &godog.Options{
			FS: fstest.MapFS{"f.feature": {Data: []byte(text.String())}}, Paths: []string{"f.feature"},
			Concurrency: 4, DefaultContext: t.Context(),
		},
	}).Run()
	for i := range scenarios {
		require.Contains(t, shown.String(), fmt.Sprintf("    | body %d\n    | body %d\n    | body %d\n", i, i, i))
	}
	require.Contains(t, shown.String(), "[9/9] FAILED  f.feature (1 passed, 8 failed; ")
}

// watched is an output that tells when it has seen a text so many times.
type watched struct {
	mutex  sync.Mutex
	all    bytes.Buffer
	text   string
	count  int
	enough chan struct{}
}

func (w *watched) Write(text []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	before := strings.Count(w.all.String(), w.text)
	w.all.Write(text)
	if before < w.count && strings.Count(w.all.String(), w.text) >= w.count {
		close(w.enough)
	}
	return len(text), nil
}

func (w *watched) String() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.all.String()
}

// times is an output that keeps when it was written to.
type times struct {
	at   []time.Time
	text strings.Builder
}

func (o *times) Write(text []byte) (int, error) {
	o.at = append(o.at, time.Now())
	o.text.Write(text)
	return len(text), nil
}

func TestNothingIsSilentForOverASecond(t *testing.T) {
	for name, style := range map[string]report.Style{"pipe": {}, "terminal": {Redraw: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				shown := &times{}
				recorder := report.New(report.Options{Output: shown, Style: style, Planned: map[string]int{"i.feature": 2}})
				wait := func(d time.Duration) { <-time.After(d) } // on the bubble's clock
				recorder.Suite(godog.TestSuite{
					TestSuiteInitializer: func(suite *godog.TestSuiteContext) {
						suite.BeforeSuite(func() { wait(3 * time.Second) })
						suite.AfterSuite(func() { wait(3 * time.Second) })
					},
					ScenarioInitializer: func(sc *godog.ScenarioContext) {
						sc.Step(`^it passes$`, func() { wait(700 * time.Millisecond) })
						sc.Step(`^it waits$`, func() { wait(4 * time.Second) })
					},
					Options: &godog.Options{FS: interruptible, Paths: []string{"i.feature:2", "i.feature:4"}},
				}).Run()
				previous := begin
				for _, at := range append(shown.at, time.Now()) {
					require.LessOrEqual(t, at.Sub(previous), time.Second)
					previous = at
				}
				require.Greater(t, previous.Sub(begin), 10*time.Second)
				require.Contains(t, shown.text.String(), "[0/2] preparing")
				require.Contains(t, shown.text.String(), "[1/2] running i.feature:4 cut off (2")
				require.Contains(t, shown.text.String(), "[2/2] all done, waiting for the suite to end")
				if name == "pipe" {
					require.Less(t, len(shown.at), 20, "no more than is needed")
				}
			})
		})
	}
}

// A run that is given up says nothing more, and leaves no goroutine (see TestMain).
func TestClose(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan struct{})
	shown := &watched{enough: make(chan struct{})}
	recorder := report.New(report.Options{Output: shown})
	suite := recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			sc.Step(`^it passes$`, func() {})
			sc.Step(`^it waits$`, func(ctx context.Context) error {
				close(waiting)
				<-ctx.Done()
				return errors.New("too late to be told")
			})
		},
		Options: &godog.Options{FS: interruptible, Paths: []string{"i.feature"}, DefaultContext: ctx},
	})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		suite.Run()
	}()
	<-waiting
	recorder.Close()
	recorder.Close()
	before := shown.String()
	cancel()
	<-ended
	require.Equal(t, before, shown.String())
}

func TestStyleOf(t *testing.T) {
	none := func(string) string { return "" }
	require.Equal(t, report.Style{}, report.StyleOf(&bytes.Buffer{}, none), "no file")
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer file.Close()
	require.Equal(t, report.Style{}, report.StyleOf(file, none), "no terminal")
}
