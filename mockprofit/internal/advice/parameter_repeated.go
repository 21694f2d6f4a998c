package advice

import "slices"

// parameterRepeated: of a parameter that comes more than once the first counts.
var parameterRepeated = Rule{Name: "parameter-repeated", Label: ASPNET, see: func(s *subject) (string, string) {
	var names []string
	for _, element := range s.elements(true) {
		for i := range s.Arguments {
			if name := s.Arguments[i].Name; element.Namespace == s.description.Namespace && element.Local == name && s.Arguments[i].Value != nil && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return "", ""
	}
	return plural(len(names), "parameter ", "parameters ") + list(names) + " came more than once, and the first counts.", "Send each parameter once."
}}
