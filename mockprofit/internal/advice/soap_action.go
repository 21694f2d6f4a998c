package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/soap"
	"profitbdd/mockprofit/internal/spelling"
)

// soapAction: no operation was found. SOAP 1.1 is routed by the SOAPAction header alone, whatever the Body says; SOAP 1.2 by the action
// parameter of the Content-Type or else by the first element in the Body (Soap11ServerProtocolHelper.RouteRequest,
// Soap12ServerProtocolHelper.RouteRequest).
var soapAction = Rule{Name: "soap-action", Label: ASPNET, see: func(s *subject) (string, string) {
	if s.Cause != asmx.CauseAction {
		return "", ""
	}
	values, present := s.Request.Header["Soapaction"]
	if s.Reading.Routing == asmx.RoutedByBody {
		return s.unroutedByBody(present)
	}
	given := strings.Join(values, ",")
	if file := s.fileOfAction(); file != "" && file != s.description.File {
		return "The SOAPAction is that of an operation of another service.", "Send the request to /profitservices/" + file + "."
	}
	meant := s.operationMeant(given)
	remedy := `Send the header SOAPAction: "` + s.action(meant) + `".`
	if meant == "" {
		remedy = `Send the header SOAPAction: "` + s.action("<operation>") + `", where <operation> is one of ` + list(s.operations()) + "."
	}
	if !present {
		return "There is no SOAPAction header, and only SOAP 1.1 is spoken here, which is routed by nothing else.", remedy
	}
	return s.actionMistake(given, values, meant), remedy
}}

// actionMistake says what is wrong with the value of a SOAPAction header.
func (s *subject) actionMistake(given string, values []string, meant string) string {
	bare := strings.Trim(given, `"`)
	unquoted := strings.Trim(bare, `"' `)
	_, fragment, hasFragment := strings.Cut(unquoted, "#")
	switch {
	case bare == "":
		return "The SOAPAction header is empty, and when it is there ASP.NET looks at nothing else."
	case len(values) > 1:
		return "The SOAPAction header came more than once, and ASP.NET looks for the values joined by a comma."
	case strings.HasPrefix(bare, "'"):
		return "The SOAPAction stands in single quotes, which ASP.NET takes for a part of it; only double quotes are taken off."
	case strings.Count(given, `"`) == 1:
		return "The SOAPAction has a quote on one side only, which ASP.NET takes for a part of it."
	case hasFragment && s.operationMeant(fragment) != "":
		return "The SOAPAction has a '#' before the operation, as some libraries write it by themselves, where ASP.NET expects a '/'."
	case strings.HasPrefix(bare, `"`) || len(given)-len(bare) > 2:
		return "The SOAPAction has quotes within quotes, and only one pair is taken off."
	case meant == "":
		return "The SOAPAction " + quoted(given) + " is that of no operation of " + s.Service + "."
	case unquoted == meant:
		return "The SOAPAction is the bare name of the operation, without the namespace that belongs before it."
	case bare != unquoted && unquoted == s.action(meant):
		return "The SOAPAction has blanks inside its quotes, which ASP.NET takes for a part of it."
	case strings.EqualFold(unquoted, s.action(meant)):
		return "The SOAPAction is written in another casing than the service's, and casing counts."
	}
	return "The SOAPAction " + quoted(given) + " is not that of " + meant + ", though it resembles it."
}

// operationMeant returns the operation that an action or an element was probably meant for, "" when that can't be told.
func (s *subject) operationMeant(given string) string {
	name := strings.Trim(given, `"'/ `)
	name = name[strings.LastIndexAny(name, "/#:.")+1:]
	for _, operation := range s.operations() {
		if strings.EqualFold(operation, name) {
			return operation
		}
	}
	return spelling.Nearest(name, s.operations())
}

// unroutedByBody speaks of a request whose action, if it has one that counts, is that of no operation, and whose Body names none either.
func (s *subject) unroutedByBody(hasHeader bool) (string, string) {
	lacks := "There is no SOAPAction header"
	switch is12 := strings.HasPrefix(strings.ToLower(s.field("Content-Type")), soap.Version12.MediaType()); {
	case s.Reading.Action != "":
		lacks = "The action parameter of the Content-Type is that of no operation"
	case is12 && !hasHeader:
		lacks = "The Content-Type has no action parameter"
	case hasHeader:
		lacks = "SOAP 1.2 is not routed by the SOAPAction header, and the Content-Type has no action parameter"
	}
	inNamespace := ", in the namespace " + quoted(s.description.Namespace)
	if len(s.Reading.Ignored) == 0 {
		return lacks + ", and the Body is empty, so that ASP.NET can't tell which operation is meant.",
			"Put the element of an operation" + inNamespace + ", into the Body: " + list(s.operations()) + "."
	}
	first := s.Reading.Ignored[0]
	if file := s.fileOf(first.Local); file != "" && first.Namespace == s.description.Namespace {
		return lacks + ", and " + first.Local + " in the Body is an operation of another.", "Send the request to /profitservices/" + file + "."
	}
	remedy := "Make the first element of the Body one of " + list(s.operations()) + inNamespace + "."
	if meant := s.operationMeant(first.Local); meant != "" {
		remedy = "Make the first element of the Body <" + meant + " xmlns=\"" + s.description.Namespace + "\">."
	}
	return lacks + ", and the first element of the Body, " + quoted(first.Local) + " in the namespace " + quoted(first.Namespace) + ", is no operation either.", remedy
}
