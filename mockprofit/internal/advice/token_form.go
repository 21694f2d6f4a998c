package advice

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

var (
	tokenDigits   = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)
	tokenText     = regexp.MustCompile(`^\s*1\s*[0-9A-Fa-f]{64}\s*$`) // version and data, without their tags
	base64Text    = regexp.MustCompile(`^[A-Za-z0-9+/]{40,}=*$`)
	tokenDocument = regexp.MustCompile(`(?s)^<token>.*<data>(.*)</data>.*</token>$`)
)

// longestToken is far more than a token has, escaped and encoded too, in bytes: what is longer is not looked into.
const longestToken = 2000

// tokenForm: what came in place of the whole token, tags included (documented; "Token could not be parsed" is observed).
var tokenForm = Rule{Name: "token-form", Label: profit.Documented, see: func(s *subject) (string, string) {
	const whole = "Keep and send the whole token, <token><version>1</version><data>…</data></token>, tags included."
	if !s.refusedFor("token-malformed", "token-unknown") || s.Reading.Nested == "token" {
		return "", ""
	}
	given := s.token()
	document := tokenDocument.FindStringSubmatch(given)
	switch {
	case given == "":
		return "", ""
	case len(given) > longestToken:
		return "What came as the token is far longer than one.", whole
	case document != nil && strings.Count(given, "<token>") == 1:
		return dataFlaw(document[1]), "Keep the token as it came, in a field that is long enough, and send all of it."
	case tokenDigits.MatchString(given):
		return "The token was reduced to the 64 digits inside it.", whole
	case tokenText.MatchString(given):
		return "The tags of the token were lost, and its texts run together.", whole
	case strings.Contains(given, "%3C") || strings.Contains(given, "%3c") || strings.HasSuffix(given, "%3D"):
		return "The token is URL-encoded.", "Decode it, or don't encode it when you keep it: " + whole
	case strings.Contains(given, `\u003c`) || strings.Contains(given, `\/`):
		return "The token is escaped as in JSON.", "Read it with a JSON parser where you keep it as JSON. " + whole
	case strings.HasPrefix(strings.ToLower(given), "afastoken "):
		return "The value of an Authorization header came as the token.", whole
	case strings.Contains(given, "Result>"):
		return "The element around the token came with it.", "Take the text of GetTokenFromOTPResult, and send it as it is. " + whole
	case strings.Count(given, "<token>") > 1:
		return "More than one token came.", whole
	case strings.HasPrefix(given, "<") && strings.EqualFold(given[:min(7, len(given))], "<token>") && !strings.HasPrefix(given, "<token>"):
		return "The tags of the token are written in another casing.", whole
	case strings.Contains(given, "&lt;") || strings.Contains(given, "&amp;"):
		return "The token was escaped twice: after reading, it still holds &lt;.", "Escape it once, or leave that to your SOAP library."
	case base64Text.MatchString(given):
		return "The token was encoded as base64, which belongs into the Authorization header alone.", "Send the token itself, escaped, as the parameter."
	case strings.HasPrefix(given, `"`) || strings.HasPrefix(given, "'"):
		return "The token has quotes around it.", whole
	case strings.HasPrefix(given, "<token>") && !strings.HasSuffix(given, "</token>"):
		return "The token is cut off, or something follows it.", whole
	}
	return "What came is no token as Profit makes them.", whole
}}

// token returns the token of the call without blanks around it: the parameter, or what the Authorization header carries in base64.
func (s *subject) token() string {
	if given := strings.TrimSpace(s.argument("token")); given != "" || s.Operation == "DeleteToken" {
		return given
	}
	scheme, credentials, _ := strings.Cut(strings.TrimSpace(s.field("Authorization")), " ")
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(credentials))
	if err != nil || !strings.EqualFold(scheme, "AfasToken") || !bytes.HasPrefix(bytes.TrimSpace(decoded), []byte("<")) || bytes.IndexByte(decoded, 0) >= 0 {
		return "" // which is for authorizationHeader to explain
	}
	return strings.TrimSpace(string(decoded))
}

// dataFlaw says what keeps the data of a token from being that of one, "" when nothing does: 64 upper-case hexadecimal digits (observed).
func dataFlaw(data string) string {
	const digits = "0123456789ABCDEFabcdef"
	switch {
	case strings.ContainsAny(data, " \t\r\n"):
		return "The data of the token has blanks or a line break in it, and belongs to no token."
	case strings.Contains(data, "…") || strings.Contains(data, "..."):
		return "The data of the token was shortened for display, and belongs to no token."
	case strings.Trim(data, digits) != "":
		return "The data of the token holds other characters than hexadecimal digits."
	case len(data) != 64:
		return "The data of the token has " + strconv.Itoa(len(data)) + plural(len(data), " digit", " digits") + ", and that of a token has 64."
	case data != strings.ToUpper(data):
		return "The data of the token is written in lower case, and casing counts."
	}
	return ""
}
