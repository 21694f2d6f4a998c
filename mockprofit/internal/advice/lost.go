package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/spelling"
)

// lost reports whether a parameter is null without its sender's meaning it. One that may be left out was meant when something like it came, or when
// everything came elsewhere.
func lost(exchange *asmx.Exchange, argument *asmx.Argument) bool {
	switch {
	case argument.Value != nil:
		return false
	case !argument.Optional:
		return true
	case argument.Name == "token" && hasScheme(exchange, "AfasToken"):
		return false // it is in the header
	}
	for _, element := range exchange.Reading.Ignored {
		if element.Parameter && (strings.EqualFold(element.Local, argument.Name) || spelling.Nearest(element.Local, []string{argument.Name}) != "") {
			return true
		}
	}
	return exchange.Reading.Operations == 0 && len(exchange.Reading.Ignored) > 0
}

// lacking reports whether any parameter was lost.
func lacking(exchange *asmx.Exchange) bool {
	for i := range exchange.Arguments {
		if lost(exchange, &exchange.Arguments[i]) {
			return true
		}
	}
	return false
}

func (s *subject) lacking() bool { return lacking(s.Exchange) }

// lost reports whether one of the parameters named was lost.
func (s *subject) lost(names ...string) bool {
	for i := range s.Arguments {
		for _, name := range names {
			if s.Arguments[i].Name == name && lost(s.Exchange, &s.Arguments[i]) {
				return true
			}
		}
	}
	return false
}

// hasScheme reports whether the Authorization header is of a scheme.
func hasScheme(exchange *asmx.Exchange, scheme string) bool {
	given, _, _ := strings.Cut(strings.TrimSpace(exchange.Request.Header.Get("Authorization")), " ")
	return strings.EqualFold(given, scheme)
}
