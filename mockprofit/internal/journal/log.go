package journal

import (
	"context"
	"log/slog"

	"profitbdd/mockprofit/internal/asmx"
)

// Outcomes of exchanges in which no service decided.
const (
	TurnedAway = "turned away" // by the edge, before a service was reached
	Answered   = "answered"    // a page, a description: no service was concerned
)

// Outcome tells in one word what became of an exchange: the service's own
// word, or one of the constants here.
func Outcome(exchange *asmx.Exchange) string {
	switch {
	case exchange.Decision.Outcome != "":
		return exchange.Decision.Outcome
	case exchange.Refused != "":
		return TurnedAway
	}
	return Answered
}

// log writes one line about an exchange, without keys, codes and tokens.
func (j *Journal) log(exchange *asmx.Exchange) {
	if !j.logger.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := make([]slog.Attr, 0, 8)
	add := func(name, value string) {
		if value != "" {
			attributes = append(attributes, slog.String(name, value))
		}
	}
	add("outcome", Outcome(exchange))
	add("refusal", exchange.Decision.Reason)
	add("reason", exchange.Refused)
	add("operation", exchange.Operation)
	add("environment", exchange.Decision.Realm)
	add("user", exchange.Decision.Subject)
	add("status", exchange.Response.Line)
	add("request", exchange.Request.Line)
	add("reference", exchange.Reference)
	j.logger.LogAttrs(context.Background(), slog.LevelInfo, "exchange", attributes...)
}
