package asmx

import (
	"strings"
	"unicode/utf8"

	"profitbdd/mockprofit/internal/soap"
)

// contentType is the value of a Content-Type header, read as System.Web.Services.Protocols.ContentType reads it: by splitting, not
// by the grammar of MIME.
type contentType string

// contentType returns the request's.
func (q *request) contentType() contentType {
	return contentType(latin1(q.Header.Get("Content-Type")))
}

// latin1 returns the value of a header as .NET has it: a character for every byte.
func latin1(value string) string {
	for i := range len(value) {
		if value[i] >= utf8.RuneSelf {
			return soap.DecodeText("iso-8859-1", []byte(value))
		}
	}
	return value
}

// base returns what is before the first semicolon, blanks included.
func (c contentType) base() string {
	base, _, _ := strings.Cut(string(c), ";")
	return base
}

// is reports whether the base is the media type given, in any casing.
func (c contentType) is(mediaType string) bool {
	return strings.EqualFold(c.base(), mediaType)
}

// isSOAP reports whether the media type is one of those that SOAP comes in.
func (c contentType) isSOAP() bool {
	return c.is(soap.Version11.MediaType()) || c.is(soap.Version12.MediaType())
}

// parameter returns the first parameter whose name begins with name, without quotes around it; "" if there is none.
func (c contentType) parameter(name string) string {
	_, rest, more := strings.Cut(string(c), ";")
	for more {
		var parameter string
		parameter, rest, more = strings.Cut(rest, ";")
		parameter = strings.TrimLeft(parameter, " \t")
		if len(parameter) < len(name) || !strings.EqualFold(parameter[:len(name)], name) {
			continue
		}
		if _, value, found := strings.Cut(parameter[len(name):], "="); found {
			return strings.Trim(value, " '\"\t")
		}
	}
	return ""
}

// charset returns how a body of this type is decoded: for application/* without a charset the document speaks for itself
// (RequestResponseUtils.GetEncoding2).
func (c contentType) charset() soap.Charset {
	kind, _, _ := strings.Cut(c.base(), "/")
	return soap.Charset{Name: c.parameter("charset"), Detect: strings.EqualFold(kind, "application")}
}
