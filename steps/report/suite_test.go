package report_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/steps/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// golden compares with a file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run with -update to make it")
	require.Equal(t, string(want), string(got))
}

// features hold every way a scenario can end.
var features = fstest.MapFS{
	"features/outcomes.feature": {Data: []byte(strings.TrimPrefix(`
@documented
Feature: Outcomes
  Every way a scenario can end.

  Background: a user
    Given it passes
    And it takes 20 ms

  Scenario: passes
    When it passes

  @slow
  Scenario: fails
    When it fails with "expected <a>, got ]]>"
    Then it passes

  Scenario: panics
    When it panics

  @strange
  Scenario: undefined
    When nobody knows "this" of 3
      | a | b |
    Then it passes

  Scenario: pending
    When it is pending

  Scenario: ambiguous
    When it is ambiguous

  Scenario: skips itself
    When it skips
    Then it passes

  @server
  Scenario: is skipped by a hook
    When it passes
    Then it passes

  Scenario: nested
    When it is made of steps

  @dirty
  Scenario: leaves something behind
    When it passes

  @dirty
  Scenario: leaves something behind after it failed
    When it fails with "first"
    Then it passes

  @dirty
  Scenario: leaves something behind when skipped
    When it skips
`, "\n"))},
	"features/harness/rows.feature": {Data: []byte(strings.TrimPrefix(`
Feature: Rows

  Rule: each counts

    Background:
      Given it passes

    Scenario Outline: a row
      When it is "<outcome>" in <language>
        """json
        {"language": "<language>"}
        """

      @aspnet
      Examples: two
        | outcome | language |
        | good    | Dutch    |
        | bad     | German   |

      Examples:
        | outcome | language |
        | good    | English  |
`, "\n"))},
	"features/harness/empty.feature": {Data: []byte("Feature: Empty\n\n  Scenario: no steps\n")},
}

// planned is the number of scenarios in features.
var planned = map[string]int{"features/outcomes.feature": 12, "features/harness/rows.feature": 3, "features/harness/empty.feature": 1}

// clock stands still unless a step moves it.
type clock struct {
	mutex sync.Mutex
	now   time.Time
}

func newClock() *clock { return &clock{now: time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}

// initialize binds the steps of features.
func initialize(clock *clock) func(*godog.ScenarioContext) {
	return func(sc *godog.ScenarioContext) {
		sc.Before(func(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
			if has(scenario, "@server") {
				return ctx, report.Skip("needs a server of its own")
			}
			return ctx, nil
		})
		sc.After(func(ctx context.Context, scenario *godog.Scenario, err error) (context.Context, error) {
			if err != nil {
				ctx = godog.Attach(ctx, godog.Attachment{FileName: "SOAP exchange", MediaType: "text/xml", Body: []byte("POST / HTTP/1.1\r\n\r\n<a>\x1b[31m]]></a>")})
			}
			if has(scenario, "@dirty") {
				return ctx, errors.New("a listener is still open")
			}
			return ctx, nil
		})
		sc.Step(`^it passes$`, func() {})
		sc.Step(`^it takes (\d+) ms$`, func(ms int) { clock.advance(time.Duration(ms) * time.Millisecond) })
		sc.Step(`^it fails with "([^"]*)"$`, func(ctx context.Context, text string) (context.Context, error) {
			ctx = godog.Attach(ctx,
				godog.Attachment{FileName: "e-mail", MediaType: "message/rfc822", Body: []byte("Subject: code\r\n\r\n12345\r\n")},
				godog.Attachment{FileName: "screenshot", MediaType: "image/png", Body: []byte{0x89, 'P', 'N', 'G'}})
			return ctx, errors.New(text)
		})
		sc.Step(`^it panics$`, func() { panic("lost my footing") })
		sc.Step(`^it is pending$`, func() error { return godog.ErrPending })
		sc.Step(`^it is ambiguous$`, func() {})
		sc.Step(`^it is ambig.*$`, func() {})
		sc.Step(`^it skips$`, func() error { return report.Skip("not today") })
		sc.Step(`^it is made of steps$`, func() godog.Steps { return godog.Steps{"it passes", "it takes 5 ms"} })
		sc.Step(`^it is "([^"]*)" in (\w+)$`, func(outcome, language string, _ *godog.DocString) error {
			if outcome == "bad" {
				return fmt.Errorf("%s: a control character: \x00", language)
			}
			return nil
		})
	}
}

func has(scenario *godog.Scenario, tag string) bool {
	for _, t := range scenario.Tags {
		if t.Name == tag {
			return true
		}
	}
	return false
}

// execute runs all features and returns what was recorded, what was shown and godog's status.
func execute(t *testing.T, concurrency int, options report.Options, paths ...string) (report.Run, string, int) {
	t.Helper()
	if len(paths) == 0 {
		paths = []string{"features"}
	}
	clock := newClock()
	var shown bytes.Buffer
	options.Now = clock.Now
	options.Output = &shown
	recorder := report.New(options)
	suite := recorder.Suite(godog.TestSuite{
		Name:                "mockprofit",
		ScenarioInitializer: initialize(clock),
		Options:             &godog.Options{FS: features, Paths: paths, Strict: true, Concurrency: concurrency},
	})
	status := suite.Run()
	return recorder.Run(), shown.String(), status
}
