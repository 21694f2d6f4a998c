package advice

import "profitbdd/mockprofit/internal/asmx"

// queryLength: AFAS documents the longest query string, 2049 characters.
var queryLength = Rule{Name: "query-length", Label: Documented, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseQuery {
		return "", ""
	}
	return "The query string is longer than the 2049 characters that Profit accepts.", "Put what is long into the body: a query also ends up in logs."
}}
