package soap

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestCharset(t *testing.T) {
	const text = "é€"
	encoded := func(e encoding.Encoding, document string) string {
		bytes, err := e.NewEncoder().String(document)
		require.NoError(t, err)
		return bytes
	}
	utf16LE := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	utf16LEMarked := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	utf32LE := utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	utf32BE := utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	const document = "<a>" + text + "</a>"
	declared := func(name string) string { return "<?xml version='1.0' encoding='" + name + "'?>" + document }
	detect := Charset{Detect: true}

	tests := []struct {
		name     string
		charset  Charset
		document string
		text     string
		message  string // instead of text
	}{
		{"named UTF-8", utf8Charset, document, text, ""},
		{"named in capitals", Charset{Name: "UTF-8"}, document, text, ""},
		{"named Latin 1", Charset{Name: "iso-8859-1"}, "<a>\xE9\x80</a>", "é\u0080", ""},
		{"named windows-1252", Charset{Name: "windows-1252"}, encoded(charmap.Windows1252, document), text, ""},
		{"named UTF-16", Charset{Name: "utf-16"}, encoded(utf16LE, document), text, ""},
		{"named UTF-16, big-endian mark", Charset{Name: "utf-16"}, "\xFE\xFF" + encoded(utf16BE, document), text, ""},
		{"named UTF-16BE", Charset{Name: "unicodeFFFE"}, encoded(utf16BE, document), text, ""},
		{"named UTF-16, is UTF-8", Charset{Name: "utf-16"}, "<a></a>", "", "Data at the root level is invalid. Line 1, position 1."},
		{"the name wins over the declaration", utf8Charset, declared("iso-8859-1"), text, ""},
		{"the mark wins over the name", Charset{Name: "iso-8859-1"}, "\xEF\xBB\xBF" + document, text, ""},
		{"the mark of UTF-32", utf8Charset, "\xFF\xFE\x00\x00" + encoded(utf32LE, document), text, ""},
		{"the big-endian mark of UTF-32", utf8Charset, "\x00\x00\xFE\xFF" + encoded(utf32BE, document), text, ""},

		{"text without a charset", Charset{}, document, "?????", ""},
		{"text without a charset ignores the declaration", Charset{}, declared("utf-8"), "?????", ""},
		{"text without a charset, marked", Charset{}, "\xEF\xBB\xBF" + document, text, ""},
		{"text with a charset unknown to .NET", Charset{Name: "utf8"}, document, "?????", ""},

		{"nothing is an error in text", utf8Charset, "<a>\xE9</a>", "\uFFFD", ""},
		{"one replacement for the beginning of a character", utf8Charset, "<a>\xE2\x82</a>", "\uFFFD", ""},
		{"one replacement for each byte that begins nothing", utf8Charset, "<a>\x82\x82\xF8</a>", "\uFFFD\uFFFD\uFFFD", ""},
		{"a surrogate", utf8Charset, "<a>\xED\xA0\x80</a>", "\uFFFD\uFFFD", ""},
		{"cut off at the end of a character's first half", utf8Charset, "<a>\xF0\x9F\xE2\x82\xAC</a>", "\uFFFD€", ""},
		{"characters spelled too long, or beyond Unicode", utf8Charset, "<a>\xE0\x80\x80\xF4\x90\x80\x80</a>", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", ""},
		{"what a code page leaves open is a control character", Charset{Name: "windows-1252"}, "<a>\x80\x81</a>", "€\u0081", ""},
		{"what Latin 9 leaves open too", Charset{Name: "iso-8859-15"}, "<a>\xA4\x80</a>", "€\u0080", ""},
		{"U+FFFD itself", utf8Charset, "<a>\uFFFD</a>", "\uFFFD", ""},

		{"detected: nothing said", detect, document, text, ""},
		{"detected: unknown name", Charset{Name: "onzin", Detect: true}, document, text, ""},
		{"detected: mark", detect, "\xEF\xBB\xBF" + document, text, ""},
		{"detected: UTF-16 by mark", detect, encoded(utf16LEMarked, document), text, ""},
		{"detected: UTF-16LE by pattern", detect, encoded(utf16LE, document), text, ""},
		{"detected: UTF-16BE by pattern", detect, encoded(utf16BE, document), text, ""},
		{"detected: UTF-32LE by pattern", detect, encoded(utf32LE, document), text, ""},
		{"detected: UTF-32BE by pattern", detect, encoded(utf32BE, document), text, ""},
		{"detected: declared UTF-8", detect, declared("UTF-8"), text, ""},
		{"detected: declared Latin 1", detect, "<?xml version='1.0' encoding='latin1'?><a>\xE9</a>", "é", ""},
		{"detected: declared US-ASCII", detect, declared("us-ascii"), "?????", ""},
		{"detected: declared emptiness", detect, declared(""), "", "System does not support '' encoding. Line 1, position 31."},
		{"detected: declared what is no value", detect, declared("<"), "", "Syntax for an XML declaration is invalid. Line 1, position 31."},
		{"detected: declared nonsense", detect, declared("onzin"), "", "System does not support 'onzin' encoding. Line 1, position 31."},
		{"detected: declared UTF-16, is not", detect, declared("utf-16"), "", "There is no Unicode byte order mark. Cannot switch to Unicode."},
		{"detected: broken UTF-8", detect, "<a>\xE9</a>", "", "Invalid character in the given encoding. Line 1, position 4."},
		{"detected: broken UTF-8 behind a mark", detect, "\xEF\xBB\xBF<a>\xE9</a>", "", "Invalid character in the given encoding. Line 1, position 4."},
		{"text: broken UTF-8 behind a mark", Charset{}, "\xEF\xBB\xBF<a>\xE9</a>", "\uFFFD", ""},
		{"detected: U+FFFD itself", detect, "<a>\uFFFD</a>", "\uFFFD", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, source := range []interface{ Read([]byte) (int, error) }{
				strings.NewReader(test.document),
				iotest.OneByteReader(strings.NewReader(test.document)),
				iotest.DataErrReader(strings.NewReader(test.document)),
			} {
				var r Reader
				r.Reset(source, test.charset)
				err := r.MoveToContent()
				text := ""
				if err == nil {
					text, err = r.ReadText()
				}
				if test.message != "" {
					require.EqualError(t, err, test.message)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, test.text, text)
			}
		})
	}
}

func TestCharsetSurvivesTheWindow(t *testing.T) {
	text := strings.Repeat("é€😀x", 3*windowSize/10)
	for _, charset := range []string{"utf-16", "utf-32", "windows-1252", "us-ascii"} {
		coding, known := codingOf(charset)
		require.True(t, known)
		expected := text
		document := []byte("<a>" + text + "</a>")
		switch charset {
		case "windows-1252":
			expected = strings.ReplaceAll(text, "😀", "\u20AC")
			document = []byte("<a>" + expected + "</a>")
			fallthrough
		case "utf-16", "utf-32":
			var err error
			document, err = coding.other.NewEncoder().Bytes(document)
			require.NoError(t, err)
		case "us-ascii":
			expected = strings.Repeat("?????????x", 3*windowSize/10)
		}
		var r Reader
		r.Reset(bytes.NewReader(document), Charset{Name: charset})
		require.NoError(t, r.MoveToContent())
		actual, err := r.ReadText()
		require.NoError(t, err)
		require.True(t, expected == actual, charset)
	}
}
