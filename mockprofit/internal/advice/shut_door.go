package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
)

// shutDoor: an operation was called by its path, and that door is shut (HttpServerProtocolFactory,
// HttpPostLocalhostServerProtocolFactory).
var shutDoor = Rule{Name: "shut-door", Label: ASPNET, see: func(s *subject) (string, string) {
	const remedy = "Send a SOAP envelope to the file itself, without the operation in the path."
	if s.Cause != asmx.CauseShutDoor {
		return "", ""
	}
	switch isGet := strings.HasPrefix(s.Request.Line, "GET "); {
	case s.PathInfo == "":
		return "SOAP is switched off here, so that a POST finds no door.", "Start the mock with HttpSoap and HttpSoap12 among its protocols."
	case s.PathInfo == "/":
		return "The path goes on behind the file's name, with a slash, which ASP.NET takes for the call of an operation without a name.",
			"Leave the slash at the end out."
	case isGet:
		return "The path names an operation to be called by GET, which ASP.NET allows only where HttpGet is switched on; by default it is off.", remedy
	case s.Local:
		return "The path names an operation to be called with a form, and HttpPostLocalhost and HttpPost are switched off here.", remedy
	}
	return "The path names an operation to be called with a form, which ASP.NET allows only from the machine itself (HttpPostLocalhost); this request came from elsewhere.", remedy
}}
