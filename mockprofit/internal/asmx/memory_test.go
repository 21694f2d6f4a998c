package asmx

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

// endless reads the same bytes over and over.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		copied := copy(p[n:], e.text[e.at:])
		n += copied
		e.at = (e.at + copied) % len(e.text)
	}
	return len(p), nil
}

// TestMemory bounds what serving a request allocates by what has to be kept of it: not the body, however large, but the names of open
// elements, the attributes of one tag, and values that the operation receives.
func TestMemory(t *testing.T) {
	const (
		kilobyte = 1 << 10
		megabyte = 1 << 20
	)
	before, after, found := strings.Cut(envelope(soap.Version11, operationElement("DeleteToken", "@<token>t</token>")), "@")
	require.True(t, found)
	value, valueEnd, _ := strings.Cut(envelope(soap.Version11, operationElement("DeleteToken", "<token>@</token>")), "@")
	header, headerEnd, _ := strings.Cut(strings.Replace(before+after, "<s:Body>", "<s:Header>@</s:Header><s:Body>", 1), "@")
	tests := []struct {
		name   string
		start  string
		repeat string
		length int // of what is repeated
		end    string
		status int
		limit  uint64 // bytes
	}{
		{"an ordinary call", before, " ", 1, after, 200, 128 * kilobyte},
		{"a comment of nearly 75 MB", before + "<!--", "x y ", 75*megabyte - kilobyte, "-->" + after, 200, 256 * kilobyte},
		{"blanks", before, " \r\n", 3 * megabyte, after, 200, 256 * kilobyte},
		{"text where nobody looks", before, "x&amp;&#65;&y;é€😀", 28 * 100_000, after, 400, 256 * kilobyte},
		{"unknown elements", before, "<a b='c'>d</a>", 14 * 300_000, after, 200, 256 * kilobyte},
		{"unknown elements with namespaces of their own", before, "<p:a xmlns:p='u' p:b=''/>", 25 * 100_000, after, 200, 256 * kilobyte},
		{"elements nested 20,000 deep", before, "<a>", 3 * 20_000, strings.Repeat("</a>", 20_000) + after, 200, megabyte},
		{"2,000 attributes", before + "<a" + manyAttributes(2000) + "/>", " ", 1, after, 200, megabyte},
		{"a long attribute", before + "<a b='", "x", 4 * megabyte, "'/>" + after, 200, 256 * kilobyte},
		{"a long header block", header + "<a s:mustUnderstand='0'>", "<b>c</b>", 8 * 500_000, "</a>" + headerEnd, 200, 256 * kilobyte},
		{"a value of 1 MB", value, "x", megabyte, valueEnd, 200, 8 * megabyte}, // gathered in a buffer that doubles, and copied once
		{"an instruction after the envelope", before + after + "<?x ", "y", 4 * megabyte, "?>", 200, 256 * kilobyte},
		{"blanks after the envelope", before + after, "\n", 4 * megabyte, "", 200, 256 * kilobyte},
		{"a body over the limit", before + "<!--", "x y ", 76 * megabyte, "-->" + after, 413, 256 * kilobyte},
		{"an open tag that never ends", before + "<", "x", 64 * kilobyte, "", 400, megabyte},
	}
	f := newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			serve := func() (status int, allocated uint64) {
				f.watcher.forget()
				body := io.MultiReader(strings.NewReader(test.start), io.LimitReader(&endless{text: test.repeat}, int64(test.length)), strings.NewReader(test.end))
				request := post11("DeleteToken", "")
				request.Body, request.ContentLength = io.NopCloser(body), -1
				writer := &statusWriter{header: make(http.Header)}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				f.ServeHTTP(writer, request)
				runtime.ReadMemStats(&after)
				return writer.status, after.TotalAlloc - before.TotalAlloc
			}
			status, allocated := serve()
			require.Equal(t, test.status, status)
			require.Less(t, allocated, test.limit)
		})
	}
}

// statusWriter is a ResponseWriter that keeps nothing but the status.
type statusWriter struct {
	header http.Header
	status int
}

func (w *statusWriter) Header() http.Header         { return w.header }
func (w *statusWriter) WriteHeader(status int)      { w.status = status }
func (w *statusWriter) Write(p []byte) (int, error) { return len(p), nil }
