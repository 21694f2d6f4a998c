package steps

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/connector"
)

func (w *World) requestSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^the program requests an activation code for "([^"]*)" as user "([^"]*)"$`, func(ctx context.Context, device, user string) error {
		w.resetRequest()
		w.request.Description, w.request.UserID = device, user
		return w.sendRequest(ctx)
	})
	scenario.Step(`^the program requests an activation code for "([^"]*)"$`, w.requestFor)
	scenario.Step(`^the program requested an activation code for "([^"]*)"$`, func(ctx context.Context, device string) error {
		if err := w.requestFor(ctx, device); err != nil {
			return err
		}
		return w.accepted()
	})
	scenario.Step(`^the program requests an activation code for a description with line breaks:$`, func(ctx context.Context, device *godog.DocString) error {
		return w.requestFor(ctx, strings.ReplaceAll(device.Content, "\n", "\r\n"))
	})
	scenario.Step(`^the program requests an activation code for "([^"]*)" with blanks around its parameters$`, func(ctx context.Context, device string) error {
		w.resetRequest()
		w.request = connector.CodeRequest{
			UserID: "\n  " + w.request.UserID + "\n", APIKey: " " + w.request.APIKey + "\t",
			EnvironmentKey: "\n" + w.request.EnvironmentKey + "\n", Description: device,
		}
		return w.sendRequest(ctx)
	})
	scenario.Step(`^the program requests an activation code (with(?:out)? .*[^:"])$`, func(ctx context.Context, mistake string) error {
		w.resetRequest()
		if err := w.mistake(ctx, mistake); err != nil {
			return err
		}
		return w.sendRequest(ctx)
	})
	scenario.Step(`^the program sends the request for an activation code$`, w.sendRequest)
	scenario.Step(`^the answer is empty$`, w.accepted)
	scenario.Step(`^nothing was registered$`, w.nothingRegistered)
}

// resetRequest prepares a request in which everything is right.
func (w *World) resetRequest() {
	w.request = connector.CodeRequest{
		UserID: usualUser, APIKey: w.environment.AppConnectors[0].APIKey,
		EnvironmentKey: w.environment.EnvironmentKey, Description: "laptop",
	}
}

func (w *World) requestFor(ctx context.Context, device string) error {
	w.resetRequest()
	w.request.Description = device
	return w.sendRequest(ctx)
}

func (w *World) sendRequest(ctx context.Context) error {
	if err := w.countEmails(ctx); err != nil {
		return err
	}
	w.device = w.request.Description
	return w.answer("", w.program.GenerateOTP(ctx, w.request))
}

// countEmails remembers how many e-mails the environment has sent before a
// call, so that it can be told whether the call sent one.
func (w *World) countEmails(ctx context.Context) error {
	emails, err := w.suite.Control.Emails(ctx, w.environment.Code, control.EmailFilter{})
	if refused := new(control.Refused); err != nil && !errors.As(err, &refused) { // a deleted environment has none
		return err
	}
	w.outbox = len(emails)
	return nil
}

// answer keeps what a call got. A fault is an answer like another; whether it
// was expected the next sentences say.
func (w *World) answer(result string, err error) error {
	w.answered, w.result, w.failure = true, result, err
	if fault := new(connector.Fault); err != nil && !errors.As(err, &fault) {
		return err
	}
	return nil
}

func (w *World) accepted() error {
	switch {
	case !w.answered:
		return errors.New("expected a call before this sentence")
	case w.failure != nil:
		return fmt.Errorf("expected an empty answer, got %w", w.failure)
	case w.result != "":
		return fmt.Errorf("expected an empty answer, got %q", w.result)
	}
	return w.voidOnTheWire()
}

// voidOnTheWire checks the bytes of a void answer: existing clients search
// for exactly this text.
func (w *World) voidOnTheWire() error {
	last, found := w.recorder.Last()
	if !found {
		return nil
	}
	for _, operation := range []string{"GenerateOTP", "DeleteToken"} {
		if strings.Contains(string(last.Body), `<`+operation+`Response xmlns="urn:Afas.Profit.Services" />`) {
			return nil
		}
	}
	return fmt.Errorf("expected <…Response xmlns=%q /> in the answer, got %s", "urn:Afas.Profit.Services", last.Body)
}

// mistakes are what can be wrong with a request or a redemption, as the
// sentences put it.
func (w *World) mistake(ctx context.Context, mistake string) error {
	switch mistake {
	case "without an API key":
		w.request.APIKey = ""
	case "without an environment key":
		w.request.EnvironmentKey = ""
	case "with an unknown API key":
		return w.unknownKey(&w.request.APIKey)
	case "with an unknown environment key":
		return w.unknownKey(&w.request.EnvironmentKey)
	case "with the environment key of another one":
		if w.other == nil {
			if err := w.anotherEnvironment(ctx); err != nil {
				return err
			}
		}
		w.request.EnvironmentKey = w.other.EnvironmentKey
	case "with an unknown user":
		w.request.UserID = "12345.nobody"
	case "with no user":
		w.request.UserID = ""
	case "with no description":
		w.request.Description = ""
	case "with a blank description":
		w.request.Description = " \t "
	case "with a description of 1001 characters":
		w.request.Description = strings.Repeat("é", 1001)
	default:
		return fmt.Errorf("no such mistake: %q", mistake)
	}
	return nil
}

func (w *World) unknownKey(key *string) (err error) {
	*key, err = w.random(32)
	return err
}

func (w *World) nothingRegistered(ctx context.Context) error {
	tokens, err := w.suite.Control.UserTokens(ctx, w.environment.Code)
	if err != nil {
		return err
	}
	codes, err := w.suite.Control.ActivationCodes(ctx, w.environment.Code)
	if err != nil {
		return err
	}
	if len(tokens)+len(codes) > 0 {
		return fmt.Errorf("expected neither tokens nor activation codes, got %d and %d: %+v %+v", len(tokens), len(codes), tokens, codes)
	}
	return nil
}
