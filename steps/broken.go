package steps

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/cucumber/godog"
)

// begun is what the step that never ends prints on standard error, for whoever
// waits for it to be under way.
const begun = "the step that never ends has begun"

// InitializeBroken registers sentences that go wrong on purpose, each in its
// own way: the features about the harness prove with them that a run fails
// when it should.
func (s *Suite) InitializeBroken(scenario *godog.ScenarioContext) {
	world := newWorld(s)
	scenario.Before(world.begin)
	scenario.After(world.end)
	scenario.Step(`^a step that passes$`, func() error { return nil })
	scenario.Step(`^a step that fails$`, func() error { return errors.New("expected three, got four") })
	scenario.Step(`^a step that is pending$`, func() error { return godog.ErrPending })
	scenario.Step(`^a step that panics$`, func() error { panic("out of order") })
	scenario.Step(`^a step that never ends$`, func(ctx context.Context) error {
		fmt.Fprintln(os.Stderr, begun)
		<-ctx.Done()
		return context.Cause(ctx)
	})
	scenario.Step(`^a step that is (?:defined )?twice$`, func() error { return nil })
	scenario.Step(`^a step that is defined twice$`, func() error { return nil })
}
