package asmx

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

func TestDoors(t *testing.T) {
	const (
		html = "text/html; charset=utf-8"
		text = "text/plain; charset=utf-8"
	)
	tests := []struct {
		method, target string
		status         int
		contentType    string
		door           Door
		contains       string
	}{
		{"GET", stubPath, 200, html, DoorHelp, "The following operations are supported."},
		{"GET", stubPath + "?anything", 200, html, DoorHelp, "The following operations are supported."},
		{"GET", stubPath + "?op=", 200, html, DoorHelp, "The following operations are supported."},
		{"GET", stubPath + "?op=DeleteToken", 200, html, DoorHelp, "SOAP 1.2"},
		{"GET", stubPath + "?OP=DeleteToken", 200, html, DoorHelp, "SOAP 1.2"},
		{"GET", stubPath + "?op=Nope%3C", 200, html, DoorHelp, "Method 'Nope&lt;' was not found in service TokenConnector."},
		{"GET", stubPath + "?op=deletetoken", 200, html, DoorHelp, "Method Not Found"},
		{"GET", stubPath + "?wsdl", 200, textXML, DoorDescription, "<wsdl:definitions"},
		{"GET", stubPath + "?WsDl", 200, textXML, DoorDescription, "<wsdl:definitions"},
		{"GET", stubPath + "?x=1&wsdl", 200, textXML, DoorDescription, "<wsdl:definitions"},
		{"GET", stubPath + "?wsdl&disco", 200, html, DoorHelp, "operations"},
		{"GET", stubPath + "?wsdl=a", 500, text, DoorDescription, "XML Web service description was not found."},
		{"GET", stubPath + "?wsdl=", 500, text, DoorDescription, "XML Web service description was not found."},
		{"GET", stubPath + "?schema=a", 500, text, DoorDescription, "Schema not found."},
		{"GET", stubPath + "?wsdl&schema=a", 500, text, DoorDescription, "Schema not found."},
		{"GET", stubPath + "?disco", 200, textXML, DoorDiscovery, "<discovery"},
		{"HEAD", stubPath, 405, html, DoorNone, ""},
		{"HEAD", stubPath + "?wsdl", 405, html, DoorNone, ""},
		{"PUT", stubPath, 405, html, DoorNone, sentenceUnrecognized},
		{"DELETE", stubPath, 405, html, DoorNone, sentenceUnrecognized},
		{"PATCH", stubPath, 405, html, DoorNone, sentenceUnrecognized},
		{"TRACE", stubPath, 405, html, DoorNone, sentenceUnrecognized},
		{"OPTIONS", stubPath, 200, "", DoorNone, ""},
		{"OPTIONS", stubPath + "/DeleteToken", 200, "", DoorNone, ""},
		{"HEAD", stubPath + "/DeleteToken", 500, html, DoorNone, "unexpectedly ending in '/DeleteToken'."},
		{"PUT", stubPath + "/DeleteToken", 500, html, DoorNone, "unexpectedly ending in '/DeleteToken'."},
		{"GET", stubPath + "/DeleteToken?token=t", 500, html, DoorNone, "unexpectedly ending in '/DeleteToken'."},
		{"POST", stubPath + "/DeleteToken", 500, html, DoorNone, "unexpectedly ending in '/DeleteToken'."},
		{"GET", stubPath + "/", 500, html, DoorNone, "unexpectedly ending in '/'."},
		{"POST", stubPath + "/", 500, html, DoorNone, "unexpectedly ending in '/'."},
		{"GET", stubPath + "/?wsdl", 500, html, DoorNone, "unexpectedly ending in '/'."},
		{"GET", stubPath + "/%3Cb%3E", 500, html, DoorNone, "unexpectedly ending in '/&lt;b&gt;'."},
		{"GET", stubPath + "x", 404, html, DoorNone, "cannot be found"},
		{"GET", "/", 404, html, DoorNone, "cannot be found"},
		{"GET", "/other/tokenconnector.asmx", 404, html, DoorNone, "cannot be found"},
		{"OPTIONS", "/other/tokenconnector.asmx", 404, html, DoorNone, "cannot be found"},
		{"GET", "/tokenconnector.asmx", 200, html, DoorHelp, "operations"},
		{"GET", "/PROFITSERVICES/TokenConnector.ASMX", 200, html, DoorHelp, `href="TokenConnector.ASMX?op=DeleteToken"`},
		{"GET", stubPath + "?" + strings.Repeat("x", 2049), 200, html, DoorHelp, "operations"},
		{"GET", stubPath + "?" + strings.Repeat("x", 2050), 404, html, DoorNone, "query string is too long"},
	}
	f := newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.method+" "+test.target[:min(len(test.target), 60)], func(t *testing.T) {
			reply := f.do(t, newRequest(test.method, test.target, ""))
			require.Equal(t, test.status, reply.StatusCode)
			require.Equal(t, test.contentType, reply.Header.Get("Content-Type"))
			require.Contains(t, reply.body, test.contains)
			require.Equal(t, test.door, reply.exchange.Door)
			require.Equal(t, test.status >= 400, reply.exchange.Refused != "", reply.exchange.Refused)
			require.False(t, reply.exchange.Invoked)
			if test.method == "OPTIONS" && test.status == 200 {
				require.Equal(t, "OPTIONS, TRACE, GET, HEAD, POST", reply.Header.Get("Allow"))
			}
		})
	}
}

// TestNoAnswerEchoesMarkup sends an element by every way that comes back in an answer.
func TestNoAnswerEchoesMarkup(t *testing.T) {
	const tag, escaped = `<b>'"`, "%3Cb%3E'%22"
	f := newFixture(t, Options{Protocols: AllProtocols, DetailedErrors: true, Services: []Service{sum(new([]int))}})
	for name, request := range map[string]*http.Request{
		"operation":           newRequest("GET", stubPath+"?op="+escaped, ""),
		"sample":              newRequest("GET", stubPath+"?op=DeleteToken&sample="+escaped, ""),
		"sample of operation": newRequest("GET", stubPath+"?sample=soap11&op="+escaped, ""),
		"path":                newRequest("PUT", stubPath+"/"+escaped, ""),
		"name in the path":    newRequest("GET", stubPath+"/"+escaped, ""),
		"media type":          newRequest("POST", stubPath+"/DeleteToken", "", "Content-Type", tag),
		"number":              newRequest("GET", "/sum.asmx/Add?text=x&b=1&a="+escaped, ""),
		"Host in a page":      from(newRequest("GET", stubPath+"?op=DeleteToken", ""), "10.0.0.2:1", "10.0.0.1:80", tag),
		"Host in disco":       from(newRequest("GET", stubPath+"?disco", ""), "10.0.0.2:1", "10.0.0.1:80", tag),
		"action":              newRequest("POST", stubPath, "", "Content-Type", typeSOAP11, "SOAPAction", tag),
		"action of SOAP 1.2":  newRequest("POST", stubPath, envelope(soap.Version12, "<x/>"), "Content-Type", typeSOAP12+"; action="+escaped),
	} {
		t.Run(name, func(t *testing.T) {
			reply := f.do(t, request)
			require.Contains(t, reply.body, "&lt;b", "it does not come back at all, so this proves nothing")
			require.NotContains(t, reply.body, "<b>")
		})
	}
}

func TestDocumentationCanBeSwitchedOff(t *testing.T) {
	f := newFixture(t, Options{Protocols: DefaultProtocols &^ ProtocolDocumentation})
	for _, query := range []string{"", "?wsdl", "?disco", "?op=DeleteToken"} {
		require.Equal(t, http.StatusMethodNotAllowed, f.do(t, newRequest("GET", stubPath+query, "")).StatusCode, query)
	}
}

func TestRoots(t *testing.T) {
	f := newFixture(t, Options{Roots: []string{"/ProfitServices/"}})
	require.Equal(t, http.StatusOK, f.do(t, newRequest("GET", stubPath, "")).StatusCode)
	require.Equal(t, http.StatusNotFound, f.do(t, newRequest("GET", "/tokenconnector.asmx", "")).StatusCode)
}

// from makes a request come from an address to an address.
func from(request *http.Request, remote, local, host string) *http.Request {
	address, err := net.ResolveTCPAddr("tcp", local)
	if err != nil {
		panic(err)
	}
	request.RemoteAddr, request.Host = remote, host
	return request.WithContext(context.WithValue(request.Context(), http.LocalAddrContextKey, address))
}

func TestLocal(t *testing.T) {
	tests := []struct {
		remote, own, host string
		local             bool
	}{
		{"127.0.0.1:1", "127.0.0.1:80", "example.com", true},
		{"127.8.8.8:1", "127.0.0.1:80", "example.com", true},
		{"[::1]:1", "[::1]:80", "example.com", true},
		{"[::ffff:127.0.0.1]:1", "10.0.0.1:80", "example.com", true},
		{"10.0.0.1:1", "10.0.0.1:80", "example.com", true},
		{"10.0.0.2:1", "10.0.0.1:80", "example.com", false},
		{"10.0.0.2:1", "10.0.0.1:80", "localhost", true},
		{"10.0.0.2:1", "10.0.0.1:80", "LocalHost:8080", true},
		{"10.0.0.2:1", "10.0.0.1:80", "127.0.0.1:8080", true},
		{"10.0.0.2:1", "10.0.0.1:80", "[::1]:8080", true},
		{"10.0.0.2:1", "10.0.0.1:80", "[::1]", true},
		{"10.0.0.2:1", "10.0.0.1:80", "localhost.example.com", false},
		{"pipe", "10.0.0.1:80", "example.com", false},
		{"", "10.0.0.1:80", "", false},
	}
	f := newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.remote+" "+test.host, func(t *testing.T) {
			page := f.do(t, from(newRequest("GET", stubPath+"?op=DeleteToken", ""), test.remote, test.own, test.host))
			require.Equal(t, test.local, strings.Contains(page.body, "<form"))
			require.Equal(t, test.local, strings.Contains(page.body, "HTTP POST"))
			require.Equal(t, !test.local, strings.Contains(page.body, "The test form is only available for requests from the local machine."))

			call := f.do(t, from(newRequest("POST", stubPath+"/DeleteToken", "token=t", "Content-Type", formType), test.remote, test.own, test.host))
			require.Equal(t, test.local, call.exchange.Invoked)
		})
	}
}

func TestAddress(t *testing.T) {
	tests := []struct {
		name      string
		local     string
		host      string
		target    string
		header    []string
		forwarded bool
		address   string
	}{
		{"with a port", "10.0.0.1:80", "h:8080", "/TokenConnector.asmx?wsdl", nil, false, "http://h:8080/TokenConnector.asmx"},
		{"the scheme's own port", "10.0.0.1:80", "h", "/tokenconnector.asmx?wsdl", nil, false, "http://h/tokenconnector.asmx"},
		{"without a port", "10.0.0.1:8080", "h", "/tokenconnector.asmx?wsdl", nil, false, "http://h:8080/tokenconnector.asmx"},
		{"without a Host", "10.0.0.1:8080", "", "/tokenconnector.asmx?wsdl", nil, false, "http://10.0.0.1:8080/tokenconnector.asmx"},
		{"the scheme's own port, named", "10.0.0.1:8080", "H.example:80", "/tokenconnector.asmx?wsdl", nil, false, "http://h.example/tokenconnector.asmx"},
		{"escaped", "10.0.0.1:80", "h", "/token%63onnector.asmx?wsdl", nil, false, "http://h/token%63onnector.asmx"},
		{"proxy ignored", "10.0.0.1:80", "h", "/tokenconnector.asmx?wsdl", []string{"X-Forwarded-Proto", "https"}, false, "http://h/tokenconnector.asmx"},
		{"proxy honoured", "10.0.0.1:8080", "h", "/tokenconnector.asmx?wsdl", []string{"X-Forwarded-Proto", "HTTPS, http", "X-Forwarded-Host", "out:1, in"}, true, "https://out:1/tokenconnector.asmx"},
		{"proxy honoured, scheme only", "10.0.0.1:8080", "h", "/tokenconnector.asmx?wsdl", []string{"X-Forwarded-Proto", "https"}, true, "https://h/tokenconnector.asmx"},
		{"proxy with nonsense", "10.0.0.1:8080", "h", "/tokenconnector.asmx?wsdl", []string{"X-Forwarded-Proto", "gopher"}, true, "http://h/tokenconnector.asmx"},
		{"markup", "10.0.0.1:80", `h"<&`, "/tokenconnector.asmx?wsdl", nil, false, "http://h&quot;&lt;&amp;/tokenconnector.asmx"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, Options{ForwardedAddress: test.forwarded})
			reply := f.do(t, from(newRequest("GET", test.target, "", test.header...), "10.0.0.2:1", test.local, test.host))
			require.Contains(t, reply.body, `<soap:address location="`+test.address+`" />`)
			require.Contains(t, reply.body, `<soap12:address location="`+test.address+`" />`)
		})
	}
}
