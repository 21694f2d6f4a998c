package steps

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/connector"
)

func (w *World) refusalSteps(scenario sentences) {
	scenario.Step(`^Profit refuses with "([^"]*)"$`, w.refuses)
	scenario.Step(`^the error number is (-?\d+)$`, func(number string) error {
		fault, err := w.fault()
		if err == nil && fault.Number != number {
			err = fmt.Errorf("expected error number %s, got %q", number, fault.Number)
		}
		return err
	})
	scenario.Step(`^the detail of the fault warns "([^"]*)"$`, func(warning string) error {
		fault, err := w.fault()
		if err == nil && fault.Warning() != warning {
			err = fmt.Errorf("expected the warning %q, got %q in %q", warning, fault.Warning(), fault.Detail)
		}
		return err
	})
	scenario.Step(`^the journal names the refusal "([^"]*)"$`, w.journalNames)
}

func (w *World) fault() (*connector.Fault, error) {
	if w.failure == nil {
		return nil, fmt.Errorf("expected a refusal, got the answer %q", w.result)
	}
	var fault *connector.Fault
	if !errors.As(w.failure, &fault) {
		return nil, fmt.Errorf("expected a fault, got %w", w.failure)
	}
	return fault, nil
}

var referenceForm = regexp.MustCompile(`^[0-9A-F]{32}$`)

// refuses checks the whole shape of a refusal: HTTP 500, an unprefixed
// faultcode soap:Server, the message, and a detail that repeats it.
func (w *World) refuses(message string) error {
	fault, err := w.fault()
	if err != nil {
		return err
	}
	wantCode := "soap:Server"
	if _, is12 := w.program.(*connector.SOAP12); is12 {
		wantCode = "soap:Receiver"
	}
	_, numberErr := strconv.Atoi(fault.Number)
	lines := strings.Split(fault.Detail, "\n")
	switch {
	case fault.Message != message:
		return fmt.Errorf("expected the message %q, got %q", message, fault.Message)
	case fault.Status != http.StatusInternalServerError:
		return fmt.Errorf("expected HTTP 500, got %d", fault.Status)
	case fault.Code != wantCode:
		return fmt.Errorf("expected fault code %s, got %q", wantCode, fault.Code)
	case numberErr != nil:
		return fmt.Errorf("expected an ErrorNumber in the detail, got %q", fault.Number)
	case fault.Repeat != message:
		return fmt.Errorf("expected the detail to repeat the message, got %q", fault.Repeat)
	case fault.Description() != message || !strings.HasPrefix(lines[0], "Description....: "):
		return fmt.Errorf("expected the detail to begin with Description....: and the message, got %q", fault.Detail)
	case !referenceForm.MatchString(fault.LogReference()):
		return fmt.Errorf("expected a Log reference of 32 hexadecimal digits, got %q", fault.Detail)
	}
	return nil
}

// journalNames looks up the last call: by the log reference of its fault, or,
// when it was silent, as the newest of the environment.
func (w *World) journalNames(ctx context.Context, refusal string) error {
	var exchange control.Exchange
	if w.failure != nil {
		fault, err := w.fault()
		if err != nil {
			return err
		}
		if exchange, err = w.control.Exchange(ctx, fault.LogReference()); err != nil {
			return err
		}
	} else {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		exchanges, err := w.control.Exchanges(ctx, control.ExchangeFilter{Environment: environment.Code, Most: 1})
		if err != nil {
			return err
		}
		if len(exchanges) == 0 {
			return errors.New("expected an exchange in the journal, found none")
		}
		exchange = exchanges[0]
	}
	if exchange.Refusal != refusal {
		return fmt.Errorf("expected the journal to name %q, got %q (outcome %q)", refusal, exchange.Refusal, exchange.Outcome)
	}
	return nil
}
