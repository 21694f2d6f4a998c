package journal

import "strings"

// least is how many hexadecimal digits in a row look like a secret: API and
// environment keys have 32, tokens 64, and one that was cut while copying is
// worth hiding too.
const least = 20

// encodedToken is how the base64 of a token document begins: "<token".
const encodedToken = "PHRva2Vu"

// Redact returns a text in which everything that looks like a key or a token
// is masked, wherever it stands: callers mix up parameters, and put into a
// header or a path what belongs into the body. Of a run of hexadecimal digits
// the first four are shown, which helps to recognise a key. Activation codes
// are too short to be told from other numbers.
func Redact(text string) string {
	var redacted strings.Builder
	copied := 0 // so many bytes of the text are dealt with
	for i := 0; i < len(text); {
		start, end := i, i+hexadecimalRun(text[i:])
		switch {
		case end-start >= least:
			start += 4
		case strings.HasPrefix(text[i:], encodedToken):
			end = i + base64Run(text[i:])
		default:
			i = max(end, i+1)
			continue
		}
		redacted.WriteString(text[copied:start])
		redacted.WriteString("…")
		i, copied = end, end
	}
	if copied == 0 {
		return text
	}
	redacted.WriteString(text[copied:])
	return redacted.String()
}

// RedactLine returns a request line or a status line in which no secret
// stands. A query is shown only when it asks for a page: it may hold the
// parameters of a call, activation codes among them.
func RedactLine(line string) string {
	if before, query, found := strings.Cut(line, "?"); found {
		protocol := ""
		if blank := strings.LastIndexByte(query, ' '); blank >= 0 {
			query, protocol = query[:blank], query[blank:]
		}
		if !asksForPage(query) {
			line = before + "?…" + protocol
		}
	}
	return Redact(line)
}

// asksForPage recognises ?wsdl, ?disco, ?op=GenerateOTP and the sample of an
// operation.
func asksForPage(query string) bool {
	query = strings.ToLower(query)
	query = strings.TrimSuffix(strings.TrimSuffix(query, "&sample=soap11"), "&sample=soap12")
	name, isOperation := strings.CutPrefix(query, "op=")
	return query == "wsdl" || query == "disco" ||
		isOperation && len(name) <= 64 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == ""
}

// hexadecimalRun returns how many hexadecimal digits a text begins with.
func hexadecimalRun(text string) int {
	return leading(text, func(b byte) bool {
		return '0' <= b && b <= '9' || 'A' <= b && b <= 'F' || 'a' <= b && b <= 'f'
	})
}

// base64Run returns how many bytes of base64 a text begins with, of the standard
// alphabet or the one for URLs.
func base64Run(text string) int {
	return leading(text, func(b byte) bool {
		return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || strings.IndexByte("+/-_=", b) >= 0
	})
}

func leading(text string, belongs func(byte) bool) int {
	for i := range len(text) {
		if !belongs(text[i]) {
			return i
		}
	}
	return len(text)
}
