package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

const (
	// answerTimeout is how long a mock that runs already may take to answer.
	answerTimeout = 10 * time.Second
	// longestWSDL bounds what is read of a description, in bytes.
	longestWSDL = 1 << 20
	// servicesNamespace is Profit's own, which every description names.
	servicesNamespace = "urn:Afas.Profit.Services"
)

// serviceAddress is where the services lie of a mock whose Profit port has
// this address: with their path, which may be left out, and a slash at the end.
func serviceAddress(mock string) string {
	service := strings.TrimSuffix(mock, "/") + "/"
	if !strings.HasSuffix(strings.ToLower(service), mockprofit.ServicePath) {
		service += strings.TrimPrefix(mockprofit.ServicePath, "/")
	}
	return service
}

// askMock finds out whether both ports of a mock that runs already are what
// they were said to be, as each scenario would fail otherwise, in its own words.
func (s *stage) askMock(ctx context.Context, o *options) error {
	ctx, cancel := context.WithTimeoutCause(ctx, answerTimeout, fmt.Errorf("no answer within %s", answerTimeout))
	defer cancel()
	return errors.Join(askControl(ctx, s.control, o), askService(ctx, s.client, s.service))
}

// askControl asks something that is told to those only who have the token.
func askControl(ctx context.Context, port *control.Client, o *options) error {
	_, err := port.Environments(ctx)
	var (
		refused     = new(control.Refused)
		unreachable = new(url.Error)
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unreachable):
		return fmt.Errorf("CONTROL=%s: the mock does not answer: %s", o.Control, reason(ctx, unreachable.Err))
	case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
		return fmt.Errorf("CONTROL_TOKEN is wrong or missing: expected the one that the mock at %s was started with (--control-token)", o.Control)
	case errors.As(err, &refused) && refused.Status == http.StatusForbidden:
		return fmt.Errorf("CONTROL=%s: %s", o.Control, brief(refused.Detail))
	case errors.As(err, &refused):
		return fmt.Errorf("CONTROL=%s is no control port of a mock: it answered %d %s; are MOCK and CONTROL swapped?",
			o.Control, refused.Status, http.StatusText(refused.Status))
	}
	return fmt.Errorf("CONTROL=%s is no control port of a mock: expected JSON, got something else; are MOCK and CONTROL swapped?", o.Control)
}

// askService asks for the description of a service that every mock has.
func askService(ctx context.Context, client *http.Client, service string) error {
	address := service + "tokenconnector.asmx?WSDL"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("MOCK: %w", err)
	}
	response, err := client.Do(request)
	if unreachable := new(url.Error); errors.As(err, &unreachable) {
		return fmt.Errorf("MOCK=%s: the mock does not answer: %s", service, reason(ctx, unreachable.Err))
	}
	if err != nil {
		return fmt.Errorf("MOCK=%s: %w", service, err)
	}
	defer response.Body.Close()
	description, err := io.ReadAll(io.LimitReader(response.Body, longestWSDL))
	if err != nil {
		return fmt.Errorf("MOCK=%s: the description of a service breaks off: %s", service, reason(ctx, err))
	}
	got := response.Status
	if response.StatusCode == http.StatusOK {
		if strings.Contains(string(description), servicesNamespace) {
			return nil
		}
		got = "something else than its WSDL"
	}
	return fmt.Errorf("MOCK does not serve %s, it answered %s; are MOCK and CONTROL swapped?", address, brief(got))
}

// reason is err in brief, or why its context ended before that.
func reason(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return brief(err.Error())
}

// brief is the first line of a text that came from outside, which may be a
// whole page of HTML.
func brief(text string) string {
	const longest = 200
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if letters := []rune(line); len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return strings.TrimSpace(line)
}
