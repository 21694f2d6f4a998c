package asmx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzConnection sends bytes over a connection, whatever they are, and checks that everything which comes back is HTTP, that the connection
// ends, and that nothing panicked on the way.
func FuzzConnection(f *testing.F) {
	addCaptured(f)
	document := deleteEnvelope("t")
	pipelined := head("1.1", host, length(document)) + document
	for _, message := range []string{
		"", "\x00", "\r\n\r\n", "no HTTP\r\n\r\n", pipelined + pipelined + pipelined,
		head("1.1", host, "Transfer-Encoding: chunked") + "5\r\n<a/> \r\n0\r\n\r\n",
		head("1.1", host, "Transfer-Encoding: chunked") + "FFFFFFFFFFFFFFFFF\r\n",
		head("1.1", host, "Content-Length: 5", "Content-Length: 6") + "<a/>  ",
		head("1.1", host, "Expect: 100-continue", length(document)) + document,
		head("1.0") + "<a/>", head("2.0", host), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"GET http://other" + stubPath + "?wsdl HTTP/1.1\r\nHost: <b>\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET " + stubPath + "/%2e%2e/%00?op=<script> HTTP/1.1\r\nHost: a\r\n\r\n",
	} {
		f.Add([]byte(message))
	}

	var complaints complaints
	fixture := newFixture(f, Options{Protocols: AllProtocols, MaximumBody: 1 << 16, Keep: 100})
	server := fixture.server()
	server.ErrorLog = log.New(&complaints, "", 0)
	server.ReadHeaderTimeout, server.ReadTimeout = 10*time.Second, 10*time.Second
	// A socket in the file system: ports would run out.
	folder, err := os.MkdirTemp("", "asmx") // whose name is short, as a socket's has to be
	require.NoError(f, err)
	f.Cleanup(func() { _ = os.RemoveAll(folder) })
	listener, err := net.Listen("unix", filepath.Join(folder, "socket"))
	require.NoError(f, err)
	serving := make(chan error, 1)
	go func() { serving <- server.Serve(listener) }()
	f.Cleanup(func() {
		_ = server.Close()
		if err := <-serving; !errors.Is(err, http.ErrServerClosed) {
			f.Error(err)
		}
	})

	f.Fuzz(func(t *testing.T, message []byte) {
		connection, err := net.Dial("unix", listener.Addr().String())
		require.NoError(t, err)
		defer connection.Close()
		sent := make(chan struct{})
		go func() { // the server may answer, and stop reading, before all is sent
			defer close(sent)
			_, _ = connection.Write(message)
			_ = connection.(*net.UnixConn).CloseWrite()
		}()
		received, err := io.ReadAll(connection)
		_ = connection.Close()
		<-sent
		if err == nil || len(received) > 0 { // else it was closed with bytes unread
			requireAnswers(t, message, received)
		}
		require.Empty(t, complaints.take(), "the server complained of %q", message)
		fixture.watcher.forget()
	})
}

// requireAnswers checks that bytes are answers of HTTP and nothing else.
func requireAnswers(t *testing.T, sent, received []byte) {
	t.Helper()
	method, _, _ := strings.Cut(string(bytes.TrimLeft(sent, "\r\n")), " ")
	reader := bufio.NewReader(bytes.NewReader(received))
	for {
		if _, err := reader.Peek(1); err != nil {
			return
		}
		response, err := http.ReadResponse(reader, &http.Request{Method: method})
		require.NoError(t, err, "%q was answered with %q", sent, received)
		require.Contains(t, []int{100, 200, 400, 404, 405, 408, 413, 414, 415, 417, 431, 500, 501, 505}, response.StatusCode)
		_, err = io.Copy(io.Discard, response.Body)
		require.NoError(t, err)
		method = ""
		if bytes.Contains(sent, []byte("HEAD")) {
			return // whose answers have no body: without following the requests, the next one's beginning is not known
		}
	}
}

// complaints collects what a server logs of its own mistakes.
type complaints struct {
	mutex sync.Mutex
	text  []byte
}

// Write implements io.Writer.
func (c *complaints) Write(line []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if bytes.Contains(line, []byte("panic")) || bytes.Contains(line, []byte("superfluous")) {
		c.text = append(c.text, line...)
	}
	return len(line), nil
}

func (c *complaints) take() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	text := string(c.text)
	c.text = nil
	return text
}
