package advice

// parameterNamespace: parameters are found by name and namespace; with elementFormDefault="qualified" theirs is the operation's.
var parameterNamespace = Rule{Name: "parameter-namespace", Label: ASPNET, see: func(s *subject) (string, string) {
	names, first := s.nullBecause(s.foreign)
	if len(names) == 0 {
		return "", ""
	}
	namespace := quoted(s.description.Namespace)
	remedy := "Put the parameters into the namespace of the operation: xmlns=" + `"` + s.description.Namespace + `" on ` + s.Operation + ` alone, or the same prefix on both.`
	return plural(len(names), "parameter ", "parameters ") + list(names) + " came in namespace " + quoted(first.Namespace) + " where ASP.NET looks in " + namespace + s.whichIsNull(len(names)), remedy
}}
