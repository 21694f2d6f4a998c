package advice

import (
	"bytes"
	"encoding/base64"
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// authorizationHeader: the token is looked for in the header when the parameter is empty: AfasToken and the base64 of the whole token
// (documented).
var authorizationHeader = Rule{Name: "authorization-header", Label: profit.Documented, see: func(s *subject) (string, string) {
	if !s.refusedFor("token-malformed") || s.lost("token") || strings.TrimSpace(s.argument("token")) != "" || s.token() != "" {
		return "", ""
	}
	const remedy = "Send the whole token with its tags as the parameter token, or its base64 in the header Authorization: AfasToken <base64>."
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
	case isUTF16(credentials):
		return "What follows AfasToken in the Authorization header is the base64 of UTF-16.", "Encode the token as UTF-8, then as base64: in .NET Encoding.UTF8, not Encoding.Unicode."
	case strings.Contains(credentials, "<"):
		return "The Authorization header holds the token as it is, not its base64.", remedy
	case tokenDigits.MatchString(strings.TrimSpace(credentials)):
		return "The Authorization header holds the 64 digits inside the token.", remedy
	}
	return "What follows AfasToken in the Authorization header is not the base64 of a token.", remedy
}}

// isUTF16 reports whether credentials are the base64 of a document in UTF-16.
func isUTF16(credentials string) bool {
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(credentials))
	return err == nil && (bytes.HasPrefix(decoded, []byte{'<', 0}) || bytes.HasPrefix(decoded, []byte{0, '<'}) || bytes.HasPrefix(decoded, []byte{0xFF, 0xFE}))
}

// schemeNamed names an authentication scheme, unless it might be the beginning of a token.
func schemeNamed(scheme string) string {
	const letters, longest = "abcdefghijklmnopqrstuvwxyz", 20
	if len(scheme) > longest || strings.Trim(strings.ToLower(scheme), letters) != "" {
		return "another scheme"
	}
	return "the scheme " + quoted(scheme)
}
