package advice

import "strings"

// operationElement: the action led to an operation whose element is not in the Body, so that every parameter is null and the operation runs all
// the same (XmlSerializer, as generated for a wrapped message).
var operationElement = Rule{Name: "operation-element", Label: ASPNET, see: func(s *subject) (string, string) {
	if !s.lackingAll() || s.Reading.Nested != "" || s.Reading.Operations > 0 {
		return "", ""
	}
	beside := s.elements(false)
	if len(beside) == 0 {
		return "", "" // the Body is empty: parameters are missing
	}
	ran := ", so that every parameter was null and the operation ran all the same."
	if !s.Invoked {
		ran = ", so that ASP.NET would take every parameter for null and run the operation."
	}
	wanted := "Send <" + s.Operation + ` xmlns="` + s.description.Namespace + `"> with the parameters in it.`
	switch found := beside[0]; {
	case found.Local == s.Operation && found.Namespace == "":
		return "The element " + s.Operation + " in the Body has no namespace" + ran, wanted
	case found.Local == s.Operation:
		return "The element " + s.Operation + " in the Body is in the namespace " + quoted(found.Namespace) + " and not in " + quoted(s.description.Namespace) + ran, wanted
	case found.Namespace == s.description.Namespace && s.isOperation(found.Local):
		return "The SOAP action is that of " + s.Operation + ", and the Body holds " + found.Local + ran, "Send the action that belongs to the Body, " + quoted(s.action(found.Local)) + "."
	case strings.EqualFold(found.Local, s.Operation):
		return "The element " + quoted(found.Local) + " in the Body is written in another casing than " + s.Operation + ran, wanted
	}
	return "The Body holds " + quoted(beside[0].Local) + " in the namespace " + quoted(beside[0].Namespace) + " in place of " + s.Operation + ran, wanted
}}

func (s *subject) isOperation(name string) bool {
	for i := range s.description.Operations {
		if s.description.Operations[i].Name == name {
			return true
		}
	}
	return false
}
