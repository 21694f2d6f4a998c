package advice

import (
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/soap"
)

// envelopeVersion: the root element is in the namespace of no version of SOAP (SoapServerProtocol.CheckHelperVersion).
var envelopeVersion = Rule{Name: "envelope-version", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseVersion {
		return "", ""
	}
	const remedy = "Put the message into an Envelope in the namespace '" + soap.Namespace11 + "' (SOAP 1.1) or '" + soap.Namespace12 + "' (SOAP 1.2)."
	switch given := s.Reading.Envelope; {
	case given == "":
		return "The root element has no namespace, so that it is no SOAP Envelope.", remedy
	case soap.VersionOf(given) != 0:
		return "The envelope is of SOAP " + soap.VersionOf(given).String() + ", which is switched off here.", "Send the other version, or start the mock with both among its protocols."
	}
	return "The namespace of the root element, " + quoted(s.Reading.Envelope) + ", is that of no version of SOAP.", remedy
}}
