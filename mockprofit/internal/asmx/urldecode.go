package asmx

import (
	"strings"
	"unicode/utf8"
)

// urlDecode decodes text as System.Web.HttpUtility.UrlDecode does: "+" is a blank, %XX a byte of UTF-8, %uXXXX a character, and a percent
// sign that begins neither stays as it is.
func urlDecode(text string) string {
	if !strings.ContainsAny(text, "%+") {
		return text
	}
	decoded := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch b := text[i]; b {
		case '+':
			decoded = append(decoded, ' ')
		case '%':
			if c, ok := hexDigits(text[i+1:], 2); ok {
				decoded = append(decoded, byte(c))
				i += 2
			} else if c, ok := hexDigits(strings.TrimPrefix(text[i+1:], "u"), 4); ok && text[i+1] == 'u' {
				decoded = utf8.AppendRune(decoded, c)
				i += 5
			} else {
				decoded = append(decoded, b)
			}
		default:
			decoded = append(decoded, b)
		}
	}
	return string(decoded)
}

// hexDigits reads a number of exactly so many hexadecimal digits at the start of text.
func hexDigits(text string, digits int) (rune, bool) {
	if len(text) < digits {
		return 0, false
	}
	var number rune
	for _, b := range []byte(text[:digits]) {
		switch {
		case '0' <= b && b <= '9':
			number = number<<4 | rune(b-'0')
		case 'a' <= b && b <= 'f':
			number = number<<4 | rune(b-'a'+10)
		case 'A' <= b && b <= 'F':
			number = number<<4 | rune(b-'A'+10)
		default:
			return 0, false
		}
	}
	return number, true
}
