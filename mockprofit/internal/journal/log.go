package journal

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"

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

// How long a text in a log line may be, in bytes: one that a caller sent, and a
// hint, which is two sentences.
const (
	longestLogged = 300
	longestHint   = 600
)

// log writes one line about an exchange, without keys, codes and tokens.
func (j *Journal) log(exchange Entry) {
	if !j.logger.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := make([]slog.Attr, 0, 12)
	add := func(name, value string) {
		if value != "" {
			attributes = append(attributes, slog.String(name, value))
		}
	}
	add("outcome", Outcome(exchange.Exchange))
	add("refusal", exchange.Decision.Reason)
	add("reason", logged(cmp.Or(exchange.Refused, exchange.Decision.Remark)))
	add("operation", exchange.Operation)
	add("environment", exchange.Decision.Realm)
	add("user", logged(exchange.Decision.Subject))
	add("status", exchange.Response.Line)
	add("request", logged(RedactLine(exchange.Request.Line)))
	add("reference", exchange.Reference)
	if len(exchange.Hints) > 0 && exchange.Cause != asmx.CauseObjection { // there the reason is the hint
		add("rule", exchange.Hints[0].Rule)
		if more := len(exchange.Hints) - 1; more > 0 { // they are found by the reference
			add("more", strconv.Itoa(more))
		}
		add("hint", cutTo(Redact(exchange.Hints[0].String()), longestHint))
	}
	j.logger.LogAttrs(context.Background(), slog.LevelInfo, "exchange", attributes...)
}

// logged makes a text that a caller sent fit for a log. It is redacted as a
// whole, since what is left of a key after a cut may not look like one.
func logged(text string) string {
	return cutTo(Redact(text), longestLogged)
}

func cutTo(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return cut(text, longest)
}
