package asmx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

func TestNewHandlerRefuses(t *testing.T) {
	good := (&stub{}).service()
	with := func(change func(*Service)) []Service {
		service := (&stub{}).service()
		change(&service)
		return []Service{service}
	}
	tests := []struct {
		name    string
		options Options
		problem string
	}{
		{"no name", Options{Services: with(func(s *Service) { s.Name = "" })}, `service "": the name must be an XML name`},
		{"colon in a name", Options{Services: with(func(s *Service) { s.Name = "a:b" })}, "without a colon"},
		{"a path", Options{Services: with(func(s *Service) { s.File = "a/b.asmx" })}, "must be a plain file name"},
		{"no namespace", Options{Services: with(func(s *Service) { s.Namespace = "" })}, "the namespace is missing"},
		{"no operations", Options{Services: with(func(s *Service) { s.Operations = nil })}, "there are no operations"},
		{"operation twice", Options{Services: with(func(s *Service) { s.Operations = append(s.Operations, s.Operations[0]) })}, `operation "GenerateOTP" is described twice`},
		{"no code", Options{Services: with(func(s *Service) { s.Operations[0].Invoke = nil })}, "Invoke is missing"},
		{"parameter twice", Options{Services: with(func(s *Service) { s.Operations[2].Parameters = []Parameter{{Name: "a"}, {Name: "A"}} })}, `parameter "A" is described twice`},
		{"parameter name", Options{Services: with(func(s *Service) { s.Operations[2].Parameters = []Parameter{{Name: "1"}} })}, `parameter "1": the name must be`},
		{"parameter type", Options{Services: with(func(s *Service) { s.Operations[2].Parameters = []Parameter{{Name: "a", Type: 9}} })}, "unknown type 9"},
		{"too many parameters", Options{Services: with(func(s *Service) {
			for i := range maximumParameters {
				s.Operations[2].Parameters = append(s.Operations[2].Parameters, Parameter{Name: fmt.Sprint("p", i)})
			}
		})}, "more than 64 parameters"},
		{"same file", Options{Services: []Service{good, good}}, "another service has the path /profitservices/tokenconnector.asmx"},
		{"root", Options{Roots: []string{"profitservices"}}, `root "profitservices": must begin and end with a slash`},
		{"limits", Options{MaximumBody: -1}, "must not be negative"},
		{"protocols", Options{Protocols: 1 << 7}, "there are no others"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewHandler(test.options)
			require.ErrorContains(t, err, test.problem)
		})
	}
}

// single is a service with one operation that does what it is told.
func single(invoke func(context.Context, *Call) (*string, error)) []Service {
	return []Service{{Name: "Single", File: "single.asmx", Namespace: "urn:single", Operations: []Operation{{Name: "Do", Parameters: []Parameter{{Name: "x"}}, Invoke: invoke}}}}
}

func callSingle(t *testing.T, options Options) reply {
	t.Helper()
	document := envelope(soap.Version11, `<Do xmlns="urn:single"><x>1</x></Do>`)
	return newFixture(t, options).do(t, newRequest(http.MethodPost, "/single.asmx", document, "Content-Type", typeSOAP11, "SOAPAction", "urn:single/Do"))
}

func TestPanicIsAnOrdinaryError(t *testing.T) {
	var log bytes.Buffer
	reply := callSingle(t, Options{
		Services:  single(func(context.Context, *Call) (*string, error) { panic(errors.New("boom")) }),
		Reference: func() string { return "REF" },
		Logger:    slog.New(slog.NewTextHandler(&log, nil)),
	})
	require.Equal(t, http.StatusInternalServerError, reply.StatusCode)
	require.Equal(t, "Server was unable to process request. ---> boom", faultText(reply.body))
	require.Contains(t, log.String(), "operation panicked")
	require.Contains(t, log.String(), "reference=REF")
	require.Contains(t, log.String(), "handler_test.go", "the stack is there")
	require.True(t, reply.exchange.Invoked)
	require.Empty(t, reply.exchange.Refused, "it was not the edge that refused")
}

func TestThrownFaultIsFoundInsideOtherErrors(t *testing.T) {
	thrown := &soap.Fault{Code: soap.Client, Message: "m"}
	services := single(func(context.Context, *Call) (*string, error) { return nil, fmt.Errorf("wrapped: %w", thrown) })
	reply := callSingle(t, Options{Services: services})
	require.Equal(t, "m", faultText(reply.body))
	require.Contains(t, reply.body, "soap:Client")

	callSingle(t, Options{Services: services, DetailedErrors: true})
	require.Equal(t, &soap.Fault{Code: soap.Client, Message: "m"}, thrown, "a service may keep its faults")
}

func TestErrorWithoutText(t *testing.T) {
	reply := callSingle(t, Options{Services: single(func(context.Context, *Call) (*string, error) { return nil, errors.New("") })})
	require.Equal(t, "Server was unable to process request. ---> Exception", faultText(reply.body), "the type's name stands in")
}

func TestOperationSeesItsExchange(t *testing.T) {
	reply := callSingle(t, Options{
		Reference: func() string { return "REF" },
		Services: single(func(ctx context.Context, call *Call) (*string, error) {
			if ctx == nil || call.Exchange.Reference != "REF" || textOf(call, "x") != "1" || call.String("y") != nil {
				return nil, fmt.Errorf("unexpected call %+v", call)
			}
			if got := string(call.Exchange.Request.Body); !strings.Contains(got, "<x>1</x>") || call.Exchange.Request.Header.Get("Soapaction") == "" {
				return nil, fmt.Errorf("unexpected request %q", got)
			}
			call.Exchange.Decision = Decision{Realm: "O12345AA", Subject: "12345.jan", Outcome: "done"}
			ignored := "a void operation has no result"
			return &ignored, nil
		}),
	})
	require.Equal(t, http.StatusOK, reply.StatusCode, reply.body)
	require.Contains(t, reply.body, `<DoResponse xmlns="urn:single" />`)
	require.Equal(t, Decision{Realm: "O12345AA", Subject: "12345.jan", Outcome: "done"}, reply.exchange.Decision)
}

func TestReferences(t *testing.T) {
	f := newFixture(t, Options{})
	seen := make(map[string]bool)
	for range 10 {
		reference := f.do(t, newRequest("GET", "/", "")).exchange.Reference
		require.Regexp(t, regexp.MustCompile(`^[0-9A-F]{32}$`), reference)
		require.False(t, seen[reference])
		seen[reference] = true
	}
}

// TestZeroOptions checks that nothing but a description is needed, and that nobody has to watch.
func TestZeroOptions(t *testing.T) {
	service := &stub{}
	handler, err := NewHandler(Options{Services: []Service{service.service()}})
	require.NoError(t, err)
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, post11("DeleteToken", envelope(soap.Version11, operationElement("DeleteToken", "<token>panic</token>"))))
	require.Equal(t, http.StatusInternalServerError, response.Code)
	require.Equal(t, "[panic]", service.take())
}

func TestHandlerIsForManyAtOnce(t *testing.T) {
	f := newFixture(t, Options{})
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			value := strings.Repeat(fmt.Sprint(i), 100*i)
			for range 50 {
				response := httptest.NewRecorder()
				f.ServeHTTP(response, post11("GetTokenFromOTP", envelope(soap.Version11, operationElement("GetTokenFromOTP", "<userId>"+value+"</userId>"))))
				require.Equal(t, http.StatusOK, response.Code)
			}
		})
	}
}

func TestURLDecode(t *testing.T) {
	for text, decoded := range map[string]string{
		"": "", "a": "a", "a+b": "a b", "%41%c3%A9": "Aé", "%": "%", "%4": "%4", "%zz": "%zz", "%u20AC": "€", "%u20A": "%u20A", "%u": "%u", "%%41": "%A", "a%": "a%",
		"%E9x": "\uFFFDx", "\xE9": "\uFFFD", "%ED%A0%80": "\uFFFD\uFFFD", "%C3%u00E9": "\uFFFDé",
	} {
		require.Equal(t, decoded, urlDecode(text), text)
	}
}

func TestDoorNames(t *testing.T) {
	var names []string
	for door := DoorNone; door <= DoorHelp; door++ {
		names = append(names, door.String())
	}
	require.Equal(t, []string{"", "soap", "post", "get", "wsdl", "disco", "help"}, names)
}
