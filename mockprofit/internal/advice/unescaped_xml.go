package advice

import "profitbdd/mockprofit/internal/soap"

// unescapedXML: an element in the value of a parameter. The whole token, tags included, is such a value when it is not escaped, so that this
// is the trap of this very service (XmlReader.ReadElementString).
var unescapedXML = Rule{Name: "unescaped-xml", Label: ASPNET, see: func(s *subject) (string, string) {
	escape := "Write '<' in the value as &lt;, put the value into a CDATA section, or let your SOAP library write it as text."
	if s.Reading.Unreadable == "token" || s.Reading.Nested == "token" {
		escape = "Escape the whole token, &lt;token&gt;…&lt;/token&gt;, put it into a CDATA section, or let your SOAP library write it as text."
	}
	switch name := s.Reading.Unreadable; {
	case s.Reading.Nested != "":
		return "The value of " + s.Reading.Nested + " is an element that was not escaped: ASP.NET takes the text of that element for the value and ignores every parameter behind it.", escape
	case name == "":
	case s.Reading.Met == soap.Comment || s.Reading.Met == soap.Instruction:
		return "In the value of " + name + " stands a comment or a processing instruction, and ASP.NET refuses anything but text there.", "Leave it out, or escape it."
	case s.Reading.Met == soap.Element:
		return "In the value of " + name + " stands XML that was not escaped, and ASP.NET refuses anything but text there.", escape
	}
	return "", ""
}}
