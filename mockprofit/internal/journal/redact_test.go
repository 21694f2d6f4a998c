package journal

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const token = "<token><version>1</version><data>" + data + "</data></token>"

func TestRedact(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(token))
	tests := map[string]struct{ text, want string }{
		"nothing":                       {"", ""},
		"a user id":                     {"12345.jansen", "12345.jansen"},
		"a sentence":                    {"Missing parameter: userId.", "Missing parameter: userId."},
		"a key":                         {apiKey, "A0A1…"},
		"a key in lower case":           {strings.ToLower(apiKey), "a0a1…"},
		"a key that was cut":            {apiKey[:20], "A0A1…"},
		"a number that is no key":       {"490154203237518", "490154203237518"},
		"digits, one too few":           {apiKey[:19], apiKey[:19]},
		"a key within a text":           {"action 'urn:x/" + apiKey + "' é", "action 'urn:x/A0A1…' é"},
		"two keys":                      {apiKey + " and " + apiKey, "A0A1… and A0A1…"},
		"a token":                       {token, "<token><version>1</version><data>A0A1…</data></token>"},
		"a token in base64":             {"AfasToken " + encoded, "AfasToken …"},
		"a token in base64, in between": {"x=" + encoded + "&y", "x=…&y"},
		"a token in a query":            {"/a?b=%3Cdata%3E" + data, "/a?b=%3Cdata%3E" + "A0…"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, Redact(test.text)) })
	}
}

func TestRedactHidesAKeyWhereverItStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[0-9A-F]{32}|[0-9a-f]{64}`).Draw(t, "key")
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		redacted := Redact(before + key + after)
		require.NotContains(t, redacted, key[4:24])
		require.Equal(t, redacted, Redact(redacted), "redacting again changes nothing")
	})
}

func TestRedactLine(t *testing.T) {
	tests := map[string]struct{ line, want string }{
		"no query":              {"POST /profitservices/tokenconnector.asmx HTTP/1.1", "POST /profitservices/tokenconnector.asmx HTTP/1.1"},
		"description":           {"GET /x.asmx?WSDL HTTP/1.1", "GET /x.asmx?WSDL HTTP/1.1"},
		"discovery":             {"GET /x.asmx?disco HTTP/1.1", "GET /x.asmx?disco HTTP/1.1"},
		"page of an operation":  {"GET /x.asmx?op=GenerateOTP HTTP/1.1", "GET /x.asmx?op=GenerateOTP HTTP/1.1"},
		"parameters":            {"GET /x.asmx/DeleteToken?token=1 HTTP/1.1", "GET /x.asmx/DeleteToken?… HTTP/1.1"},
		"a code without a name": {"GET /x.asmx?12345678 HTTP/1.1", "GET /x.asmx?… HTTP/1.1"},
		"a code as operation":   {"GET /x.asmx?op=12345678 HTTP/1.1", "GET /x.asmx?… HTTP/1.1"},
		"two question marks":    {"GET /x.asmx?a?otp=12345678 HTTP/1.1", "GET /x.asmx?… HTTP/1.1"},
		"no protocol":           {"GET /x.asmx?otp=12345678", "GET /x.asmx?…"},
		"a key in the path":     {"GET /x.asmx/" + apiKey + " HTTP/1.1", "GET /x.asmx/A0A1… HTTP/1.1"},
		"a status line":         {"HTTP/1.1 500 Internal Server Error", "HTTP/1.1 500 Internal Server Error"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, RedactLine(test.line)) })
	}
}
