// Package steps says what the sentences of the features mean. A [Suite] holds
// what the scenarios of a run share: the mock, the MailHog, where randomness
// comes from. A [World] holds what one scenario did; it makes environments of
// its own, so that all scenarios can run at the same time.
package steps

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"time"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
	"profitbdd/steps/browser"
	"profitbdd/steps/mailhog"
	"profitbdd/steps/report"
)

// OwnServer is the tag of scenarios that start a mock, or another program, of
// their own on this machine.
const OwnServer = "@own-server"

// InBrowser is the tag of scenarios that open pages in a browser.
const InBrowser = "@browser"

// Suite is what the scenarios of a run share. It is safe for concurrent use.
type Suite struct {
	ServiceURL string          // base address of Profit's services, with a slash at the end
	Control    *control.Client // of the same mock
	MailServer string          // SMTP address of MailHog as the mock sees it
	MailHog    *mailhog.Server

	// Program is the compiled mock for scenarios that start their own; empty
	// means that they are skipped.
	Program string
	// Runner is the compiled command behind make bdd, which the features about
	// the harness run.
	Runner string
	// MailHogProgram is the compiled MailHog.
	MailHogProgram string

	// Browser opens pages. When it is nil, Browserless is what becomes of the
	// scenarios that need one: the reason why they fail or are skipped.
	Browser     *browser.Browser
	Browserless error

	Seed    uint64        // where names come from, with the scenario
	Timeout time.Duration // of a scenario
	Client  *http.Client  // for requests to the services

	expressions expressions
}

// Initialize registers the sentences and hooks for one scenario.
func (s *Suite) Initialize(scenario *godog.ScenarioContext) {
	world := newWorld(s)
	scenario.Before(world.begin)
	scenario.After(world.end)

	registered := sentences{scenario, &s.expressions}
	world.environmentSteps(registered)
	world.requestSteps(registered)
	world.redeemSteps(registered)
	world.tokenSteps(registered)
	world.refusalSteps(registered)
	world.conditionSteps(registered)
	world.mailSteps(registered)
	world.timeSteps(registered)
	world.wireSteps(registered)
	world.edgeSteps(registered)
	world.connectionSteps(registered)
	world.doorSteps(registered)
	world.browserSteps(registered)
	world.serverSteps(registered)
	world.tlsSteps(registered)
	world.controlSteps(registered)
	world.journalSteps(registered)
	world.harnessSteps(registered)
}

// begin limits the scenario in time and skips it when it can't run here.
func (w *World) begin(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
	if cause := context.Cause(ctx); cause != nil {
		return ctx, report.Skip("the run was ended: " + cause.Error())
	}
	for _, tag := range scenario.Tags {
		switch {
		case tag.Name == OwnServer && w.suite.Program == "":
			return ctx, report.Skip("needs a server of its own, and the run uses a mock that was running already")
		case tag.Name == InBrowser && w.suite.Browser == nil:
			return ctx, w.suite.Browserless
		}
	}
	w.names = mockprofit.Seeded(w.suite.Seed ^ fingerprint(scenario))
	ctx, w.cancel = context.WithTimeoutCause(ctx, w.suite.Timeout, &tooLong{w.suite.Timeout})
	return ctx, nil
}

// tooLong is why a scenario was given up.
type tooLong struct{ limit time.Duration }

func (t *tooLong) Error() string {
	return "the scenario took longer than " + t.limit.String() + "; set TIMEOUT to allow more"
}

// fingerprint tells scenarios apart, the rows of an outline too, in the same
// way in each run, whatever else runs.
func fingerprint(scenario *godog.Scenario) uint64 {
	hash := fnv.New64a()
	fmt.Fprint(hash, scenario.Uri, scenario.Name)
	for _, step := range scenario.Steps {
		fmt.Fprint(hash, step.Text)
	}
	return hash.Sum64()
}
