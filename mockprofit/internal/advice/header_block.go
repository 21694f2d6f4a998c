package advice

import "profitbdd/mockprofit/internal/asmx"

// headerBlock: a header block that must be understood, and no service of Profit understands any (SoapHeaderHandling.EnsureHeadersUnderstood).
var headerBlock = Rule{Name: "header-block", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseHeader {
		return "", ""
	}
	return "The block " + quoted(s.Reading.Header) + " in the SOAP Header is marked mustUnderstand, and the service understands none, whoever it is meant for.",
		"Leave the block out (WS-Security and WS-Addressing are common ones that libraries add), or take mustUnderstand off."
}}
