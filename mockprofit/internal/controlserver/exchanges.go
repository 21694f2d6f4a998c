package controlserver

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/advice"
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/spelling"
)

// Listed is the query of a list of exchanges.
type Listed struct {
	Revealing
	Waiting
	Operation string    `query:"operation" doc:"Only of this operation" example:"GenerateOTP"`
	Outcome   string    `query:"outcome" enum:"accepted,refused,silently refused,turned away,answered" doc:"Only with this outcome"`
	Refusal   string    `query:"refusal" doc:"Only with this refusal" example:"user-not-in-group"`
	Rule      string    `query:"rule" doc:"Only with a hint of this rule" example:"parameter-namespace"`
	User      string    `query:"user" doc:"Only of the user with this id, whatever its case" example:"12345.jansen"`
	Since     time.Time `query:"since" doc:"Only begun then or later, by the real time"`
	Until     time.Time `query:"until" doc:"Only begun earlier, by the real time"`
	After     string    `query:"after" doc:"Only newer than the exchange with this log reference"`
	Most      int       `query:"most" minimum:"1" maximum:"1000" default:"100" doc:"At most so many, the newest"`
}

// ListedOf is the same of one environment.
type ListedOf struct {
	EnvironmentPath
	Listed
}

// listed returns the exchanges that a query chooses, the newest first, waiting
// for one when asked. Code is that of an environment, "" for all.
func (s *server) listed(ctx context.Context, code string, input *Listed) ([]journal.Entry, error) {
	var gone <-chan struct{}
	if code != "" {
		found, err := s.Tenants.Find(code)
		if err != nil {
			return nil, problem(err)
		}
		gone = found.Gone
	}
	after, known := s.Journal.Number(input.After)
	if input.After != "" && !known {
		return nil, huma.Error422UnprocessableEntity("there is nothing to come after", &huma.ErrorDetail{
			Location: "query.after", Message: fmt.Sprintf("expected the log reference of an exchange that is kept, got %.100q; it was mistyped, made room for newer ones, or went when the journal was cleared or the environment reset", input.After),
		})
	}
	if mistakes := s.mistyped(input); len(mistakes) > 0 {
		return nil, huma.Error422UnprocessableEntity("no exchange can ever match", mistakes...)
	}
	filter := journal.Filter{
		Environment: code, Operation: input.Operation, Outcome: input.Outcome, Refusal: input.Refusal, Rule: input.Rule, User: input.User,
		Since: input.Since, Until: input.Until, After: after, Most: input.Most,
	}
	var waited []journal.Entry
	if err := s.await(ctx, input.Wait, gone, func(ctx context.Context) { waited, _ = s.Journal.Wait(ctx, filter) }); err != nil {
		return nil, err
	}
	if input.Wait != "" {
		return waited, nil
	}
	return s.Journal.List(filter), nil
}

// mistyped returns what is wrong with the names in a query: without it a
// mistyped one would be an empty list, and a test that expects none would pass.
func (s *server) mistyped(input *Listed) []error {
	refusals := make([]string, len(profit.Refusals()))
	for i, refusal := range profit.Refusals() {
		refusals[i] = refusal.Name
	}
	var mistakes []error
	for _, asked := range []struct {
		name, value string
		known       []string
	}{{"operation", input.Operation, s.Operations}, {"refusal", input.Refusal, refusals}, {"rule", input.Rule, advice.Names()}} {
		if asked.value == "" || len(asked.known) == 0 || slices.Contains(asked.known, asked.value) {
			continue
		}
		expected := "expected one of " + strings.Join(asked.known, ", ")
		if meant := spelling.Nearest(asked.value, asked.known); meant != "" {
			expected = "expected " + meant + " perhaps"
		}
		mistakes = append(mistakes, &huma.ErrorDetail{Location: "query." + asked.name, Message: fmt.Sprintf("%s, got %.100q", expected, asked.value)})
	}
	return mistakes
}

// exchanges registers the operations on the journal.
func (s *server) exchanges() {
	huma.Register(s.api, s.operation(http.MethodGet, "/exchanges", "listExchanges", "List the exchanges at Profit's port, the newest first, waiting for one when asked"),
		func(ctx context.Context, input *Listed) (*answer[[]control.Exchange], error) {
			kept, err := s.listed(ctx, "", input)
			return body(exchanges(kept, input.Reveal)), err
		})

	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/exchanges", "listEnvironmentExchanges", "List the exchanges of an environment, the newest first, waiting for one when asked"),
		func(ctx context.Context, input *ListedOf) (*answer[[]control.Exchange], error) {
			kept, err := s.listed(ctx, input.Code, &input.Listed)
			return body(exchanges(kept, input.Reveal)), err
		})

	huma.Register(s.api, s.operation(http.MethodGet, "/exchanges.har", "archiveExchanges", "Export exchanges as an HTTP Archive, the oldest first"),
		func(ctx context.Context, input *Listed) (*answer[control.Archive], error) {
			kept, err := s.listed(ctx, "", input)
			return body(s.archive(kept, input.Reveal)), err
		})

	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/exchanges.har", "archiveEnvironmentExchanges", "Export the exchanges of an environment as an HTTP Archive, the oldest first"),
		func(ctx context.Context, input *ListedOf) (*answer[control.Archive], error) {
			kept, err := s.listed(ctx, input.Code, &input.Listed)
			return body(s.archive(kept, input.Reveal)), err
		})

	clear := s.operation(http.MethodDelete, "/environments/{code}/exchanges", "clearEnvironmentExchanges", "Drop the exchanges of an environment from the journal; those that belong to none make room by themselves")
	clear.DefaultStatus = http.StatusNoContent
	huma.Register(s.api, clear, func(_ context.Context, input *EnvironmentPath) (*struct{}, error) {
		if _, err := s.Tenants.Find(input.Code); err != nil {
			return nil, problem(err)
		}
		s.Journal.Forget(input.Code)
		return nil, nil
	})

	huma.Register(s.api, s.operation(http.MethodGet, "/exchanges/{reference}", "getExchange", "Look up an exchange by the log reference of a fault"),
		func(_ context.Context, input *struct {
			Revealing
			Reference string `path:"reference" doc:"The log reference in the detail of a fault"`
		}) (*answer[control.Exchange], error) {
			found, ok := s.Journal.Find(input.Reference)
			if !ok {
				return nil, huma.Error404NotFound("no exchange with this log reference: it was mistyped, made room for newer ones, or went with its environment")
			}
			return body(exchange(found, input.Reveal)), nil
		})
}

func exchanges(kept []journal.Entry, reveal bool) []control.Exchange {
	list := make([]control.Exchange, len(kept))
	for i := range kept {
		list[i] = exchange(kept[i], reveal)
	}
	return list
}

// secret reports whether the value of a parameter or header is masked because
// of its name. In all others only what looks like a key or a token is.
func secret(name string) bool {
	switch strings.ToLower(name) {
	case "apikey", "environmentkey", "otp", "token", // parameters
		"authorization", "proxy-authorization", "cookie", "set-cookie":
		return true
	}
	return false
}

func exchange(kept journal.Entry, reveal bool) control.Exchange {
	show := journal.Redact
	if reveal {
		show = func(text string) string { return text }
	}
	shown := control.Exchange{
		Reference: kept.Reference, Started: kept.Started, Duration: kept.Duration.String(), Client: kept.Client, TLS: tlsVersion(kept.TLS),
		Request: message(kept.Request, reveal), Response: message(kept.Response, reveal),
		Door: kept.Door.String(), Version: kept.Version.String(), Service: kept.Service, Operation: kept.Operation,
		Environment: kept.Decision.Realm, UserID: show(kept.Decision.Subject),
		Outcome: journal.Outcome(kept.Exchange), Refusal: kept.Decision.Reason, Reason: show(cmp.Or(kept.Refused, kept.Decision.Remark)),
	}
	for _, hint := range kept.Hints {
		shown.Hints = append(shown.Hints, control.Hint{
			Rule: hint.Rule, Label: string(hint.Label), Seen: show(hint.Seen), Remedy: show(hint.Remedy),
		})
	}
	for _, argument := range kept.Arguments {
		value := argument.Value
		if value != nil && !reveal {
			redacted := journal.Redact(*value)
			if secret(argument.Name) {
				redacted = mask(*value)
			}
			value = &redacted
		}
		shown.Parameters = append(shown.Parameters, control.Argument{Name: argument.Name, Value: value})
	}
	return shown
}

// tlsVersion returns what was spoken, "" when nothing was encrypted.
func tlsVersion(state *tls.ConnectionState) string {
	if state == nil {
		return ""
	}
	return tls.VersionName(state.Version)
}

func message(kept asmx.Message, reveal bool) control.Message {
	if reveal {
		return control.Message{Line: kept.Line, Header: kept.Header, Body: kept.Body, Length: kept.Length}
	}
	shown := control.Message{
		Line: journal.RedactLine(kept.Line), Length: kept.Length,
		Header: make(map[string][]string, len(kept.Header)),
	}
	for name, values := range kept.Header {
		redacted := make([]string, len(values))
		for i, value := range values {
			redacted[i] = journal.Redact(value)
			if secret(name) {
				redacted[i] = hidden
			}
		}
		shown.Header[name] = redacted
	}
	return shown
}
