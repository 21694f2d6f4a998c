package profit

import (
	"crypto/sha256"
	"encoding/xml"
	"io"
	"strings"
	"time"
)

// tokenDigits is the number of hexadecimal digits in a token (documented).
const tokenDigits = 64

// longestToken bounds what is parsed as a token, in bytes. A token as Profit
// writes it takes 107.
const longestToken = 4096

// UserToken is what an administrator sees of a token on the "User tokens" tab
// of the app connector: everything but the token itself, which is shown once.
type UserToken struct {
	Number       int // in the order of issue, unique in its environment
	UserID       string
	AppConnector string // id
	Description  string
	IssuedOn     time.Time
	LastUsedOn   time.Time // zero: never
	ValidUntil   time.Time // zero: does not expire
}

// tokenHash is the form in which tokens are stored and compared.
type tokenHash [sha256.Size]byte

type userToken struct {
	UserToken
	hash tokenHash
	user string // user key
}

func (t *userToken) expired(now time.Time) bool {
	return !t.ValidUntil.IsZero() && !now.Before(t.ValidUntil)
}

// FormatToken returns the token document around 64 hexadecimal digits, as
// Profit returns it from GetTokenFromOTP (documented).
func FormatToken(data string) string {
	return "<token><version>1</version><data>" + data + "</data></token>"
}

func hashToken(data string) tokenHash { return sha256.Sum256([]byte(data)) }

// parseToken returns what stands in the data element of a token document. It
// is false when the text is not a token element that holds one version and one
// data element and nothing else but blanks: "Token could not be parsed".
func parseToken(text string) (data string, ok bool) {
	if len(text) > longestToken {
		return "", false
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	root, ok := nextElement(decoder)
	if !ok || root != (xml.Name{Local: "token"}) {
		return "", false
	}
	values := make(map[string]string, 2)
	for range 2 {
		name, ok := nextElement(decoder)
		if !ok || name.Space != "" {
			return "", false
		}
		value, ok := elementText(decoder)
		if _, repeated := values[name.Local]; !ok || repeated {
			return "", false
		}
		values[name.Local] = value
	}
	if _, found := values["version"]; !found || !endsHere(decoder) {
		return "", false
	}
	data, found := values["data"]
	return data, found && data != ""
}

// nextElement skips blanks and returns the name of the element that starts.
func nextElement(decoder *xml.Decoder) (xml.Name, bool) {
	token := nextBeyondBlanks(decoder)
	start, ok := token.(xml.StartElement)
	return start.Name, ok && len(start.Attr) == 0
}

// elementText reads the text of the current element up to its end.
func elementText(decoder *xml.Decoder) (string, bool) {
	var value strings.Builder
	for {
		token, err := decoder.Token()
		if err != nil {
			return "", false
		}
		switch token := token.(type) {
		case xml.CharData:
			value.Write(token)
		case xml.EndElement:
			return strings.Trim(value.String(), blanks), true
		default:
			return "", false
		}
	}
}

// endsHere reports whether only the end of the root and blanks follow.
func endsHere(decoder *xml.Decoder) bool {
	if _, ok := nextBeyondBlanks(decoder).(xml.EndElement); !ok {
		return false
	}
	for {
		token, err := decoder.Token()
		if err != nil {
			return err == io.EOF
		}
		if text, ok := token.(xml.CharData); !ok || strings.Trim(string(text), blanks) != "" {
			return false
		}
	}
}

func nextBeyondBlanks(decoder *xml.Decoder) xml.Token {
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil
		}
		if text, ok := token.(xml.CharData); ok && strings.Trim(string(text), blanks) == "" {
			continue
		}
		return token
	}
}
