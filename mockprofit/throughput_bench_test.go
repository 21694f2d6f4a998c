package mockprofit_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
)

// round is how many requests one server answers before it is the other's turn.
// Short rounds let a disturbance of the machine meet both alike.
const round = 1000

// BenchmarkThroughput compares the mock with a bare net/http handler that
// reads the body and writes a fixed answer, over loopback with keep-alive, on as
// many connections as there are processors. The mock is as a user starts it,
// journal and hints included, but logs nothing. The two take turns, and of-bare is
// what the mock reached of the other's throughput over all turns.
//
// ns/op is the mock's mean time for a request. The allocations are those of the
// process, of which the client makes next to none.
func BenchmarkThroughput(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(mockprofit.GCPercent)) // for both
	for _, benchmark := range []struct {
		name    string
		request func(address string) []byte
		answer  string
	}{
		// Nobody has requested a code, so this one is wrong.
		{"Refusal", func(address string) []byte { return soapRequest(address, "GetTokenFromOTP", "otp", "00000000") }, "500 Internal Server Error"},
		// The mail server below never greets: e-mails stay queued.
		{"GenerateOTP", func(address string) []byte { return soapRequest(address, "GenerateOTP", "description", "laptop") }, "200 OK"},
	} {
		b.Run(benchmark.name, func(b *testing.B) {
			server, err := mockprofit.NewServer(mockprofit.Options{
				Environments: demo(b), SMTP: silentMailServer(b),
				OutboxEntries: 1 << 20, OutboxBytes: 1 << 30, // more than come: queuing is measured, not making room
			})
			require.NoError(b, err)
			defer func() {
				ended, cancel := context.WithCancel(context.Background())
				cancel()
				_ = server.Close(ended) // with e-mails that nobody took
			}()
			mock := dialAll(b, server.URL)
			message := benchmark.request(server.URL)
			answer := mock.sample(b, message, benchmark.answer)

			bareServer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Content-Type", answer.header.Get("Content-Type"))
				w.Header().Set("Cache-Control", answer.header.Get("Cache-Control"))
				w.Header().Set("Content-Length", strconv.Itoa(len(answer.body)))
				w.WriteHeader(answer.status)
				_, _ = w.Write(answer.body)
			}))
			defer bareServer.Close()
			bare := dialAll(b, bareServer.URL)
			bare.sample(b, message, benchmark.answer)

			bare.run(b, message, round)
			mock.run(b, message, round)
			bare.spent, mock.spent = measure{}, measure{}
			for done := 0; done < b.N; done += round {
				share := min(round, b.N-done)
				bare.run(b, message, share)
				mock.run(b, message, share)
			}
			b.ReportMetric(float64(mock.spent.time.Nanoseconds())/float64(b.N), "ns/op")
			b.ReportMetric(float64(bare.spent.time)/float64(mock.spent.time), "of-bare")
			b.ReportMetric(float64(mock.spent.allocations)/float64(b.N), "allocs/request")
			b.ReportMetric(float64(mock.spent.bytes)/float64(b.N), "bytes/request")
			b.ReportMetric(float64(bare.spent.allocations)/float64(b.N), "bare-allocs/request")
		})
	}
}

// soapRequest returns the bytes of a call with the demo environment's keys.
func soapRequest(address, operation, parameter, value string) []byte {
	target, _ := url.Parse(address)
	body := fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">`+
		`<soap:Body><%[1]s xmlns="urn:Afas.Profit.Services"><userId>12345.jansen</userId><apiKey>%[2]s</apiKey>`+
		`<environmentKey>%[3]s</environmentKey><%[4]s>%[5]s</%[4]s></%[1]s></soap:Body></soap:Envelope>`,
		operation, "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF", "E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEF", parameter, value)
	return fmt.Appendf(nil, "POST /profitservices/tokenconnector.asmx HTTP/1.1\r\nHost: %s\r\nUser-Agent: benchmark\r\n"+
		"Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"urn:Afas.Profit.Services/%s\"\r\nContent-Length: %d\r\n\r\n%s",
		target.Host, operation, len(body), body)
}

// silentMailServer returns the address of one that takes connections and says
// nothing.
func silentMailServer(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			defer connection.Close()
		}
	})
	b.Cleanup(func() {
		_ = listener.Close()
		serving.Wait()
	})
	return listener.Addr().String()
}

// measure is what a server took.
type measure struct {
	time        time.Duration
	allocations uint64
	bytes       uint64
}

// load is a number of connections to one server.
type load struct {
	connections []*caller
	spent       measure
}

func dialAll(b *testing.B, address string) *load {
	b.Helper()
	target, err := url.Parse(address)
	require.NoError(b, err)
	var l load
	for range runtime.GOMAXPROCS(0) {
		connection, err := net.Dial("tcp", target.Host)
		require.NoError(b, err)
		b.Cleanup(func() { _ = connection.Close() })
		l.connections = append(l.connections, &caller{connection: connection, reader: bufio.NewReaderSize(connection, 64<<10)})
	}
	return &l
}

// answered is an answer read in full.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// sample sends one request by each connection and returns an answer.
func (l *load) sample(b *testing.B, message []byte, status string) answered {
	b.Helper()
	var last answered
	for _, c := range l.connections {
		_, err := c.connection.Write(message)
		require.NoError(b, err)
		response, err := http.ReadResponse(c.reader, nil)
		require.NoError(b, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(b, err)
		require.Equal(b, status, response.Status, string(body))
		last = answered{response.StatusCode, response.Header, body}
	}
	return last
}

// run sends so many requests, shared by the connections.
func (l *load) run(b *testing.B, message []byte, requests int) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	var running sync.WaitGroup
	for i, c := range l.connections {
		share := requests / len(l.connections)
		if i < requests%len(l.connections) {
			share++
		}
		running.Go(func() {
			for range share {
				if err := c.call(message); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	running.Wait()
	l.spent.time += time.Since(started)
	runtime.ReadMemStats(&after)
	l.spent.allocations += after.Mallocs - before.Mallocs
	l.spent.bytes += after.TotalAlloc - before.TotalAlloc
}

// caller is a client that does as little as can be done.
type caller struct {
	connection net.Conn
	reader     *bufio.Reader
}

var lengthField = []byte("Content-Length: ")

// call sends a request and reads the answer.
func (c *caller) call(message []byte) error {
	if _, err := c.connection.Write(message); err != nil {
		return err
	}
	length := 0
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		if value, found := bytes.CutPrefix(line, lengthField); found {
			for _, digit := range bytes.TrimRight(value, "\r\n") {
				length = length*10 + int(digit-'0')
			}
		}
		if len(line) == 2 {
			break
		}
	}
	_, err := c.reader.Discard(length)
	return err
}
