package steps

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"profitbdd/mockprofit/control"
)

func (w *World) timeSteps(scenario sentences) {
	scenario.Step(`^((?:\d+ (?:day|hour|minute|second)s?(?: and )?)+) pass(?:es)?$`, func(ctx context.Context, duration string) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		return w.pass(ctx, environment, duration)
	})
	scenario.Step(`^((?:\d+ (?:day|hour|minute|second)s?(?: and )?)+) pass(?:es)? in the other environment$`, func(ctx context.Context, duration string) error {
		other, err := w.otherEnvironment()
		if err != nil {
			return err
		}
		return w.pass(ctx, other, duration)
	})
	scenario.Step(`^the clock of the environment runs$`, func(ctx context.Context) error {
		return w.changeClock(ctx, control.ClockChange{Release: true})
	})
	scenario.Step(`^the clock of the environment shows the real time$`, w.realTime)
}

var amount = regexp.MustCompile(`(\d+) (day|hour|minute|second)`)

// pass moves the clock of an environment, which stands still otherwise.
func (w *World) pass(ctx context.Context, environment *environment, words string) error {
	for _, match := range amount.FindAllStringSubmatch(words, -1) {
		shift := match[1] + strings.TrimSuffix(match[2], match[2][1:])
		if _, err := w.control.ChangeClock(ctx, environment.Code, control.ClockChange{Shift: shift}); err != nil {
			return fmt.Errorf("%s: %w", words, err)
		}
	}
	return nil
}

// realTime compares with this machine's clock, which the mock of a run shares
// or nearly so.
func (w *World) realTime(ctx context.Context) error {
	clock, err := w.clock(ctx)
	if err != nil {
		return err
	}
	if clock.Frozen || time.Since(clock.Now).Abs() > time.Minute {
		return fmt.Errorf("expected a clock that runs with the real time, got %+v", clock)
	}
	return nil
}
