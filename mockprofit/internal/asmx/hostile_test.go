package asmx

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHostileRequests sends what no client means to send. Each gets an answer or a closed connection, whoever gives it; nothing panics,
// nothing of the request comes back as a header, and the operation runs only where the message is what it says it is.
func TestHostileRequests(t *testing.T) {
	document := deleteEnvelope("t")
	post := func(fields ...string) string { return head("1.1", append([]string{host}, fields...)...) }
	get := func(target string, fields ...string) string {
		return "GET " + target + " HTTP/1.1\r\n" + strings.Join(append([]string{host}, fields...), "\r\n") + "\r\n\r\n"
	}
	const injection = "%0D%0AX-Injected:%201%0D%0A%0D%0A"
	tests := []struct {
		name, request string
		invoked       bool
	}{
		{"nothing", "", false},
		{"line ends", "\r\n\r\n\r\n", false},
		{"binary", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\x00\x00\x00", false},
		{"NULs", strings.Repeat("\x00", 10_000), false},
		{"a line without end", "GET /" + strings.Repeat("x", 200_000), false},
		{"a header without end", "GET / HTTP/1.1\r\nX: " + strings.Repeat("x", 200_000), false},
		{"10,000 headers", get(stubPath, strings.Split(strings.Repeat("X: y\n", 9_999)+"X: y", "\n")...), false},
		{"64 KB of SOAPAction", strings.Replace(post(length(document)), "/DeleteToken", "/"+strings.Repeat("D", 60_000), 1) + document, false},
		{"bare line feeds", strings.ReplaceAll(post(length(document)), "\r", "") + document, true},
		{"a NUL in a header", post("X: a\x00b", length(document)) + document, false},
		{"a folded header", post("X: a\r\n b", length(document)) + document, true},
		{"a negative length", post("Content-Length: -1") + document, false},
		{"a length that is no number", post("Content-Length: 1e3") + document, false},
		{"a length beyond 64 bits", post("Content-Length: 99999999999999999999") + document, false},
		{"two lengths", post(length(document), "Content-Length: 5") + document, false},
		{"the same length twice", post(length(document), length(document)) + document, true},
		{"a length and chunks", post("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n", false},
		{"a coding besides chunks", post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n", false},
		{"a chunk of no size", post("Transfer-Encoding: chunked") + "\r\n" + document, false},
		{"a chunk of a huge size", post("Transfer-Encoding: chunked") + "ffffffffffffffff\r\n" + document, false},
		{"a chunk of 1 TB", post("Transfer-Encoding: chunked") + "10000000000\r\n" + document, false},
		{"a chunk of a negative size", post("Transfer-Encoding: chunked") + "-1\r\n" + document, false},
		{"a chunk with a long extension", post("Transfer-Encoding: chunked") + "1;" + strings.Repeat("x", 10_000) + "\r\nx\r\n0\r\n\r\n", false},
		{"chunks of one byte", post("Transfer-Encoding: chunked", "Connection: close") + "1\r\n" + strings.Join(strings.Split(document, ""), "\r\n1\r\n") + "\r\n0\r\n\r\n", true},
		{"an unknown expectation", post(length(document), "Expect: x") + document, false},
		{"an upgrade", post(length(document), "Upgrade: websocket", "Connection: Upgrade, close") + document, true},
		{"HTTP/2 by the door of HTTP/1", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", false},
		{"HTTP/9", strings.Replace(post(length(document)), "HTTP/1.1", "HTTP/9.9", 1) + document, false},
		{"CONNECT", "CONNECT example.com:443 HTTP/1.1\r\n" + host + "\r\n\r\n", false},
		{"CONNECT of a path", "CONNECT " + stubPath + " HTTP/1.1\r\n" + host + "\r\n\r\n", false},
		{"asterisk", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n\r\n", false},
		{"asterisk for GET", get("*"), false},
		{"absolute form", strings.Replace(post(length(document), "Connection: close"), "POST /", "POST http://other.example/", 1) + document, true},
		{"absolute form of another scheme", get("file:///etc/passwd"), false},
		{"no slash", get("profitservices/tokenconnector.asmx"), false},
		{"half a percent sign", get(stubPath + "/%"), false},
		{"percent signs for no UTF-8", get(stubPath + "/%FF%FE%00"), false},
		{"line ends in the path", get(stubPath + "/" + injection), false},
		{"line ends in the query", get(stubPath + "?op=" + injection), false},
		{"line ends in a sample's name", get(stubPath + "?op=DeleteToken&sample=" + injection), false},
		{"line ends in an action", strings.Replace(post(length(document)), "/DeleteToken", injection, 1) + document, false},
		{"out of the folder", get("/profitservices/../../../etc/passwd"), false},
		{"out of the folder, encoded", get("/profitservices/%2e%2e/%2e%2e/etc/passwd"), false},
		{"a query of percent signs", get(stubPath + "/DeleteToken?" + strings.Repeat("%", 2000)), false},
		{"a query of ampersands", get(stubPath + "/DeleteToken?" + strings.Repeat("&", 2000)), false},
		{"a form of ampersands", strings.Replace(post("Content-Length: 1000000"), stubPath, stubPath+"/DeleteToken", 1) + strings.Repeat("&", 1_000_000), false},
		{"an empty Host", "GET " + stubPath + "?wsdl HTTP/1.1\r\nHost: \r\n\r\n", false},
		{"a Host with markup", "GET " + stubPath + "?wsdl HTTP/1.1\r\nHost: <b>\"\r\n\r\n", false},
		{"two Hosts", get(stubPath, "Host: other"), false},
		{"a content type of semicolons", strings.Replace(post(length(document)), "text/xml", "text/xml"+strings.Repeat(";", 50_000), 1) + document, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, Options{Protocols: AllProtocols, MaximumBody: 2 << 20})
			var log bytes.Buffer
			address, stop := f.start(t, func(server *http.Server) {
				server.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(&log, nil), slog.LevelError)
			})
			connection, err := net.Dial("tcp", address)
			require.NoError(t, err)
			_, _ = io.WriteString(connection, test.request) // may be answered before it was read
			_ = connection.(*net.TCPConn).CloseWrite()
			answer, _ := io.ReadAll(connection)
			require.NoError(t, connection.Close())
			stop()
			require.NotContains(t, log.String(), "panic")
			answerHead, _, _ := strings.Cut(string(answer), "\r\n\r\n")
			require.NotContains(t, answerHead, "\nX-Injected")
			require.NotContains(t, string(answer), "<b>")
			require.Equal(t, test.invoked, f.stub.take() != "", string(answer))
		})
	}
}

func TestCanonicalPath(t *testing.T) {
	for given, canonical := range map[string]string{
		"": "", "/": "/", "*": "*", "/a": "/a", "/a/": "/a/", "/a.b": "/a.b",
		"//a": "/a", "/a//b": "/a/b", "/a//": "/a/", "/./a": "/a", "/a/.": "/a/", "/a/b/..": "/a/", "/a/../b": "/b", "/../..": "/", "/.a": "/.a", "/a/...": "/a/...",
	} {
		require.Equal(t, canonical, canonicalPath(given), given)
	}
	f := newFixture(t, Options{})
	for _, path := range []string{"/profitservices//tokenconnector.asmx", "/x/../tokenconnector.asmx", "/profitservices/%2E/tokenconnector.asmx"} {
		require.Equal(t, http.StatusOK, f.do(t, newRequest("GET", path, "")).StatusCode, path)
	}
}
