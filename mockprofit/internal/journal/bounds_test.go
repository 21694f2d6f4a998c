package journal

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
)

func TestHugeTextsAreCut(t *testing.T) {
	huge := strings.Repeat("x", 1<<20)
	values := []string{huge, "12345"} // one array, as the SOAP door makes it
	exchange := finished(0, "O1AA")
	exchange.Arguments = []asmx.Argument{{Name: "userId", Value: &values[0]}, {Name: "otp", Value: &values[1]}, {Name: "description"}}
	exchange.Decision.Subject = huge
	exchange.Refused = huge
	j := New(Options{})
	j.Finished(exchange)

	kept, found := j.Find(exchange.Reference)
	require.True(t, found)
	require.Equal(t, strings.Repeat("x", longestArgument)+"… (1048576 bytes)", *kept.Arguments[0].Value)
	require.Equal(t, "12345", *kept.Arguments[1].Value)
	require.Nil(t, kept.Arguments[2].Value, "null stays null")
	require.Equal(t, strings.Repeat("x", longestSubject)+"… (1048576 bytes)", kept.Decision.Subject)
	require.Equal(t, strings.Repeat("x", longestReason)+"… (1048576 bytes)", kept.Refused)
	require.Len(t, values[0], longestArgument+len("… (1048576 bytes)"), "the array that all values stand in lets go of it too")
	require.Less(t, j.size, int64(64<<10))
}

func TestShortTextsLetGoOfTheRequestAroundThem(t *testing.T) {
	request := strings.Repeat("x", 1<<20) + "12345.jansen"
	exchange := finished(0, "O1AA")
	user := request[1<<20:]
	exchange.Arguments = []asmx.Argument{{Name: "userId", Value: &user}}
	exchange.Decision.Subject = user
	exchange.Request.Length = int64(len(request))
	New(Options{}).Finished(exchange)
	require.Equal(t, "12345.jansen", *exchange.Arguments[0].Value)
	require.False(t, inside(request, *exchange.Arguments[0].Value), "the argument is a part of the request")
	require.False(t, inside(request, exchange.Decision.Subject), "the subject is a part of the request")
}

func TestBodiesLetGoOfTheMemoryBehindThem(t *testing.T) {
	exchange := finished(0, "O1AA")
	exchange.Response.Body = make([]byte, 1<<20)[:10]
	New(Options{}).Finished(exchange)
	require.Len(t, exchange.Response.Body, 10)
	require.Less(t, cap(exchange.Response.Body), 1<<10)
}

func TestUsualTextsAreNotTouched(t *testing.T) {
	exchange := finished(0, "O1AA")
	value := exchange.Arguments[0].Value
	New(Options{}).Finished(exchange)
	require.Same(t, value, exchange.Arguments[0].Value)
	require.Equal(t, finished(0, "O1AA"), exchange)
}

func TestCut(t *testing.T) {
	tests := map[string]struct {
		text string
		want string
	}{
		"shorter":                  {"abc", "abc"},
		"as long":                  {"abcd", "abcd"},
		"longer":                   {"abcde", "abcd… (5 bytes)"},
		"in the middle of a rune":  {"abc€", "abc… (6 bytes)"},
		"nothing but broken runes": {"\x80\x80\x80\x80\x80\x80", "… (6 bytes)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := cut(test.text, 4)
			require.Equal(t, test.want, got)
			require.True(t, utf8.ValidString(got) || !utf8.ValidString(test.text))
		})
	}
}

func TestSizeCountsWhatACallerCanMakeLarge(t *testing.T) {
	const much = 100_000
	plain := size(Entry{Exchange: finished(0, "O1AA")})
	for name, change := range map[string]func(*asmx.Exchange){
		"request line":  func(e *asmx.Exchange) { e.Request.Line = strings.Repeat("x", much) },
		"request body":  func(e *asmx.Exchange) { e.Request.Body = make([]byte, much) },
		"response body": func(e *asmx.Exchange) { e.Response.Body = make([]byte, much) },
		"header value":  func(e *asmx.Exchange) { e.Request.Header["X"] = []string{strings.Repeat("x", much)} },
		"header name":   func(e *asmx.Exchange) { e.Request.Header[strings.Repeat("x", much)] = nil },
		"many headers": func(e *asmx.Exchange) {
			e.Request.Header = http.Header{}
			for i := range much / 64 {
				e.Request.Header[string(rune(i+1))] = nil
			}
		},
		"repeated header": func(e *asmx.Exchange) { e.Request.Header["X"] = make([]string, much/16) },
		"argument":        func(e *asmx.Exchange) { e.Arguments[0] = argument("userId", strings.Repeat("x", much)) },
		"reason":          func(e *asmx.Exchange) { e.Refused = strings.Repeat("x", much) },
		"subject":         func(e *asmx.Exchange) { e.Decision.Subject = strings.Repeat("x", much) },
	} {
		t.Run(name, func(t *testing.T) {
			exchange := finished(0, "O1AA")
			change(exchange)
			require.Greater(t, size(Entry{Exchange: exchange}), plain+much*9/10)
		})
	}
}

// inside reports whether a text is held in the memory of another.
func inside(whole, part string) bool {
	start, at := uintptr(unsafe.Pointer(unsafe.StringData(whole))), uintptr(unsafe.Pointer(unsafe.StringData(part)))
	return at >= start && at < start+uintptr(len(whole))
}
