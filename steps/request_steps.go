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

func (w *World) requestSteps(scenario sentences) {
	scenario.Step(`^the program requests an activation code for "([^"]*)" as user "([^"]*)"$`, func(ctx context.Context, device, user string) error {
		return w.requestAltered(ctx, func(context.Context) error {
			w.request.Description, w.request.UserID = device, user
			return nil
		})
	})
	scenario.Step(`^the program requests an activation code for "([^"]*)"$`, w.requestFor)
	scenario.Step(`^the program requests an activation code as the user of that environment$`, func(ctx context.Context) error {
		return w.requestAltered(ctx, func(context.Context) error { w.request.UserID = w.environment.Users[0].ID; return nil })
	})
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
		return w.requestAltered(ctx, func(context.Context) error {
			w.request = connector.CodeRequest{
				UserID: "\n  " + w.request.UserID + "\n", APIKey: " " + w.request.APIKey + "\t",
				EnvironmentKey: "\n" + w.request.EnvironmentKey + "\n", Description: device,
			}
			return nil
		})
	})
	scenario.Step(`^the answer is empty$`, w.accepted)
	scenario.Step(`^nothing was registered$`, w.nothingRegistered)
}

// resetRequest prepares a request in which everything is right.
func (w *World) resetRequest() error {
	environment, err := w.theEnvironment()
	if err != nil {
		return err
	}
	w.request = connector.CodeRequest{
		UserID: usualUser, APIKey: environment.AppConnectors[0].APIKey,
		EnvironmentKey: environment.EnvironmentKey, Description: "laptop",
	}
	return nil
}

func (w *World) requestFor(ctx context.Context, device string) error {
	return w.requestAltered(ctx, func(context.Context) error { w.request.Description = device; return nil })
}

// requestAltered sends a right request with whatever alter makes of it.
func (w *World) requestAltered(ctx context.Context, alter func(context.Context) error) error {
	if err := w.resetRequest(); err != nil {
		return err
	}
	if err := alter(ctx); err != nil {
		return err
	}
	if err := w.countEmails(ctx); err != nil {
		return err
	}
	w.device = w.request.Description
	return w.answer("GenerateOTP", "", w.program.GenerateOTP(ctx, w.request))
}

// countEmails remembers how many e-mails the environment has sent before a
// call, so that it can be told whether the call sent one.
func (w *World) countEmails(ctx context.Context) error {
	emails, err := w.emailsSent(ctx, control.EmailFilter{})
	if refused := new(control.Refused); err != nil && !errors.As(err, &refused) { // a deleted environment has none
		return err
	}
	w.outbox = len(emails)
	return nil
}

// answer keeps what a call got. A fault is an answer like another; whether it
// was expected the next sentences say.
func (w *World) answer(operation, result string, err error) error {
	w.operation, w.result, w.failure = operation, result, err
	if fault := new(connector.Fault); err != nil && !errors.As(err, &fault) {
		return err
	}
	return nil
}

func (w *World) accepted() error {
	switch {
	case w.operation == "":
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
		return fmt.Errorf("expected the answer of %s on the wire, nothing was recorded", w.operation)
	}
	if want := `<` + w.operation + `Response xmlns="urn:Afas.Profit.Services" />`; !strings.Contains(string(last.Body), want) {
		return fmt.Errorf("expected %s in the answer, got %s", want, last.Body)
	}
	return nil
}

func (w *World) nothingRegistered(ctx context.Context) error {
	tokens, err := w.userTokens(ctx)
	if err != nil {
		return err
	}
	codes, err := w.activationCodes(ctx)
	if err != nil {
		return err
	}
	if len(tokens)+len(codes) > 0 {
		return fmt.Errorf("expected neither tokens nor activation codes, got %d and %d: %+v %+v", len(tokens), len(codes), tokens, codes)
	}
	return nil
}
