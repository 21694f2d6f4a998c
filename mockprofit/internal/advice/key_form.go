package advice

import (
	"strconv"
	"strings"
)

// keyForm: a key that Profit can't know, since it is not 32 upper-case hexadecimal digits (observed).
var keyForm = Rule{Name: "key-form", Label: Observed, see: func(s *subject) (string, string) {
	parameter := "apiKey"
	switch {
	case s.refusedFor("missing-key") && s.argument(parameter) != "", s.refusedFor("unknown-environment-key"):
		parameter = "environmentKey"
	case !s.refusedFor("missing-key", "unknown-api-key"):
		return "", ""
	}
	flaw := keyFlaw(s.argument(parameter))
	if flaw == "" {
		return "", ""
	}
	return parameter + " " + flaw + ", and Profit's keys are 32 upper-case hexadecimal digits.", "Copy the key anew from the app connector in Profit, without anything around it."
}}

// keyFlaw says what keeps a text from being a key, "" when nothing does. It does not tell the key.
func keyFlaw(key string) string {
	const digits = "0123456789ABCDEF"
	trimmed := strings.Trim(key, " \t\r\n")
	switch {
	case trimmed == "":
		return "is empty"
	case strings.ContainsAny(trimmed, "-{}"):
		return "is written with hyphens or braces, like a GUID"
	case strings.ContainsAny(trimmed, `"'`):
		return "has quotes around it"
	case strings.ContainsAny(trimmed, " \t\r\n"):
		return "has blanks inside it"
	case len(trimmed) == 32 && strings.Trim(strings.ToUpper(trimmed), digits) == "" && trimmed != strings.ToUpper(trimmed):
		return "is written in lower case"
	case strings.Trim(strings.ToUpper(trimmed), digits) != "":
		return "holds other characters than hexadecimal digits"
	case len(trimmed) != 32:
		return "has " + strconv.Itoa(len(trimmed)) + " digits"
	case trimmed != key:
		return "has blanks around it, which the mock was told not to ignore"
	}
	return ""
}
