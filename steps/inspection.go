package steps

import (
	"context"

	"profitbdd/mockprofit/control"
)

// What the control port shows of the environment that the scenario speaks of.

// emailsSent returns those in the outbox, the oldest first.
func (w *World) emailsSent(ctx context.Context, filter control.EmailFilter) ([]control.Email, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return nil, err
	}
	return w.control.Emails(ctx, environment.Code, filter)
}

func (w *World) userEmails(ctx context.Context, filter control.EmailFilter) ([]control.Email, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return nil, err
	}
	filter.To = environment.Users[0].Email
	return w.control.Emails(ctx, environment.Code, filter)
}

func (w *World) activationCodes(ctx context.Context) ([]control.ActivationCode, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return nil, err
	}
	return w.control.ActivationCodes(ctx, environment.Code)
}

func (w *World) userTokens(ctx context.Context) ([]control.UserToken, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return nil, err
	}
	return w.control.UserTokens(ctx, environment.Code)
}

func (w *World) clock(ctx context.Context) (control.Clock, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return control.Clock{}, err
	}
	return w.control.Clock(ctx, environment.Code)
}

func (w *World) changeClock(ctx context.Context, change control.ClockChange) error {
	environment, err := w.theEnvironment()
	if err != nil {
		return err
	}
	_, err = w.control.ChangeClock(ctx, environment.Code, change)
	return err
}
