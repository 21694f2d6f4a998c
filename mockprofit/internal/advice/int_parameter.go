package advice

import "profitbdd/mockprofit/internal/asmx"

// intParameter: a value of s:int that is none (XmlConvert.ToInt32).
var intParameter = Rule{Name: "int-parameter", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseConversion {
		return "", ""
	}
	return "The parameter " + quoted(s.Reading.Unreadable) + ", which the WSDL describes as s:int, is no whole number between -2147483648 and 2147483647.", "Send digits, with a minus sign at most; an empty element is no number either."
}}
