package asmx

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestForms(t *testing.T) {
	const keys = "userId=ok&apiKey=A&environmentKey=B&"
	tests := []struct {
		name, path, form string
		status           int
		contentType      string
		body             string
		bound            string
	}{
		{"void", "/GenerateOTP", keys + "description=d", 200, "", "", "[ok] [A] [B] [d]"},
		{"decoded", "/GenerateOTP", "userId=a%20b+c%26%u20ac%C3%A9%&apiKey=&environmentKey=&description=", 200, "", "", "[a%20b%20c%26%E2%82%AC%C3%A9%25] [] [] []"},
		{"order and more", "/GenerateOTP", "x=y&description=d&" + keys, 200, "", "", "[ok] [A] [B] [d]"},
		{"any casing of parameters", "/GenerateOTP", "USERID=ok&apikey=A&EnvironmentKey=B&description=d", 200, "", "", "[ok] [A] [B] [d]"},
		{"twice", "/DeleteToken", "token=1&TOKEN=2", 200, "", "", "[1%2C2]"},
		{"pasted token", "/DeleteToken", "token=" + url.QueryEscape("<token><version>1</version></token>"), 200, "", "", "[%3Ctoken%3E%3Cversion%3E1%3C%2Fversion%3E%3C%2Ftoken%3E]"},
		{"string", "/GetTokenFromOTP", keys + "otp=1", 200, textXML,
			`<?xml version="1.0" encoding="utf-8"?>` + "\r\n" + `<string xmlns="urn:Afas.Profit.Services">&lt;token&gt;&lt;version&gt;1&lt;/version&gt;&lt;data&gt;ABC&amp;123&lt;/data&gt;&lt;/token&gt;</string>`, "[ok] [A] [B] [1]"},
		{"empty string", "/GetTokenFromOTP", strings.Replace(keys, "ok", "empty", 1) + "otp=1", 200, textXML,
			`<?xml version="1.0" encoding="utf-8"?>` + "\r\n" + `<string xmlns="urn:Afas.Profit.Services" />`, "[empty] [A] [B] [1]"},
		{"null", "/GetTokenFromOTP", strings.Replace(keys, "ok", "null", 1) + "otp=1", 200, textXML,
			`<?xml version="1.0" encoding="utf-8"?>` + "\r\n" + `<string xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" xmlns="urn:Afas.Profit.Services" />`, "[null] [A] [B] [1]"},
		{"missing", "/GenerateOTP", "apiKey=A", 500, textPlain, "Missing parameter: userId.\r\n", ""},
		{"not named", "/DeleteToken", "token", 500, textPlain, "Missing parameter: token.\r\n", ""},
		{"fault", "/DeleteToken", "token=fault", 500, textPlain, "Onbekende gebruiker\r\n", "[fault]"},
		{"crash", "/DeleteToken", "token=crash", 500, textPlain, "boom\r\n", "[crash]"},
		{"unknown operation", "/Nope", "", 500, textPlain, "Nope Web Service method name is not valid.\r\n", ""},
		{"deeper", "/DeleteToken/x", "token=t", 500, textPlain, "DeleteToken/x Web Service method name is not valid.\r\n", ""},
		{"escaped for HTML all the same", "/%3Cb%3E%C3%A9'%22&%E2%82%AC%F0%9F%98%80", "", 500, textPlain, "&lt;b&gt;&#233;&#39;&quot;&amp;€&#128512; Web Service method name is not valid.\r\n", ""},
	}
	open, shut := newFixture(t, Options{Protocols: AllProtocols}), newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			check := func(reply reply) {
				t.Helper()
				require.Equal(t, test.status, reply.StatusCode, reply.body)
				require.Equal(t, test.contentType, reply.Header.Get("Content-Type"))
				require.Equal(t, test.body, reply.body)
				require.Equal(t, test.bound, reply.bound)
				require.Equal(t, test.bound == "", reply.exchange.Refused != "")
			}
			check(open.do(t, newRequest("POST", stubPath+test.path, test.form, "Content-Type", formType)))
			check(open.do(t, newRequest("GET", stubPath+test.path+"?"+test.form, "")))
			local := newRequest("POST", stubPath+test.path, test.form, "Content-Type", "APPLICATION/x-www-form-urlencoded; charset=utf-8")
			local.Host = "localhost"
			check(shut.do(t, local))
		})
	}
}

func TestFormsRefuse(t *testing.T) {
	f := newFixture(t, Options{Protocols: AllProtocols})
	reply := f.do(t, newRequest("POST", stubPath+"/DeleteToken", "token=t", "Content-Type", "application/json"))
	require.Equal(t, "Request format is invalid: application/json.\r\n", reply.body)
	reply = f.do(t, newRequest("POST", stubPath+"/deleteTOKEN", "token=t", "Content-Type", formType))
	require.Equal(t, "Invalid method name &#39;deleteTOKEN&#39;,  method names are case sensitive.   The method name &#39;DeleteToken&#39; with the same name but different "+
		"casing was found.\nParameter name: methodName\r\n", reply.body)
	require.Empty(t, reply.bound)

	many := strings.Repeat("x=y&", maximumPairs) + "token=t"
	reply = f.do(t, newRequest("POST", stubPath+"/DeleteToken", many, "Content-Type", formType))
	require.Equal(t, http.StatusInternalServerError, reply.StatusCode, "no more than so many pairs are looked at")
}

func TestFormsReadNumbers(t *testing.T) {
	var called []int
	f := newFixture(t, Options{Protocols: AllProtocols, Services: []Service{sum(&called)}})
	reply := f.do(t, newRequest("GET", "/sum.asmx/Add?text=x&a=1&b=+2", ""))
	require.Equal(t, http.StatusOK, reply.StatusCode, reply.body)
	require.Equal(t, []int{1, 2, 0, 0}, called)
	reply = f.do(t, newRequest("GET", "/sum.asmx/Add?text=x&a=1&b=two", ""))
	require.Equal(t, "Cannot convert two to System.Int32.\nParameter name: type ---&gt; Input string was not in a correct format.\r\n", reply.body)
}

func TestFormsWithDetailedErrors(t *testing.T) {
	f := newFixture(t, Options{Protocols: AllProtocols, DetailedErrors: true})
	reply := f.do(t, newRequest("GET", stubPath+"/DeleteToken?token=crash", ""))
	require.Equal(t, "System.Exception: boom\r\n   at TokenConnector.DeleteToken(String token)\r\n", reply.body)
}

func TestFormsReadCharacterSets(t *testing.T) {
	const form = "token=\xC3\xA9+%C3%A9+%E9+%u20AC"
	f := newFixture(t, Options{Protocols: AllProtocols})
	for charset, bound := range map[string]string{
		"":             "[%C3%A9%20%C3%A9%20%EF%BF%BD%20%E2%82%AC]",
		"utf-8":        "[%C3%A9%20%C3%A9%20%EF%BF%BD%20%E2%82%AC]",
		"onzin":        "[%C3%A9%20%C3%A9%20%EF%BF%BD%20%E2%82%AC]",
		"ISO-8859-1":   "[%C3%83%C2%A9%20%C3%83%C2%A9%20%C3%A9%20%E2%82%AC]",
		"windows-1252": "[%C3%83%C2%A9%20%C3%83%C2%A9%20%C3%A9%20%E2%82%AC]",
		"us-ascii":     "[%3F%3F%20%3F%3F%20%3F%20%E2%82%AC]",
	} {
		reply := f.do(t, newRequest("POST", stubPath+"/DeleteToken", form, "Content-Type", formType+"; charset="+charset))
		require.Equal(t, bound, reply.bound, charset)
	}
	reply := f.do(t, newRequest("POST", stubPath+"/DeleteToken", form, "Content-Type", formType+"; charset=utf-16"))
	require.Equal(t, "Missing parameter: token.\r\n", reply.body, "the name is decoded as well")
}
