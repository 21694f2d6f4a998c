package connector

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	envelope11 = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`
	envelope12 = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body>`
	end        = `</soap:Body></soap:Envelope>`
	exception  = "<detail><ProfitApplicationException><ErrorNumber>-5</ErrorNumber><Message>No.</Message>" +
		"<Detail>Description....: No.\nWARN............: Because\nLog reference....: 0A1B\n</Detail></ProfitApplicationException></detail>"
	fault11 = envelope11 + `<soap:Fault><faultcode>soap:Server</faultcode><faultstring>No.</faultstring>` + exception + `</soap:Fault>` + end
	fault12 = envelope12 + `<soap:Fault><soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang="en">No.</soap:Text></soap:Reason>` +
		exception + `</soap:Fault>` + end
)

// answering starts a server that answers each request alike and keeps the last
// one.
func answering(t *testing.T, status int, answer string) (base string, last func() (*http.Request, string)) {
	t.Helper()
	var request *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/", func() (*http.Request, string) { return request, string(body) }
}

func TestProgramsReadFaults(t *testing.T) {
	for name, test := range map[string]struct {
		answer, code string
		program      func(base string) Program
	}{
		"generated": {fault11, "soap:Server", func(base string) Program { return NewGenerated(base, http.DefaultClient, nil) }},
		"SOAP 1.2":  {fault12, "soap:Receiver", func(base string) Program { return NewSOAP12(base, http.DefaultClient) }},
	} {
		t.Run(name, func(t *testing.T) {
			base, _ := answering(t, http.StatusInternalServerError, test.answer)
			program := test.program(base)
			_, redeeming := program.GetTokenFromOTP(t.Context(), Redemption{UserID: "a"})
			_, asking := program.GetProductVersion(t.Context(), "a")
			for _, err := range []error{
				program.GenerateOTP(t.Context(), CodeRequest{UserID: "a"}), redeeming, program.DeleteToken(t.Context(), "a"), asking,
			} {
				var fault *Fault
				require.ErrorAs(t, err, &fault)
				require.Equal(t, &Fault{
					Status: 500, Code: test.code, Message: "No.", Number: "-5", Repeat: "No.",
					Detail: "Description....: No.\nWARN............: Because\nLog reference....: 0A1B\n",
				}, fault)
				require.Equal(t, "0A1B", fault.LogReference())
				require.Equal(t, "Because", fault.Warning())
				require.Equal(t, "No.", fault.Description())
			}
		})
	}
}

func TestProgramsReadResults(t *testing.T) {
	const result = `<GetTokenFromOTPResponse xmlns="urn:Afas.Profit.Services"><GetTokenFromOTPResult>&lt;token/&gt;</GetTokenFromOTPResult></GetTokenFromOTPResponse>`
	base, last := answering(t, http.StatusOK, envelope11+result+end)
	token, err := NewGenerated(base, http.DefaultClient, map[string]string{"Authorization": "x"}).
		GetTokenFromOTP(t.Context(), Redemption{UserID: "a<b", Code: "1"})
	require.NoError(t, err)
	require.Equal(t, "<token/>", token)
	request, body := last()
	require.Equal(t, "x", request.Header.Get("Authorization"))
	require.Contains(t, body, "<userId>a&lt;b</userId><otp>1</otp>", "what is empty is left out: null")

	base, last = answering(t, http.StatusOK, envelope12+result+end)
	token, err = NewSOAP12(base, http.DefaultClient).GetTokenFromOTP(t.Context(), Redemption{UserID: "a<b", Code: "1"})
	require.NoError(t, err)
	require.Equal(t, "<token/>", token)
	request, body = last()
	require.Contains(t, request.Header.Get("Content-Type"), `action="urn:Afas.Profit.Services/GetTokenFromOTP"`)
	require.Contains(t, body, "<userId>a&lt;b</userId><otp>1</otp>")
}

func TestWhatIsNeitherAnswerNorFaultIsTold(t *testing.T) {
	for _, test := range []struct {
		status int
		answer string
	}{{400, ""}, {502, "<html>bad gateway</html>"}, {200, "<html/>"}} {
		base, _ := answering(t, test.status, test.answer)
		for _, program := range []Program{NewGenerated(base, http.DefaultClient, nil), NewSOAP12(base, http.DefaultClient)} {
			_, err := program.GetTokenFromOTP(t.Context(), Redemption{})
			require.Error(t, err)
			require.False(t, errors.As(err, new(*Fault)))
		}
	}
}

func TestCDATAHoldsWhateverTheTokenIs(t *testing.T) {
	base, last := answering(t, http.StatusOK, envelope12+`<DeleteTokenResponse xmlns="urn:Afas.Profit.Services" />`+end)
	require.NoError(t, NewSOAP12(base, http.DefaultClient).DeleteToken(t.Context(), "a]]>b"))
	_, body := last()
	require.Contains(t, body, "<token><![CDATA[a]]]]><![CDATA[>b]]></token>")
}

func TestRecorderKeepsWhatWentOverTheWire(t *testing.T) {
	base, _ := answering(t, http.StatusOK, "answer")
	recorder := NewRecorder(http.DefaultTransport)
	_, found := recorder.Last()
	require.False(t, found)

	client := &http.Client{Transport: recorder}
	for range mostRecorded + 5 {
		response, err := client.Post(base+"x", "text/plain", strings.NewReader("question"))
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.Equal(t, "answer", string(body), "the answer is passed on")
		response.Body.Close()
	}
	exchanges := recorder.Exchanges()
	require.Len(t, exchanges, mostRecorded)
	require.Contains(t, exchanges[0].Request, "POST /x HTTP/1.1")
	require.Contains(t, exchanges[0].Request, "question")
	require.Contains(t, exchanges[0].Response, "answer")

	_, err := client.Get("http://127.0.0.1:1/")
	require.Error(t, err)
	last, found := recorder.Last()
	require.True(t, found)
	require.Contains(t, last.Response, "no answer")

	huge := base64.StdEncoding.EncodeToString(make([]byte, longestBody))
	response, err := client.Post(base, "text/plain", strings.NewReader(huge))
	require.NoError(t, err)
	response.Body.Close()
	last, _ = recorder.Last()
	require.Less(t, len(last.Request), longestBody+100)
	require.Contains(t, last.Request, "more bytes")
}
