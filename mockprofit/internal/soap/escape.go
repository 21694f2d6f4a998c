package soap

import (
	"fmt"
	"unicode/utf8"
)

// AppendText appends text to XML as element content, in the manner of .NET's XmlTextWriter: "<", ">" and "&" become entities;
// quotes and line ends stay; characters that XML does not allow become references, which no reader accepts. Bytes that are not UTF-8
// become U+FFFD.
func AppendText(to []byte, text string) []byte {
	return appendEscaped(to, text, false)
}

// AppendAttribute appends text to XML as an attribute value between double quotes.
func AppendAttribute(to []byte, text string) []byte {
	return appendEscaped(to, text, true)
}

func appendEscaped(to []byte, text string, attribute bool) []byte {
	plain := 0 // where the text begins that is copied as it is
	for i := 0; i < len(text); {
		b := text[i]
		if b >= ' ' && b < utf8.RuneSelf && b != '<' && b != '>' && b != '&' && b != '"' {
			i++
			continue
		}
		replacement, size := "", 1
		switch {
		case b == '<':
			replacement = "&lt;"
		case b == '>':
			replacement = "&gt;"
		case b == '&':
			replacement = "&amp;"
		case b == '"':
			if attribute {
				replacement = "&quot;"
			}
		case b == '\t':
		case b == '\n' || b == '\r':
			if attribute {
				replacement = fmt.Sprintf("&#x%X;", b)
			}
		case b < ' ':
			replacement = fmt.Sprintf("&#x%X;", b)
		default:
			var c rune
			c, size = utf8.DecodeRuneInString(text[i:])
			if c == utf8.RuneError && size == 1 {
				replacement = "\uFFFD"
			} else if c == 0xFFFE || c == 0xFFFF {
				replacement = fmt.Sprintf("&#x%X;", c)
			}
		}
		if replacement != "" {
			to = append(to, text[plain:i]...)
			to = append(to, replacement...)
			plain = i + size
		}
		i += size
	}
	return append(to, text[plain:]...)
}
