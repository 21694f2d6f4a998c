package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/spelling"
)

// requestPath: no service has this path.
var requestPath = Rule{Name: "request-path", Label: profit.Documented, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CausePath {
		return "", ""
	}
	path := pathOf(s.Request.Line)
	files := make([]string, len(s.services))
	for i := range s.services {
		files[i] = s.services[i].File
	}
	remedy := "The services are " + list(files) + " under /profitservices/."
	last := path[strings.LastIndexByte(path, '/')+1:]
	if meant := spelling.Nearest(strings.TrimSuffix(last, ".asmx")+".asmx", files); meant != "" {
		remedy = "Send it to /profitservices/" + meant + "."
	}
	if strings.Contains(strings.ToLower(path), "profitrestservices") {
		remedy = "That is the path of Profit's REST services, which the mock does not play. " + remedy
	}
	return "There is no service at " + quoted(path) + ".", remedy
}}

// pathOf returns the path in a request line.
func pathOf(line string) string {
	_, rest, _ := strings.Cut(line, " ")
	target, _, _ := strings.Cut(rest, " ")
	path, _, _ := strings.Cut(target, "?")
	return path
}
