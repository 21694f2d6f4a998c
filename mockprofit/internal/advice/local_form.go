package advice

import "profitbdd/mockprofit/internal/asmx"

// localForm: a program called an operation with a form, which went well only because it runs beside the mock
// (HttpPostLocalhostServerProtocolFactory). A person at the operation's page, whose browser navigates (Fetch Metadata), knows.
var localForm = Rule{Name: "local-form", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Door != asmx.DoorPost || s.protocols&asmx.ProtocolPost != 0 || s.field("Sec-Fetch-Mode") == "navigate" {
		return "", ""
	}
	return "The operation was called with a form, which ASP.NET takes only from the machine itself (HttpPostLocalhost): sent to Profit from elsewhere it is turned away.",
		"Send a SOAP envelope to the file itself, without the operation in the path."
}}
