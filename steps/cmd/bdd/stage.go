package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"profitbdd/mockprofit/control"
	"profitbdd/steps"
	"profitbdd/steps/browser"
	"profitbdd/steps/mailhog"
	"profitbdd/steps/mockprocess"
)

// stopTimeout bounds the cleaning up after a run.
const stopTimeout = 20 * time.Second

// stage is what a run needs besides the features.
type stage struct {
	mailHog *mailhog.Server
	mock    *mockprocess.Process // nil when it ran already
	service string
	control *control.Client
	mail    string // MailHog's SMTP address as the mock sees it
	runner  string
	client  *http.Client
	browser *browser.Browser // nil when there is none; started when a scenario needs it
}

// start starts MailHog and the mock at the same time. What it returns must be
// stopped even on an error.
func (o *options) start(ctx context.Context, out io.Writer) (*stage, error) {
	begin := time.Now()
	stage := &stage{browser: o.browser, client: &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}}
	var starting sync.WaitGroup
	var mailErr, mockErr, runnerErr error
	what := "MailHog (" + string(o.mode) + ")"
	if o.Mock == "" {
		what += " and the mock"
	}
	fmt.Fprintf(out, "starting %s …\n", what)
	starting.Go(func() {
		stage.mailHog, mailErr = mailhog.Start(ctx, mailhog.Options{
			Mode: o.mode, Binary: o.MailhogProgram, Image: o.MailhogImage, SMTP: o.MailhogSMTP, API: o.MailhogAPI,
		})
	})
	starting.Go(func() { mockErr = stage.startMock(ctx, o) })
	starting.Wait()
	stage.runner, runnerErr = os.Executable()
	if err := errors.Join(mailErr, mockErr, runnerErr); err != nil {
		if wasInterrupted(ctx) { // which is why, in many words
			err = errInterrupted
		}
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
		s.service, s.control = serviceAddress(o.Mock), control.NewClient(o.Control, o.ControlToken)
		return s.askMock(ctx, o)
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
		Browser: s.browser, Browserless: o.browserless,
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
	facts := []string{"MailHog: " + s.mailHog.Describe(), "mock:    " + mock}
	if s.browser != nil {
		facts = append(facts, "browser: "+s.browser.Program())
	}
	return facts
}

// stop stops what was started: in order, or as fast as can be once the run is
// abandoned.
func (s *stage) stop(abandoned context.Context) error {
	orderly, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	defer context.AfterFunc(abandoned, cancel)()
	err := s.stopBefore(orderly)
	if abandoned.Err() == nil {
		return err
	}
	hasty, cancel := context.WithTimeout(context.Background(), hasteTimeout)
	defer cancel()
	return s.mailHog.Stop(hasty) // the mock was killed by now
}

// stopBefore stops everything at the same time; what hasn't ended when ctx does
// is killed.
func (s *stage) stopBefore(ctx context.Context) error {
	if s.control != nil {
		s.control.Close()
	}
	s.client.CloseIdleConnections()
	var stopping sync.WaitGroup
	var mailErr, mockErr, browserErr error
	if s.browser != nil {
		stopping.Go(func() { browserErr = s.browser.Close(ctx) })
	}
	stopping.Go(func() { mailErr = s.mailHog.Stop(ctx) })
	if s.mock != nil {
		stopping.Go(func() {
			if err := s.mock.Stop(ctx); err != nil {
				mockErr = fmt.Errorf("the mock did not end well: %w\n%s", err, s.mock.Output())
			}
		})
	}
	stopping.Wait()
	return errors.Join(mockErr, mailErr, browserErr)
}
