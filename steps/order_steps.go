package steps

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit/control"
)

func (w *World) orderSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^"([^"]*)" applies to the request$`, w.applyToRequest)
	scenario.Step(`^"([^"]*)" applies to the redemption$`, w.applyToRedemption)
	scenario.Step(`^"([^"]*)" applies to the token$`, w.applyToToken)
}

// applyToRequest arranges that the refusal applies to the request being
// prepared, whatever else does.
func (w *World) applyToRequest(ctx context.Context, refusal string) error {
	before := w.request
	blockedUser := func(e *environment) { e.Users[0].Blocked = true }
	var alter func(*environment)
	switch refusal {
	case "missing-key":
		return w.leaveOutOneKey()
	case "unknown-api-key":
		return w.mistake(ctx, "with an unknown API key")
	case "unknown-environment-key":
		return w.mistake(ctx, "with an unknown environment key")
	case "keys-of-different-environments":
		return w.mistake(ctx, "with the environment key of another one")
	case "unknown-user":
		return w.mistake(ctx, "with an unknown user")
	case "description-missing":
		return w.mistake(ctx, "with no description")
	case "description-too-long":
		return w.mistake(ctx, "with a description of 1001 characters")
	case "app-connector-blocked":
		alter = func(e *environment) { blocked := true; e.AppConnectors[0].Blocked = &blocked }
	case "user-blocked":
		alter = blockedUser
	case "user-not-in-group":
		alter = func(e *environment) { e.UserGroups[0].Members = nil }
	case "no-mail-server":
		alter = func(e *environment) { e.MailServer = "none" }
	case "invalid-email-address":
		alter = func(e *environment) { e.Users[0].Email = "" }
	default:
		return fmt.Errorf("no way is known to make %q apply to a request", refusal)
	}
	err := w.change(ctx, alter)
	w.request = before
	return err
}

// leaveOutOneKey leaves out the key that another refusal did not touch.
func (w *World) leaveOutOneKey() error {
	if w.request.APIKey != w.environment.AppConnectors[0].APIKey {
		w.request.EnvironmentKey = ""
	} else {
		w.request.APIKey = ""
	}
	return nil
}

func (w *World) applyToRedemption(ctx context.Context, refusal string) error {
	if w.redemption.APIKey == "" {
		if err := w.prepareRedemption(ctx); err != nil {
			return err
		}
	}
	prepared := w.redemption
	switch refusal {
	case "wrong-code":
		prepared.Code = wrongCode
	case "code-expired":
		if _, err := w.suite.Control.ChangeClock(ctx, w.environment.Code, control.ClockChange{Shift: "15m"}); err != nil {
			return err
		}
	case "too-many-attempts":
		if err := w.redeemWrong(ctx, 5); err != nil {
			return err
		}
	case "code-used":
		// Only a live code can be used: what came before this is undone first.
		if _, err := w.suite.Control.ChangeClock(ctx, w.environment.Code, control.ClockChange{Shift: "-15m"}); err != nil {
			return err
		}
		if err := w.sendRedemption(ctx); err != nil {
			return err
		}
		if err := w.receivesToken(); err != nil {
			return err
		}
		if _, err := w.suite.Control.ChangeClock(ctx, w.environment.Code, control.ClockChange{Shift: "15m"}); err != nil {
			return err
		}
	case "unknown-api-key":
		if err := w.unknownKey(&prepared.APIKey); err != nil {
			return err
		}
	default:
		if err := w.applyToRequest(ctx, refusal); err != nil {
			return err
		}
	}
	w.redemption = prepared
	return nil
}

func (w *World) applyToToken(ctx context.Context, refusal string) error {
	switch refusal {
	case "token-unknown":
		return w.deleteToken(ctx, w.tokens["laptop"])
	case "token-expired":
		_, err := w.suite.Control.ChangeClock(ctx, w.environment.Code, control.ClockChange{Shift: "1d"})
		return err
	default:
		return w.applyToRequest(ctx, refusal)
	}
}
