package services_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/soap"
)

func header(scheme, credentials string) []string {
	return []string{"Authorization", scheme + " " + credentials}
}

func encoded(token string) string { return base64.StdEncoding.EncodeToString([]byte(token)) }

func TestWaysToPresentAToken(t *testing.T) {
	unknown := profit.FormatToken(strings.Repeat("0", 64))
	tests := map[string]struct {
		parameter func(token string) string // XML
		header    func(token string) []string
		want      *profit.Refusal
	}{
		"parameter, escaped":          {parameter: func(token string) string { return parameters("token", escaped(token)) }},
		"parameter in CDATA":          {parameter: func(token string) string { return parameters("token", "<![CDATA["+token+"]]>") }},
		"header":                      {header: func(token string) []string { return header("AfasToken", encoded(token)) }},
		"header, scheme in any case":  {header: func(token string) []string { return header("afastoken", encoded(token)) }},
		"header, blanks around":       {header: func(token string) []string { return header("AfasToken  ", encoded(token)+" ") }},
		"header with a line break":    {header: func(token string) []string { return header("AfasToken", encoded(token+"\r\n")) }},
		"header and a blank token":    {func(string) string { return parameters("token", " \n") }, func(token string) []string { return header("AfasToken", encoded(token)) }, nil},
		"both: the parameter wins":    {func(token string) string { return parameters("token", escaped(token)) }, func(string) []string { return header("AfasToken", encoded(unknown)) }, nil},
		"both: a bad parameter wins":  {func(string) string { return parameters("token", escaped(unknown)) }, func(token string) []string { return header("AfasToken", encoded(token)) }, profit.TokenUnknown},
		"neither":                     {want: profit.TokenMalformed},
		"header that is no base64":    {header: func(string) []string { return header("AfasToken", "%%%") }, want: profit.TokenMalformed},
		"header with a bad end":       {header: func(token string) []string { return header("AfasToken", encoded(token)+"=") }, want: profit.TokenMalformed},
		"header with the plain token": {header: func(token string) []string { return header("AfasToken", token) }, want: profit.TokenMalformed},
		"header with the digits":      {header: func(token string) []string { return header("AfasToken", encoded(token[33:97])) }, want: profit.TokenMalformed},
		"header of an unknown token":  {header: func(string) []string { return header("AfasToken", encoded(unknown)) }, want: profit.TokenUnknown},
		"header without credentials":  {header: func(string) []string { return header("AfasToken", "") }, want: profit.TokenMalformed},
		"header of another scheme":    {header: func(token string) []string { return header("Bearer", encoded(token)) }, want: profit.TokenMalformed},
		"header without a scheme":     {header: func(token string) []string { return []string{"Authorization", encoded(token)} }, want: profit.TokenMalformed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			token := w.token("laptop")
			given, headers := "", []string(nil)
			if test.parameter != nil {
				given = test.parameter(token)
			}
			if test.header != nil {
				headers = test.header(token)
			}
			answer := w.call(soap.Version11, "GetProductVersion", given, headers...)
			if test.want == nil {
				require.Equal(t, http.StatusOK, answer.status, answer.body)
				require.Contains(t, answer.body, "<GetProductVersionResult>22.22.5</GetProductVersionResult>")
				require.Equal(t, epoch, w.directory.Environment("O12345AA").UserTokens()[0].LastUsedOn)
				require.Equal(t, jansen, answer.exchange.Decision.Subject)
				return
			}
			require.Equal(t, test.want.Dutch.Message, answer.fault(t).Message)
			require.Equal(t, test.want.Name, answer.exchange.Decision.Reason)
			require.Zero(t, w.directory.Environment("O12345AA").UserTokens()[0].LastUsedOn)
		})
	}
}

func TestProductVersionIsASetting(t *testing.T) {
	w := newWorld(t, func(definition *profit.Definition) { definition.Settings.ProductVersion = "1 < 2" })
	answer := w.call(soap.Version12, "GetProductVersion", "", header("AfasToken", encoded(w.token("laptop")))...)
	require.Contains(t, answer.body, "<GetProductVersionResult>1 &lt; 2</GetProductVersionResult>")
}
