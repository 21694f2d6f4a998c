package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"profitbdd/steps"
	"profitbdd/steps/report"
	"profitbdd/steps/selection"
)

// endTimeout is how long scenarios that run may take to notice that the run was
// ended.
const endTimeout = 2 * time.Second

// wrongSelection is the error when FEATURES, TAGS or RERUN select nothing that
// can be run.
type wrongSelection struct{ error }

func (w *wrongSelection) Unwrap() error { return w.error }

// execute selects, starts what is needed, runs, reports and stops what it
// started, whatever happens in between.
func (o *options) execute(user *interruption, out io.Writer) (status int, err error) {
	ctx, cancel := context.WithTimeoutCause(user.run, o.totalTimeout, fmt.Errorf("the run took longer than %s; set TIMEOUT=%s,%s to allow more", o.totalTimeout, o.scenarioTimeout, 2*o.totalTimeout))
	defer cancel()
	chosen, err := o.choose(out)
	if err != nil {
		return refused, &wrongSelection{err}
	}
	suite := godog.TestSuite{Name: "mockprofit", Options: &godog.Options{
		Strict: true, Concurrency: o.parallel, DefaultContext: ctx, Randomize: int64(o.seed),
	}}
	if o.SelfTest {
		broken := &steps.Suite{Seed: o.seed, Timeout: o.scenarioTimeout, Client: &http.Client{}}
		suite.ScenarioInitializer = broken.InitializeBroken
		return o.run(ctx, user, out, chosen, suite, nil)
	}
	stage, err := o.start(ctx, out)
	defer func() {
		user.saying(func(line string) { fmt.Fprintln(out, line) })
		err = errors.Join(err, stage.stop(user.abandoned))
	}()
	if err != nil {
		return failed, err
	}
	suite.ScenarioInitializer = stage.suite(o).Initialize
	return o.run(ctx, user, out, chosen, suite, stage.facts())
}

func (o *options) choose(out io.Writer) (*selection.Selection, error) {
	root := os.DirFS(".")
	if o.Rerun == "" {
		return selection.Select(root, selection.Request{Locations: selection.Fields(o.Features), Tags: o.Tags})
	}
	list, err := selection.ReadFailed(o.failedList())
	if err != nil {
		return nil, fmt.Errorf("RERUN=failed: %w", err)
	}
	chosen, gone, err := selection.Again(root, list, o.Tags)
	for _, one := range gone {
		fmt.Fprintln(out, "not run again:", one)
	}
	return chosen, err
}

func (o *options) failedList() string { return filepath.Join(o.Reports, "failed.txt") }

// toRepeat lists the scenarios for a later RERUN=failed: those that failed or
// were cut off, and, lest an interruption shortens the list that this run was
// to repeat, those that did not run.
func (o *options) toRepeat(recorded report.Run, chosen *selection.Selection) []string {
	open := map[string]bool{}
	for _, location := range recorded.Failed() {
		open[location] = true
	}
	if o.Rerun != "" || recorded.Interrupted != "" {
		for _, scenario := range chosen.Scenarios {
			open[scenario.String()] = true
		}
		for scenario := range recorded.Scenarios() {
			if scenario.Outcome == report.Passed || scenario.Outcome == report.Skipped {
				delete(open, scenario.Location())
			}
		}
	}
	var locations []string
	for _, scenario := range chosen.Scenarios {
		if open[scenario.String()] {
			locations = append(locations, scenario.String())
		}
	}
	return locations
}

// run runs the suite and leaves the reports.
func (o *options) run(ctx context.Context, user *interruption, out io.Writer, chosen *selection.Selection, suite godog.TestSuite, facts []string) (int, error) {
	chosen.Apply(suite.Options)
	style := report.StyleOf(out, os.Getenv)
	recorder := report.New(report.Options{Output: out, Style: style, Planned: chosen.Files()})
	user.saying(recorder.Say)
	ended := make(chan int, 1)
	go func() { ended <- recorder.Suite(suite).Run() }()
	status := 0
	select {
	case status = <-ended:
	case <-ctx.Done():
		// Scenarios see the same context; one that doesn't is given up.
		select {
		case status = <-ended:
		case <-time.After(endTimeout):
			recorder.Close()
		case <-user.abandoned.Done():
			recorder.Close()
		}
	}
	recorded := recorder.Run()
	written, err := report.WriteFiles(o.Reports, recorded)
	if err == nil {
		err = selection.WriteFailed(o.failedList(), o.toRepeat(recorded, chosen))
	}
	facts = append(facts, fmt.Sprintf("seed:    %d (make bdd SEED=%d repeats order, names and keys)", o.seed, o.seed))
	if len(written) > 0 {
		facts = append(facts, "reports: "+strings.Join(written, ", "))
	}
	summary := report.Summary{Run: recorded, Status: status, Facts: facts, Style: style, Place: o.place()}
	return recorded.Verdict(status).ExitCode(), errors.Join(err, summary.Write(out))
}
