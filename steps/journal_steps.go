package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"profitbdd/mockprofit/control"
)

// waiter is a test that waits for a request.
type waiter struct {
	told    chan struct{} // closed when it was told, or gave up
	found   []control.Exchange
	failure error
}

// journalSteps are about what the journal keeps and how it is asked.
func (w *World) journalSteps(scenario sentences) {
	var exchange control.Exchange
	var archive control.Archive
	var waiting *waiter

	scenario.Step(`^the log reference in the fault finds the request in the journal$`, func(ctx context.Context) (err error) {
		fault, err := w.fault()
		if err != nil {
			return err
		}
		exchange, err = w.control.Exchange(ctx, fault.LogReference())
		return err
	})
	scenario.Step(`^that request was refused with "([^"]*)"$`, func(refusal string) error {
		if exchange.Refusal != refusal {
			return fmt.Errorf("expected the refusal %s, got %q (%s)", refusal, exchange.Refusal, exchange.Outcome)
		}
		return nil
	})
	scenario.Step(`^the journal of the environment, asked for (\S+), holds (\d+) requests?$`, func(ctx context.Context, query string, count int) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		filter, err := filterOf(query)
		if err != nil {
			return err
		}
		filter.Environment = environment.Code
		exchanges, err := w.control.Exchanges(ctx, filter)
		if err != nil {
			return err
		}
		if len(exchanges) > 0 {
			exchange = exchanges[0]
		}
		return holds(exchanges, count)
	})
	scenario.Step(`^the journal of all environments holds that request$`, func(ctx context.Context) error {
		_, err := w.ownExchange(ctx)
		return err
	})
	scenario.Step(`^it is a call of (\w+)$`, func(operation string) error {
		if exchange.Operation != operation {
			return fmt.Errorf("expected a call of %s, got one of %q", operation, exchange.Operation)
		}
		return nil
	})
	scenario.Step(`^the journal of the other environment holds (\d+) requests?$`, func(ctx context.Context, count int) error {
		other, err := w.otherEnvironment()
		if err != nil {
			return err
		}
		exchanges, err := w.control.Exchanges(ctx, control.ExchangeFilter{Environment: other.Code})
		if err != nil {
			return err
		}
		return holds(exchanges, count)
	})
	scenario.Step(`^a request was made in the other environment$`, func(ctx context.Context) error {
		other, err := w.otherEnvironment()
		if err != nil {
			return err
		}
		return w.callWith(ctx, "GenerateOTP", fmt.Sprintf(`<GenerateOTP xmlns="%s"><apiKey>%s</apiKey></GenerateOTP>`, serviceNamespace, other.AppConnectors[0].APIKey))
	})

	scenario.Step(`^a test waits for the next call of (\w+)$`, func(ctx context.Context, operation string) (err error) {
		waiting, err = w.waitFor(ctx, operation)
		return err
	})
	scenario.Step(`^the program redeems a wrong activation code meanwhile$`, func(ctx context.Context) error {
		return w.redeemWrong(ctx, 1)
	})
	scenario.Step(`^the test is told of a call of (\w+)$`, func(ctx context.Context, operation string) error {
		if waiting == nil {
			return missing("a test waits for the next call of …")
		}
		select {
		case <-waiting.told:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if waiting.failure != nil {
			return waiting.failure
		}
		if len(waiting.found) != 1 || waiting.found[0].Operation != operation {
			return fmt.Errorf("expected one call of %s, got %+v", operation, waiting.found)
		}
		return nil
	})

	scenario.Step(`^the journal of the environment is cleared$`, func(ctx context.Context) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		return w.control.ClearExchanges(ctx, environment.Code)
	})
	scenario.Step(`^the journal of the environment is exported$`, func(ctx context.Context) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		archive, err = w.control.Archive(ctx, control.ExchangeFilter{Environment: environment.Code, Masked: true})
		return err
	})
	scenario.Step(`^the archive holds 1 request to "([^"]*)" with HTTP (\d+)$`, func(file string, status int) error {
		entries := archive.Log.Entries
		if len(entries) != 1 || !strings.HasSuffix(entries[0].Request.URL, "/"+file) || entries[0].Response.Status != status {
			return fmt.Errorf("expected one request to %s with HTTP %d, got %+v", file, status, entries)
		}
		return nil
	})
	scenario.Step(`^no key stands in the archive$`, func() error {
		text, err := json.Marshal(archive)
		if err != nil {
			return err
		}
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		for _, key := range []string{environment.EnvironmentKey, environment.AppConnectors[0].APIKey} {
			if strings.Contains(string(text), key) {
				return fmt.Errorf("expected an archive without keys, got %s", text)
			}
		}
		return nil
	})
}

func holds(exchanges []control.Exchange, count int) error {
	if len(exchanges) != count {
		return fmt.Errorf("expected %d requests, got %d: %+v", count, len(exchanges), exchanges)
	}
	return nil
}

// filterOf reads a filter as it stands in a query; "everything" chooses all.
func filterOf(query string) (control.ExchangeFilter, error) {
	if query == "everything" {
		return control.ExchangeFilter{}, nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return control.ExchangeFilter{}, err
	}
	for name := range values {
		if !slices.Contains([]string{"operation", "outcome", "refusal", "rule", "user", "most"}, name) {
			return control.ExchangeFilter{}, fmt.Errorf("expected one of operation, outcome, refusal, rule, user and most, got %q", name)
		}
	}
	filter := control.ExchangeFilter{
		Operation: values.Get("operation"), Outcome: values.Get("outcome"), Refusal: values.Get("refusal"),
		Rule: values.Get("rule"), User: values.Get("user"),
	}
	if most := values.Get("most"); most != "" {
		if filter.Most, err = strconv.Atoi(most); err != nil {
			return filter, err
		}
	}
	return filter, nil
}

// waitFor has a test wait for a call that comes after all that is there.
func (w *World) waitFor(ctx context.Context, operation string) (*waiter, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return nil, err
	}
	newest, err := w.control.Exchanges(ctx, control.ExchangeFilter{Environment: environment.Code, Most: 1})
	if err != nil {
		return nil, err
	}
	if len(newest) == 0 {
		return nil, errors.New("expected a request before this sentence")
	}
	waiting := &waiter{told: make(chan struct{})}
	go func() {
		defer close(waiting.told)
		waiting.found, waiting.failure = w.control.Exchanges(ctx, control.ExchangeFilter{
			Environment: environment.Code, Operation: operation, After: newest[0].Reference, Wait: 20 * time.Second,
		})
	}()
	return waiting, nil
}
