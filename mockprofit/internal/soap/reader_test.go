package soap

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// utf8Charset is what most requests announce.
var utf8Charset = Charset{Name: "utf-8"}

// events reads a document to its end and writes down what the reader stood on.
func events(source io.Reader, charset Charset) (string, error) {
	var r Reader
	r.Reset(source, charset)
	return eventsOf(&r)
}

func eventsOf(r *Reader) (string, error) {
	var b strings.Builder
	for {
		r.collect = true
		r.gathered = r.gathered[:0]
		if err := r.Read(); err != nil {
			if errors.Is(err, io.EOF) {
				return b.String(), nil
			}
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d %s", r.Depth(), r.Kind())
		switch r.Kind() {
		case Element:
			fmt.Fprintf(&b, " {%s}%s empty=%t", r.Namespace(), r.Local(), r.Empty())
		case Text, CData, Whitespace:
			fmt.Fprintf(&b, " %q", r.gathered)
		}
		b.WriteByte('\n')
	}
}

const everyNode = `<?xml version='1.0' encoding="utf-8" standalone='yes' ?>
<!-- é -->
<?target data?>
<a:root xmlns:a="urn:a" xmlns="urn:&#100;efault" a:x = '1' x="2&lt;">
 <child a='&amp;"'>t&#x20AC;xt&gt;]]]&#10;é€😀</child
 ><![CDATA[<&]]]]><![CDATA[>]]><empty/><a:deep xmlns:a="urn:b" ><a:er xmlns=""><none/></a:er></a:deep><a:back></a:back>` + "\r\n\rx\r" + `
</a:root>
<!--end-->`

const everyNodeEvents = `0 ProcessingInstruction
0 Whitespace ""
0 Comment
0 Whitespace ""
0 ProcessingInstruction
0 Whitespace ""
0 Element {urn:a}root empty=false
1 Whitespace "\n "
1 Element {urn:default}child empty=false
2 Text "t€xt>]]]\né€😀"
1 EndElement
1 CDATA "<&]]"
1 CDATA ">"
1 Element {urn:default}empty empty=true
1 Element {urn:b}deep empty=false
2 Element {urn:b}er empty=false
3 Element {}none empty=true
2 EndElement
1 EndElement
1 Element {urn:a}back empty=false
1 EndElement
1 Text "\n\nx\n"
0 EndElement
0 Whitespace ""
0 Comment
`

func TestReaderReadsEveryKindOfNode(t *testing.T) {
	actual, err := events(strings.NewReader(everyNode), utf8Charset)
	require.NoError(t, err)
	require.Equal(t, everyNodeEvents, actual)
}

// TestReaderIsBlindToTheWindow moves a document over the edge of the window byte by byte, and feeds it byte by byte.
func TestReaderIsBlindToTheWindow(t *testing.T) {
	actual, err := events(iotest.OneByteReader(strings.NewReader(everyNode)), utf8Charset)
	require.NoError(t, err)
	require.Equal(t, everyNodeEvents, actual)

	_, root, _ := strings.Cut(everyNode, "?>\n")
	_, rootEvents, _ := strings.Cut(everyNodeEvents, "\n0 Whitespace \"\"\n")
	for padding := windowSize - len(root) - 10; padding < windowSize+10; padding++ {
		document := "<!--" + strings.Repeat(" ", padding) + "-->" + root
		actual, err := events(strings.NewReader(document), utf8Charset)
		require.NoError(t, err, "padding %d", padding)
		require.Equal(t, "0 Comment\n"+rootEvents, actual, "padding %d", padding)
	}
}

func TestReaderRefuses(t *testing.T) {
	tests := []struct{ document, message string }{
		{"", "Root element is missing."},
		{" \r\n", "Root element is missing."},
		{"<!-- -->", "Root element is missing."},
		{"\x00", "Root element is missing."},
		{"<x", "Data at the root level is invalid. Line 1, position 1."},
		{"junk", "Data at the root level is invalid. Line 1, position 1."},
		{"\r\n  {}", "Data at the root level is invalid. Line 2, position 3."},
		{"&lt;<a/>", "Data at the root level is invalid. Line 1, position 1."},
		{"\x01<a/>", "'\x01', hexadecimal value 0x01, is an invalid character. Line 1, position 1."},
		{"<![CDATA[x]]><a/>", "Data at the root level is invalid. Line 1, position 1."},
		{"<a></a>x", "Data at the root level is invalid. Line 1, position 8."},
		{"<a></a>\nx", "Data at the root level is invalid. Line 2, position 1."},
		{"<a/><b/>", "There are multiple root elements. Line 1, position 6."},
		{"</a></a>", "Unexpected end tag. Line 1, position 3."},
		{"<!DOCTYPE a><a/>", "DTD is prohibited in this XML document."},
		{"<a><!DOCTYPE a></a>", "Unexpected DTD declaration. Line 1, position 6."},
		{"<a><!ELEMENT a></a>", "'ELEMENT' is an unexpected token. The expected token is '<!--' or '<[CDATA['. Line 1, position 6."},
		{"<aa>", "Unexpected end of file has occurred. The following elements are not closed: aa. Line 1, position 5."},
		{"<s:a xmlns:s='u'><b>\n<c/>", "Unexpected end of file has occurred. The following elements are not closed: b, s:a. Line 2, position 5."},
		{"<a><b></a>", "The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9."},
		{"<a>\n<b>\r\n</bb></a>", "The 'b' start tag on line 2 position 2 does not match the end tag of 'bb'. Line 3, position 3."},
		{"<a></a x>", "'x' is an unexpected token. The expected token is '>'. Line 1, position 8."},
		{"<a></a", "Unexpected end of file has occurred. The following elements are not closed: a. Line 1, position 7."},
		{"<aa></a", "Unexpected end of file while parsing Name has occurred. Line 1, position 8."},
		{"<1a/>", "Name cannot begin with the '1' character, hexadecimal value 0x31. Line 1, position 2."},
		{"< a/>", "Name cannot begin with the ' ' character, hexadecimal value 0x20. Line 1, position 2."},
		{"<a:/>", "Name cannot begin with the '/' character, hexadecimal value 0x2F. Line 1, position 4."},
		{"<:a/>", "Name cannot begin with the ':' character, hexadecimal value 0x3A. Line 1, position 2."},
		{"<a:b:c/>", "The ':' character, hexadecimal value 0x3A, cannot be included in a name. Line 1, position 5."},
		{"<a\"b/>", "The '\"' character, hexadecimal value 0x22, cannot be included in a name. Line 1, position 3."},
		{"<p:a/>", "'p' is an undeclared prefix. Line 1, position 2."},
		{"<a><p:b/></a>", "'p' is an undeclared prefix. Line 1, position 5."},
		{"<a b='1' p:c='2'/>", "'p' is an undeclared prefix. Line 1, position 10."},
		{"<a><b xmlns:p='u'/><p:c/></a>", "'p' is an undeclared prefix. Line 1, position 21."},
		{"<a b='1' b='2'/>", "'b' is a duplicate attribute name. Line 1, position 10."},
		{"<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "'q:b' is a duplicate attribute name. Line 1, position 36."},
		{"<a xmlns='u' xmlns='v'/>", "'xmlns' is a duplicate attribute name. Line 1, position 14."},
		{"<a b='1'c='2'/>", "'c' is an unexpected token. Expecting white space. Line 1, position 9."},
		{"<a b/>", "'/' is an unexpected token. The expected token is '='. Line 1, position 5."},
		{"<a b=1/>", "'1' is an unexpected token. The expected token is '\"' or '''. Line 1, position 6."},
		{"<a b='<'/>", "'<', hexadecimal value 0x3C, is an invalid attribute character. Line 1, position 7."},
		{"<a b='1", "There is an unclosed literal string. Line 1, position 8."},
		{"<a / >", "' ' is an unexpected token. The expected token is '>'. Line 1, position 5."},
		{"<a xmlns:p=''/>", "Invalid namespace declaration. Line 1, position 12."},
		{"<a xmlns:xmlns='u'/>", `Prefix "xmlns" is reserved for use by XML. Line 1, position 4.`},
		{"<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>", `Prefix "xmlns" is reserved for use by XML. Line 1, position 17.`},
		{"<a xmlns:xml='u'/>", `Prefix "xml" is reserved for use by XML and can be mapped only to namespace name "http://www.w3.org/XML/1998/namespace". Line 1, position 4.`},
		{"<a xmlns='http://www.w3.org/2000/xmlns/'/>", `Prefix '' cannot be mapped to namespace name reserved for "xml" or "xmlns". Line 1, position 11.`},
		{"<a xml:space='x'/>", "'x' is an invalid xml:space value. Line 1, position 4."},
		{"<a xml:space='&x;'/>", "'&x;' is an invalid xml:space value. Line 1, position 4."},
		{"<a", "Data at the root level is invalid. Line 1, position 1."},
		{"<a>\n<b ", "Unexpected end of file has occurred. The following elements are not closed: a. Line 2, position 4."},
		{"<aaa ", "Unexpected end of file has occurred. The following elements are not closed:  Line 1, position 6."},
		{"<a><b/", "Unexpected end of file while parsing > has occurred. Line 1, position 6."},
		{"<a><b/ >", "'/' is an unexpected token. The expected token is '>'. Line 1, position 6."},
		{"<a b='1'<c/>", "Name cannot begin with the '<' character, hexadecimal value 0x3C. Line 1, position 9."},
		{"<?xml version='1.0'?>😀<a/>", "'😀', hexadecimal value 0x1F600, is an invalid character. Line 1, position 22."},
		{"<a>]]></a>", "']]>' is not allowed in character data. Line 1, position 4."},
		{"<a>\x02</a>", "'\x02', hexadecimal value 0x02, is an invalid character. Line 1, position 4."},
		{"<a>é\x00</a>", "'.', hexadecimal value 0x00, is an invalid character. Line 1, position 5."},
		{"<a>😀\uFFFF</a>", "'\uFFFF', hexadecimal value 0xFFFF, is an invalid character. Line 1, position 6."},
		{"<a>&#x1;</a>", "'\x01', hexadecimal value 0x01, is an invalid character. Line 1, position 7."},
		{"<a>&#12;</a>", "'\f', hexadecimal value 0x0C, is an invalid character. Line 1, position 6."},
		{"<a>&#xD800;</a>", "'\uFFFD', hexadecimal value 0xD800, is an invalid character. Line 1, position 7."},
		{"<a>&#x110000;</a>", "Invalid value of a character entity reference. Line 1, position 7."},
		{"<a>&#99999999999999999999;</a>", "Invalid value of a character entity reference. Line 1, position 15."},
		{"<a>&#;</a>", "Invalid syntax for a decimal numeric entity reference. Line 1, position 6."},
		{"<a>&#12a;</a>", "Invalid syntax for a decimal numeric entity reference. Line 1, position 8."},
		{"<a>&#x;</a>", "Invalid syntax for a hexadecimal numeric entity reference. Line 1, position 7."},
		{"<a>&#xG;</a>", "Invalid syntax for a hexadecimal numeric entity reference. Line 1, position 7."},
		{"<a b='&'/>", "An error occurred while parsing EntityName. Line 1, position 8."},
		{"<a>&b:c;</a>", "An error occurred while parsing EntityName. Line 1, position 6."},
		{"<a>& </a>", "An error occurred while parsing EntityName. Line 1, position 5."},
		{"<a>&lt </a>", "An error occurred while parsing EntityName. Line 1, position 5."},
		{"<a>&", "Unexpected end of file has occurred. Line 1, position 4."},
		{"<a><!- x --></a>", "' ' is an unexpected token. The expected token is '-'. Line 1, position 7."},
		{"<a><!-- x -- y --></a>", "An XML comment cannot contain '--', and '-' cannot be the last character. Line 1, position 11."},
		{"<a><!-- x --->", "An XML comment cannot contain '--', and '-' cannot be the last character. Line 1, position 11."},
		{"<a><!-- x", "Unexpected end of file while parsing Comment has occurred. Line 1, position 8."},
		{"<a><!-- xy", "Unexpected end of file while parsing Comment has occurred. Line 1, position 11."},
		{"<a><!-- x -", "Unexpected end of file while parsing Comment has occurred. Line 1, position 11."},
		{"<a><![CDATA[x]]", "Unexpected end of file while parsing CDATA has occurred. Line 1, position 14."},
		{"<a><![cdata[x]]></a>", "'cdata' is an unexpected token. The expected token is 'CDATA['. Line 1, position 7."},
		{"<a><?x", "Unexpected end of file while parsing Name has occurred. Line 1, position 7."},
		{"<a><?p:x ?></a>", "The ':' character, hexadecimal value 0x3A, cannot be included in a name. Line 1, position 7."},
		{"<a><?p:?></a>", "The ':' character, hexadecimal value 0x3A, cannot be included in a name. Line 1, position 7."},
		{"<?x-->", "The '>' character, hexadecimal value 0x3E, cannot be included in a name. Line 1, position 6."},
		{"<?x?", "Unexpected end of file while parsing PI has occurred. Line 1, position 4."},
		{"<a><?x?y?></a>", "The '?' character, hexadecimal value 0x3F, cannot be included in a name. Line 1, position 7."},
		{"<a><?xml version='1.0'?></a>", messageLateDeclaration + " Line 1, position 6."},
		{" <?xml version='1.0'?><a/>", messageLateDeclaration + " Line 1, position 4."},
		{"<?XML version='1.0'?><a/>", "'XML' is an invalid name for processing instructions. Line 1, position 3."},
		{"<?xml version='1.1'?><a/>", "Version number '1.1' is invalid. Line 1, position 16."},
		{"<?xml version=''?><a/>", "Version number '' is invalid. Line 1, position 16."},
		{"<?xml version='1.0\"?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 16."},
		{"<?xml version='1.0", "There is an unclosed literal string. Line 1, position 16."},
		{"<?xml version=1.0?><a/>", "'1.0' is an unexpected token. The expected token is '\"' or '''. Line 1, position 15."},
		{"<?xml version '1.0'?><a/>", "''' is an unexpected token. The expected token is '='. Line 1, position 15."},
		{"<?xml version", "Unexpected end of file while parsing Name has occurred. Line 1, position 14."},
		{"<?xml version='1.0'", "Unexpected end of file has occurred. Line 1, position 20."},
		{"<?xml version='1.0' ?", "Unexpected end of file has occurred. Line 1, position 21."},
		{"<?xml version='1.0' ? ><a/>", "'?' is an unexpected token. The expected token is ''>''. Line 1, position 21."},
		{"<?xml version='1.0'><a/>", "'>' is an unexpected token. The expected token is '?>'. Line 1, position 20."},
		{"<?xml version='1.0' x='y'?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 21."},
		{"<?xml version='1.0' version='1.0'?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 21."},
		{"<?xml?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 6."},
		{"<?xml<a/>", "Name cannot begin with the '<' character, hexadecimal value 0x3C. Line 1, position 6."},
		{"<?xml", "Unexpected end of file while parsing Name has occurred. Line 1, position 6."},
		{"<?xml encoding='utf-8'?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 7."},
		{"<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 38."},
		{"<?xml version='1.0' standalone='maybe'?><a/>", "Syntax for an XML declaration is invalid. Line 1, position 32."},
		{"<?xml version='1.0'encoding='x'?><a/>", "'encoding' is an unexpected token. The expected token is '?>'. Line 1, position 20."},
	}
	for _, test := range tests {
		t.Run(test.document, func(t *testing.T) {
			_, err := events(strings.NewReader(test.document), utf8Charset)
			var syntax *SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Equal(t, test.message, err.Error())

			_, err = events(iotest.OneByteReader(strings.NewReader(test.document)), utf8Charset)
			require.EqualError(t, err, test.message, "byte by byte")
		})
	}
}

// TestReaderLeavesEntitiesAlone checks that a reference to what is not known is a node of its own, which cuts text in two.
func TestReaderLeavesEntitiesAlone(t *testing.T) {
	const document = "<a b='&x;'> &x;y&amp;&#32;&z;&lt;</a>"
	expected := "0 Element {}a empty=false\n1 Whitespace \" \"\n1 EntityReference\n1 Text \"y& \"\n1 EntityReference\n1 Text \"<\"\n0 EndElement\n"
	actual, err := events(strings.NewReader(document), utf8Charset)
	require.NoError(t, err)
	require.Equal(t, expected, actual)
	actual, err = events(iotest.OneByteReader(strings.NewReader(document)), utf8Charset)
	require.NoError(t, err)
	require.Equal(t, expected, actual)

	var r Reader
	r.Reset(strings.NewReader(document), utf8Charset)
	for _, refusal := range []string{"Reference to undeclared entity 'x'. Line 1, position 2.", "", "Reference to undeclared entity 'x'. Line 1, position 14.", ""} {
		require.NoError(t, r.Read())
		if refusal == "" {
			require.NoError(t, r.Unresolved())
		} else {
			require.EqualError(t, r.Unresolved(), refusal)
		}
	}
}

// TestReaderTakesDecimalBlanksForText checks a peculiarity of v1Compat.
func TestReaderTakesDecimalBlanksForText(t *testing.T) {
	actual, err := events(strings.NewReader("<a>&#32;<b/>&#x20;</a>"), utf8Charset)
	require.NoError(t, err)
	require.Contains(t, actual, "1 Text \" \"\n")
	require.Contains(t, actual, "1 Whitespace \" \"\n")
}

// TestReaderRefusesAtTheEdgeOfTheWindow checks errors and their places where the window has moved on.
func TestReaderRefusesAtTheEdgeOfTheWindow(t *testing.T) {
	for padding := windowSize - 40; padding < windowSize+10; padding++ {
		for _, test := range []struct{ document, message string }{
			{"]]></a>", messageTextEnd},
			{"&euro </a>", messageEntityName},
			{"\x01</a>", "'\x01', hexadecimal value 0x01, is an invalid character."},
		} {
			_, err := events(strings.NewReader("<a>\r\né😀\r"+strings.Repeat("x", padding)+test.document), utf8Charset)
			column := padding + 1
			if test.document[0] == '&' {
				column++
			}
			require.EqualError(t, err, fmt.Sprintf("%s Line 3, position %d.", test.message, column))
		}
		_, err := events(strings.NewReader("<a>\r\n<bé>"+strings.Repeat("é😀", padding/6)+"</c></a>"), utf8Charset)
		require.EqualError(t, err, fmt.Sprintf("The 'bé' start tag on line 2 position 2 does not match the end tag of 'c'. Line 2, position %d.", 7+3*(padding/6)))
	}
}

func TestReaderAcceptsWhatItsModelAccepts(t *testing.T) {
	for _, document := range []string{
		"<a></a>\x00junk", // v1Compat: a NUL ends the document
		"<a xml:lang='nl' xml:space='preserve'/>",
		"<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
		"<a b='>'/>",
		"<a\tb\r\n=\n'1'\n/>",
		"<a>]]</a>", "<a>]] ></a>",
		"<_a-1.é/>",
		"<a xmlns:p='u' p:b='1' b='2'/>",
		"<a xmlns='u' b='1' xmlns:p='u' p:b='2'/>", // the default namespace is not for attributes
		"<?xml-stylesheet href='x'?><a/>",
		"<?xml version='1.0' encoding='8'?><a/>", // of no interest when the encoding is known
		"<a xml:space=' preserve'/>",
		"<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
		"<a b='&x;' xmlns:p='&y;'>z&x;</a>", // nobody wants to know what they stand for
	} {
		_, err := events(strings.NewReader(document), utf8Charset)
		require.NoError(t, err, document)
	}
}

func TestReaderReportsTheSourceRatherThanWhatIsMissing(t *testing.T) {
	broken := errors.New("connection lost")
	for _, start := range []string{"", "<", "<a", "<a>", "<a>text", "<a b='", "<a>&am", "<a/> ", "<a><![CDA"} {
		_, err := events(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)), utf8Charset)
		require.ErrorIs(t, err, broken, start)
	}
	_, err := events(stuckReader{}, utf8Charset)
	require.ErrorIs(t, err, io.ErrNoProgress)
}

// stuckReader never gives anything, nor an error.
type stuckReader struct{}

func (stuckReader) Read([]byte) (int, error) { return 0, nil }

func TestReaderRefusesBottomlessNesting(t *testing.T) {
	deep := strings.Repeat("<a>", MaximumDepth+1)
	_, err := skipAll(strings.NewReader(deep))
	require.ErrorContains(t, err, messageTooDeep)
}

func TestReaderRefusesBottomlessTags(t *testing.T) {
	many := "<a" + strings.Repeat(" b=''", MaximumAttributes+1) + "/>"
	_, err := skipAll(strings.NewReader(many))
	require.ErrorContains(t, err, "more than 65536 attributes")
}

// skipAll reads a document without collecting anything.
func skipAll(source io.Reader) (nodes int, err error) {
	var r Reader
	r.Reset(source, utf8Charset)
	for ; ; nodes++ {
		if err := r.Read(); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return nodes, err
		}
	}
}

func TestReaderFindsDuplicatesAmongManyAttributes(t *testing.T) {
	var many strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&many, " p:a%d='%d' a%d='%d'", i, i, i, i)
	}
	_, err := skipAll(strings.NewReader("<a xmlns:p='u' xmlns:q='u'" + many.String() + "/>"))
	require.NoError(t, err)
	_, err = skipAll(strings.NewReader("<a xmlns:p='u' xmlns:q='u'" + many.String() + " q:a7=''/>"))
	require.ErrorContains(t, err, "'q:a7' is a duplicate attribute name.")
	_, err = skipAll(strings.NewReader("<a xmlns:p='u' xmlns:q='u'" + many.String() + " a7=''/>"))
	require.ErrorContains(t, err, "'a7' is a duplicate attribute name.")
}

func TestReaderKeepsManyNamespacesApart(t *testing.T) {
	var declarations, uses, expected strings.Builder
	for i := range 100 {
		fmt.Fprintf(&declarations, " xmlns:p%d='urn:%d'", i, i)
		fmt.Fprintf(&uses, "<p%d:a xmlns:p%d='urn:inner'/><p%d:a/>", i, (i+1)%100, i)
		fmt.Fprintf(&expected, "1 Element {urn:%d}a empty=true\n1 Element {urn:%d}a empty=true\n", i, i)
	}
	actual, err := events(strings.NewReader("<r"+declarations.String()+">"+uses.String()+"</r>"), utf8Charset)
	require.NoError(t, err)
	require.Equal(t, "0 Element {}r empty=false\n"+expected.String()+"0 EndElement\n", actual)
}

func TestReaderCanBeReset(t *testing.T) {
	var r Reader
	for range 2 {
		r.Reset(strings.NewReader("<a xmlns='u'><b"), utf8Charset)
		_, err := eventsOf(&r)
		require.Error(t, err)
		r.Reset(strings.NewReader(everyNode), utf8Charset)
		actual, err := eventsOf(&r)
		require.NoError(t, err)
		require.Equal(t, everyNodeEvents, actual)
	}
}
