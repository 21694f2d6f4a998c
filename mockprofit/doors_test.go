package mockprofit_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
)

// remote is a listener whose callers seem to sit at another machine.
type remote struct{ net.Listener }

func (r remote) Accept() (net.Conn, error) {
	connection, err := r.Listener.Accept()
	return remoteConnection{connection}, err
}

type remoteConnection struct{ net.Conn }

func (remoteConnection) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 50000} // RFC 5737: belongs to nobody
}

func listener(t *testing.T) net.Listener {
	t.Helper()
	made, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = made.Close() })
	return made
}

// ask sends a request whose Host is not that of this machine.
func ask(t *testing.T, method, address, form string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(form))
	require.NoError(t, err)
	request.Host = "profit.example"
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func TestAListenerDecidesWhoIsLocal(t *testing.T) {
	const sentence = "The test form is only available for requests from the local machine."
	for name, listener := range map[string]net.Listener{"local": listener(t), "remote": remote{listener(t)}} {
		server := start(t, mockprofit.Options{Listener: listener})
		require.Equal(t, "http://"+listener.Addr().String(), server.URL)
		_, page := ask(t, http.MethodGet, server.URL+"/tokenconnector.asmx?op=DeleteToken", "")
		require.Equal(t, name == "local", strings.Contains(page, "<form"))
		require.Equal(t, name == "remote", strings.Contains(page, sentence))
		_, answer := ask(t, http.MethodPost, server.URL+"/tokenconnector.asmx/DeleteToken", "token=x")
		require.Equal(t, name == "remote", strings.Contains(answer, "unexpectedly ending in '/DeleteToken'."))
	}
}

func TestAListenerIsTheServersToClose(t *testing.T) {
	listener := listener(t)
	server, err := mockprofit.NewServer(mockprofit.Options{Listener: listener})
	require.NoError(t, err)
	require.NoError(t, server.Close(t.Context()))
	_, err = listener.Accept()
	require.ErrorIs(t, err, net.ErrClosed)

	_, err = mockprofit.NewUnstartedServer(mockprofit.Options{Listener: listener, Address: "127.0.0.1:0"})
	require.ErrorContains(t, err, "expected Address or Listener, got both")
}

func TestDoorsThatCanBeOpened(t *testing.T) {
	for name, test := range map[string]struct {
		options   mockprofit.Options
		get, post bool
	}{
		"default":  {mockprofit.Options{}, false, false},
		"HttpGet":  {mockprofit.Options{Protocols: []string{"HttpGet"}}, true, false},
		"HttpPost": {mockprofit.Options{Protocols: []string{"HttpPost"}}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			test.options.Listener = remote{listener(t)}
			server := start(t, test.options)
			const shut = "Request format is unrecognized for URL unexpectedly ending in '/DeleteToken'."
			_, answer := ask(t, http.MethodGet, server.URL+"/tokenconnector.asmx/DeleteToken?token=x", "")
			require.Equal(t, !test.get, strings.Contains(answer, shut), answer)
			_, answer = ask(t, http.MethodPost, server.URL+"/tokenconnector.asmx/DeleteToken", "token=x")
			require.Equal(t, !test.post, strings.Contains(answer, shut), answer)
		})
	}
}
