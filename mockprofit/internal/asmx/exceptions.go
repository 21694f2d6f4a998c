package asmx

import (
	"strconv"
	"strings"
)

// exception is an error as .NET tells it.
type exception struct {
	kind    string // the type's full name
	message string
	at      string // the method on top of the stack, "" if there is none to tell
	inner   *exception
}

// The types that exceptions here are of.
const (
	kindSOAP               = "System.Web.Services.Protocols.SoapException"
	kindSOAPHeader         = "System.Web.Services.Protocols.SoapHeaderException"
	kindException          = "System.Exception"
	kindInvalidOperation   = "System.InvalidOperationException"
	kindArgument           = "System.ArgumentException"
	kindArgumentOutOfRange = "System.ArgumentOutOfRangeException"
	kindFormat             = "System.FormatException"
	kindOverflow           = "System.OverflowException"
	kindXML                = "System.Xml.XmlException"
)

// parameterName stands between the message of an ArgumentException and the parameter's name. It begins with Environment.NewLine, here the line
// feed of the captured server: what reads XML sees no other line end anyhow.
const parameterName = "\nParameter name: "

// text returns the messages from the outside in, or with detailed the whole of Exception.ToString (ServerProtocol.GenerateFaultString).
func (e *exception) text(detailed bool) string {
	var b strings.Builder
	if detailed {
		e.append(&b)
		return b.String()
	}
	for ; e != nil; e = e.inner {
		message := e.message
		if message == "" {
			message = e.kind[strings.LastIndexByte(e.kind, '.')+1:]
		}
		b.WriteString(message)
		if e.inner != nil {
			b.WriteString(" ---> ")
		}
	}
	return b.String()
}

func (e *exception) append(b *strings.Builder) {
	b.WriteString(e.kind)
	if e.message != "" {
		b.WriteString(": ")
		b.WriteString(e.message)
	}
	if e.inner != nil {
		b.WriteString(" ---> ")
		e.inner.append(b)
		b.WriteString("\r\n   --- End of inner exception stack trace ---")
	}
	if e.at != "" {
		b.WriteString("\r\n   at ")
		b.WriteString(e.at)
	}
}

// escaped returns what the form doors say: the text escaped for HTML, although it is sent as plain text.
func (e *exception) escaped(detailed bool) string {
	return htmlEncode(e.text(detailed))
}

// htmlEncode escapes what System.Web.HttpUtility.HtmlEncode escapes: markup, quotes, Latin 1 beyond ASCII, and what lies beyond the
// basic plane.
func htmlEncode(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '&':
			b.WriteString("&amp;")
		case c == '"':
			b.WriteString("&quot;")
		case c == '\'', c >= 0xA0 && c <= 0xFF, c >= 0x10000:
			b.WriteString("&#" + strconv.Itoa(int(c)) + ";")
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
