package advice

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/soap"
)

// notXML: the message is not well-formed, which earns a bare 400, or a fault when the operation was looked for in the Body. What .NET's reader
// says is lost on the way; here it is found again.
var notXML = Rule{Name: "not-well-formed", Label: ASPNET, see: func(s *subject) (string, string) {
	switch {
	case s.Cause != asmx.CauseNoXML:
		return "", ""
	case s.Reading.Met == soap.Element || s.Reading.Met == soap.Comment || s.Reading.Met == soap.Instruction:
		return "", "" // it is XML, in the wrong place: see unescapedXML
	}
	if seen, remedy := s.otherThanXML(); seen != "" {
		return seen, remedy
	}
	_, said, _ := strings.Cut(s.Refused, "---> ")
	remedy := "Have the envelope written by an XML library rather than put together from strings."
	for _, known := range [...]struct{ contains, remedy string }{
		{"DTD is prohibited", "Leave the document type declaration (<!DOCTYPE …>) out."},
		{"parsing EntityName", "Write an ampersand in a value as &amp;."},
		{"undeclared entity", "Of the named entities XML knows &amp;, &lt;, &gt;, &quot; and &apos; alone; write other characters as they are."},
		{"must be the first node", "Leave out what stands before <?xml …?>, blanks and line ends included."},
		{"Name cannot begin with", "Write a '<' in a value as &lt;."},
		{"hexadecimal value", "Leave out the control character; XML 1.0 has no way to write it."},
		{"undeclared prefix", "Declare the prefix with xmlns:…, on the element or around it."},
		{"Unexpected end of file", "Send the whole envelope, and make the Content-Length the number of bytes, not of characters."},
		{"does not match the end tag", "Close the elements in the order in which they were opened; a '<' in a value is written &lt;."},
		{"Version number", "Declare XML 1.0."},
		{"multiple root elements", "Send nothing behind </Envelope>."},
		{"given encoding", "Send the body in the encoding that its XML declaration names, UTF-8 for example."},
		{"byte order mark", "Send the body in the encoding that its XML declaration names, UTF-8 for example."},
	} {
		if strings.Contains(said, known.contains) {
			remedy = known.remedy
			break
		}
	}
	return "The body is not well-formed XML: " + strings.TrimRight(shortenedSentence(said), ".") + ".", remedy
}}

// otherThanXML recognises what somebody sent in place of XML, or in an encoding that was not announced.
func (s *subject) otherThanXML() (string, string) {
	body := bytes.TrimLeft(bytes.TrimPrefix(s.Request.Body, []byte("\uFEFF")), " \t\r\n")
	saysUTF16 := strings.Contains(strings.ToLower(s.field("Content-Type")), "utf-16")
	switch {
	case s.Request.Length == 0:
		return "The body is empty.", "Send the envelope as the body of the POST; when a redirect was followed, some clients drop it."
	case compressed(s.Request.Body):
		return "The body is compressed, and ASP.NET does not decompress requests.", "Switch the compression of requests off; answers may be compressed."
	case saysUTF16 && len(body) > 1 && body[0] == '<' && body[1] != 0:
		return "The Content-Type says UTF-16, and the body is in an encoding of one byte a character.", "Name the charset in which the body is written, utf-8 for example."
	case !saysUTF16 && (bytes.HasPrefix(body, []byte{'<', 0}) || bytes.HasPrefix(body, []byte{0, '<'})):
		return "The body is in UTF-16, and the Content-Type says otherwise.", "Name the charset in which the body is written, or send UTF-8."
	case strings.HasPrefix(strings.ToLower(s.field("Content-Type")), "multipart/"):
		return "The body is in several parts, which .asmx services do not read.", "Send the envelope alone, as text/xml; charset=utf-8: without FormData, attachments and MTOM."
	case bytes.HasPrefix(body, []byte("[object ")):
		return "An object was sent as its name in JavaScript.", "Send the text of the envelope."
	case bytes.HasPrefix(body, []byte(`"`)) || bytes.HasPrefix(body, []byte("'")) || bytes.HasPrefix(body, []byte("b'")) || bytes.HasPrefix(body, []byte(`b"`)):
		return "The envelope stands in quotes.", "Send its text, not as a string of JSON or as the representation of a string."
	case bytes.HasPrefix(body, []byte("%3C")) || bytes.HasPrefix(body, []byte("%3c")):
		return "The envelope is URL-encoded.", "Send it as it is."
	case base64Body.Match(body):
		return "The body is base64.", "Send the envelope as it is."
	case len(body) > 0 && (body[0] == '{' || body[0] == '['):
		return "The body is JSON.", "Send a SOAP envelope; Profit's REST services take JSON, these don't."
	case bytes.HasPrefix(body, []byte("&lt;")):
		return "The envelope was escaped as a whole, so that it is text and no XML.", "Send the envelope as it is; escape only the values in it."
	case formBody.Match(body):
		return "The body is a form.", "Send a SOAP envelope."
	}
	return "", ""
}

// base64Body is a body of nothing else.
var base64Body = regexp.MustCompile(`^[A-Za-z0-9+/\r\n]{40,}={0,2}\s*$`)

// formBody is the beginning of a form: a name, and a value behind the sign.
var formBody = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.%-]{0,50}=([^=<]|$)`)

// compressed recognises gzip and zlib by their first bytes (RFC 1952, 2.3.1; RFC 1950, 2.2): a Content-Encoding alone says little, since some
// clients send one without compressing.
func compressed(body []byte) bool {
	return bytes.HasPrefix(body, []byte{0x1F, 0x8B}) || len(body) > 1 && body[0] == 0x78 && (uint(body[0])<<8|uint(body[1]))%31 == 0
}

// shortenedSentence makes a reader's message fit to be quoted: it may hold a name that somebody made huge, or the control character that it
// complains of.
func shortenedSentence(message string) string {
	const longest = 300
	if len(message) > longest {
		message = strings.ToValidUTF8(message[:longest], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, message)
}
