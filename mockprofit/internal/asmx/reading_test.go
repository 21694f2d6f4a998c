package asmx

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

func TestReading(t *testing.T) {
	element := func(namespace, local string, parameter bool) Element { return Element{namespace, local, parameter} }
	tests := map[string]struct {
		body string // of the Body
		want Reading
	}{
		"nothing to notice":                  {operationElement("GetTokenFromOTP", "<userId>a</userId><otp/>"), Reading{}},
		"parameters in no namespace":         {operationElement("GetTokenFromOTP", `<userId xmlns="">a</userId>`), Reading{Ignored: []Element{element("", "userId", true)}}},
		"another casing, with children":      {operationElement("GetTokenFromOTP", `<UserID><x/>a</UserID><otp/>`), Reading{Ignored: []Element{element(stubNamespace, "UserID", true)}}},
		"a parameter again":                  {operationElement("GetTokenFromOTP", "<otp>1</otp><otp>2</otp>"), Reading{Ignored: []Element{element(stubNamespace, "otp", true)}}},
		"another operation":                  {operationElement("DeleteToken", "<token/>"), Reading{Ignored: []Element{element(stubNamespace, "DeleteToken", false)}}},
		"an operation in no namespace":       {"<GetTokenFromOTP><userId/></GetTokenFromOTP>", Reading{Ignored: []Element{element("", "GetTokenFromOTP", false)}}},
		"comments and text are no elements":  {operationElement("GetTokenFromOTP", "x<!-- y --><?z?><otp/>"), Reading{}},
		"a value that is an element":         {operationElement("GetTokenFromOTP", "<userId><b>a</b></userId><otp/>"), Reading{Nested: "userId", Ignored: []Element{element(stubNamespace, "otp", false)}}},
		"an element in a value":              {operationElement("GetTokenFromOTP", "<userId>a<b/></userId>"), Reading{Unreadable: "userId", Met: soap.Element}},
		"bytes that are no UTF-8":            {operationElement("GetTokenFromOTP", "<otp>\xE9</otp>"), Reading{Damaged: true, Charset: "utf-8"}},
		"a replacement character that came":  {operationElement("GetTokenFromOTP", "<otp>\uFFFD</otp>"), Reading{}},
		"a name that is huge":                {"<" + strings.Repeat("n", 1000) + "/>", Reading{Ignored: []Element{element("", strings.Repeat("n", maximumIgnoredName)+"…", false)}}},
		"a huge name of two-byte characters": {"<a" + strings.Repeat("é", 1000) + "/>", Reading{Ignored: []Element{element("", "a"+strings.Repeat("é", 63)+"…", false)}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			reply := newFixture(t, Options{}).do(t, post11("GetTokenFromOTP", envelope(soap.Version11, test.body)))
			if strings.Contains(test.body, "<GetTokenFromOTP xmlns=") {
				test.want.Operations = 1
			}
			require.Equal(t, test.want, reply.exchange.Reading)
		})
	}
}

func TestReadingOfWhatLedNowhere(t *testing.T) {
	element := envelope(soap.Version12, "<x/>")
	for name, test := range map[string]struct {
		request *http.Request
		want    Reading
	}{
		"by a header":           {post11("Nope", element), Reading{Routing: RoutedByHeader, Action: `"` + stubNamespace + `/Nope"`}},
		"by a Body":             {post12(element), Reading{Routing: RoutedByBody, Ignored: []Element{{"", "x", false}}}},
		"by a parameter, first": {newRequest("POST", stubPath, element, "Content-Type", typeSOAP12+"; action=urn%3Ax"), Reading{Routing: RoutedByBody, Action: "urn:x", Ignored: []Element{{"", "x", false}}}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, newFixture(t, Options{}).do(t, test.request).exchange.Reading)
		})
	}
	reply := newFixture(t, Options{Protocols: ProtocolSOAP11}).do(t, post12(element))
	require.Equal(t, Reading{Routing: RoutedByHeader}, reply.exchange.Reading)
}

func TestRepeatedOperationsAreCounted(t *testing.T) {
	body := operationElement("DeleteToken", "<token>1</token>") + `<DeleteToken xmlns="` + stubNamespace + `"/>`
	require.Equal(t, 2, newFixture(t, Options{}).do(t, post11("DeleteToken", envelope(soap.Version11, body))).exchange.Reading.Operations)
}

func TestReadingIsBounded(t *testing.T) {
	many := strings.Repeat("<x/>", 10*maximumIgnored)
	reply := newFixture(t, Options{}).do(t, post11("DeleteToken", envelope(soap.Version11, operationElement("DeleteToken", many)+many)))
	require.Len(t, reply.exchange.Reading.Ignored, maximumIgnored)
}

func TestDamageByASCII(t *testing.T) {
	for name, test := range map[string]struct {
		contentType string
		want        bool
	}{
		"no charset":         {"text/xml", true},
		"an unknown charset": {"text/xml; charset=utf8", true},
		"the right charset":  {"text/xml; charset=utf-8", false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, filler := range []int{0, 100_000} { // in the first bytes that are looked at, and far behind
				request := post11("DeleteToken", envelope(soap.Version11, strings.Repeat(" ", filler)+operationElement("DeleteToken", "<token>é</token>")))
				request.Header.Set("Content-Type", test.contentType)
				require.Equal(t, test.want, newFixture(t, Options{}).do(t, request).exchange.Reading.Damaged)
			}
		})
	}
}

func TestCauses(t *testing.T) {
	token := operationElement("DeleteToken", "<token/>")
	with := func(request *http.Request, name, value string) *http.Request {
		request.Header.Set(name, value)
		return request
	}
	tests := map[Cause]*http.Request{
		CauseNone:        post11("DeleteToken", envelope(soap.Version11, token)),
		CausePath:        newRequest("GET", "/nowhere", ""),
		CauseQuery:       newRequest("GET", stubPath+"?"+strings.Repeat("q", DefaultMaximumQuery+1), ""),
		CauseMethod:      newRequest("PUT", stubPath, ""),
		CauseShutDoor:    newRequest("GET", stubPath+"/DeleteToken?token=", ""),
		CauseDescription: newRequest("GET", stubPath+"?schema=a", ""),
		CauseFormMethod:  with(newRequest("POST", "http://localhost"+stubPath+"/Nope", ""), "Content-Type", formType),
		CauseAction:      post11("Nope", envelope(soap.Version11, token)),
		CauseMediaType:   with(post11("DeleteToken", "{}"), "Content-Type", "application/json"),
		CauseNoXML:       post11("DeleteToken", "{}"),
		CauseVersion:     post11("DeleteToken", `<a xmlns="urn:b"/>`),
		CauseBody:        post11("DeleteToken", `<s:Envelope xmlns:s="`+soap.Namespace11+`"/>`),
		CauseHeader:      post11("DeleteToken", `<s:Envelope xmlns:s="`+soap.Namespace11+`"><s:Header><X s:mustUnderstand="1"/></s:Header><s:Body/></s:Envelope>`),
		CauseTooLarge:    post11("DeleteToken", envelope(soap.Version11, strings.Repeat(" ", 5000))),
	}
	for cause, request := range tests {
		t.Run(string(cause), func(t *testing.T) {
			if cause == CauseFormMethod {
				request.Host = "localhost"
			}
			reply := newFixture(t, Options{MaximumBody: 4000}).do(t, request)
			require.Equal(t, cause, reply.exchange.Cause, reply.exchange.Refused)
			if cause == CauseVersion {
				require.Equal(t, "urn:b", reply.exchange.Reading.Envelope)
			}
		})
	}
}

func TestObjection(t *testing.T) {
	var seen *Exchange
	f := newFixture(t, Options{Object: func(exchange *Exchange) string {
		seen = exchange
		if exchange.Arguments[0].Value == nil {
			return "a < b"
		}
		return ""
	}})
	for _, version := range []soap.Version{soap.Version11, soap.Version12} {
		refused := f.do(t, post11("DeleteToken", envelope(version, operationElement("DeleteToken", "<Token>\xE9</Token>"))))
		require.Equal(t, http.StatusInternalServerError, refused.StatusCode)
		require.Equal(t, "a < b", faultText(refused.body))
		require.Contains(t, refused.body, "soap:"+soap.Client.Name(version))
		require.Equal(t, CauseObjection, refused.exchange.Cause)
		require.False(t, refused.exchange.Invoked)
		require.Empty(t, refused.bound)
		require.Same(t, refused.exchange, seen)
		require.True(t, seen.Reading.Damaged)
		require.NotEmpty(t, seen.Request.Body)

		require.Equal(t, http.StatusOK, f.do(t, post11("DeleteToken", envelope(version, operationElement("DeleteToken", "<token/>")))).StatusCode)
	}
}
