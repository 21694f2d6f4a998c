package journal

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"profitbdd/mockprofit/internal/asmx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	apiKey = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
	data   = apiKey + apiKey // of a token
)

// reference is the log reference of the exchange with a number.
func reference(number int) string { return fmt.Sprintf("%032X", 0xA00000+number) }

// finished is an exchange as the handler hands it over.
func finished(number int, environment string) *asmx.Exchange {
	return &asmx.Exchange{
		Reference: reference(number),
		Request: asmx.Message{
			Line:   "POST /profitservices/tokenconnector.asmx HTTP/1.1",
			Header: http.Header{"Host": {"127.0.0.1:8080"}, "Content-Type": {"text/xml; charset=utf-8"}},
			Body:   []byte("<request/>"), Length: 10,
		},
		Response:  asmx.Message{Line: "HTTP/1.1 200 OK", Header: http.Header{"Content-Length": {"11"}}, Body: []byte("<response/>"), Length: 11},
		Operation: "GenerateOTP",
		Arguments: []asmx.Argument{argument("userId", "12345.jansen"), argument("apiKey", apiKey), {Name: "description"}},
		Decision:  asmx.Decision{Realm: environment, Subject: "12345.jansen", Outcome: "accepted"},
	}
}

func argument(name, value string) asmx.Argument { return asmx.Argument{Name: name, Value: &value} }

// keep has a journal keep exchanges with the numbers 0 to count-1.
func keep(j *Journal, count int) {
	for i := range count {
		j.Finished(finished(i, "O1AA"))
	}
}

func references(exchanges []Entry) []string {
	list := []string{}
	for _, exchange := range exchanges {
		list = append(list, strings.TrimLeft(exchange.Reference, "0"))
	}
	return list
}
