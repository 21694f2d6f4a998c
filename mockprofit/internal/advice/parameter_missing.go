package advice

import "profitbdd/mockprofit/internal/asmx"

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
	remedy := "Send " + list(names) + "."
	if deeper, came := s.found(func(e asmx.Element) bool { return s.meant(e.Local) == "" }); came && len(names) == len(s.Arguments) && len(names) > 1 {
		return "parameters " + list(names) + " are missing" + s.whichIsNull(len(names)), "Put them directly into " + s.Operation + ", not into another element such as " + quoted(deeper.Local) + "."
	}
	if unknown, came := s.found(func(e asmx.Element) bool { return e.Namespace == s.description.Namespace && s.meant(e.Local) == "" }); came {
		remedy += " " + quoted(unknown.Local) + ", which came, is no parameter of " + s.Operation + " and was ignored."
	}
	return plural(len(names), "parameter ", "parameters ") + list(names) + plural(len(names), " is missing", " are missing") + s.whichIsNull(len(names)), remedy
}}
