package steps

import (
	"errors"

	"github.com/cucumber/godog"
)

// InitializeBroken registers sentences that go wrong on purpose, each in its
// own way: the features about the harness prove with them that a run fails
// when it should.
func InitializeBroken(scenario *godog.ScenarioContext) {
	scenario.Step(`^a step that passes$`, func() error { return nil })
	scenario.Step(`^a step that fails$`, func() error { return errors.New("expected three, got four") })
	scenario.Step(`^a step that is pending$`, func() error { return godog.ErrPending })
	scenario.Step(`^a step that panics$`, func() error { panic("out of order") })
	scenario.Step(`^a step that is (?:defined )?twice$`, func() error { return nil })
	scenario.Step(`^a step that is defined twice$`, func() error { return nil })
}
