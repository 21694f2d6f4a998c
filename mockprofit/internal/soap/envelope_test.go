package soap

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEnvelopeBody(t *testing.T) {
	const mu = ` s:mustUnderstand="1"`
	tests := []struct {
		name          string
		inner         string // what the Envelope holds
		lenient       bool
		operation     string
		notUnderstood string
		stray         error
		err           error
	}{
		{name: "body", inner: "<s:Body><o/></s:Body>", operation: "o"},
		{name: "blanks and comments", inner: " <!-- --><s:Body> <?x?><o/></s:Body>", operation: "o"},
		{name: "empty header", inner: "<s:Header/><s:Body><o/></s:Body>", operation: "o"},
		{name: "header", inner: "<s:Header> <h>x</h></s:Header> <s:Body><o/></s:Body>", operation: "o"},
		{name: "must understand", inner: "<s:Header>x<h/><i" + mu + "/><j" + mu + "/></s:Header><s:Body><o/></s:Body>", operation: "o", notUnderstood: "i"},
		{name: "must understand true", inner: `<s:Header><i s:mustUnderstand="true"/></s:Header><s:Body/>`, notUnderstood: "i"},
		{name: "must understand of the other version", inner: `<s:Header><i t:mustUnderstand="1"/></s:Header><s:Body/>`, notUnderstood: "i"},
		{name: "must understand not", inner: `<s:Header><i s:mustUnderstand="0" t:mustUnderstand="1"/></s:Header><s:Body/>`},
		{name: "must understand without a namespace", inner: `<s:Header><i mustUnderstand="1"/></s:Header><s:Body/>`},
		{name: "must understand with blanks", inner: `<s:Header><i s:mustUnderstand=" 1"/></s:Header><s:Body/>`},
		{name: "must understand further in", inner: "<s:Header><h><i" + mu + "/></h></s:Header><s:Body/>"},
		{name: "must understand in the body", inner: "<s:Body><i" + mu + "/></s:Body>", operation: "i"},
		{name: "text in the body", inner: "<s:Body>x<o/></s:Body>"},
		{name: "body without anything", inner: "<s:Body></s:Body>"},
		{name: "empty body before a sibling", inner: "<s:Body/><o/>"},
		{name: "nothing", err: ErrMissingBody},
		{name: "header only", inner: "<s:Header/>", err: ErrMissingBody},
		{name: "header only, lenient", inner: "<s:Header/>", lenient: true, err: ErrMissingBody},
		{name: "two headers", inner: "<s:Header/><s:Header/><s:Body/>", err: ErrMissingBody},
		{name: "text before the body", inner: "x<s:Body/>", err: ErrMissingBody},
		{name: "element before the body", inner: "<x/><s:Body/>", err: ErrMissingBody},
		{name: "element before the body, lenient", inner: "<x><s:Body><p/></s:Body></x>y<s:Body><o/></s:Body>", lenient: true, operation: "o", stray: ErrMissingBody},
		{name: "body of another namespace", inner: "<Body/>", err: ErrMissingBody},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			document := `<s:Envelope xmlns:s="` + Namespace11 + `" xmlns:t="` + Namespace12 + `">` + test.inner + "</s:Envelope>"
			var r Reader
			r.Reset(strings.NewReader(document), utf8Charset)
			e := Envelope{Reader: &r}
			require.NoError(t, e.Open())
			require.Equal(t, Namespace11, e.Namespace)
			err := e.Body(test.lenient)
			require.ErrorIs(t, err, test.err)
			if test.err != nil {
				return
			}
			if _, operation := e.Operation(); test.lenient {
				require.Equal(t, test.operation, operation)
			}
			require.Equal(t, test.notUnderstood, e.NotUnderstood)
			require.ErrorIs(t, e.Stray(), test.stray)
			require.NoError(t, e.Close())
		})
	}
}

func TestEnvelopeIsOneInItsNamespace(t *testing.T) {
	for document, missing := range map[string]error{
		"<a/>":         ErrMissingEnvelope,
		"<Envelope/>":  ErrMissingBody,
		"<Envelope> x": nil, // broken, which is noticed first
	} {
		var r Reader
		r.Reset(strings.NewReader(document), utf8Charset)
		e := Envelope{Reader: &r}
		require.NoError(t, e.Open())
		require.Empty(t, e.Namespace)
		err := e.Body(true)
		if missing != nil {
			require.ErrorIs(t, err, missing)
			continue
		}
		var syntax *SyntaxError
		require.ErrorAs(t, err, &syntax)
	}
}

func TestEnvelopeCloseLooksOneNodeFurther(t *testing.T) {
	const envelope = `<Envelope><Body></Body></Envelope>`
	for rest, accepted := range map[string]bool{
		"":                 true,
		"\r\n":             true,
		"\r\n<x/>":         true, // the white space was that node
		"<!-- --><x/>junk": true,
		"<?x?>junk":        true,
		"\x00":             true,
		"<x/>":             false,
		"junk":             false,
		" junk":            false,
	} {
		var r Reader
		r.Reset(strings.NewReader(envelope+rest), utf8Charset)
		e := Envelope{Reader: &r}
		require.NoError(t, e.Open())
		require.NoError(t, e.Body(false))
		if accepted {
			require.NoError(t, e.Close(), rest)
		} else {
			require.Error(t, e.Close(), rest)
		}
	}
}
