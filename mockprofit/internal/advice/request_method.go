package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
)

// requestMethod: the HTTP method finds no door (WebServicesSection.ServerProtocolFactories).
var requestMethod = Rule{Name: "request-method", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseMethod {
		return "", ""
	}
	method, _, _ := strings.Cut(s.Request.Line, " ")
	if method == "GET" {
		return "The pages and the descriptions are switched off here, so that a GET finds no door.", "Start the mock with Documentation among its protocols, or keep a copy of the WSDL."
	}
	seen := "ASP.NET has no use for " + quoted(method) + " here."
	if method == "HEAD" {
		seen = "ASP.NET answers GET but not HEAD, which some tools send to see whether a server is there."
	}
	return seen, "Call an operation by a POST of its envelope to the file itself, and read its description by a GET of the file with ?WSDL."
}}
