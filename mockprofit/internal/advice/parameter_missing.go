package advice

import (
	"regexp"

	"profitbdd/mockprofit/internal/asmx"
)

// parameterMissing: nothing like the parameter came. A missing parameter is null, not an error.
var parameterMissing = Rule{Name: "parameter-missing", Label: ASPNET, see: func(s *subject) (string, string) {
	names, _ := s.nullBecause(func(parameter string) (asmx.Element, bool) {
		_, foreign := s.foreign(parameter)
		_, misspelt := s.misspelt(parameter)
		return asmx.Element{}, !foreign && !misspelt
	})
	if seen, _ := operationElement.see(s); len(names) == 0 || seen != "" {
		return "", ""
	}
	seen := plural(len(names), "parameter ", "parameters ") + list(names) + plural(len(names), " is missing", " are missing") + s.whichIsNull(len(names))
	if len(names) == len(s.Arguments) {
		if why, remedy := s.whyAllAreMissing(); why != "" {
			return seen + " " + why, remedy
		}
	}
	remedy := "Send " + list(names) + "."
	if deeper, came := s.found(func(e asmx.Element) bool { return s.meant(e.Local) == "" }); came && len(names) == len(s.Arguments) && len(names) > 1 {
		return seen, "Put them directly into " + s.Operation + ", not into another element such as " + quoted(deeper.Local) + "."
	}
	if unknown, came := s.found(func(e asmx.Element) bool { return e.Namespace == s.description.Namespace && s.meant(e.Local) == "" }); came {
		remedy += " " + quoted(unknown.Local) + ", which came, is no parameter of " + s.Operation + " and was ignored."
	}
	return seen, remedy
}}

// positional are the names that libraries give to values which come without any: PHP's SoapClient and SOAP::Lite do.
var positional = regexp.MustCompile(`^(param|arg|args|in|p|c-gensym)[0-9]+$`)

// whyAllAreMissing looks for a reason that concerns all parameters: where they were put instead.
func (s *subject) whyAllAreMissing() (seen, remedy string) {
	const named = "Give each value its name: in PHP pass one array or object of names and values, in Perl SOAP::Data->name."
	beside := s.elements(false)
	unknown, inside := s.found(func(e asmx.Element) bool { return s.meant(e.Local) == "" })
	switch {
	case inside && positional.MatchString(unknown.Local):
		return "The values came without their names, as " + quoted(unknown.Local) + " and so on.", named
	case inside && unknown.Local == s.Operation:
		return "The element " + s.Operation + " stands in itself.", "Leave one of the two out."
	case inside && len(s.Arguments) > 1:
		return "", "" // an element of another name, around them perhaps
	case s.Reading.Operations > 0 && len(beside) > 0 && positional.MatchString(beside[0].Local):
		return "The values stand beside " + s.Operation + " in the Body and not in it, as " + quoted(beside[0].Local) + " and so on.", named
	case s.Reading.Operations > 0 && len(beside) > 0:
		return "Elements stand beside " + s.Operation + " in the Body and not in it, " + quoted(beside[0].Local) + " the first.", "Put the parameters into " + s.Operation + "."
	case s.Reading.Operations == 0 && len(beside) == 0:
		return "The Body is empty.", "Send <" + s.Operation + ` xmlns="` + s.description.Namespace + `"> with the parameters in it.`
	}
	return "", ""
}
