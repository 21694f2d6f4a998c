package mockprofit_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"profitbdd/fixtures"
	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start starts a server that ends with the test.
func start(t *testing.T, options mockprofit.Options) *mockprofit.Server {
	t.Helper()
	server, err := mockprofit.NewServer(options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close(context.Background())) })
	return server
}

// demo is the demo environment.
func demo(t testing.TB) []control.Environment {
	t.Helper()
	environments, err := mockprofit.LoadEnvironments(fixtures.Environments(), "demo")
	require.NoError(t, err)
	return environments
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(address)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func TestServerServesBothPorts(t *testing.T) {
	server := start(t, mockprofit.Options{Environments: demo(t)})

	status, wsdl := get(t, server.URL+mockprofit.ServicePath+"tokenconnector.asmx?WSDL")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, wsdl, server.URL+"/profitservices/tokenconnector.asmx")

	status, list := get(t, server.ControlURL+"/environments")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, list, "O12345AA")
	status, _ = get(t, server.URL+"/environments")
	require.Equal(t, http.StatusNotFound, status, "Profit's port speaks Profit and nothing else")
}

func TestServersShareNothing(t *testing.T) {
	one, two := start(t, mockprofit.Options{Environments: demo(t)}), start(t, mockprofit.Options{})
	require.NotEqual(t, one.URL, two.URL)
	_, list := get(t, two.ControlURL+"/environments")
	require.Equal(t, "[]", strings.TrimSpace(list))
	require.NoError(t, two.Put(demo(t)[0]), "the same keys in another server")
}

func TestAnAddressInUseIsToldWithTheWayOut(t *testing.T) {
	first := start(t, mockprofit.Options{})
	for _, options := range []mockprofit.Options{
		{Address: strings.TrimPrefix(first.URL, "http://")},
		{ControlAddress: strings.TrimPrefix(first.URL, "http://")},
	} {
		_, err := mockprofit.NewServer(options)
		require.ErrorContains(t, err, "address already in use")
		require.ErrorContains(t, err, "choose another address, or port 0")
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestAControlPortBeyondLoopbackNeedsAToken(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "example.com:0", "192.0.2.1:0"} {
		_, err := mockprofit.NewUnstartedServer(mockprofit.Options{ControlAddress: address})
		require.ErrorContains(t, err, "needs a control token", address)
	}
	for _, address := range []string{"127.0.0.1:0", "localhost:0", "[::1]:0", "127.8.9.10:0"} {
		_, err := mockprofit.NewUnstartedServer(mockprofit.Options{ControlAddress: address})
		require.NoError(t, err, address)
	}
	server := start(t, mockprofit.Options{ControlAddress: "0.0.0.0:0", ControlToken: "secret"})
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.ControlURL, "http://"))
	require.NoError(t, err)
	status, _ := get(t, "http://127.0.0.1:"+port+"/environments")
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestWrongOptionsAreTold(t *testing.T) {
	tests := map[string]struct {
		options mockprofit.Options
		want    string
	}{
		"mail server":  {mockprofit.Options{SMTP: "mailhog"}, "expected host:port"},
		"read timeout": {mockprofit.Options{ReadTimeout: -1}, "expected a duration above 0"},
		"bound":        {mockprofit.Options{JournalBytes: -1}, "journal bytes: expected a number above 0"},
		"language":     {mockprofit.Options{Language: "de"}, `expected nl or en, got "de"`},
		"setting":      {mockprofit.Options{Settings: control.Settings{"refusals": "loud"}}, "expected one of fault, silent"},
		"environment":  {mockprofit.Options{Environments: []control.Environment{{Code: "X"}}}, "such as O12345AA"},
		"key clash": {mockprofit.Options{Environments: []control.Environment{
			{Code: "O1AA", EnvironmentKey: strings.Repeat("A", 32)}, {Code: "O2AA", EnvironmentKey: strings.Repeat("A", 32)},
		}}, "environment O2AA: the environment key is that of environment O1AA already"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := mockprofit.NewUnstartedServer(test.options)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// generateOTP is a call of GenerateOTP with the demo environment's keys.
func generateOTP(t testing.TB, server *mockprofit.Server) *http.Request {
	t.Helper()
	envelope := `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GenerateOTP xmlns="urn:Afas.Profit.Services">` +
		`<userId>12345.jansen</userId><apiKey>A0A1A2A3A4A5A6A7A8A9AAABACADAEAF</apiKey><environmentKey>E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEF</environmentKey>` +
		`<description>laptop</description></GenerateOTP></soap:Body></soap:Envelope>`
	made, err := http.NewRequest(http.MethodPost, server.URL+mockprofit.ServicePath+"tokenconnector.asmx", strings.NewReader(envelope))
	require.NoError(t, err)
	made.Header.Set("Content-Type", "text/xml; charset=utf-8")
	made.Header.Set("SOAPAction", `"urn:Afas.Profit.Services/GenerateOTP"`)
	return made
}

func TestCloseFinishesWhatIsUnderWay(t *testing.T) {
	server, err := mockprofit.NewServer(mockprofit.Options{Environments: demo(t)})
	require.NoError(t, err)

	body, sending := io.Pipe()
	call := generateOTP(t, server)
	whole, err := io.ReadAll(call.Body)
	require.NoError(t, err)
	call.Body, call.ContentLength = body, int64(len(whole))
	call.Header.Set("Expect", "100-continue") // the body is sent once the server asks for it
	answered := make(chan int, 1)
	go func() {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: time.Minute}}
		response, err := client.Do(call)
		if err != nil {
			answered <- 0
			return
		}
		response.Body.Close()
		answered <- response.StatusCode
	}()
	_, err = sending.Write(whole[:20]) // the request is under way now
	require.NoError(t, err)

	closed := make(chan error, 1)
	go func() { closed <- server.Close(context.Background()) }()
	_, err = sending.Write(whole[20:])
	require.NoError(t, err)
	require.NoError(t, sending.Close())
	require.Equal(t, http.StatusOK, <-answered)
	require.NoError(t, <-closed)
	require.NoError(t, server.Close(context.Background()), "closing again does nothing")
}

func TestCloseCutsOffWhoeverDoesNotEnd(t *testing.T) {
	server, err := mockprofit.NewServer(mockprofit.Options{})
	require.NoError(t, err)
	connection, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	defer connection.Close()
	_, err = fmt.Fprintf(connection, "POST /tokenconnector.asmx HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n<")
	require.NoError(t, err)
	get(t, server.URL+"/") // the server has accepted the connection by now

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	require.NoError(t, server.Close(ctx))
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(10*time.Second)))
	_, err = io.ReadAll(connection)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection was left open")
}

func TestCloseTellsOfEmailsThatWereNotDelivered(t *testing.T) {
	environment := demo(t)[0]
	environment.MailServer = "127.0.0.1:1"
	server, err := mockprofit.NewServer(mockprofit.Options{Environments: []control.Environment{environment}})
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(generateOTP(t, server))
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode, "a mail server that is down delays nothing")

	var undelivered *mockprofit.UndeliveredError
	require.ErrorAs(t, server.Close(context.Background()), &undelivered)
	require.Equal(t, 1, undelivered.Messages)
}

func TestASeedRepeatsKeys(t *testing.T) {
	key := func(seed uint64) string {
		server := start(t, mockprofit.Options{Random: mockprofit.Seeded(seed)})
		require.NoError(t, server.Put(control.Environment{Code: "O1AA"}))
		client := control.NewClient(server.ControlURL, "")
		defer client.Close()
		environment, err := client.Environment(t.Context(), "O1AA")
		require.NoError(t, err)
		return environment.EnvironmentKey
	}
	require.Equal(t, key(1), key(1))
	require.NotEqual(t, key(1), key(2))
}

func TestSeededIsSafeForConcurrentUse(t *testing.T) {
	source, done := mockprofit.Seeded(1), make(chan bool)
	for range 8 {
		go func() {
			var raw [16]byte
			for range 100 {
				_, _ = source.Read(raw[:])
			}
			done <- true
		}()
	}
	for range 8 {
		<-done
	}
	var one, two bytes.Buffer
	_, err := io.CopyN(&one, mockprofit.Seeded(7), 100)
	require.NoError(t, err)
	_, err = io.CopyN(&two, mockprofit.Seeded(7), 100)
	require.NoError(t, err)
	require.Equal(t, one.Bytes(), two.Bytes())
}

func TestReachable(t *testing.T) {
	for given, want := range map[string]string{
		"127.0.0.1:8081": "127.0.0.1:8081", "0.0.0.0:8081": "127.0.0.1:8081", ":8081": "127.0.0.1:8081",
		"[::]:8081": "127.0.0.1:8081", "example.com:1": "example.com:1",
	} {
		require.Equal(t, want, mockprofit.Reachable(given))
	}
}

// slow is a source of bytes that is not safe for concurrent use.
type slow struct{ drawn int }

func (s *slow) Read(p []byte) (int, error) {
	s.drawn++
	for i := range p {
		p[i] = byte(s.drawn + i)
	}
	return len(p), nil
}

func TestAnySourceOfRandomnessWillDo(t *testing.T) {
	server := start(t, mockprofit.Options{Environments: demo(t), Random: &slow{}})
	done := make(chan bool)
	for range 8 {
		call := generateOTP(t, server)
		go func() {
			defer func() { done <- true }()
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			if response, err := client.Do(call); err == nil {
				response.Body.Close()
			}
		}()
	}
	for range 8 {
		<-done
	}
}

func TestAnyBoundWillDo(t *testing.T) {
	server := start(t, mockprofit.Options{Environments: demo(t), MaximumBody: math.MaxInt64})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(generateOTP(t, server))
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
}
