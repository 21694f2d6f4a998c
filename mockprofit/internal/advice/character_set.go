package advice

import (
	"bytes"
	"unicode/utf8"

	"profitbdd/mockprofit/internal/soap"
)

// characterSet: bytes that the character set of the message does not know. text/* without a charset is US-ASCII to ASP.NET
// (RequestResponseUtils.GetEncoding, RFC 2376).
var characterSet = Rule{Name: "character-set", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Reading.Recoded && utf8.Valid(s.Request.Body) && !ascii(s.Request.Body) && !bytes.HasPrefix(s.Request.Body, []byte{0xFF}) {
		return "The Content-Type names the charset " + quoted(s.Reading.Charset) + ", and the body looks like UTF-8: é arrives as Ã© then.", "Name the charset in which the body is written, utf-8 by the look of it."
	}
	if !s.Reading.Damaged {
		return "", ""
	}
	const remedy = "Send Content-Type: text/xml; charset=utf-8, and the body in UTF-8."
	switch charset := s.Reading.Charset; {
	case !s.Reading.ASCII:
		return "The body is not the UTF-8 that it is announced to be, and the bytes that are none became U+FFFD.", "Encode the body as UTF-8, or name the charset in which it is in the Content-Type, which wins over the XML declaration: iso-8859-1 and windows-1252 are known."
	case s.Reading.Declared:
		return "The XML declaration says US-ASCII, so that every other character became a question mark.", "Declare the encoding in which the body is, UTF-8 for example."
	case charset == "":
		return "The Content-Type names no charset, so that ASP.NET read the body as US-ASCII and every other character became a question mark.", remedy
	case soap.KnowsCharset(charset):
		return "The Content-Type says US-ASCII, so that every other character became a question mark.", remedy
	default:
		return "ASP.NET does not know the charset " + quoted(charset) + ", so that it read the body as US-ASCII and every other character became a question mark.", remedy
	}
}}

// ascii reports whether all bytes are of US-ASCII.
func ascii(body []byte) bool {
	return !bytes.ContainsFunc(body, func(r rune) bool { return r >= utf8.RuneSelf })
}
