package advice

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"profitbdd/mockprofit/internal/asmx"
)

// subject is an exchange with the description of the service that it went to.
type subject struct {
	*asmx.Exchange
	services    []asmx.Service
	protocols   asmx.Protocols
	directory   Directory
	description asmx.Service // empty when the path led to none
}

func (a *Adviser) subject(exchange *asmx.Exchange) *subject {
	s := &subject{Exchange: exchange, services: a.services, protocols: a.protocols, directory: a.directory}
	if i := slices.IndexFunc(a.services, func(service asmx.Service) bool { return service.Name == exchange.Service }); i >= 0 {
		s.description = a.services[i]
	}
	return s
}

// field returns the value of a header field of the request.
func (s *subject) field(name string) string { return s.Request.Header.Get(name) }

// operations returns the names of the service's operations.
func (s *subject) operations() []string {
	names := make([]string, len(s.description.Operations))
	for i := range names {
		names[i] = s.description.Operations[i].Name
	}
	return names
}

// action returns the SOAP action of an operation.
func (s *subject) action(operation string) string { return s.description.Action(operation) }

// lackingAll reports whether it sees nothing at all.
func (s *subject) lackingAll() bool {
	return s.lacking() && !slices.ContainsFunc(s.Arguments, func(argument asmx.Argument) bool { return argument.Value != nil })
}

// argument returns the value of a parameter; null and a parameter that the operation doesn't have are "".
func (s *subject) argument(name string) string {
	for i := range s.Arguments {
		if s.Arguments[i].Name == name && s.Arguments[i].Value != nil {
			return *s.Arguments[i].Value
		}
	}
	return ""
}

// given reports whether a parameter came, if only as an empty text.
func (s *subject) given(name string) bool {
	for i := range s.Arguments {
		if s.Arguments[i].Name == name {
			return s.Arguments[i].Value != nil
		}
	}
	return false
}

// elements returns the elements that were passed over, those in the operation or those beside it.
func (s *subject) elements(parameters bool) []asmx.Element {
	var chosen []asmx.Element
	for _, element := range s.Reading.Ignored {
		if element.Parameter == parameters {
			chosen = append(chosen, element)
		}
	}
	return chosen
}

// refusedFor reports whether Profit refused with one of the names.
func (s *subject) refusedFor(names ...string) bool { return slices.Contains(names, s.Decision.Reason) }

// longestQuote bounds what a sentence quotes, in bytes: callers can make names huge.
const longestQuote = 100

// quoted returns a text of the caller's between single quotes, shortened, with what can't be printed as escapes.
func quoted(text string) string {
	if len(text) > longestQuote {
		end := longestQuote
		for end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "…"
	}
	escaped := strconv.Quote(text)
	return "'" + strings.ReplaceAll(escaped[1:len(escaped)-1], `\"`, `"`) + "'"
}

// list joins names: a, b and c.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// plural chooses a word by a number.
func plural(count int, one, many string) string {
	if count == 1 {
		return one
	}
	return many
}
