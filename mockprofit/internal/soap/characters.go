package soap

import (
	"unicode"
	"unicode/utf8"
)

// Classes of bytes, for the loops that most bytes go through.
const (
	classBlank     = 1 << iota // space, tab, line feed; a carriage return needs work
	classText                  // ASCII that character data may hold as it is, blanks left out
	classNameStart             // ASCII that begins a name; no colon
	className                  // ASCII within a name; no colon
)

var classes = func() (classes [256]uint8) {
	for b := range utf8.RuneSelf {
		letter := 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '_'
		switch {
		case b == ' ' || b == '\t' || b == '\n':
			classes[b] = classBlank
		case b > ' ' && b != '<' && b != '&' && b != ']':
			classes[b] = classText
		}
		if letter {
			classes[b] |= classNameStart | className
		}
		if '0' <= b && b <= '9' || b == '-' || b == '.' {
			classes[b] |= className
		}
	}
	return classes
}()

// run returns how many bytes at the start of b are in one of the classes.
func run(b []byte, class uint8) int {
	for i, c := range b {
		if classes[c]&class == 0 {
			return i
		}
	}
	return len(b)
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// isNameStart reports whether a name may begin with c. Beyond ASCII it follows the fourth edition of XML 1.0, as .NET does, by
// Unicode categories; the fourth edition's names have no characters beyond the basic plane.
func isNameStart(c rune) bool {
	if c < utf8.RuneSelf {
		return classes[c]&classNameStart != 0
	}
	if c >= 0x3400 && c < 0x4E00 || c > 0x9FA5 && c < 0xAC00 { // ideographs that Unicode 2.0 did not have
		return false
	}
	return c < 0xF900 && unicode.In(c, unicode.Ll, unicode.Lu, unicode.Lo, unicode.Lt, unicode.Nl)
}

// isNameChar reports whether c may stand within a name. The colon is left out.
func isNameChar(c rune) bool {
	if c < utf8.RuneSelf {
		return c >= 0 && classes[c]&className != 0
	}
	return c == 0xB7 || isNameStart(c) || c < 0xF900 && unicode.In(c, unicode.M, unicode.Nd, unicode.Lm)
}

// isCharacter reports whether XML 1.0 allows c in a document.
func isCharacter(c rune) bool {
	switch {
	case c < ' ':
		return c == '\t' || c == '\n' || c == '\r'
	case c < 0xD800:
		return true
	}
	return c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= utf8.MaxRune
}

// decode returns the first character of b and the number of bytes it takes. Bytes that are no character give utf8.RuneError
// and the length that .NET's decoder replaces by a single U+FFFD: the longest beginning of a character, or a first byte with a second one
// that together would begin a surrogate, a character spelled too long or one beyond Unicode (System.Text.UTF8Encoding).
func decode(b []byte) (rune, int) {
	c, size := utf8.DecodeRune(b)
	if c != utf8.RuneError || size != 1 {
		return c, size
	}
	for size < len(b) && !utf8.RuneStart(b[size]) && !utf8.FullRune(b[:size]) {
		size++
	}
	if size > 1 && !utf8.RuneStart(b[size-1]) && utf8.FullRune(b[:size]) {
		size-- // the last byte is what made it invalid
	}
	if size == 1 && b[0] >= 0xE0 && b[0] <= 0xF4 && len(b) > 1 && !utf8.RuneStart(b[1]) {
		size = 2
	}
	return utf8.RuneError, max(size, 1)
}

// invalid reports whether what decode returned stands for bytes that are no character.
func invalid(b []byte, c rune) bool {
	return c == utf8.RuneError && !(len(b) >= 3 && b[0] == 0xEF && b[1] == 0xBF && b[2] == 0xBD)
}
