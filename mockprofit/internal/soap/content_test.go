package soap

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// at returns a reader on the first element called v.
func at(t *testing.T, document string) *Reader {
	t.Helper()
	r := new(Reader)
	r.Reset(strings.NewReader(document), utf8Charset)
	for !r.Is("", "v") {
		require.NoError(t, r.Read())
	}
	return r
}

func TestReadText(t *testing.T) {
	const refusal = "Unexpected node type %s. ReadElementString method can only be called on elements with simple or empty content."
	tests := []struct {
		value string
		text  string
		kind  string // of the node in the way, instead of text
		after Kind
		depth int
	}{
		{value: "<v/>", after: Element, depth: 1},
		{value: "<v></v>", after: Element, depth: 1},
		{value: "<v>text</v>", text: "text", after: Element, depth: 1},
		{value: "<v> \r\n</v>", text: " \n", after: Element, depth: 1},
		{value: "<v>a<![CDATA[<b>]]> &amp; c</v>", text: "a<b> & c", after: Element, depth: 1},
		{value: "<v><![CDATA[]]></v>", after: Element, depth: 1},
		// The accident of XmlReader.ReadString: the text is the child's, and so is the end tag.
		{value: "<v><b>x</b></v>", text: "x", after: EndElement, depth: 1},
		{value: "<v><b></b></v>", after: EndElement, depth: 1},
		{value: "<v><b>x</b>y</v>", text: "x", after: Text, depth: 2},
		{value: "<v><b/></v>", kind: "Element"},
		{value: "<v> <b>x</b></v>", kind: "Element"},
		{value: "<v>x<b>y</b></v>", kind: "Element"},
		{value: "<v><b><c>x</c></b></v>", kind: "Element"},
		{value: "<v><b>x<c/></b></v>", kind: "Element"},
		{value: "<v><!-- --></v>", kind: "Comment"},
		{value: "<v>x<!-- --></v>", kind: "Comment"},
		{value: "<v><?x?></v>", kind: "ProcessingInstruction"},
		{value: "<v><b><!-- --></b></v>", kind: "Comment"},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			r := at(t, "<r>"+test.value+"<next/></r>")
			text, err := r.ReadText()
			if test.kind != "" {
				var syntax *SyntaxError
				require.ErrorAs(t, err, &syntax)
				require.Equal(t, strings.Replace(refusal, "%s", test.kind, 1), syntax.Message)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.text, text)
			require.Equal(t, test.after, r.Kind())
			require.Equal(t, test.depth, r.Depth())
		})
	}
}

func TestSkip(t *testing.T) {
	for value, after := range map[string]Kind{
		"<v/>":                          Comment,
		"<v></v>":                       Comment,
		"<v><v><v/></v>text<w></w></v>": Comment,
	} {
		r := at(t, "<r>"+value+"<!-- --></r>")
		require.NoError(t, r.Skip())
		require.Equal(t, after, r.Kind(), value)
		require.Equal(t, 1, r.Depth(), value)
		require.NoError(t, r.Skip())
		require.Equal(t, EndElement, r.Kind(), value)
		require.NoError(t, r.Skip())
		require.Equal(t, None, r.Kind(), value)
		require.NoError(t, r.Skip(), "there is nothing after the end")
	}
}

// TestWhatIsNotKeptCostsNothing reads documents that are large in every way and looks at what the reader holds on to.
func TestWhatIsNotKeptCostsNothing(t *testing.T) {
	large := strings.Repeat("x", 1<<20)
	for name, document := range map[string]string{
		"text":          "<a>" + large + "</a>",
		"comment":       "<a><!--" + large + "--></a>",
		"cdata":         "<a><![CDATA[" + large + "]]></a>",
		"instruction":   "<a><?x " + large + "?></a>",
		"attribute":     "<a b='" + large + "'/>",
		"white space":   "<a>" + strings.Repeat("\r\n", 1<<19) + "</a>",
		"many elements": "<a>" + strings.Repeat("<b c='d'>e</b>", 1<<16) + "</a>",
	} {
		var r Reader
		r.Reset(strings.NewReader(document), utf8Charset)
		var err error
		for err == nil {
			err = r.Read()
		}
		require.Less(t, cap(r.names)+cap(r.gathered)+cap(r.tags.values)+cap(r.scopes.text)+len(r.buf), 2*windowSize, name)
	}
}
