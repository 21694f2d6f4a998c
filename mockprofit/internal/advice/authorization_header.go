package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// authorizationHeader: the token is looked for in the header when the parameter is empty: AfasToken and the base64 of the whole token
// (documented).
var authorizationHeader = Rule{Name: "authorization-header", Label: profit.Documented, see: func(s *subject) (string, string) {
	if !s.refusedFor("token-malformed") || strings.TrimSpace(s.argument("token")) != "" || s.token() != "" {
		return "", ""
	}
	const remedy = "Send Authorization: AfasToken and, after a blank, the base64 of the whole token with its tags."
	if s.Operation == "DeleteToken" && s.field("Authorization") != "" {
		return "The token came in the Authorization header, where DeleteToken does not look.", "Send the whole token, tags included and escaped, as the parameter token."
	}
	if s.Operation == "DeleteToken" {
		return "No token came.", "Send the whole token, tags included and escaped, as the parameter token."
	}
	scheme, credentials, _ := strings.Cut(strings.TrimSpace(s.field("Authorization")), " ")
	switch {
	case scheme == "":
		return "No token came: neither as the parameter token nor in an Authorization header.", remedy
	case credentials == "" && !strings.EqualFold(scheme, "AfasToken"):
		return "The Authorization header has no scheme before the token.", remedy
	case !strings.EqualFold(scheme, "AfasToken"):
		return "The Authorization header is of " + schemeNamed(scheme) + " and not AfasToken.", remedy
	case credentials == "":
		return "Nothing follows AfasToken in the Authorization header.", remedy
	case strings.Contains(credentials, "<"):
		return "The Authorization header holds the token as it is, not its base64.", remedy
	case tokenDigits.MatchString(strings.TrimSpace(credentials)):
		return "The Authorization header holds the 64 digits inside the token.", remedy
	}
	return "What follows AfasToken in the Authorization header is not the base64 of a token.", remedy
}}

// schemeNamed names an authentication scheme, unless it might be the beginning of a token.
func schemeNamed(scheme string) string {
	const letters, longest = "abcdefghijklmnopqrstuvwxyz", 20
	if len(scheme) > longest || strings.Trim(strings.ToLower(scheme), letters) != "" {
		return "another scheme"
	}
	return "the scheme " + quoted(scheme)
}
