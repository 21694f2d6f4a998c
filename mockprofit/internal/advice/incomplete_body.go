package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
)

// incompleteBody: the body is over the limit (75 MB, documented), or did not arrive.
var incompleteBody = Rule{Name: "incomplete-body", Label: profit.Documented, see: func(s *subject) (string, string) {
	switch {
	case s.Cause == asmx.CauseTooLarge:
		return "The request is larger than a call to Profit may be, 75 MB unless the mock was told otherwise.", "Split what you send into several calls."
	case s.Cause == asmx.CauseTimeout:
		return "The rest of the body did not arrive in time.", "Make the Content-Length the number of bytes, not of characters, and send all of them at once."
	case s.Cause != asmx.CauseNotCompleted:
		return "", ""
	case strings.Contains(s.Refused, "chunk"): // net/http has no value for it
		return "The body came in chunks that are not as HTTP wants them.", "Let the HTTP library write the chunks, or send a Content-Length."
	}
	return "The connection ended before the whole body had arrived.", "Make the Content-Length the number of bytes, not of characters, and leave the connection open until the answer is there."
}}
