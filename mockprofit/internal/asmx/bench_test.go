package asmx

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

// discarding is a Watcher for benchmarks: it makes the handler do all that a journal needs.
type discarding struct{}

func (discarding) Finished(*Exchange) {}

// discardWriter is a ResponseWriter without a connection.
type discardWriter struct{ header http.Header }

func (w *discardWriter) Header() http.Header         { return w.header }
func (w *discardWriter) WriteHeader(int)             {}
func (w *discardWriter) Write(p []byte) (int, error) { return len(p), nil }

func benchmarkHandler(b *testing.B) *Handler {
	b.Helper()
	service := &stub{}
	handler, err := NewHandler(Options{Services: []Service{service.service()}, Watcher: discarding{}})
	require.NoError(b, err)
	return handler
}

// BenchmarkHandler measures the handler alone, without connection and HTTP parsing.
func BenchmarkHandler(b *testing.B) {
	for _, benchmark := range []struct{ name, operation, parameters string }{
		{"GetTokenFromOTP", "GetTokenFromOTP", "<userId>12345.jan</userId><apiKey>" + strings.Repeat("A", 32) + "</apiKey><environmentKey>" + strings.Repeat("B", 32) + "</environmentKey><otp>12345678</otp>"},
		{"Fault", "GenerateOTP", "<userId>fault</userId>"},
		{"ValueOf1MB", "DeleteToken", "<token>" + strings.Repeat("x", 1<<20) + "</token>"},
		{"Unknown1MB", "DeleteToken", "<x>" + strings.Repeat("x", 1<<20) + "</x>"},
		{"Unknown8MB", "DeleteToken", "<x>" + strings.Repeat("x", 8<<20) + "</x>"},
		{"Elements1MB", "DeleteToken", strings.Repeat("<a b='c'>d</a>", 1<<20/14)},
		{"Nested20000", "DeleteToken", strings.Repeat("<a>", 20000) + strings.Repeat("</a>", 20000)},
		{"Attributes2000", "DeleteToken", "<x" + manyAttributes(2000) + "/>"},
	} {
		b.Run(benchmark.name, func(b *testing.B) {
			handler := benchmarkHandler(b)
			body := []byte(envelope11(benchmark.operation, benchmark.parameters))
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			writer := &discardWriter{make(http.Header)}
			for b.Loop() {
				request := soapRequest11(benchmark.operation, body)
				handler.ServeHTTP(writer, request)
			}
		})
	}
}

// BenchmarkBodySize shows that the cost of a body is linear in its size, whether its bytes are kept (a value) or passed over (an unknown
// element, text, many small elements): ns/byte stays the same from line to line.
func BenchmarkBodySize(b *testing.B) {
	for _, content := range []struct{ name, before, unit, after string }{
		{"Value", "<token>", "x", "</token>"},
		{"Escaped", "<token>", "&lt;", "</token>"},
		{"Unknown", "<x>", "x", "</x>"},
		{"Elements", "", "<a b='c'>d</a>", ""},
		{"Nested", strings.Repeat("<a>", 20000), "<b/>", strings.Repeat("</a>", 20000)},
	} {
		for _, size := range []struct {
			name  string
			bytes int
		}{{"64KB", 64 << 10}, {"1MB", 1 << 20}, {"16MB", 16 << 20}, {"74MB", 74 << 20}} {
			b.Run(content.name+"/"+size.name, func(b *testing.B) {
				handler := benchmarkHandler(b)
				filler := strings.Repeat(content.unit, max(0, size.bytes-len(content.before)-len(content.after))/len(content.unit))
				body := []byte(envelope11("DeleteToken", content.before+filler+content.after))
				b.SetBytes(int64(len(body)))
				writer := &discardWriter{make(http.Header)}
				for b.Loop() {
					handler.ServeHTTP(writer, soapRequest11("DeleteToken", body))
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(body)), "ns/byte")
			})
		}
	}
}

func manyAttributes(count int) string {
	var b strings.Builder
	for i := range count {
		b.WriteString(" a" + strconv.Itoa(i) + "='" + strconv.Itoa(i) + "'")
	}
	return b.String()
}

func envelope11(operation, parameters string) string {
	return soap.Declaration + `<soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="` +
		soap.Namespace11 + `"><soap:Body><` + operation + ` xmlns="` + stubNamespace + `">` + parameters + "</" + operation + "></soap:Body></soap:Envelope>"
}

func soapRequest11(operation string, body []byte) *http.Request {
	request := httptest.NewRequest(http.MethodPost, "/profitservices/tokenconnector.asmx", bytes.NewReader(body))
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("Soapaction", `"`+stubNamespace+"/"+operation+`"`)
	return request
}

// BenchmarkServer compares the handler behind a real connection with one that reads the body and writes a fixed answer: the
// ratio of the two is what the SOAP layer costs a client.
func BenchmarkServer(b *testing.B) {
	body := []byte(envelope11("GetTokenFromOTP", "<userId>12345.jan</userId><apiKey>"+strings.Repeat("A", 32)+"</apiKey><environmentKey>"+strings.Repeat("B", 32)+"</environmentKey><otp>12345678</otp>"))
	token := "<token><version>1</version><data>" + strings.Repeat("0", 64) + "</data></token>"
	fixed := soap.AppendResponse(nil, soap.Version11, stubNamespace, "GetTokenFromOTP", &token)
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write(fixed)
	})
	keys := []Parameter{{Name: "userId"}, {Name: "apiKey"}, {Name: "environmentKey"}, {Name: "otp"}}
	soapHandler, err := NewHandler(Options{Watcher: discarding{}, Services: []Service{{
		Name: "TokenConnector", File: "tokenconnector.asmx", Namespace: stubNamespace,
		Operations: []Operation{{Name: "GetTokenFromOTP", Parameters: keys, Returns: true, Invoke: func(context.Context, *Call) (*string, error) { return &token, nil }}},
	}}})
	require.NoError(b, err)
	for _, benchmark := range []struct {
		name    string
		handler http.Handler
	}{{"Bare", bare}, {"SOAP", soapHandler}} {
		b.Run(benchmark.name, func(b *testing.B) {
			server := httptest.NewServer(benchmark.handler)
			defer server.Close()
			b.ReportAllocs()
			var message bytes.Buffer
			request := soapRequest11("GetTokenFromOTP", body)
			request.Header.Set("User-Agent", "benchmark/1.0")
			require.NoError(b, request.Write(&message))
			b.RunParallel(func(pb *testing.PB) {
				connection, err := net.Dial("tcp", server.Listener.Addr().String())
				if err != nil {
					b.Error(err)
					return
				}
				defer connection.Close()
				reader := bufio.NewReader(connection)
				for pb.Next() {
					if _, err := connection.Write(message.Bytes()); err != nil {
						b.Error(err)
						return
					}
					response, err := http.ReadResponse(reader, nil)
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, response.Body)
				}
			})
		})
	}
}
