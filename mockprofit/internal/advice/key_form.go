package advice

import (
	"strconv"
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// keyForm: a key that Profit can't know, since it is not 32 upper-case hexadecimal digits (observed).
var keyForm = Rule{Name: "key-form", Label: profit.Observed, see: func(s *subject) (string, string) {
	parameter := "apiKey"
	switch {
	case s.refusedFor("missing-key") && strings.TrimSpace(s.argument(parameter)) != "", s.refusedFor("unknown-environment-key"):
		parameter = "environmentKey"
	case !s.refusedFor("missing-key", "unknown-api-key"):
		return "", ""
	}
	if !s.given(parameter) {
		return "", "" // it was lost on the way, which says nothing about the key
	}
	key := s.argument(parameter)
	trimmed := strings.Trim(key, " \t\r\n") // as Profit's mock does; other blanks count
	flaw := keyFlaw(trimmed)
	if flaw == "" && s.known(trimmed) && !s.known(key) {
		return parameter + " has blanks around it, which count here.", "Take the blanks off, or in the mock leave the setting trimParameters on."
	}
	if flaw == "" {
		return "", ""
	}
	if parameter == "apiKey" && s.given("environmentKey") && keyFlaw(strings.TrimSpace(s.argument("environmentKey"))) == flaw {
		parameter = "apiKey, like environmentKey,"
	}
	return parameter + " " + flaw + ", and Profit's keys are 32 upper-case hexadecimal digits.", "Copy the key from the app connector in Profit as it is: nothing added, nothing left out."
}}

// known reports whether somebody has a key.
func (s *subject) known(key string) bool { return s.directory.Key(key) != profit.Key{} }

// longestKey is far more than a key has, in bytes: what is longer is not looked into.
const longestKey = 200

// keyFlaw says what keeps a text from being a key, "" when nothing does. It does not tell the key.
func keyFlaw(key string) string {
	const digits = "0123456789ABCDEFabcdef"
	switch {
	case key == "":
		return "is empty"
	case len(key) > longestKey:
		return "is far too long"
	case strings.ContainsAny(key, "-{}"):
		return "is written with hyphens or braces, like a GUID"
	case strings.ContainsAny(key, `"'`):
		return "has quotes around it"
	case strings.ContainsAny(key, " \t\r\n"):
		return "has blanks inside it"
	case strings.Trim(key, digits) != "" && !ascii([]byte(key)):
		return "holds a character that is not seen, or is none of a key, such as a no-break space"
	case strings.Trim(key, digits) != "":
		return "holds other characters than hexadecimal digits"
	case len(key) != 32:
		return "has " + strconv.Itoa(len(key)) + plural(len(key), " digit", " digits")
	case key != strings.ToUpper(key):
		return "is written in lower case"
	}
	return ""
}
