package report_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cucumber/godog"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"profitbdd/steps/report"
)

func TestOutcomes(t *testing.T) {
	for _, concurrency := range []int{1, 4} {
		run, _, status := execute(t, concurrency, report.Options{Planned: planned})
		require.Equal(t, 1, status)
		require.Empty(t, run.Interrupted)
		require.Equal(t, 16, run.Planned)

		type result struct {
			Outcome report.Outcome
			Reason  string
			Steps   string
			Error   string
		}
		want := map[string]result{
			"features/outcomes.feature:9":      {report.Passed, "", "passed passed passed", ""},
			"features/outcomes.feature:13":     {report.Failed, "", "passed passed failed skipped", "expected <a>, got ]]>"},
			"features/outcomes.feature:17":     {report.Failed, "", "passed passed failed", "lost my footing"},
			"features/outcomes.feature:21":     {report.Undefined, "", "passed passed undefined skipped", `step is undefined: nobody knows "this" of 3`},
			"features/outcomes.feature:26":     {report.Pending, "", "passed passed pending", "step implementation is pending"},
			"features/outcomes.feature:29":     {report.Ambiguous, "", "passed passed ambiguous", "ambiguous step definition, step text: it is ambiguous\n    matches:\n        ^it is ambiguous$\n        ^it is ambig.*$"},
			"features/outcomes.feature:32":     {report.Skipped, "not today", "passed passed skipped skipped", ""},
			"features/outcomes.feature:37":     {report.Skipped, "needs a server of its own", "skipped skipped skipped skipped", ""},
			"features/outcomes.feature:41":     {report.Passed, "", "passed passed passed", ""},
			"features/outcomes.feature:45":     {report.Failed, "", "passed passed failed", "after scenario hook failed: a listener is still open"},
			"features/outcomes.feature:49":     {report.Failed, "", "passed passed failed skipped", "first\nafter scenario hook failed: a listener is still open"},
			"features/outcomes.feature:54":     {report.Failed, "not today", "passed passed failed", "after scenario hook failed: a listener is still open, step error: skipped: not today"},
			"features/harness/rows.feature:17": {report.Passed, "", "passed passed", ""},
			"features/harness/rows.feature:18": {report.Failed, "", "passed failed", "German: a control character: \x00"},
			"features/harness/rows.feature:22": {report.Passed, "", "passed passed", ""},
			"features/harness/empty.feature:3": {report.Undefined, "the scenario has no steps", "", ""},
		}
		got := map[string]result{}
		for scenario := range run.Scenarios() {
			one := result{Outcome: scenario.Outcome, Reason: scenario.Reason}
			var steps []string
			for _, step := range scenario.Steps {
				steps = append(steps, string(step.Outcome))
				one.Error += step.Error
			}
			one.Steps = strings.Join(steps, " ")
			got[scenario.Location()] = one
		}
		require.Empty(t, cmp.Diff(want, got))
	}
}

// Concurrency changes when things happen, not what is recorded.
func TestConcurrencyRecordsTheSame(t *testing.T) {
	one, _, _ := execute(t, 1, report.Options{})
	four, _, _ := execute(t, 4, report.Options{})
	ignored := cmp.Options{
		cmpopts.IgnoreTypes(time.Time{}, time.Duration(0)),
		cmpopts.IgnoreFields(report.Step{}, "Stack"),
	}
	require.Empty(t, cmp.Diff(one, four, ignored))
}

func TestRecordedSource(t *testing.T) {
	run, _, _ := execute(t, 1, report.Options{})
	require.Equal(t, "mockprofit", run.Name)
	require.Len(t, run.Features, 3)

	rows := run.Features[1]
	require.Equal(t, "features/harness/rows.feature", rows.Path)
	bad := rows.Scenarios[1]
	require.Equal(t, "each counts", bad.Rule)
	require.Equal(t, &report.Background{Line: 5, Keyword: "Background"}, bad.Background)
	require.Equal(t, &report.Example{Table: "two", Row: 2, Cells: []report.Cell{{"outcome", "bad"}, {"language", "German"}}}, bad.Example)
	require.Equal(t, []report.Tag{{Name: "@aspnet", Line: 14}}, bad.Tags)
	require.True(t, bad.Steps[0].Background)
	require.False(t, bad.Steps[1].Background)
	require.Equal(t, &report.DocString{Line: 10, MediaType: "json", Content: `{"language": "German"}`}, bad.Steps[1].DocString)

	outcomes := run.Features[2]
	require.Equal(t, "Every way a scenario can end.", outcomes.Description)
	require.Equal(t, []report.Tag{{Name: "@documented", Line: 1}}, outcomes.Tags)
	fails := outcomes.Scenarios[1]
	require.Equal(t, []report.Tag{{Name: "@documented", Line: 1}, {Name: "@slow", Line: 12}}, fails.Tags)
	require.Equal(t, 20*time.Millisecond, fails.Duration)
	require.Equal(t, 20*time.Millisecond, fails.Steps[1].Duration)
	require.Zero(t, fails.Steps[2].Duration)
	var evidence []string
	for _, piece := range fails.Evidence {
		require.Equal(t, 2, piece.Step)
		evidence = append(evidence, piece.Name)
	}
	require.Equal(t, []string{"e-mail", "screenshot", "SOAP exchange"}, evidence)

	panics := outcomes.Scenarios[2]
	require.Contains(t, panics.Steps[2].Stack, "suite_test.go")
	require.Equal(t, [][]string{{"a", "b"}}, outcomes.Scenarios[3].Steps[2].Table)
	require.Equal(t, 5*time.Millisecond, outcomes.Scenarios[8].Steps[2].Duration, "steps of steps count as part of it")
}

// Selecting by line makes features of godog's own out of one file; they are one here.
func TestLinesOfOneFileAreOneFeature(t *testing.T) {
	recorder := report.New(report.Options{})
	clock := newClock()
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: initialize(clock),
		Options:             &godog.Options{FS: features, Paths: []string{"features/outcomes.feature:13", "features/outcomes.feature:9"}},
	}).Run()
	run := recorder.Run()
	require.Len(t, run.Features, 1)
	require.Equal(t, []string{"features/outcomes.feature:13"}, run.Failed())
	require.Equal(t, 9, run.Features[0].Scenarios[0].Line)
}

func TestRecordersDoNotShareAnything(t *testing.T) {
	clock := newClock()
	recorders := []*report.Recorder{report.New(report.Options{}), report.New(report.Options{})}
	for i, recorder := range recorders {
		path := []string{"features/harness/rows.feature", "features/harness/empty.feature"}[i]
		recorder.Suite(godog.TestSuite{ScenarioInitializer: initialize(clock), Options: &godog.Options{FS: features, Paths: []string{path}}}).Run()
	}
	require.Equal(t, "features/harness/rows.feature", recorders[0].Run().Features[0].Path)
	require.Equal(t, "features/harness/empty.feature", recorders[1].Run().Features[0].Path)
	require.Len(t, recorders[0].Run().Features, 1)
}

func TestSuiteLeavesTheSuiteAsItWas(t *testing.T) {
	suite := godog.TestSuite{Options: &godog.Options{Format: "pretty"}}
	report.New(report.Options{}).Suite(suite)
	require.Equal(t, &godog.Options{Format: "pretty"}, suite.Options)
	require.Nil(t, suite.ScenarioInitializer)
}

// interruptible has a scenario that passes, one that waits for the interruption and one that comes too late.
var interruptible = fstest.MapFS{"i.feature": {Data: []byte(`Feature: I
  Scenario: in time
    Given it passes
  Scenario: cut off
    Given it passes
    When it waits
    Then it passes
  Scenario: too late
    Given it passes
`)}}

func TestInterruptedRun(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	waiting := make(chan struct{})
	var shown bytes.Buffer
	recorder := report.New(report.Options{Output: &shown, Planned: map[string]int{"i.feature": 3}})
	suite := recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			sc.Step(`^it passes$`, func() {})
			sc.Step(`^it waits$`, func(ctx context.Context) error {
				close(waiting)
				<-ctx.Done()
				return context.Cause(ctx)
			})
		},
		Options: &godog.Options{FS: interruptible, Paths: []string{"i.feature"}, Strict: true, DefaultContext: ctx},
	})
	status := make(chan int)
	go func() { status <- suite.Run() }()

	<-waiting
	during := recorder.Run()
	require.Equal(t, "the run has not come to its end", during.Interrupted)
	require.Equal(t, map[string]string{"in time": "passed", "cut off": "interrupted: passed interrupted skipped"}, ends(during))
	require.Equal(t, "interrupted (the run has not come to its end) after 1 of 3 scenarios", during.Verdict(0).Reason)
	require.Equal(t, []string{"i.feature:4"}, during.Failed())
	wellFormed(t, during)

	cancel(errors.New("interrupt from the keyboard"))
	code := <-status
	after := recorder.Run()
	require.Equal(t, "interrupt from the keyboard", after.Interrupted)
	require.Equal(t, map[string]string{
		"in time":  "passed",
		"cut off":  "interrupted: passed interrupted skipped",
		"too late": "not run: skipped",
	}, ends(after))
	verdict := after.Verdict(code)
	require.Equal(t, 1, verdict.ExitCode())
	require.Equal(t, "interrupted (interrupt from the keyboard) after 1 of 3 scenarios", verdict.Reason)
	wellFormed(t, after)
	require.Contains(t, shown.String(), "INTERRUPTED i.feature:4 cut off\n    cut off: interrupt from the keyboard\n")
	require.Contains(t, shown.String(), "[3/3] FAILED  i.feature (1 passed, 1 interrupted, 1 not run; ")
}

// A scenario that is stopped by its own time limit has failed.
func TestTimeLimitOfAScenarioIsNoInterruption(t *testing.T) {
	recorder := report.New(report.Options{})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			sc.Before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) {
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				return ctx, nil
			})
			sc.Step(`.*`, func(ctx context.Context) error { return ctx.Err() })
		},
		Options: &godog.Options{FS: interruptible, Paths: []string{"i.feature:4"}},
	}).Run()
	require.Equal(t, map[string]string{"cut off": "failed: failed skipped skipped"}, ends(recorder.Run()))
	require.Empty(t, recorder.Run().Interrupted)
}

func ends(run report.Run) map[string]string {
	result := map[string]string{}
	for scenario := range run.Scenarios() {
		text := string(scenario.Outcome)
		if scenario.Outcome != report.Passed {
			text += ":"
			for _, step := range scenario.Steps {
				text += " " + string(step.Outcome)
			}
		}
		result[scenario.Name] = text
	}
	return result
}

// hookSuite runs one scenario of two steps with hooks of a test's choice.
func hookSuite(hooks func(*godog.ScenarioContext)) report.Run {
	recorder := report.New(report.Options{})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			hooks(sc)
			sc.Step(`.*`, func() {})
		},
		Options: &godog.Options{FS: fstest.MapFS{"h.feature": {Data: []byte("Feature: H\n  Scenario: h\n    Given a\n    Then b\n")}}, Paths: []string{"h.feature"}, Strict: true},
	}).Run()
	return recorder.Run()
}

func TestHooks(t *testing.T) {
	type before = func(context.Context, *godog.Scenario) (context.Context, error)
	fails := before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) {
		return ctx, errors.New("no MailHog")
	})
	skips := before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) {
		return ctx, report.Skip("remote only")
	})
	bare := before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) { return ctx, godog.ErrSkip })
	panics := before(func(context.Context, *godog.Scenario) (context.Context, error) { panic("no world") })
	for name, test := range map[string]struct {
		hooks  func(*godog.ScenarioContext)
		want   string
		reason string
		error  string
	}{
		"Before fails":           {func(sc *godog.ScenarioContext) { sc.Before(fails) }, "failed: failed skipped", "", "before scenario hook failed: no MailHog"},
		"Before panics":          {func(sc *godog.ScenarioContext) { sc.Before(panics) }, "failed: failed skipped", "", "no world"},
		"Before skips":           {func(sc *godog.ScenarioContext) { sc.Before(skips) }, "skipped: skipped skipped", "remote only", ""},
		"Before skips, no words": {func(sc *godog.ScenarioContext) { sc.Before(bare) }, "skipped: skipped skipped", "no reason given", ""},
		"one skips, next fails":  {func(sc *godog.ScenarioContext) { sc.Before(skips); sc.Before(fails) }, "skipped: skipped skipped", "no MailHog, remote only", ""},
		"one fails, next skips":  {func(sc *godog.ScenarioContext) { sc.Before(fails); sc.Before(skips) }, "failed: failed skipped", "", "before scenario hook failed: skipped: remote only, no MailHog"},
		"step hook fails": {func(sc *godog.ScenarioContext) {
			sc.StepContext().After(func(ctx context.Context, step *godog.Step, _ godog.StepResultStatus, _ error) (context.Context, error) {
				if step.Text == "b" {
					return ctx, errors.New("no trace")
				}
				return ctx, nil
			})
		}, "failed: passed failed", "", "no trace"},
		"FailNow": {func(sc *godog.ScenarioContext) {
			sc.Step(`^b$`, func(ctx context.Context) { godog.T(ctx).FailNow() })
		}, "failed: passed failed", "", "fail called on TestingT"},
		"SkipNow": {func(sc *godog.ScenarioContext) {
			sc.Step(`^a$`, func(ctx context.Context) { godog.T(ctx).SkipNow() })
		}, "skipped: skipped skipped", "no reason given", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var run report.Run
			if name == "FailNow" || name == "SkipNow" {
				run = ownSteps(test.hooks)
			} else {
				run = hookSuite(test.hooks)
			}
			require.Equal(t, map[string]string{"h": test.want}, ends(run))
			scenario := run.Features[0].Scenarios[0]
			require.Equal(t, test.reason, scenario.Reason)
			var got string
			for _, step := range scenario.Steps {
				got += step.Error
			}
			require.Equal(t, test.error, got)
		})
	}
}

// ownSteps runs the scenario of hookSuite with one step bound by the test, and the other to pass.
func ownSteps(bind func(*godog.ScenarioContext)) report.Run {
	recorder := report.New(report.Options{})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			bind(sc)
			sc.Step(`.*`, func() {})
		},
		Options: &godog.Options{FS: fstest.MapFS{"h.feature": {Data: []byte("Feature: H\n  Scenario: h\n    Given a\n    Then b\n")}}, Paths: []string{"h.feature"}},
	}).Run()
	return recorder.Run()
}

func TestEvidenceIsBounded(t *testing.T) {
	run := hookSuite(func(sc *godog.ScenarioContext) {
		sc.After(func(ctx context.Context, _ *godog.Scenario, _ error) (context.Context, error) {
			ctx = godog.Attach(ctx,
				godog.Attachment{Body: bytes.Repeat([]byte("x"), 1<<20+7)},
				godog.Attachment{MediaType: "image/png", Body: bytes.Repeat([]byte{0x89}, 1<<20+7)})
			for range 100 {
				ctx = godog.Attach(ctx, godog.Attachment{Body: []byte("y")})
			}
			return ctx, errors.New(strings.Repeat("z", 1<<20))
		})
	})
	scenario := run.Features[0].Scenarios[0]
	require.Len(t, scenario.Evidence, 50)
	require.Equal(t, "attachment", scenario.Evidence[0].Name)
	require.True(t, strings.HasSuffix(string(scenario.Evidence[0].Body), "x\n… 7 more bytes left out"))
	require.Equal(t, "image/png of 1048583 bytes left out: 1048576 are kept at most", string(scenario.Evidence[1].Body))
	require.Less(t, len(scenario.Steps[1].Error), 1<<17)
}

// godog runs Before hooks within the first step: their time is that step's, and the scenario's.
func TestDurationsIncludeHooks(t *testing.T) {
	clock := newClock()
	recorder := report.New(report.Options{Now: clock.Now})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			sc.Before(func(ctx context.Context, _ *godog.Scenario) (context.Context, error) {
				clock.advance(time.Second)
				return godog.Attach(ctx, godog.Attachment{Body: []byte("all is well")}), nil
			})
			sc.StepContext().After(func(ctx context.Context, _ *godog.Step, _ godog.StepResultStatus, _ error) (context.Context, error) {
				clock.advance(time.Minute)
				return ctx, nil
			})
			sc.After(func(ctx context.Context, _ *godog.Scenario, _ error) (context.Context, error) {
				clock.advance(time.Hour)
				return ctx, nil
			})
			sc.Step(`.*`, func() {})
		},
		Options: &godog.Options{FS: interruptible, Paths: []string{"i.feature:2"}},
	}).Run()
	scenario := recorder.Run().Features[0].Scenarios[0]
	require.Equal(t, time.Minute+time.Second, scenario.Steps[0].Duration)
	require.Equal(t, time.Hour+time.Minute+time.Second, scenario.Duration)
	require.Empty(t, scenario.Evidence, "evidence of what passed is not kept")
}

// Only a failure can be the interruption's doing.
func TestPendingStepStaysPendingWhenInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var shown bytes.Buffer
	recorder := report.New(report.Options{Output: &shown})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) {
			sc.Step(`^it passes$`, func() {})
			sc.Step(`^it waits$`, func() error { cancel(); return godog.ErrPending })
		},
		Options: &godog.Options{FS: interruptible, Paths: []string{"i.feature:4"}, DefaultContext: ctx},
	}).Run()
	require.Equal(t, map[string]string{"cut off": "pending: passed pending skipped"}, ends(recorder.Run()))
	require.Contains(t, shown.String(), "[1] FAILED  i.feature (1 pending; ")
}

// Steps of both backgrounds stand under the outer one, which begins the scenario.
func TestBackgroundOfFeatureAndRule(t *testing.T) {
	text := "Feature: B\n  Background: outer\n    Given a\n  Rule: R\n    Background: inner\n      Given b\n    Scenario: s\n      Given c\n"
	recorder := report.New(report.Options{})
	recorder.Suite(godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) { sc.Step(`.*`, func() {}) },
		Options:             &godog.Options{FeatureContents: []godog.Feature{{Name: "b.feature", Contents: []byte(text)}}},
	}).Run()
	scenario := recorder.Run().Features[0].Scenarios[0]
	require.Equal(t, &report.Background{Line: 2, Keyword: "Background", Name: "outer"}, scenario.Background)
	require.Equal(t, "R", scenario.Rule)
	var background []bool
	for _, step := range scenario.Steps {
		background = append(background, step.Background)
	}
	require.Equal(t, []bool{true, true, false}, background)
}
