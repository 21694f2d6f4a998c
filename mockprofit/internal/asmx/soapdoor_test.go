package asmx

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

// soapTest is a request to the SOAP door and what comes of it.
type soapTest struct {
	name        string
	contentType string   // as it is; "-" for none
	actions     []string // of SOAPAction headers
	body        string
	status      int
	answerType  string
	fault       string // the message
	code        string
	bound       string
}

func (test *soapTest) run(t *testing.T, f *fixture) {
	t.Helper()
	request := newRequest(http.MethodPost, stubPath, test.body)
	if test.contentType != "-" {
		request.Header.Set("Content-Type", test.contentType)
	}
	request.Header["Soapaction"] = test.actions
	if test.actions == nil {
		request.Header.Del("Soapaction")
	}
	reply := f.do(t, request)
	require.Equal(t, test.status, reply.StatusCode, reply.body)
	require.Equal(t, test.answerType, reply.Header.Get("Content-Type"))
	require.Equal(t, test.fault, faultText(reply.body))
	require.Equal(t, test.bound, reply.bound)
	if test.fault != "" {
		require.Contains(t, reply.body, test.code)
		require.Equal(t, test.fault, reply.exchange.Refused)
	}
	if test.status == http.StatusBadRequest || test.status == http.StatusUnsupportedMediaType {
		require.Empty(t, reply.body)
		require.NotEmpty(t, reply.exchange.Refused)
	}
}

func TestRouting(t *testing.T) {
	const (
		action   = stubNamespace + "/DeleteToken"
		noAction = "Unable to handle request without a valid action parameter. Please supply a valid soap action."
		unable   = "Server was unable to process request. ---> "
	)
	token := operationElement("DeleteToken", "<token>t</token>")
	in11, in12 := envelope(soap.Version11, token), envelope(soap.Version12, token)
	unknown11, unknown12 := envelope(soap.Version11, "<x/>"), envelope(soap.Version12, "<x/>")
	unrecognized := func(action string) string {
		return "Server did not recognize the value of HTTP Header SOAPAction: " + action + "."
	}
	tests := []soapTest{
		{name: "quoted", contentType: typeSOAP11, actions: []string{`"` + action + `"`}, body: in11, status: 200, answerType: typeSOAP11, bound: "[t]"},
		{name: "unquoted", contentType: typeSOAP11, actions: []string{action}, body: in11, status: 200, answerType: typeSOAP11, bound: "[t]"},
		{name: "URL-encoded", contentType: typeSOAP11, actions: []string{`"urn%3AAfas.Profit.Services%2fDeleteToken"`}, body: in11, status: 200, answerType: typeSOAP11, bound: "[t]"},
		{name: "single quotes", contentType: typeSOAP11, actions: []string{"'" + action + "'"}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized("'" + action + "'"), code: "soap:Client"},
		{name: "blanks inside the quotes", contentType: typeSOAP11, actions: []string{`" ` + action + `"`}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized(" " + action), code: "soap:Client"},
		{name: "two headers", contentType: typeSOAP11, actions: []string{action, action}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized(action + "," + action), code: "soap:Client"},
		{name: "one quote alone", contentType: typeSOAP11, actions: []string{`"`}, body: in11, status: 500, answerType: typeSOAP11, fault: unable + "Length cannot be less than zero.\nParameter name: length", code: "soap:Server"},
		{name: "a header is Latin 1", contentType: typeSOAP11, actions: []string{"urn:é"}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized("urn:Ã©"), code: "soap:Client"},
		{name: "bytes that are no UTF-8", contentType: typeSOAP11, actions: []string{"urn:%E9%C3%A9"}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized("urn:\uFFFDé"), code: "soap:Client"},
		{name: "present but empty", contentType: typeSOAP11, actions: []string{""}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized(""), code: "soap:Client"},
		{name: "a bad action wins over the media type", contentType: "text/plain", actions: []string{"x"}, body: in11, status: 500, answerType: typeSOAP11, fault: unrecognized("x"), code: "soap:Client"},
		{name: "a bad action wins over a version mismatch", contentType: typeSOAP11, actions: []string{"x"}, body: "<a/>", status: 500, answerType: typeSOAP11, fault: unrecognized("x"), code: "soap:Client"},

		{name: "1.1 without an action is routed by body and answered as 1.1", contentType: typeSOAP11, body: in11, status: 200, answerType: typeSOAP11, bound: "[t]"},
		{name: "1.1 without an action, unknown element", contentType: typeSOAP11, body: unknown11, status: 500, answerType: typeSOAP11, fault: noAction, code: "soap:Client"},
		{name: "1.2 as text/xml with an action", contentType: typeSOAP11, actions: []string{action}, body: in12, status: 200, answerType: typeSOAP12, bound: "[t]"},
		{name: "1.2 as text/xml without an action", contentType: typeSOAP11, body: in12, status: 200, answerType: typeSOAP12, bound: "[t]"},
		{name: "1.2 with an action parameter", contentType: typeSOAP12 + `; action="` + action + `"`, body: in12, status: 200, answerType: typeSOAP12, bound: "[t]"},
		{name: "1.2 with an encoded action parameter", contentType: typeSOAP12 + `; ACTION='urn%3aAfas.Profit.Services/DeleteToken'`, body: in12, status: 200, answerType: typeSOAP12, bound: "[t]"},
		{name: "1.2 with a SOAPAction header only", contentType: typeSOAP12, actions: []string{action}, body: in12, status: 200, answerType: typeSOAP12, bound: "[t]"},
		{name: "1.2 with a wrong SOAPAction header, which is not looked at", contentType: typeSOAP12, actions: []string{"x"}, body: in12, status: 200, answerType: typeSOAP12, bound: "[t]"},
		{name: "1.2 without an action, unknown element", contentType: typeSOAP12, body: unknown12, status: 500, answerType: typeSOAP12, fault: noAction, code: "soap:Sender"},
		{name: "1.2 action and element unknown", contentType: typeSOAP12 + "; action=urn%3Ax", body: unknown12, status: 500, answerType: typeSOAP12, fault: "Unable to handle request. The action 'urn:x' was not recognized.", code: "soap:Sender"},
		{name: "1.2 action unknown, envelope 1.1", contentType: typeSOAP12 + "; action=urn:x", body: unknown11, status: 500, answerType: typeSOAP11, fault: "Unable to handle request. The action 'urn:x' was not recognized.", code: "soap:Client"},
		{name: "right element in the wrong namespace", contentType: typeSOAP12, body: envelope(soap.Version12, "<DeleteToken/>"), status: 500, answerType: typeSOAP12, fault: noAction, code: "soap:Sender"},
		{name: "text before the element", contentType: typeSOAP12, body: envelope(soap.Version12, "x"+token), status: 500, answerType: typeSOAP12, fault: noAction, code: "soap:Sender"},

		{name: "no body at all", contentType: typeSOAP12, body: "", status: 500, answerType: typeSOAP12, fault: unable + "Root element is missing.", code: "soap:Receiver"},
		{name: "no body, 1.1, no action", contentType: typeSOAP11, body: "", status: 500, answerType: typeSOAP12, fault: unable + "Root element is missing.", code: "soap:Receiver"},
		{name: "JSON without an action", contentType: "application/json", body: `{"a":1}`, status: 500, answerType: typeSOAP12, fault: unable + "Data at the root level is invalid. Line 1, position 1.", code: "soap:Receiver"},
		{name: "Body missing", contentType: typeSOAP12, body: `<e:Envelope xmlns:e="` + soap.Namespace12 + `"><e:Header/></e:Envelope>`, status: 500, answerType: typeSOAP12, fault: unable + soap.ErrMissingBody.Error(), code: "soap:Receiver"},
		{name: "Body missing, 1.1", contentType: typeSOAP11, body: `<e:Envelope xmlns:e="` + soap.Namespace11 + `"/>`, status: 500, answerType: typeSOAP11, fault: unable + soap.ErrMissingBody.Error(), code: "soap:Server"},
		{name: "Envelope missing", contentType: typeSOAP12, body: `<e:x xmlns:e="` + soap.Namespace12 + `"/>`, status: 500, answerType: typeSOAP12, fault: unable + soap.ErrMissingEnvelope.Error(), code: "soap:Receiver"},
		{name: "broken before the first child of the Body", contentType: typeSOAP12, body: `<e:Envelope xmlns:e="` + soap.Namespace12 + `"><e:Header></e:Body>`, status: 500, answerType: typeSOAP12,
			fault: unable + "The 'e:Header' start tag on line 1 position 64 does not match the end tag of 'e:Body'. Line 1, position 75.", code: "soap:Receiver"},
		{name: "broken after the first child of the Body", contentType: typeSOAP12, body: strings.TrimSuffix(in12, ">"), status: 400, answerType: typeSOAP12},
		{name: "broken after an empty Body", contentType: typeSOAP12, body: `<e:Envelope xmlns:e="` + soap.Namespace12 + `"><e:Body/>`, status: 500, answerType: typeSOAP12, fault: noAction, code: "soap:Sender"},
		{name: "declared encoding unknown", contentType: "application/soap+xml", body: `<?xml version="1.0" encoding="utf8"?>` + in12, status: 500, answerType: typeSOAP12,
			fault: unable + "System does not support 'utf8' encoding. Line 1, position 31. ---> 'utf8' is not a supported encoding name. For information on defining a custom encoding, " +
				"see the documentation for the Encoding.RegisterProvider method.\nParameter name: name", code: "soap:Receiver"},
		{name: "unknown entity before the Body", contentType: typeSOAP12, body: `<e:Envelope xmlns:e="` + soap.Namespace12 + `">&x;<e:Body>` + token + `</e:Body></e:Envelope>`,
			status: 500, answerType: typeSOAP12, fault: "Server was unable to read request. ---> " + soap.ErrMissingBody.Error(), code: "soap:Sender"},
		{name: "unknown entity in a header, which routing doesn't mind", contentType: typeSOAP12, body: `<e:Envelope xmlns:e="` + soap.Namespace12 + `"><e:Header><a b="&x;"/></e:Header><e:Body>` + token + `</e:Body></e:Envelope>`,
			status: 400, answerType: typeSOAP12},
		{name: "unknown entity in a header", contentType: typeSOAP11, actions: []string{action}, body: `<e:Envelope xmlns:e="` + soap.Namespace11 + `"><e:Header><a>&x;</a></e:Header><e:Body>` + token + `</e:Body></e:Envelope>`,
			status: 400, answerType: typeSOAP11},
		{name: "an element before the Body is found by routing, not by reading", contentType: typeSOAP12, body: `<e:Envelope xmlns:e="` + soap.Namespace12 + `"><x/><e:Body>` + token + `</e:Body></e:Envelope>`,
			status: 500, answerType: typeSOAP12, fault: "Server was unable to read request. ---> " + soap.ErrMissingBody.Error(), code: "soap:Sender"},
	}
	f := newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, f) })
	}
}

func TestMediaTypeAndVersion(t *testing.T) {
	const action = stubNamespace + "/DeleteToken"
	actions := []string{action}
	token := operationElement("DeleteToken", "<token>é</token>")
	in11, in12 := envelope(soap.Version11, token), envelope(soap.Version12, token)
	other := strings.ReplaceAll(in11, soap.Namespace11, "urn:other")
	mismatch := func(namespace string) string {
		return "Possible SOAP version mismatch: Envelope namespace " + namespace + " was unexpected. Expecting " + soap.Namespace11 + "."
	}
	tests := []soapTest{
		{name: "upper case", contentType: "TEXT/XML;CHARSET=UTF-8", actions: actions, body: in11, status: 200, answerType: typeSOAP11, bound: "[%C3%A9]"},
		{name: "quoted charset", contentType: `text/xml;charset="utf-8"`, actions: actions, body: in11, status: 200, answerType: typeSOAP11, bound: "[%C3%A9]"},
		{name: "a blank before the semicolon", contentType: "text/xml ; charset=utf-8", actions: actions, body: in11, status: 415, answerType: typeSOAP11},
		{name: "application/xml", contentType: "application/xml; charset=utf-8", actions: actions, body: in11, status: 415, answerType: typeSOAP11},
		{name: "none", contentType: "-", actions: actions, body: in11, status: 415, answerType: typeSOAP11},
		{name: "none, routed by body", contentType: "-", body: in11, status: 415, answerType: typeSOAP12},
		{name: "text/plain, routed by body", contentType: "text/plain", body: in11, status: 415, answerType: typeSOAP12},
		{name: "the media type wins over what is not well-formed", contentType: "text/plain", actions: actions, body: "<", status: 415, answerType: typeSOAP11},
		{name: "1.1 as application/soap+xml", contentType: typeSOAP12, body: in11, status: 415, answerType: typeSOAP11},
		{name: "1.2 in text/xml", contentType: typeSOAP11, actions: actions, body: in12, status: 200, answerType: typeSOAP12, bound: "[%C3%A9]"},
		{name: "1.2 detects", contentType: "application/soap+xml", body: in12, status: 200, answerType: typeSOAP12, bound: "[%C3%A9]"},
		{name: "text is ASCII", contentType: "text/xml", actions: actions, body: in11, status: 200, answerType: typeSOAP11, bound: "[%3F%3F]"},

		{name: "not well-formed", contentType: typeSOAP11, actions: actions, body: "<", status: 400, answerType: typeSOAP11},
		{name: "not well-formed, 1.2", contentType: typeSOAP12 + "; action=" + action, body: "", status: 400, answerType: typeSOAP12},
		{name: "not well-formed after the envelope", contentType: typeSOAP11, actions: actions, body: in11 + "<x/>", status: 400, answerType: typeSOAP11},
		{name: "white space and more after the envelope", contentType: typeSOAP11, actions: actions, body: in11 + "\n<x/>", status: 200, answerType: typeSOAP11, bound: "[%C3%A9]"},

		{name: "neither version", contentType: typeSOAP11, actions: actions, body: other, status: 500, answerType: typeSOAP11, fault: mismatch("urn:other"), code: "soap:VersionMismatch"},
		{name: "neither version, as 1.2", contentType: typeSOAP12, body: other, status: 500, answerType: typeSOAP11, fault: mismatch("urn:other"), code: "soap:VersionMismatch"},
		{name: "a mismatch wins over failed routing by body", contentType: typeSOAP12 + "; action=urn:x", body: "<a></a>", status: 500, answerType: typeSOAP11, fault: mismatch(""), code: "soap:VersionMismatch"},
		{name: "the media type wins over a mismatch", contentType: "text/plain", actions: actions, body: other, status: 415, answerType: typeSOAP11},
	}
	f := newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, f) })
	}
}

func TestSwitchedOffVersions(t *testing.T) {
	token := operationElement("DeleteToken", "<token>t</token>")
	only11, only12 := newFixture(t, Options{Protocols: ProtocolSOAP11}), newFixture(t, Options{Protocols: ProtocolSOAP12})
	none := newFixture(t, Options{Protocols: ProtocolDocumentation})

	reply := only11.do(t, post12(envelope(soap.Version12, token)))
	require.Contains(t, reply.body, "without a valid action parameter")
	require.Equal(t, typeSOAP11, reply.Header.Get("Content-Type"))
	reply = only11.do(t, post11("DeleteToken", envelope(soap.Version12, token)))
	require.Contains(t, reply.body, "Expecting "+soap.Namespace11)

	reply = only12.do(t, post11("DeleteToken", envelope(soap.Version11, token)))
	require.Contains(t, reply.body, "Expecting "+soap.Namespace12)
	require.Equal(t, typeSOAP12, reply.Header.Get("Content-Type"))
	reply = only12.do(t, post12(envelope(soap.Version12, token)))
	require.Equal(t, http.StatusOK, reply.StatusCode)

	reply = none.do(t, post11("DeleteToken", envelope(soap.Version11, token)))
	require.Equal(t, http.StatusInternalServerError, reply.StatusCode)
	require.Contains(t, reply.body, sentenceUnrecognized)
}

// TestNothingIsUnderstood checks when header blocks are looked at: after the body has been read, before the operation runs.
func TestNothingIsUnderstood(t *testing.T) {
	f := newFixture(t, Options{})
	with := func(body string) string {
		return `<s:Envelope xmlns:s="` + soap.Namespace11 + `"><s:Header><X s:mustUnderstand="1"/></s:Header><s:Body>` + body + `</s:Body></s:Envelope>`
	}
	reply := f.do(t, post11("DeleteToken", with(operationElement("DeleteToken", "<token>t</token>"))))
	require.Equal(t, "SOAP header X was not understood.", faultText(reply.body))
	require.NotContains(t, reply.body, "detail")
	require.Empty(t, reply.bound)
	require.False(t, reply.exchange.Invoked)
	require.Equal(t, "[t]", boundText(reply.exchange.Arguments))

	reply = f.do(t, post11("DeleteToken", with(operationElement("DeleteToken", "<token><b/></token>"))))
	require.Equal(t, http.StatusBadRequest, reply.StatusCode, "a body that can't be read wins")
}

func TestDetailedErrors(t *testing.T) {
	f := newFixture(t, Options{DetailedErrors: true})
	delete := func(token string) *http.Request {
		return post11("DeleteToken", envelope(soap.Version11, operationElement("DeleteToken", "<token>"+token+"</token>")))
	}
	require.Equal(t, "System.Web.Services.Protocols.SoapException: Server was unable to process request. ---> System.Exception: boom\r\n"+
		"   at TokenConnector.DeleteToken(String token)\r\n   --- End of inner exception stack trace ---", faultText(f.do(t, delete("crash")).body))
	require.Equal(t, "System.Web.Services.Protocols.SoapException: Onbekende gebruiker\r\n   at TokenConnector.DeleteToken(String token)",
		faultText(f.do(t, delete("faultnodetail")).body))
	reply := f.do(t, post11("Nope", ""))
	require.Equal(t, "System.Web.Services.Protocols.SoapException: Server did not recognize the value of HTTP Header SOAPAction: urn:Afas.Profit.Services/Nope.", faultText(reply.body))
	require.NotContains(t, reply.exchange.Refused, "Exception", "the journal has the message itself")
}
