package soap

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestReaderAgreesWithTheStandardLibrary makes documents that are well-formed by XML 1.0 and Namespaces 1.0, which both readers must accept, and
// compares what they see: the names with their namespaces, and the text.
func TestReaderAgreesWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		document := wellFormed(t)
		theirs, err := standardSummary([]byte(document))
		if err != nil {
			t.Fatalf("the generator made what encoding/xml refuses: %v in %q", err, document)
		}
		for portions, source := range map[string]io.Reader{"whole": strings.NewReader(document), "in portions": iotest.HalfReader(strings.NewReader(document))} {
			var r Reader
			r.Reset(source, utf8Charset)
			if ours, err := summary(&r); err != nil || ours != theirs {
				t.Fatalf("%s: %q\nencoding/xml: %s\nours:         %s\n%v", portions, document, theirs, ours, err)
			}
		}
	})
}

// The pieces that documents are made of.
var (
	anyName = rapid.SampledFrom([]string{"a", "b", "userId", "_x-1.y", "é", "名前", "Envelope"})
	// Prefixes that the root declares, the default namespace among them.
	anyPrefix = rapid.SampledFrom([]string{"", "", "p:", "q:", "ü:"})
	anySpace  = rapid.SampledFrom([]string{"", " ", "\n", "\t", "\r\n", "\r", strings.Repeat(" ", 9000)})
	anyText   = rapid.SampledFrom([]string{
		"text", "é€😀", "&lt;token&gt;", "&amp;&apos;&quot;", "&#233;&#x1F600;", " ", "\r\n", "\r", "]] ", "] ", "> \"'", "\U0010FFFF", "\uFFFD",
		strings.Repeat("long ", 2000), strings.Repeat("é", 5000),
	})
	anyValue = rapid.SampledFrom([]string{"", "v", "é", "&lt;&amp;&#65;", "a b", "'", ">", "]]>"})
)

// wellFormed returns a document.
func wellFormed(t *rapid.T) string {
	var b strings.Builder
	b.WriteString(rapid.SampledFrom([]string{"", Declaration, "<?xml version='1.0'?>", `<?xml version="1.0" encoding='utf-8' standalone="yes" ?>`}).Draw(t, "declaration"))
	miscellany(t, &b)
	element(t, &b, 5, ` xmlns="urn:default" xmlns:p="urn:p" xmlns:q='urn:q' xmlns:ü="urn:&#252;"`)
	miscellany(t, &b)
	return b.String()
}

// miscellany writes what may stand beside the root element.
func miscellany(t *rapid.T, b *strings.Builder) {
	for range rapid.IntRange(0, 2).Draw(t, "miscellany") {
		b.WriteString(rapid.SampledFrom([]string{"<!---->", "<!-- - <a> & -->", "<?target?>", "<?target a='b' ? > ?>"}).Draw(t, "miscellaneous"))
		b.WriteString(rapid.SampledFrom([]string{"", " ", "\n", "\r\n\t"}).Draw(t, "blank"))
	}
}

// element writes an element in which others nest to a depth at most.
func element(t *rapid.T, b *strings.Builder, depth int, declarations string) {
	name := anyPrefix.Draw(t, "prefix") + anyName.Draw(t, "name")
	b.WriteString("<" + name + declarations)
	for i := range rapid.IntRange(0, 3).Draw(t, "attributes") {
		quote := rapid.SampledFrom([]string{`"`, `'`}).Draw(t, "quote")
		value := strings.ReplaceAll(anyValue.Draw(t, "value"), quote, "&#39;")
		prefix := rapid.SampledFrom([]string{"", "p:", "q:", "xml:"}).Draw(t, "attribute's prefix")
		fmt.Fprintf(b, " %s%sa%d%s=%s%s%s%s", anySpaceInTag(t), prefix, i, anySpaceInTag(t), anySpaceInTag(t), quote, value, quote)
	}
	if rapid.IntRange(0, 3).Draw(t, "redeclares") == 0 && declarations == "" {
		b.WriteString(rapid.SampledFrom([]string{` xmlns=""`, ` xmlns='urn:other'`, ` xmlns:p="urn:p2"`, ` xmlns:r="urn:r"`}).Draw(t, "declaration"))
	}
	b.WriteString(anySpaceInTag(t))
	if depth == 0 || rapid.IntRange(0, 4).Draw(t, "empty") == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	for range rapid.IntRange(0, 4).Draw(t, "content") {
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0, 1:
			element(t, b, depth-1, "")
		case 2:
			b.WriteString("<![CDATA[" + rapid.SampledFrom([]string{"", "<a>&amp;", "]]", "]>", "é\r\n", "--"}).Draw(t, "CDATA") + "]]>")
		case 3:
			b.WriteString("<!-- & < ]]> -->")
		case 4:
			b.WriteString("<?p x?>")
		default:
			b.WriteString(anyText.Draw(t, "text"))
			b.WriteString(anySpace.Draw(t, "space"))
		}
	}
	b.WriteString("</" + name + anySpaceInTag(t) + ">")
}

func anySpaceInTag(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", " ", "\n", "\t", "\r\n"}).Draw(t, "space in a tag")
}

// TestTheGeneratorIsSound keeps the test above from agreeing about nothing.
func TestTheGeneratorIsSound(t *testing.T) {
	long, nested := false, false
	for seed := range 300 {
		document := rapid.Custom(wellFormed).Example(seed)
		long = long || len(document) > 3*windowSize
		nested = nested || strings.Count(document, "</") > 10
	}
	require.True(t, long, "no document was longer than the reader's window")
	require.True(t, nested, "no document had many elements")
}
