package advice

// parameterName: names of parameters are compared exactly, and an element that is no parameter is passed over.
var parameterName = Rule{Name: "parameter-name", Label: ASPNET, see: func(s *subject) (string, string) {
	names, first := s.nullBecause(s.misspelt)
	if len(names) == 0 {
		return "", ""
	}
	seen := "parameter " + names[0] + " came as " + quoted(first.Local)
	if len(names) > 1 {
		seen = "parameters " + list(names) + " came under other names, the first as " + quoted(first.Local)
	}
	return seen + s.whichIsNull(len(names)), "Write " + list(names) + " exactly so; upper and lower case count."
}}
