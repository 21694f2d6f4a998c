package soap

import (
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// singleByte is a code page in which every byte is a character: one that the standard leaves open is the control character of its number,
// as in .NET's tables (System.Text.SBCSCodePageEncoding) and in the WHATWG's, but not in those of golang.org/x/text.
type singleByte struct{ *charmap.Charmap }

// NewDecoder implements encoding.Encoding.
func (e singleByte) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: singleByteDecoder{page: e.Charmap}}
}

type singleByteDecoder struct {
	transform.NopResetter
	page *charmap.Charmap
}

// Transform implements transform.Transformer.
func (d singleByteDecoder) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	for _, b := range src {
		c := d.page.DecodeByte(b)
		if c == utf8.RuneError {
			c = rune(b)
		}
		if nDst+utf8.RuneLen(c) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], c)
		nSrc++
	}
	return nDst, nSrc, nil
}

// DecodeText decodes bytes that are not XML, a form for example, in the character set that a Content-Type names: UTF-8 when it names none, or
// one that .NET doesn't know. Bytes that are no character become U+FFFD, in US-ASCII question marks.
func DecodeText(charset string, bytes []byte) string {
	named, known := codingOf(charset)
	switch {
	case known && named.ascii:
		text := make([]byte, len(bytes))
		for i, b := range bytes {
			if text[i] = b; b >= utf8.RuneSelf {
				text[i] = '?'
			}
		}
		return string(text)
	case known && named.other != nil:
		text, _ := named.other.NewDecoder().Bytes(bytes) // what can't be decoded is replaced
		return string(text)
	case utf8.Valid(bytes):
		return string(bytes)
	}
	text := make([]byte, 0, len(bytes)+utf8.UTFMax)
	for len(bytes) > 0 {
		c, size := decode(bytes)
		text = utf8.AppendRune(text, c)
		bytes = bytes[size:]
	}
	return string(text)
}
