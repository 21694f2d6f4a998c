package advice

import (
	"bytes"

	"profitbdd/mockprofit/internal/asmx"
)

// formCall: a call with a form that names no operation, or lacks a parameter (HttpServerProtocol, UrlParameterReader,
// HtmlFormParameterReader).
var formCall = Rule{Name: "form-call", Label: ASPNET, see: func(s *subject) (string, string) {
	switch s.Cause {
	case asmx.CauseFormMethod, asmx.CauseFormType, asmx.CauseFormMissing:
	default:
		return "", ""
	}
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(s.Request.Body, " \t\r\n\xEF\xBB\xBF"), []byte("<")):
		return "An envelope came to the path of an operation, where only forms are taken.", "Send it to the file itself, without the operation in the path; the SOAPAction names the operation."
	case s.Cause == asmx.CauseFormMethod:
		return "The path names an operation that the service does not have; here the casing of its name counts.",
			"The operations are " + list(s.operations()) + "."
	case s.Cause == asmx.CauseFormType:
		return "The form did not come as application/x-www-form-urlencoded, the only type that this door takes.",
			"Send SOAP, to the file itself; a form would have to be of that type, with the parameters in the body, and works only from the server's own machine."
	}
	return "The parameter " + quoted(s.Reading.Missing) + " is missing, and a form must bring all of them: at this door nothing becomes null.",
		"Send every parameter, an empty one too, in the query of a GET and in the body of a POST."
}}
