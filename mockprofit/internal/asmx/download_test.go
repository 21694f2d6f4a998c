package asmx

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/soap"
)

var (
	downloadLink = regexp.MustCompile(`<a href="([^"]+sample=[^"]+)">Download an XML example file</a>`)
	shownRequest = regexp.MustCompile(`(?s)<pre[^>]* aria-label="(SOAP 1\.[12]) request">(.*?)</pre>`)
	placeholder  = regexp.MustCompile(`>(string|int)</`)
	tag          = regexp.MustCompile(`</?var>`)
)

// TestSamplesCanBeSent does what users do: download each sample of each operation, fill it in, and send it with the headers that the page
// shows above it.
func TestSamplesCanBeSent(t *testing.T) {
	f := newFixture(t, Options{Services: connectors()})
	for i := range f.options.Services {
		service := &f.options.Services[i]
		for _, o := range service.Operations {
			path := "/profitservices/" + service.File
			page := f.do(t, newRequest("GET", path+"?op="+o.Name, "")).body
			links, shown := downloadLink.FindAllStringSubmatch(page, -1), shownRequest.FindAllStringSubmatch(page, -1)
			require.Len(t, links, 2)
			require.Len(t, shown, 2)
			for i, name := range []string{"soap11", "soap12"} {
				t.Run(o.Name+"/"+name, func(t *testing.T) {
					file := f.do(t, newRequest("GET", "/profitservices/"+html.UnescapeString(links[i][1]), ""))
					require.Equal(t, http.StatusOK, file.StatusCode)
					require.Equal(t, "attachment; filename="+o.Name+"-"+name+".xml", file.Header.Get("Content-Disposition"))
					require.Equal(t, "nosniff", file.Header.Get("X-Content-Type-Options"))
					require.Equal(t, DoorHelp, file.exchange.Door)
					require.Equal(t, o.Name, file.exchange.Operation)
					require.Empty(t, file.exchange.Refused)

					head, body, found := strings.Cut(html.UnescapeString(tag.ReplaceAllString(shown[i][2], "")), "\n\n")
					require.True(t, found)
					require.Equal(t, body, file.body, "the file is what the page shows")
					require.Contains(t, head, "\nContent-Type: "+file.Header.Get("Content-Type")+"\n")

					var want []Argument
					filled := placeholder.ReplaceAllStringFunc(file.body, func(string) string {
						value, written := fmt.Sprintf("<a> & é %d", len(want)), ""
						if o.Parameters[len(want)].Type == Int {
							value = fmt.Sprint(7 + len(want))
						}
						want = append(want, Argument{Name: o.Parameters[len(want)].Name, Value: &value})
						written = string(soap.AppendText(nil, value))
						return ">" + written + "</"
					})
					require.Len(t, want, len(o.Parameters))
					call := f.do(t, newRequest("POST", path, filled, headersOf(head)...))
					require.Equal(t, http.StatusOK, call.StatusCode, call.body)
					require.True(t, call.exchange.Invoked)
					require.Equal(t, o.Name, call.exchange.Operation)
					require.Equal(t, name, downloadName(call.exchange.Version))
					require.Equal(t, boundText(want), boundText(call.exchange.Arguments))
				})
			}
		}
	}
}

// headersOf reads the headers of a sample that a client does not write by itself.
func headersOf(head string) []string {
	var headers []string
	for _, line := range strings.Split(head, "\n")[1:] {
		if name, value, _ := strings.Cut(line, ": "); name != "Host" && name != "Content-Length" {
			headers = append(headers, name, value)
		}
	}
	return headers
}

func TestSamplesThatAreNotThere(t *testing.T) {
	both, only12 := newFixture(t, Options{}), newFixture(t, Options{Protocols: ProtocolSOAP12 | ProtocolDocumentation})
	none, off := newFixture(t, Options{Protocols: ProtocolDocumentation}), newFixture(t, Options{Protocols: DefaultProtocols &^ ProtocolDocumentation})
	tests := []struct {
		name    string
		fixture *fixture
		query   string
		status  int
		says    string
	}{
		{"unknown", both, "?op=DeleteToken&sample=soap13", 404, "Sample 'soap13' was not found for method 'DeleteToken'. Expected 'soap11' or 'soap12'."},
		{"nothing asked for", both, "?op=DeleteToken&sample=", 404, "Sample '' was not found"},
		{"markup", both, "?op=DeleteToken&sample=%3Cb%3E", 404, "Sample '&lt;b&gt;' was not found"},
		{"unknown operation", both, "?op=Nope%3Cb%3E&sample=soap11", 404, "Method 'Nope&lt;b&gt;' was not found in service TokenConnector."},
		{"of no operation", both, "?sample=soap11", 200, "The following operations are supported."},
		{"of a version that is shut", only12, "?op=DeleteToken&sample=soap11", 404, "Expected 'soap12'."},
		{"of a version that is open", only12, "?op=DeleteToken&sample=soap12", 200, "<soap12:Envelope"},
		{"SOAP is shut", none, "?op=DeleteToken&sample=soap12", 404, "There is none."},
		{"documentation is shut", off, "?op=DeleteToken&sample=soap11", 405, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			reply := test.fixture.do(t, newRequest("GET", stubPath+test.query, ""))
			require.Equal(t, test.status, reply.StatusCode)
			require.Contains(t, reply.body, test.says)
			require.Equal(t, test.status >= 400, reply.exchange.Refused != "")
			require.False(t, reply.exchange.Invoked)
		})
	}
	require.Equal(t, 2, len(downloadLink.FindAllString(both.do(t, newRequest("GET", stubPath+"?op=DeleteToken", "")).body, -1)))
	require.Equal(t, 1, len(downloadLink.FindAllString(only12.do(t, newRequest("GET", stubPath+"?op=DeleteToken", "")).body, -1)))
}
