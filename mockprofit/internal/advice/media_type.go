package advice

import (
	"bytes"
	"strings"

	"profitbdd/mockprofit/internal/asmx"
)

// mediaType: the bare 415. The type is compared up to the first semicolon, blanks included
// (Soap11ServerProtocolHelper.RouteRequest, SoapServerProtocol.CheckContentType).
var mediaType = Rule{Name: "media-type", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseMediaType {
		return "", ""
	}
	const remedy = "Send Content-Type: text/xml; charset=utf-8 with SOAP 1.1, or application/soap+xml; charset=utf-8 with SOAP 1.2."
	given := s.field("Content-Type")
	base, _, _ := strings.Cut(given, ";")
	if body := bytes.TrimLeft(s.Request.Body, " \t\r\n"); len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return "The body is JSON, by its media type " + quoted(base) + " too.", "Send a SOAP envelope; Profit's REST services take JSON, these don't. " + remedy
	}
	switch trimmed := strings.ToLower(strings.TrimSpace(base)); {
	case given == "":
		return "The request has no Content-Type.", remedy
	case trimmed == "application/soap+xml" && base == strings.TrimSpace(base):
		return "An envelope of SOAP 1.1 came with the media type of SOAP 1.2, application/soap+xml.",
			"Send SOAP 1.1 as text/xml; charset=utf-8, or make the envelope one of SOAP 1.2."
	case trimmed == "text/xml" || trimmed == "application/soap+xml":
		return "A blank stands between the media type and the semicolon, which ASP.NET takes for a part of the type.", "Write text/xml; charset=utf-8, with the blank behind the semicolon."
	case strings.HasPrefix(trimmed, "multipart/") || strings.Contains(trimmed, "xop"):
		return "The envelope came with attachments (" + quoted(base) + "), which .asmx services do not read.", "Switch MTOM and attachments off in your SOAP library. " + remedy
	}
	return "The media type " + quoted(base) + " is not one in which SOAP comes.", remedy
}}
