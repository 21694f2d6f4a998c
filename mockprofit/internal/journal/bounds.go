package journal

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"profitbdd/mockprofit/internal/asmx"
)

// How many bytes are kept of texts that a caller can make huge. A caller of
// Profit's port may send 75 MB, and all of it as one parameter.
const (
	longestArgument = 16 << 10
	longestSubject  = 1 << 10
	longestReason   = 4 << 10
)

// spareCapacity is how many bytes of unused memory a body may hold on to
// before it is copied.
const spareCapacity = 4 << 10

// compact cuts what a caller made huge and lets go of what an exchange would
// keep in memory beside what it shows: a short text can be part of a huge one,
// and the values of all arguments may stand in one array.
func compact(exchange *asmx.Exchange) {
	huge := exchange.Request.Length > longestArgument || len(exchange.Refused) > longestReason
	for _, argument := range exchange.Arguments {
		huge = huge || argument.Value != nil && len(*argument.Value) > longestArgument
	}
	if huge {
		for _, argument := range exchange.Arguments {
			if argument.Value != nil {
				*argument.Value = cut(*argument.Value, longestArgument)
			}
		}
		exchange.Decision.Subject = cut(exchange.Decision.Subject, longestSubject)
		exchange.Refused = cut(exchange.Refused, longestReason)
	}
	exchange.Request.Body = trimmed(exchange.Request.Body)
	exchange.Response.Body = trimmed(exchange.Response.Body)
}

// cut returns a copy of the first bytes of a text that is longer, and says how
// long it was.
func cut(text string, longest int) string {
	if len(text) <= longest {
		return strings.Clone(text)
	}
	end := longest
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:end], len(text))
}

func trimmed(body []byte) []byte {
	if cap(body)-len(body) > spareCapacity {
		return bytes.Clone(body)
	}
	return body
}

// size estimates the memory that an entry holds, in bytes.
func size(entry Entry) int64 {
	const (
		fixed    = 1 << 10 // the structure, its map entries and short texts
		argument = 64      // a name, a pointer and a value
		element  = 64
		hint     = 128 // most texts are the rules' own
	)
	total := fixed + messageSize(entry.Request) + messageSize(entry.Response) +
		len(entry.Refused) + len(entry.Decision.Subject)
	for _, ignored := range entry.Reading.Ignored {
		total += element + len(ignored.Namespace) + len(ignored.Local)
	}
	for _, given := range entry.Hints {
		total += hint + len(given.Seen) + len(given.Remedy)
	}
	for _, given := range entry.Arguments {
		total += argument
		if given.Value != nil {
			total += len(*given.Value)
		}
	}
	return int64(total)
}

func messageSize(message asmx.Message) int {
	return len(message.Line) + headerSize(message.Header) + cap(message.Body)
}

// headerSize counts what stands around each name and value too: a caller may
// send thousands that are a byte long.
func headerSize(header http.Header) int {
	const (
		field = 64 // a place in the map, the list of values
		value = 16
	)
	total := 0
	for name, values := range header {
		total += field + len(name)
		for i := range values {
			total += value + len(values[i])
		}
	}
	return total
}
