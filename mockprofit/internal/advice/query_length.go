package advice

import (
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
)

// queryLength: AFAS documents the longest query string, 2049 characters.
var queryLength = Rule{Name: "query-length", Label: profit.Documented, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseQuery {
		return "", ""
	}
	return "The query string is longer than the server accepts, which is 2049 characters at AFAS.", "Put what is long into the body: a query also ends up in logs."
}}
