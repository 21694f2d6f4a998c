package profit

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTokenForm(t *testing.T) {
	for _, test := range []struct{ lineBreak, file string }{
		{LineBreakNone, "token.golden"},
		{LineBreakCRLF, "token_crlf.golden"},
	} {
		t.Run(test.lineBreak, func(t *testing.T) {
			definition := productionDefinition()
			definition.Settings.TokenLineBreak = test.lineBreak
			w := newWorld(t, definition)
			token := w.token(t, asks("Laptop"))
			golden(t, test.file, token)
			require.Regexp(t, `^<token><version>1</version><data>[0-9A-F]{64}</data></token>(\r\n)?$`, token)
			requireRefusal(t, nil, w.Use(&token).Refusal)
		})
	}
}

// A token that is drawn twice is given out once.
func TestTokensAreUnique(t *testing.T) {
	seven, eight := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)
	code := []byte("0123456789012345")
	source := bytes.NewReader(slices.Concat(code, seven, code[1:], code[:1], seven, eight))
	w := newWorld(t)
	w.random = NewRandom(source)
	w.put(t, productionDefinition())
	require.Equal(t, FormatToken(strings.Repeat("07", 32)), w.token(t, asks("Laptop")))
	require.Equal(t, FormatToken(strings.Repeat("08", 32)), w.token(t, asks("Telephone")))
}

// wellFormed are documents in which the data is found.
var wellFormed = map[string]struct{ document, data string }{
	"as Profit writes it":   {FormatToken("0A"), "0A"},
	"newlines around":       {"\r\n" + FormatToken("0A") + "\n", "0A"},
	"pretty":                {"<token>\n  <version>1</version>\n  <data>\n    0A\n  </data>\n</token>", "0A"},
	"the other order":       {"<token><data>0A</data><version>1</version></token>", "0A"},
	"blanks in tags":        {"<token ><version >1</version ><data\n>0A</data ></token >", "0A"},
	"CDATA":                 {"<token><version>1</version><data><![CDATA[0A]]></data></token>", "0A"},
	"character reference":   {"<token><version>1</version><data>&#48;A</data></token>", "0A"},
	"empty version":         {"<token><version/><data>0A</data></token>", "0A"},
	"the longest":           {FormatToken(strings.Repeat("0", longestToken-len(FormatToken("")))), strings.Repeat("0", longestToken-len(FormatToken("")))},
	"data that is no token": {FormatToken("hello"), "hello"},
}

// malformed are texts that are refused: "Token could not be parsed".
var malformed = map[string]string{
	"empty":                    "",
	"blank":                    " \n",
	"bare digits":              strings.Repeat("0A", 32),
	"no markup":                "token",
	"escaped twice":            "&lt;token&gt;&lt;version&gt;1&lt;/version&gt;&lt;data&gt;0A&lt;/data&gt;&lt;/token&gt;",
	"data alone":               "<data>0A</data>",
	"another root":             "<Token><version>1</version><data>0A</data></Token>",
	"no version":               "<token><data>0A</data></token>",
	"no data":                  "<token><version>1</version></token>",
	"empty data":               "<token><version>1</version><data/></token>",
	"blank data":               "<token><version>1</version><data> \n</data></token>",
	"empty token":              "<token/>",
	"data in capitals":         "<token><version>1</version><DATA>0A</DATA></token>",
	"two data":                 "<token><data>0A</data><data>0B</data></token>",
	"two versions":             "<token><version>1</version><version>1</version></token>",
	"version, data, data":      "<token><version>1</version><data>0A</data><data>0B</data></token>",
	"another element":          "<token><version>1</version><data>0A</data><extra/></token>",
	"another element, first":   "<token><extra/><version>1</version><data>0A</data></token>",
	"nested token":             "<token>" + FormatToken("0A") + "</token>",
	"nested data":              "<token><version>1</version><data><data>0A</data></data></token>",
	"wrapped":                  "<x>" + FormatToken("0A") + "</x>",
	"two tokens":               FormatToken("0A") + FormatToken("0B"),
	"text before":              "x" + FormatToken("0A"),
	"text after":               FormatToken("0A") + "x",
	"no-break space after":     FormatToken("0A") + "\u00a0",
	"text between":             "<token>x<version>1</version><data>0A</data></token>",
	"text at the end":          "<token><version>1</version><data>0A</data>x</token>",
	"attribute of token":       `<token a="b"><version>1</version><data>0A</data></token>`,
	"attribute of version":     `<token><version a="b">1</version><data>0A</data></token>`,
	"attribute of data":        `<token><version>1</version><data a="b">0A</data></token>`,
	"namespace":                `<token xmlns="urn:x"><version>1</version><data>0A</data></token>`,
	"no namespace, said":       `<token xmlns=""><version>1</version><data>0A</data></token>`,
	"prefix":                   `<a:token><version>1</version><data>0A</data></a:token>`,
	"prefix of data":           `<token><version>1</version><a:data>0A</a:data></token>`,
	"comment before":           "<!-- x -->" + FormatToken("0A"),
	"comment inside":           "<token><!-- x --><version>1</version><data>0A</data></token>",
	"comment in data":          "<token><version>1</version><data>0<!-- x -->A</data></token>",
	"comment after":            FormatToken("0A") + "<!-- x -->",
	"XML declaration":          `<?xml version="1.0"?>` + FormatToken("0A"),
	"processing instruction":   "<token><?x y?><version>1</version><data>0A</data></token>",
	"DTD":                      "<!DOCTYPE token>" + FormatToken("0A"),
	"DTD with an entity":       `<!DOCTYPE token [<!ENTITY x "0A">]><token><version>1</version><data>&x;</data></token>`,
	"unknown entity":           "<token><version>1</version><data>&x;</data></token>",
	"character XML forbids":    "<token><version>1</version><data>0A\x01</data></token>",
	"invalid UTF-8":            "<token><version>1</version><data>0A\xff</data></token>",
	"byte order mark":          "\ufeff" + FormatToken("0A"),
	"truncated in the end tag": strings.TrimSuffix(FormatToken("0A"), ">"),
	"truncated before the end": strings.TrimSuffix(FormatToken("0A"), "</token>"),
	"truncated in the data":    "<token><version>1</version><data>0A",
	"truncated in the start":   "<tok",
	"end tags crossed":         "<token><version>1</data><data>0A</version></token>",
	"one byte too long":        FormatToken(strings.Repeat("0", longestToken-len(FormatToken(""))+1)),
	"huge":                     FormatToken(strings.Repeat("0", 10<<20)),
	"deep":                     strings.Repeat("<token>", 500),
}

func TestParseToken(t *testing.T) {
	for name, test := range wellFormed {
		t.Run(name, func(t *testing.T) {
			data, ok := parseToken(test.document)
			require.True(t, ok)
			require.Equal(t, test.data, data)
		})
	}
}

func TestMalformedTokens(t *testing.T) {
	w := newWorld(t, productionDefinition())
	for name, text := range malformed {
		t.Run(name, func(t *testing.T) {
			_, ok := parseToken(text)
			require.False(t, ok)
			requireRefusal(t, TokenMalformed, w.Use(&text).Refusal)
			requireRefusal(t, TokenMalformed, w.DeleteToken(&text).Refusal)
		})
	}
}

// Every way to cut a token short is malformed.
func TestTruncatedTokens(t *testing.T) {
	whole := FormatToken(strings.Repeat("0A", 32))
	for length := range len(whole) {
		_, ok := parseToken(whole[:length])
		require.False(t, ok, "%s", whole[:length])
	}
}

// What parseToken finds, encoding/xml finds too, and writing it again gives a
// token with the same data.
func FuzzParseToken(f *testing.F) {
	for _, test := range wellFormed {
		f.Add(test.document)
	}
	for _, text := range malformed {
		if len(text) <= longestToken {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, ok := parseToken(text)
		if !ok {
			require.Empty(t, data)
			return
		}
		require.NotEmpty(t, data)
		require.LessOrEqual(t, len(text), longestToken)
		require.Equal(t, strings.Trim(data, blanks), data)

		var document struct {
			XMLName xml.Name `xml:"token"`
			Version string   `xml:"version"`
			Data    string   `xml:"data"`
		}
		require.NoError(t, xml.Unmarshal([]byte(text), &document))
		require.Equal(t, data, strings.Trim(document.Data, blanks))

		var escaped bytes.Buffer
		require.NoError(t, xml.EscapeText(&escaped, []byte(data)))
		if again := FormatToken(escaped.String()); len(again) <= longestToken {
			found, ok := parseToken(again)
			require.True(t, ok)
			require.Equal(t, data, found)
		}
	})
}
