package advice

import (
	"strconv"
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// codeForm: a wrong code that is no activation code by its form. AFAS's examples have eight digits (observed); how many they have here is a
// setting of the environment.
var codeForm = Rule{Name: "activation-code-form", Label: profit.Observed, see: func(s *subject) (string, string) {
	if !s.refusedFor("wrong-code", "too-many-attempts") {
		return "", ""
	}
	const remedy = "Send the digits of the e-mail alone, as text, so that zeros at the beginning stay."
	switch code := strings.TrimSpace(s.argument("otp")); {
	case code == "":
		return "otp is empty.", remedy
	case strings.Contains(code, "<token"):
		return "otp holds a token in place of an activation code.", "Redeem a code once; what comes back is the token, which is kept and used from then on."
	case strings.Trim(code, "0123456789") != "" || len(code) > longestKey:
		return "otp holds other characters than digits.", remedy
	case len(code) != s.directory.CodeLength(s.Decision.Realm):
		return "otp has " + strconv.Itoa(len(code)) + plural(len(code), " digit", " digits") + ", and the activation codes of " + s.Decision.Realm + " have " + strconv.Itoa(s.directory.CodeLength(s.Decision.Realm)) + ".", remedy
	}
	return "", ""
}}
