package asmx

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/mockprofit/internal/soap"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server returns an HTTP server for the fixture as NewHandler asks for it.
func (f *fixture) server() *http.Server {
	return &http.Server{
		Handler:           f,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(f.options.Logger.Handler(), slog.LevelDebug),
	}
}

// start serves a fixture on a connection of its own kind. Stop waits until all exchanges are finished.
func (f *fixture) start(t *testing.T, adapt func(*http.Server)) (address string, stop func()) {
	t.Helper()
	server := httptest.NewUnstartedServer(f)
	server.Config = f.server()
	if adapt != nil {
		adapt(server.Config)
	}
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), server.Close
}

// head writes the head of a POST that calls DeleteToken.
func head(version string, fields ...string) string {
	return "POST " + stubPath + " HTTP/" + version + "\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"" + stubNamespace + "/DeleteToken\"\r\n" +
		strings.Join(append(fields, "\r\n"), "\r\n")
}

func deleteEnvelope(token string) string {
	return envelope(soap.Version11, operationElement("DeleteToken", "<token>"+token+"</token>"))
}

func length(body string) string { return fmt.Sprintf("Content-Length: %d", len(body)) }

const host = "Host: 12345.soap.afas.online"

func TestChunkedBody(t *testing.T) {
	f := newFixture(t, Options{})
	address, stop := f.start(t, nil)
	document := deleteEnvelope("t")
	var chunks strings.Builder
	for i := 0; i < len(document); i += 7 {
		chunk := document[i:min(i+7, len(document))]
		fmt.Fprintf(&chunks, "%x\r\n%s\r\n", len(chunk), chunk)
	}
	answer := exchangeBytes(t, address, []byte(head("1.1", host, "Transfer-Encoding: chunked", "Connection: close")+chunks.String()+"0\r\n\r\n"))
	require.Contains(t, string(answer), "HTTP/1.1 200 OK\r\n")
	stop()
	exchange := f.watcher.only(t)
	require.Equal(t, "[t]", f.stub.take())
	require.Equal(t, document, string(exchange.Request.Body))
	require.Equal(t, []string{"chunked"}, exchange.Request.Header["Transfer-Encoding"])
}

func TestExpectContinue(t *testing.T) {
	f := newFixture(t, Options{})
	address, _ := f.start(t, nil)
	connection, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer connection.Close()
	document := deleteEnvelope("t")
	_, err = io.WriteString(connection, head("1.1", host, length(document), "Expect: 100-continue", "Connection: close"))
	require.NoError(t, err)
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
	_, err = io.WriteString(connection, document)
	require.NoError(t, err)
	rest, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Contains(t, string(rest), "HTTP/1.1 200 OK\r\n")
	require.Contains(t, string(rest), "<DeleteTokenResponse")
}

func TestPipelining(t *testing.T) {
	f := newFixture(t, Options{})
	address, stop := f.start(t, nil)
	var requests bytes.Buffer
	for i := range 3 {
		document := deleteEnvelope(fmt.Sprint(i)) + "\r\n" // what follows the envelope must not be taken for the next request
		requests.WriteString(head("1.1", host, length(document)) + document)
	}
	requests.WriteString("GET " + stubPath + "?wsdl HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n")
	answer := string(exchangeBytes(t, address, requests.Bytes()))
	require.Equal(t, 4, strings.Count(answer, "HTTP/1.1 200 OK\r\n"))
	require.Equal(t, 3, strings.Count(answer, "<DeleteTokenResponse"))
	stop()
	exchanges := f.watcher.all()
	require.Len(t, exchanges, 4)
	for i, exchange := range exchanges[:3] {
		require.Equal(t, fmt.Sprintf("[%d]", i), boundText(exchange.Arguments))
	}
}

func TestOldAndClosingClients(t *testing.T) {
	document := deleteEnvelope("t")
	for name, test := range map[string]struct {
		request string
		echoed  bool
	}{
		"HTTP/1.0 without Host": {head("1.0", length(document)) + document, false}, // closing needs no word there
		"Connection: close":     {head("1.1", host, length(document), "Connection: close") + document, true},
		"connection: CLOSE":     {head("1.1", host, length(document), "connection: CLOSE") + document, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			address, _ := f.start(t, nil)
			answer := exchangeBytes(t, address, []byte(test.request)) // comes to an end: the connection is closed
			response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), nil)
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, response.StatusCode)
			require.Equal(t, test.echoed, strings.Contains(string(answer), "\r\nConnection: close\r\n"))
		})
	}
}

// TestARequestThatNeverEnds relies on the server's timeouts, shortened here; nothing is asserted about how long it takes.
func TestARequestThatNeverEnds(t *testing.T) {
	for name, start := range map[string]string{
		"head": "POST " + stubPath + " HTTP/1.1\r\nHost: h",
		"body": head("1.1", host, "Content-Length: 100000") + "<s:Envelope",
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			address, stop := f.start(t, func(s *http.Server) {
				s.ReadHeaderTimeout, s.ReadTimeout = 50*time.Millisecond, 50*time.Millisecond
			})
			_ = exchangeBytes(t, address, []byte(start)) // returns because the server hangs up
			stop()
			require.Empty(t, f.stub.take())
			if name == "body" {
				exchange := f.watcher.only(t)
				require.Contains(t, exchange.Refused, "timeout")
				require.Equal(t, "<s:Envelope", string(exchange.Request.Body))
			}
		})
	}
}

func TestARequestThatIsCutOff(t *testing.T) {
	for _, operation := range []string{head("1.1", host, "Content-Length: 1000"), "POST " + stubPath + "/DeleteToken HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + formType + "\r\nContent-Length: 1000\r\n\r\n"} {
		f := newFixture(t, Options{})
		address, stop := f.start(t, nil)
		connection, err := net.Dial("tcp", address)
		require.NoError(t, err)
		// What has arrived is complete for those who don't count.
		_, err = io.WriteString(connection, operation+deleteEnvelope("t")+"&token=t")
		require.NoError(t, err)
		require.NoError(t, connection.(*net.TCPConn).CloseWrite())
		_, _ = io.ReadAll(connection)
		require.NoError(t, connection.Close())
		stop()
		exchange := f.watcher.only(t)
		require.False(t, exchange.Invoked)
		require.Contains(t, exchange.Refused, "unexpected EOF")
	}
}

func TestBodyLimit(t *testing.T) {
	document := deleteEnvelope("t")
	tests := []struct {
		name    string
		limit   int
		request string
		status  int
	}{
		{"announced, exactly", len(document), head("1.1", host, length(document), "Connection: close") + document, 200},
		{"announced, over", len(document) - 1, head("1.1", host, length(document)) + document, 413},
		{"announced by far, not sent", 1000, head("1.1", host, "Content-Length: 99999999999", "Expect: 100-continue"), 413},
		{"chunked, exactly", len(document), head("1.1", host, "Transfer-Encoding: chunked", "Connection: close") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(document), document), 200},
		{"chunked, over", len(document) - 1, head("1.1", host, "Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(document), document), 413},
		{"chunked, over behind the envelope", len(document) + 10, head("1.1", host, "Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", len(document), document, 100, strings.Repeat(" ", 100)), 413},
		{"unknown path", 10, "POST / HTTP/1.1\r\n" + host + "\r\n" + length(document) + "\r\n\r\n" + document, 413},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, Options{MaximumBody: int64(test.limit)})
			address, stop := f.start(t, nil)
			answer := exchangeBytes(t, address, []byte(test.request)) // comes to an end: the connection is closed
			require.Contains(t, string(answer), fmt.Sprintf("HTTP/1.1 %d ", test.status))
			require.Contains(t, string(answer), "Connection: close\r\n")
			require.NotContains(t, string(answer), "100 Continue")
			stop()
			exchange := f.watcher.only(t)
			require.Equal(t, test.status == 200, exchange.Invoked)
			if !exchange.Invoked {
				require.Contains(t, exchange.Refused, "larger than the server accepts")
			}
		})
	}
}

func TestExchange(t *testing.T) {
	now := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	f := newFixture(t, Options{
		Keep:      20,
		Reference: func() string { return "0123456789ABCDEF0123456789ABCDEF" },
		Now:       func() time.Time { now = now.Add(time.Second); return now },
	})
	server := httptest.NewTLSServer(f)
	defer server.Close()
	document := envelope(soap.Version12, operationElement("GetTokenFromOTP", "<userId>é</userId><otp/>"))
	request, err := http.NewRequest(http.MethodPost, server.URL+"/ProfitServices/TokenConnector.asmx?a=b", strings.NewReader(document))
	require.NoError(t, err)
	request.Header.Set("Content-Type", typeSOAP12)
	request.Header.Add("X-Twice", "1")
	request.Header.Add("X-Twice", "2")
	response, err := server.Client().Do(request)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	server.Close()

	exchange := f.watcher.only(t)
	require.Equal(t, "0123456789ABCDEF0123456789ABCDEF", exchange.Reference)
	require.Equal(t, time.Date(2024, 1, 2, 3, 4, 6, 0, time.UTC), exchange.Started)
	require.Equal(t, time.Second, exchange.Duration)
	remote, _, err := net.SplitHostPort(exchange.Client)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1", remote)
	require.Equal(t, uint16(tls.VersionTLS13), exchange.TLS.Version)
	require.Equal(t, "POST /ProfitServices/TokenConnector.asmx?a=b HTTP/1.1", exchange.Request.Line)
	require.Equal(t, []string{"1", "2"}, exchange.Request.Header["X-Twice"])
	require.Equal(t, strings.TrimPrefix(server.URL, "https://"), exchange.Request.Header.Get("Host"))
	require.Equal(t, document[:20], string(exchange.Request.Body))
	require.EqualValues(t, len(document), exchange.Request.Length)
	require.Equal(t, "HTTP/1.1 200 OK", exchange.Response.Line)
	require.Equal(t, http.Header{
		"Content-Type": {typeSOAP12}, "Cache-Control": {cacheSuccess}, "Content-Length": {fmt.Sprint(len(body))},
	}, exchange.Response.Header)
	require.Equal(t, string(body[:20]), string(exchange.Response.Body))
	require.EqualValues(t, len(body), exchange.Response.Length)
	require.Equal(t, DoorSOAP, exchange.Door)
	require.Equal(t, "TokenConnector", exchange.Service)
	require.Equal(t, "GetTokenFromOTP", exchange.Operation)
	require.Equal(t, soap.Version12, exchange.Version)
	require.Equal(t, "[%C3%A9] null null []", boundText(exchange.Arguments))
	require.True(t, exchange.Invoked)
	require.Empty(t, exchange.Refused)
}
