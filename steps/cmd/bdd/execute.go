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
	"sync"
	"time"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
	"profitbdd/steps"
	"profitbdd/steps/mailhog"
	"profitbdd/steps/mockprocess"
	"profitbdd/steps/report"
	"profitbdd/steps/selection"
)

// stopTimeout bounds the cleaning up after a run.
const stopTimeout = 20 * time.Second

// wrongSelection is the error when FEATURES, TAGS or RERUN select nothing that
// can be run.
type wrongSelection struct{ error }

func (w *wrongSelection) Unwrap() error { return w.error }

// execute selects, starts what is needed, runs, reports and stops what it
// started, whatever happens in between.
func (o *options) execute(ctx context.Context, out io.Writer) (status int, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, o.totalTimeout, fmt.Errorf("the run took longer than %s; set TIMEOUT=%s,%s to allow more", o.totalTimeout, o.scenarioTimeout, 2*o.totalTimeout))
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
		return o.run(ctx, out, chosen, suite, nil)
	}
	stage, err := o.start(ctx, out)
	defer func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		err = errors.Join(err, stage.stop(stopping))
	}()
	if err != nil {
		return failed, err
	}
	suite.ScenarioInitializer = stage.suite(o).Initialize
	return o.run(ctx, out, chosen, suite, stage.facts())
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

// run runs the suite and leaves the reports.
func (o *options) run(ctx context.Context, out io.Writer, chosen *selection.Selection, suite godog.TestSuite, facts []string) (int, error) {
	chosen.Apply(suite.Options)
	style := report.StyleOf(out, os.Getenv)
	recorder := report.New(report.Options{Output: out, Style: style, Planned: chosen.Files()})
	ended := make(chan int, 1)
	go func() { ended <- recorder.Suite(suite).Run() }()
	status := 0
	select {
	case status = <-ended:
	case <-ctx.Done():
		// Scenarios see the same context; one that doesn't is given up.
		select {
		case status = <-ended:
		case <-time.After(2 * time.Second):
			recorder.Close()
		}
	}
	recorded := recorder.Run()
	written, err := report.WriteFiles(o.Reports, recorded)
	if err == nil {
		err = selection.WriteFailed(o.failedList(), recorded.Failed())
	}
	facts = append(facts, fmt.Sprintf("seed:    %d (make bdd SEED=%d repeats order, names and keys)", o.seed, o.seed))
	if len(written) > 0 {
		facts = append(facts, "reports: "+strings.Join(written, ", "))
	}
	summary := report.Summary{Run: recorded, Status: status, Facts: facts, Style: style}
	return recorded.Verdict(status).ExitCode(), errors.Join(err, summary.Write(out))
}

// stage is what a run needs besides the features.
type stage struct {
	mailHog *mailhog.Server
	mock    *mockprocess.Process // nil when it ran already
	service string
	control *control.Client
	mail    string // MailHog's SMTP address as the mock sees it
	runner  string
	client  *http.Client
}

// start starts MailHog and the mock at the same time. What it returns must be
// stopped even on an error.
func (o *options) start(ctx context.Context, out io.Writer) (*stage, error) {
	begin := time.Now()
	stage := &stage{client: &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}}
	var starting sync.WaitGroup
	var mailErr, mockErr, runnerErr error
	fmt.Fprintf(out, "starting MailHog (%s) and the mock …\n", o.mode)
	starting.Go(func() {
		stage.mailHog, mailErr = mailhog.Start(ctx, mailhog.Options{
			Mode: o.mode, Binary: o.MailhogProgram, Image: o.MailhogImage, SMTP: o.MailhogSMTP, API: o.MailhogAPI,
		})
	})
	starting.Go(func() { mockErr = stage.startMock(ctx, o) })
	starting.Wait()
	stage.runner, runnerErr = os.Executable()
	if err := errors.Join(mailErr, mockErr, runnerErr); err != nil {
		return stage, err
	}
	stage.mail = stage.mailHog.SMTP()
	if o.MailFromMock != "" {
		stage.mail = o.MailFromMock
	}
	fmt.Fprintf(out, "started in %s\n", time.Since(begin).Round(10*time.Millisecond))
	return stage, nil
}

func (s *stage) startMock(ctx context.Context, o *options) error {
	if o.Mock != "" {
		s.service = strings.TrimSuffix(o.Mock, "/")
		if !strings.HasSuffix(strings.ToLower(s.service)+"/", mockprofit.ServicePath) {
			s.service += strings.TrimSuffix(mockprofit.ServicePath, "/")
		}
		s.service += "/"
		s.control = control.NewClient(o.Control, o.ControlToken)
		if _, err := s.control.Ready(ctx); err != nil {
			return fmt.Errorf("CONTROL=%s: the mock does not answer: %w", o.Control, err)
		}
		return nil
	}
	var err error
	s.mock, err = mockprocess.Start(context.WithoutCancel(ctx), o.Program,
		"--address", "127.0.0.1:0", "--control-address", "127.0.0.1:0", "--empty", "--log-level", "warn", "--seed", fmt.Sprint(o.seed))
	if err != nil {
		return err
	}
	s.service, s.control = s.mock.ServiceURL, control.NewClient(s.mock.ControlURL, "")
	return nil
}

func (s *stage) suite(o *options) *steps.Suite {
	suite := &steps.Suite{
		ServiceURL: s.service, Control: s.control, MailServer: s.mail, MailHog: s.mailHog,
		Runner: s.runner, MailHogProgram: absolute(o.MailhogProgram),
		Seed: o.seed, Timeout: o.scenarioTimeout, Client: s.client,
	}
	if s.mock != nil {
		suite.Program = absolute(o.Program)
	}
	return suite
}

func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// facts are the lines of the summary about what ran.
func (s *stage) facts() []string {
	mock := "a process of its own, " + s.service
	if s.mock == nil {
		mock = "one that ran already, " + s.service
	}
	return []string{"MailHog: " + s.mailHog.Describe(), "mock:    " + mock}
}

// stop stops what was started.
func (s *stage) stop(ctx context.Context) error {
	var problems []error
	if s.control != nil {
		s.control.Close()
	}
	s.client.CloseIdleConnections()
	if s.mock != nil {
		err := s.mock.Stop(ctx)
		if err != nil {
			err = fmt.Errorf("the mock did not end well: %w\n%s", err, s.mock.Output())
		}
		problems = append(problems, err)
	}
	return errors.Join(append(problems, s.mailHog.Stop(ctx))...)
}
