package asmx

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

// TestBinding shows what the operation receives. An empty expectation means 400.
func TestBinding(t *testing.T) {
	const wrapper = `<GenerateOTP xmlns="` + stubNamespace + `">`
	tests := []struct{ name, body, bound string }{
		{"order is free", wrapper + "<description>d</description><userId>u</userId></GenerateOTP>", "[u] null null [d]"},
		{"nothing", wrapper + "</GenerateOTP>", "null null null null"},
		{"empty operation", "<GenerateOTP xmlns='" + stubNamespace + "'/>", "null null null null"},
		{"no operation", "", "null null null null"},
		{"another operation", operationElement("DeleteToken", "<token>t</token>"), "null null null null"},
		{"the first of two values", wrapper + "<userId>1</userId><userId>2</userId></GenerateOTP>", "[1] null null null"},
		{"the first of two values, though it is empty", wrapper + "<userId/><userId>2</userId></GenerateOTP>", "[] null null null"},
		{"the last of two operations, value by value", wrapper + "<userId>1</userId><apiKey>1</apiKey></GenerateOTP>" + wrapper + "<userId>2</userId></GenerateOTP>", "[2] [1] null null"},
		{"an empty operation does not count", wrapper + "<userId>1</userId></GenerateOTP><GenerateOTP xmlns='" + stubNamespace + "'/>", "[1] null null null"},
		{"after another element", "<x/>text" + wrapper + "<userId>1</userId></GenerateOTP>", "[1] null null null"},
		{"prefixes", "<p:GenerateOTP xmlns:p='" + stubNamespace + "'><p:userId>1</p:userId><apiKey>2</apiKey></p:GenerateOTP>", "[1] null null null"},
		{"inside an unknown element", wrapper + "<x><userId>1</userId></x></GenerateOTP>", "null null null null"},
		{"unescaped XML with text only", wrapper + "<userId>u</userId><apiKey><b>k</b></apiKey><description>d</description></GenerateOTP>", "[u] [k] null null"},
		{"unescaped XML with nothing", wrapper + "<userId><b></b></userId><apiKey>k</apiKey></GenerateOTP>", "[] null null null"},
		{"unescaped XML before more text", wrapper + "<userId><b>u</b>more</userId><apiKey>k</apiKey></GenerateOTP>", "[u] null null null"},
		{"a parameter behind unescaped XML, in the same value", wrapper + "<userId><b>u</b><apiKey>k</apiKey></userId></GenerateOTP>", "[u] [k] null null"},
		{"a second operation behind unescaped XML", wrapper + "<userId><b>u</b></userId></GenerateOTP>" + wrapper + "<apiKey>k</apiKey></GenerateOTP>", "[u] null null null"},
		{"unescaped XML, self-closing", wrapper + "<userId><b/></userId></GenerateOTP>", ""},
		{"unescaped XML, nested", wrapper + "<userId><b><c>x</c></b></userId></GenerateOTP>", ""},
		{"unescaped XML after a blank", wrapper + "<userId> <b>x</b></userId></GenerateOTP>", ""},
		{"unescaped token", wrapper + "<userId><token><version>1</version><data>AB</data></token></userId></GenerateOTP>", ""},
		{"comment", wrapper + "<userId>u<!-- --></userId></GenerateOTP>", ""},
		{"comments between", wrapper + "<!-- --><userId>u</userId><?x?></GenerateOTP>", "[u] null null null"},
		{"unknown entities where nobody looks", wrapper + "<x y='&z;'>&z;</x><userId x='&z;'>u</userId></GenerateOTP><x>&z;</x>", "[u] null null null"},
		{"unknown entity in a value", wrapper + "<userId>u&euro;</userId></GenerateOTP>", ""},
		{"unknown entity in unescaped XML", wrapper + "<userId><b>&euro;</b></userId></GenerateOTP>", ""},
		{"unknown entity between values", wrapper + "&euro;<userId>u</userId></GenerateOTP>", ""},
		{"unknown entity beside the operation", "&euro;" + wrapper + "</GenerateOTP>", ""},
		{"line ends", wrapper + "<userId>a\r\nb\rc&#13;</userId></GenerateOTP>", "[a%0Ab%0Ac%0D] null null null"},
	}
	f := newFixture(t, Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			reply := f.do(t, post11("GenerateOTP", envelope(soap.Version11, test.body)))
			require.Equal(t, test.bound, reply.bound)
			if test.bound == "" {
				require.Equal(t, http.StatusBadRequest, reply.StatusCode)
				require.Regexp(t, "^Server was unable to read request. ---> (Unexpected node type|Reference to undeclared entity 'euro')", reply.exchange.Refused)
				require.Nil(t, reply.exchange.Arguments)
				return
			}
			require.Equal(t, http.StatusOK, reply.StatusCode)
			require.Equal(t, test.bound, boundText(reply.exchange.Arguments))
		})
	}
}

func TestEmptyBodyBeforeAnOperation(t *testing.T) {
	f := newFixture(t, Options{})
	document := `<s:Envelope xmlns:s="` + soap.Namespace11 + `"><s:Body/>` + operationElement("DeleteToken", "<token>t</token>") + "</s:Envelope>"
	require.Equal(t, "[t]", f.do(t, post11("DeleteToken", document)).bound, "reading goes on behind an empty Body")
	require.Empty(t, f.do(t, post12(document)).bound, "routing does not")
}

// sum is a service with numbers.
func sum(called *[]int) Service {
	return Service{Name: "Sum", File: "sum.asmx", Namespace: "urn:sum", Operations: []Operation{{
		Name: "Add", Parameters: []Parameter{{Name: "text"}, {Name: "a", Type: Int}, {Name: "b", Type: Int}}, Returns: true,
		Invoke: func(_ context.Context, call *Call) (*string, error) {
			*called = append(*called, call.Int("a"), call.Int("b"), call.Int("text"), call.Int("none"))
			result := textOf(call, "text")
			return &result, nil
		},
	}}}
}

func TestIntegers(t *testing.T) {
	const (
		format   = "Input string was not in a correct format."
		overflow = "Value was either too large or too small for an Int32."
	)
	tests := []struct {
		name, a string
		value   int
		fault   string
	}{
		{"plain", "<a>5</a>", 5, ""},
		{"signs and blanks", "<a> \n-5\t</a>", -5, ""},
		{"plus", "<a>+5</a>", 5, ""},
		{"missing is 0", "", 0, ""},
		{"largest", "<a>2147483647</a>", 2147483647, ""},
		{"too large", "<a>2147483648</a>", 0, overflow},
		{"empty", "<a/>", 0, format},
		{"text", "<a>five</a>", 0, format},
		{"underscore", "<a>1_0</a>", 0, format},
		{"hexadecimal", "<a>0x10</a>", 0, format},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var called []int
			f := newFixture(t, Options{Services: []Service{sum(&called)}})
			document := envelope(soap.Version11, `<Add xmlns="urn:sum">`+test.a+"<b>2</b><text>x</text></Add>")
			reply := f.do(t, newRequest(http.MethodPost, "/sum.asmx", document, "Content-Type", typeSOAP11, "SOAPAction", "urn:sum/Add"))
			if test.fault != "" {
				require.Equal(t, http.StatusInternalServerError, reply.StatusCode)
				// The reader has gone on to the next start tag by the time the value is looked at.
				place := fmt.Sprintf("There is an error in XML document (1, %d).", strings.Index(document, "<b>")+2)
				require.Equal(t, "Server was unable to read request. ---> "+place+" ---> "+test.fault, faultText(reply.body))
				require.Contains(t, reply.body, "soap:Client")
				require.Empty(t, called)
				return
			}
			require.Equal(t, []int{test.value, 2, 0, 0}, called)
			require.Equal(t, test.a == "", reply.exchange.Arguments[1].Value == nil, "missing stays null in the journal")
			require.Contains(t, reply.body, "<AddResult>x</AddResult>")
		})
	}
}

func TestLargeMessages(t *testing.T) {
	f := newFixture(t, Options{Keep: 1000})
	large := strings.Repeat("x", 1<<20)
	for name, parameters := range map[string]string{
		"value":      "<token>" + large + "</token>",
		"unknown":    "<x>" + large + "</x><token>t</token>",
		"nested":     strings.Repeat("<a>", 20000) + strings.Repeat("</a>", 20000) + "<token>t</token>",
		"attributes": "<x" + manyAttributes(2000) + "/><token>t</token>",
	} {
		t.Run(name, func(t *testing.T) {
			document := envelope(soap.Version11, operationElement("DeleteToken", parameters))
			reply := f.do(t, post11("DeleteToken", document))
			require.Equal(t, http.StatusOK, reply.StatusCode)
			require.Greater(t, len(reply.bound), 2)
			require.Equal(t, document[:1000], string(reply.exchange.Request.Body))
			require.EqualValues(t, len(document), reply.exchange.Request.Length)
		})
	}
}
