package advice

import "profitbdd/mockprofit/internal/asmx"

// envelopeStructure: the Envelope, or the Body, is not where it is looked for (SoapServerProtocol.ReadParameters).
var envelopeStructure = Rule{Name: "envelope-structure", Label: ASPNET, see: func(s *subject) (string, string) {
	switch s.Cause {
	case asmx.CauseEnvelope:
		return "The root element is in the namespace of SOAP but is not called Envelope, with a capital E.", "Call the root element Envelope."
	case asmx.CauseBody:
		return "There is no Body, with a capital B and in the namespace of the Envelope, where ASP.NET looks for it: first in the Envelope, or directly behind the Header.",
			"Put the operation into an element Body directly in the Envelope, with nothing but a Header before it."
	}
	return "", ""
}}
