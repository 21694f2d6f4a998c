package advice

import (
	"regexp"
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

var (
	tokenDigits = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)
	base64Text  = regexp.MustCompile(`^[A-Za-z0-9+/]{40,}=*$`)
)

// longestToken is far more than a token has, escaped and encoded too, in bytes: what is longer is not looked into.
const longestToken = 2000

// tokenForm: what came in place of the whole token, tags included (documented; "Token could not be parsed" is observed).
var tokenForm = Rule{Name: "token-form", Label: profit.Documented, see: func(s *subject) (string, string) {
	const whole = "Keep and send the whole token, <token><version>1</version><data>…</data></token>, tags included."
	if !s.refusedFor("token-malformed") {
		return "", ""
	}
	given := strings.TrimSpace(s.argument("token"))
	switch {
	case given == "":
		return "", ""
	case len(given) > longestToken:
		return "What came as the token is far longer than one.", whole
	case tokenDigits.MatchString(given):
		return "The token was reduced to the 64 digits inside it.", whole
	case strings.Contains(given, "&lt;") || strings.Contains(given, "&amp;"):
		return "The token was escaped twice: after reading, it still holds &lt;.", "Escape it once, or leave that to your SOAP library."
	case base64Text.MatchString(given):
		return "The token was encoded as base64, which belongs into the Authorization header alone.", "Send the token itself, escaped, as the parameter."
	case strings.HasPrefix(given, `"`) || strings.HasPrefix(given, "'"):
		return "The token has quotes around it.", whole
	case !strings.HasSuffix(given, "</token>"):
		return "The token is cut off, or something follows it.", whole
	}
	return "The token is no token document as Profit makes them.", whole
}}
