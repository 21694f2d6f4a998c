package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzReader checks that a reader comes to an end on whatever it is given, that it does not matter in which portions that
// arrives, and that it sees what encoding/xml sees in documents that both accept.
func FuzzReader(f *testing.F) {
	f.Add([]byte(everyNode), "utf-8")
	requests, err := filepath.Glob(filepath.Join("..", "..", "..", "fixtures", "asmx", "*.request.http"))
	require.NoError(f, err)
	require.NotEmpty(f, requests)
	for _, request := range requests {
		message, err := os.ReadFile(request)
		require.NoError(f, err)
		if _, body, _ := bytes.Cut(message, []byte("\r\n\r\n")); len(body) > 0 && len(body) < 2000 {
			f.Add(body, "utf-8")
		}
	}
	f.Fuzz(func(t *testing.T, document []byte, charset string) {
		for _, detect := range []bool{false, true} {
			whole, wholeError := events(bytes.NewReader(document), Charset{charset, detect})
			portions, portionsError := events(iotest.OneByteReader(bytes.NewReader(document)), Charset{charset, detect})
			require.Equal(t, whole, portions)
			require.Equal(t, fmt.Sprint(wholeError), fmt.Sprint(portionsError))
		}
		walk(document, charset)
		compareWithStandard(t, document)
	})
}

// walk takes the way that requests take. What comes of it does not matter here.
func walk(document []byte, charset string) {
	var r Reader
	r.Reset(bytes.NewReader(document), Charset{Name: charset})
	e := Envelope{Reader: &r}
	if e.Open() != nil || e.Body(true) != nil {
		return
	}
	for r.Kind() == Element {
		if _, err := r.ReadText(); err != nil {
			return
		}
	}
	_ = e.Close()
}

// compareWithStandard reads with encoding/xml too and compares elements and text up to the end of the root.
func compareWithStandard(t *testing.T, document []byte) {
	t.Helper()
	if !utf8.Valid(document) {
		return // ours replaces, theirs refuses
	}
	var r Reader
	r.Reset(bytes.NewReader(document), utf8Charset)
	ours, err := summary(&r)
	if err != nil {
		return
	}
	theirs, err := standardSummary(document)
	if err != nil {
		return
	}
	require.Equal(t, theirs, ours, "encoding/xml reads %q differently", document)
}

// summary writes down elements and text, text in one piece whatever it consists of.
func summary(r *Reader) (string, error) {
	var b strings.Builder
	r.collect = true
	for {
		err := r.Read()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		r.collect = true
		inside := len(r.frames) > 0
		switch r.Kind() {
		case Element:
			fmt.Fprintf(&b, "<{%s}%s>", r.Namespace(), r.Local())
			if r.Empty() {
				b.WriteString("</>")
			}
		case EndElement:
			b.WriteString("</>")
		case Text, CData, Whitespace:
			if inside {
				b.Write(r.gathered)
			}
		}
		r.gathered = r.gathered[:0]
	}
}

func standardSummary(document []byte) (string, error) {
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte("\xEF\xBB\xBF"))))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	blanks := strings.NewReplacer("\n", " ", "\t", " ") // as values are normalised (XML 1.0, 3.3.3), by ours
	var b strings.Builder
	depth := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<{%s}%s>", blanks.Replace(token.Name.Space), token.Name.Local)
			depth++
		case xml.EndElement:
			b.WriteString("</>")
			depth--
		case xml.CharData:
			if depth > 0 {
				b.Write(token)
			}
		}
	}
}
