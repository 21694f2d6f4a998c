package asmx

import (
	"strings"
	"unicode/utf8"

	"profitbdd/mockprofit/internal/soap"
)

// urlDecode decodes text as System.Web.HttpUtility.UrlDecode does: "+" is a blank, %XX a byte of UTF-8, %uXXXX a character, and a percent
// sign that begins neither stays as it is. Bytes that are no UTF-8 become U+FFFD.
func urlDecode(text string) string { return urlDecodeAs(text, "") }

// urlDecodeAs does so with bytes of the character set named, "" for UTF-8.
func urlDecodeAs(text, charset string) string {
	if charset == "" && !strings.ContainsAny(text, "%+") && utf8.ValidString(text) {
		return text
	}
	var decoded []byte // complete characters
	var open []byte    // bytes that are decoded together
	for i := 0; i < len(text); i++ {
		switch b := text[i]; b {
		case '+':
			open = append(open, ' ')
		case '%':
			if c, ok := hexDigits(text[i+1:], 2); ok {
				open = append(open, byte(c))
				i += 2
			} else if c, ok := hexDigits(strings.TrimPrefix(text[i+1:], "u"), 4); ok && text[i+1] == 'u' {
				decoded = append(decoded, soap.DecodeText(charset, open)...)
				decoded = utf8.AppendRune(decoded, c)
				open = open[:0]
				i += 5
			} else {
				open = append(open, b)
			}
		default:
			open = append(open, b)
		}
	}
	return string(decoded) + soap.DecodeText(charset, open)
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
