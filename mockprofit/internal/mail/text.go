package mail

import (
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"
)

// Longest texts that go into a header, in characters; the body has them in full.
const (
	longestSubjectText = 200
	longestName        = 100
)

// Longest address and local part, in octets: RFC 5321, 4.5.3.1 (a path of 256 with its angle brackets).
const (
	longestAddress   = 254
	longestLocalPart = 64
)

// line makes one line of a text that came from outside: controls and line ends become blanks, and what is not UTF-8 becomes U+FFFD. So no
// text can start a header or a line of the body that looks like one of ours.
func line(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// shorten returns at most limit characters of s, and an ellipsis where some were left out.
func shorten(s string, limit int) string {
	count := 0
	for i := range s {
		if count == limit {
			return s[:i] + "…"
		}
		count++
	}
	return s
}

// headerText returns s, which is one line, as the value of an unstructured header: as it is where that is safe, else in
// encoded-words (RFC 2047) apart by a blank, at which the header is folded.
//
// mime.WordEncoder leaves all printable ASCII as it is. That changes the text when it looks like an encoded-word itself or has blanks at
// a fold, and breaks the limit of a line (RFC 5322, 2.1.1) when a word is long.
func headerText(s string) string {
	if plain(s) {
		return s
	}
	const (
		open, shut = "=?utf-8?q?", "?="
		longest    = 75 - len(open) - len(shut) // RFC 2047, section 2
	)
	var text, word strings.Builder
	flush := func() {
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(open + word.String() + shut)
		word.Reset()
	}
	for _, r := range s {
		// A character is never split over two encoded-words: RFC 2047, section 5.
		encoded := encodeQ(r)
		if word.Len()+len(encoded) > longest {
			flush()
		}
		word.WriteString(encoded)
	}
	flush()
	return text.String()
}

// encodeQ returns one character in the Q encoding: RFC 2047, 4.2.
func encodeQ(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), strings.ContainsRune("!*+-/.,:", r):
		return string(r)
	}
	var encoded strings.Builder
	for _, b := range []byte(string(r)) {
		fmt.Fprintf(&encoded, "=%02X", b)
	}
	return encoded.String()
}

// plain tells whether s can stand in a header unencoded and come out the same.
func plain(s string) bool {
	if strings.Contains(s, "=?") {
		return false
	}
	for word := range strings.SplitSeq(s, " ") {
		if word == "" || len(word) > 60 {
			return false
		}
		for _, r := range word {
			if r <= ' ' || r >= unicode.MaxASCII {
				return false
			}
		}
	}
	return true
}

// tameName replaces what some readers of a display name trip over: what looks like an encoded-word, which they decode even between
// quotes, and a backslash beside characters beyond ASCII, which net/mail writes in an encoded-word that it can't read (RFC 2047, section 5, forbids it).
var tameName = strings.NewReplacer("=?", "= ?", `\`, "/")

// mailbox reads an address. The name replaces the display name unless it is empty. The role is for the error: "sender" or "recipient".
func mailbox(role, given, name string) (*netmail.Address, error) {
	address, err := netmail.ParseAddress(given)
	if err != nil {
		return nil, fmt.Errorf("%s: expected an address such as name@example.com, got %q: %w", role, shorten(given, longestAddress), err)
	}
	at := strings.LastIndexByte(address.Address, '@')
	if len(address.Address) > longestAddress || at > longestLocalPart {
		return nil, fmt.Errorf("%s: expected an address of at most %d octets, %d before the @ (RFC 5321, 4.5.3.1), got %d and %d",
			role, longestAddress, longestLocalPart, len(address.Address), at)
	}
	if name == "" {
		name = address.Name
	}
	// A quoted name is folded at its blanks, so these are single.
	name = strings.Join(strings.Fields(line(name)), " ")
	address.Name = shorten(tameName.Replace(name), longestName)
	return address, nil
}

// path returns the address as MAIL FROM and RCPT TO take it, in angle brackets.
func path(address *netmail.Address) string {
	return (&netmail.Address{Address: address.Address}).String()
}

// ascii tells whether s has ASCII characters only.
func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
