package soap

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Charset is what is known about the characters of a document before its first byte. A byte-order mark overrules it.
//
// The zero value reads US-ASCII, which is what ASP.NET makes of text/* without a charset (RequestResponseUtils.GetEncoding, RFC 2376).
type Charset struct {
	// Name is the charset parameter of the Content-Type. A name that .NET doesn't know counts as none.
	Name string
	// Detect lets the document speak for itself when there is no name: byte patterns first, then the XML declaration, then
	// UTF-8, in which invalid bytes are an error. Without Detect such a document is US-ASCII, and its declaration is ignored.
	Detect bool
}

// coding is how bytes become characters.
type coding struct {
	utf8, ascii bool
	strict      bool              // invalid UTF-8 is an error, not U+FFFD
	other       encoding.Encoding // when it is neither UTF-8 nor ASCII
}

var (
	codingUTF16LE = coding{other: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	codingUTF16BE = coding{other: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	codingUTF32LE = coding{other: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}
	codingUTF32BE = coding{other: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}
)

// codingOf looks a name up in .NET's table (System.Text.EncodingTable), which is stricter than most: "utf8" is not in it.
// Left out: UTF-7, EBCDIC and the multi-byte code pages of East Asia.
func codingOf(name string) (coding, bool) {
	switch strings.ToLower(name) {
	case "utf-8", "unicode-1-1-utf-8", "unicode-2-0-utf-8", "x-unicode-1-1-utf-8", "x-unicode-2-0-utf-8":
		return coding{utf8: true}, true
	case "us-ascii", "ascii", "us", "ansi_x3.4-1968", "ansi_x3.4-1986", "iso646-us", "iso_646.irv:1991", "iso-ir-6", "cp367", "ibm367", "csascii":
		return coding{ascii: true}, true
	case "utf-16", "utf-16le", "ucs-2", "unicode", "iso-10646-ucs-2":
		return codingUTF16LE, true
	case "utf-16be", "unicodefffe":
		return codingUTF16BE, true
	case "utf-32", "utf-32le":
		return codingUTF32LE, true
	case "utf-32be":
		return codingUTF32BE, true
	case "iso-8859-1", "iso8859-1", "iso_8859-1", "iso_8859-1:1987", "latin1", "l1", "iso-ir-100", "cp819", "ibm819", "csisolatin1":
		return coding{other: singleByte{charmap.ISO8859_1}}, true
	case "iso-8859-2", "iso8859-2", "iso_8859-2", "latin2", "l2":
		return coding{other: singleByte{charmap.ISO8859_2}}, true
	case "iso-8859-15", "iso_8859-15", "latin9", "l9", "csisolatin9":
		return coding{other: singleByte{charmap.ISO8859_15}}, true
	case "windows-1250", "x-cp1250":
		return coding{other: singleByte{charmap.Windows1250}}, true
	case "windows-1251", "x-cp1251":
		return coding{other: singleByte{charmap.Windows1251}}, true
	case "windows-1252", "x-ansi":
		return coding{other: singleByte{charmap.Windows1252}}, true
	case "ibm437", "cp437", "437", "cspc8codepage437":
		return coding{other: singleByte{charmap.CodePage437}}, true
	case "ibm850", "cp850":
		return coding{other: singleByte{charmap.CodePage850}}, true
	}
	return coding{}, false
}

// KnowsCharset reports whether .NET knows a character set by this name.
func KnowsCharset(name string) bool {
	_, known := codingOf(name)
	return known
}

// byteOrderMark recognises what System.IO.StreamReader and XmlTextReaderImpl recognise at the start of a stream.
func byteOrderMark(start []byte) (found coding, length int) {
	switch {
	case bytes.HasPrefix(start, []byte{0xEF, 0xBB, 0xBF}):
		return coding{utf8: true}, 3
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE, 0, 0}):
		return codingUTF32LE, 4
	case bytes.HasPrefix(start, []byte{0, 0, 0xFE, 0xFF}):
		return codingUTF32BE, 4
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}):
		return codingUTF16LE, 2
	case bytes.HasPrefix(start, []byte{0xFE, 0xFF}):
		return codingUTF16BE, 2
	}
	return coding{}, 0
}

// bytePattern recognises an XML document in UTF-16 or UTF-32 by its first character, "<" (XmlTextReaderImpl.DetectEncoding).
func bytePattern(start []byte) (coding, bool) {
	switch {
	case bytes.HasPrefix(start, []byte{'<', 0, 0, 0}):
		return codingUTF32LE, true
	case bytes.HasPrefix(start, []byte{0, 0, 0, '<'}):
		return codingUTF32BE, true
	case bytes.HasPrefix(start, []byte{'<', 0}):
		return codingUTF16LE, true
	case bytes.HasPrefix(start, []byte{0, '<'}):
		return codingUTF16BE, true
	}
	return coding{}, false
}

// begin looks at the first bytes, decides how the document is encoded, and steps over the byte-order mark.
func (r *Reader) begin() error {
	r.ensure(4)
	chosen, length := byteOrderMark(r.buf[:r.end])
	if length > 0 {
		chosen.strict = r.charset.Detect && r.charset.Name == ""
		r.pos = length
	} else if named, known := codingOf(r.charset.Name); known {
		chosen = named
	} else if !r.charset.Detect {
		chosen = coding{ascii: true}
	} else if pattern, known := bytePattern(r.buf[:r.end]); known {
		chosen = pattern
	} else {
		declared, err := r.declaredCoding()
		if err != nil {
			return err
		}
		chosen = declared
		r.declaredASCII = chosen.ascii
	}
	r.strict = chosen.strict
	switch {
	case chosen.ascii:
		for i := r.pos; i < r.end; i++ {
			if r.buf[i] >= 0x80 {
				r.buf[i] = '?'
				r.damaged = true
			}
		}
		r.ascii = true
	case chosen.other != nil:
		r.recoded = true
		read := bytes.Clone(r.buf[r.pos:r.end])
		source := transform.NewReader(io.MultiReader(bytes.NewReader(read), rest{&r.window, r.source}), chosen.other.NewDecoder())
		r.pos, r.end, r.ended = 0, 0, false
		r.source = source
	}
	r.mark = r.pos
	return nil
}

// rest is what a window has not read yet, for a window that has already seen the end of it.
type rest struct {
	window *window
	source io.Reader
}

func (s rest) Read(p []byte) (int, error) {
	if s.window.failure != nil {
		return 0, s.window.failure
	}
	return s.source.Read(p)
}

// declaredCoding returns what the XML declaration names, UTF-8 if it names nothing. The declaration itself is checked when it is read.
func (r *Reader) declaredCoding() (coding, error) {
	const longest = 1 << 10 // far more than the three pseudo-attributes need
	utf8 := coding{utf8: true, strict: true}
	r.ensure(len("<?xml"))
	for {
		start := r.buf[:min(r.end, longest)] // in whatever portions it comes
		if !bytes.HasPrefix(start, []byte("<?xml")) {
			return utf8, nil
		}
		if end := bytes.Index(start, []byte("?>")); end >= 0 {
			start = start[:end]
			if from, to := pseudoAttribute(start, "encoding"); from > 0 {
				return r.declared(from, string(start[from:to]))
			}
			return utf8, nil
		}
		if r.end >= longest || !r.more() {
			return utf8, nil
		}
	}
}

// declared returns the coding that an XML declaration names at an index of the window (XmlTextReaderImpl.CheckEncoding).
func (r *Reader) declared(at int, name string) (coding, error) {
	switch strings.ToLower(name) {
	case "utf-8":
		return coding{utf8: true, strict: true}, nil
	case "utf-16", "ucs-2", "iso-10646-ucs-2", "ucs-4":
		return coding{}, &SyntaxError{Message: messageMissingByteOrder}
	}
	named, known := codingOf(name)
	if !known {
		return coding{}, &SyntaxError{
			Message:  "System does not support '" + name + "' encoding.",
			Position: r.locate(at),
			Reason: "'" + name + "' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the " +
				"Encoding.RegisterProvider method.\nParameter name: name",
		}
	}
	return named, nil
}

// pseudoAttribute returns where the value of a pseudo-attribute of an XML declaration is, zeroes if it is not there.
func pseudoAttribute(declaration []byte, name string) (from, to int) {
	at := bytes.Index(declaration, []byte(name))
	if at < 0 {
		return 0, 0
	}
	value, found := bytes.CutPrefix(bytes.TrimLeft(declaration[at+len(name):], blanks), []byte{'='})
	value = bytes.TrimLeft(value, blanks)
	if !found || len(value) == 0 || value[0] != '"' && value[0] != '\'' {
		return 0, 0
	}
	from = len(declaration) - len(value) + 1
	end := bytes.IndexByte(value[1:], value[0])
	if end < 0 || bytes.ContainsAny(value[1:1+end], "<&\"'\t\r\n") {
		return 0, 0
	}
	return from, from + end
}

const blanks = " \t\r\n"
