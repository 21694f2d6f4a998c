package controlserver

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/journal"
)

// Listed is the query of a list of exchanges.
type Listed struct {
	Revealing
	Most int `query:"most" minimum:"1" maximum:"1000" default:"100" doc:"At most so many"`
}

// exchanges registers the operations on the journal.
func (s *server) exchanges() {
	huma.Register(s.api, s.operation(http.MethodGet, "/exchanges", "listExchanges", "List the exchanges at Profit's port, the newest first"),
		func(_ context.Context, input *Listed) (*answer[[]control.Exchange], error) {
			return body(exchanges(s.Journal.List(journal.Filter{Most: input.Most}), input.Reveal)), nil
		})

	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/exchanges", "listEnvironmentExchanges", "List the exchanges of an environment, the newest first"),
		func(_ context.Context, input *struct {
			EnvironmentPath
			Listed
		}) (*answer[[]control.Exchange], error) {
			if _, err := s.Tenants.Find(input.Code); err != nil {
				return nil, problem(err)
			}
			return body(exchanges(s.Journal.List(journal.Filter{Environment: input.Code, Most: input.Most}), input.Reveal)), nil
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
		Reference: kept.Reference, Started: kept.Started, Duration: kept.Duration.String(), Client: kept.Client,
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
