package mockprofit_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
)

// clientOf trusts the server's CA and finds any host at its TLS port.
func clientOf(t *testing.T, server *mockprofit.Server, settings *tls.Config) *http.Client {
	t.Helper()
	if settings.RootCAs == nil {
		settings.RootCAs = x509.NewCertPool()
		settings.RootCAs.AddCert(server.Authority().Certificate)
	}
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: settings, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(server.TLSURL, "https://"))
		},
	}}
}

func TestServicesAreServedOverTLSToo(t *testing.T) {
	server := start(t, mockprofit.Options{Environments: demo(t), TLS: &mockprofit.TLS{}})
	client := clientOf(t, server, &tls.Config{})
	for _, name := range append(mockprofit.HostNames(), "localhost", "127.0.0.1") {
		response, err := client.Get("https://" + name + mockprofit.ServicePath + "tokenconnector.asmx?WSDL")
		require.NoError(t, err)
		wsdl, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		_, port, err := net.SplitHostPort(strings.TrimPrefix(server.TLSURL, "https://"))
		require.NoError(t, err)
		require.Contains(t, string(wsdl), `"https://`+name+":"+port+`/profitservices/tokenconnector.asmx"`)
		require.Equal(t, "HTTP/1.1", response.Proto, "HTTP/2 was asked for and is not offered")
		require.Equal(t, uint16(tls.VersionTLS13), response.TLS.Version)
	}

	call := generateOTP(t, server)
	call.URL.Scheme, call.URL.Host = "https", "12345.soap.afas.online"
	response, err := client.Do(call)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	status, emails := get(t, server.ControlURL+"/environments/O12345AA/emails")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, emails, "anna.jansen@example.com", "all ports belong to one mock")

	_, err = client.Get("https://67890.soap.afas.online/")
	require.ErrorContains(t, err, "certificate is valid for 12345.soap.afas.online")
	_, err = clientOf(t, server, &tls.Config{RootCAs: x509.NewCertPool()}).Get("https://localhost/")
	require.ErrorContains(t, err, "certificate signed by unknown authority")
	status, wsdl := get(t, server.URL+mockprofit.ServicePath+"tokenconnector.asmx?WSDL")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, wsdl, server.URL)
}

func TestTLSVersions(t *testing.T) {
	server := start(t, mockprofit.Options{TLS: &mockprofit.TLS{}})
	for version, accepted := range map[uint16]bool{
		tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true,
	} {
		response, err := clientOf(t, server, &tls.Config{MinVersion: version, MaxVersion: version}).Get("https://localhost/")
		if !accepted {
			require.ErrorContains(t, err, "protocol version not supported", tls.VersionName(version))
			continue
		}
		require.NoError(t, err, tls.VersionName(version))
		require.Equal(t, version, response.TLS.Version)
		require.NoError(t, response.Body.Close())
	}
}

func TestWithoutTLSThereIsNoPortForIt(t *testing.T) {
	server := start(t, mockprofit.Options{})
	require.Empty(t, server.TLSURL)
	require.Nil(t, server.Authority())
	require.Nil(t, server.Certificate())
}

func TestTheCAIsKeptInAFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	options := mockprofit.Options{TLS: &mockprofit.TLS{Folder: folder, Names: []string{"profit.example"}}, Random: mockprofit.Seeded(1)}
	first, next := start(t, options), start(t, options)
	require.True(t, first.Authority().New)
	require.False(t, next.Authority().New)
	require.Equal(t, first.Authority().Certificate.Raw, next.Authority().Certificate.Raw)
	require.Equal(t, first.Certificate().Raw, next.Certificate().Raw)
	content, err := os.ReadFile(next.Authority().File)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(content))
	response, err := clientOf(t, next, &tls.Config{RootCAs: roots}).Get("https://profit.example/")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
}

// Now is what environments start from; clients judge certificates by their own
// clocks, and several mocks may keep one CA.
func TestNowDoesNotDateCertificates(t *testing.T) {
	folder := t.TempDir()
	var authority []byte
	for _, year := range []int{2020, 2090} {
		now := func() time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
		for _, settings := range []mockprofit.TLS{{}, {Folder: folder}} {
			server := start(t, mockprofit.Options{TLS: &settings, Now: now})
			response, err := clientOf(t, server, &tls.Config{}).Get("https://localhost/")
			require.NoError(t, err, year)
			require.NoError(t, response.Body.Close())
			if settings.Folder == "" {
				continue
			}
			if authority == nil {
				authority = server.Authority().Certificate.Raw
			}
			require.Equal(t, authority, server.Authority().Certificate.Raw, "it is neither refused nor set aside")
		}
	}
}

func TestNoSeedRepeatsAPrivateKey(t *testing.T) {
	one := start(t, mockprofit.Options{TLS: &mockprofit.TLS{}, Random: mockprofit.Seeded(1)})
	two := start(t, mockprofit.Options{TLS: &mockprofit.TLS{}, Random: mockprofit.Seeded(1)})
	require.NotEqual(t, one.Certificate().PublicKey, two.Certificate().PublicKey)
	require.NotEqual(t, one.Authority().Certificate.PublicKey, two.Authority().Certificate.PublicKey)
}

func TestGivenFilesArePresented(t *testing.T) {
	folder := t.TempDir()
	start(t, mockprofit.Options{TLS: &mockprofit.TLS{Folder: folder, Names: []string{"given.example"}}})
	file := filepath.Join(folder, "server.pem")
	server := start(t, mockprofit.Options{TLS: &mockprofit.TLS{CertificateFile: file, KeyFile: file}})
	require.Contains(t, server.Certificate().DNSNames, "given.example")
	require.Nil(t, server.Authority())
}

func TestWrongTLSIsToldBeforeTheStart(t *testing.T) {
	loose := t.TempDir()
	require.NoError(t, os.Chmod(loose, 0o777))
	for name, test := range map[string]struct {
		settings mockprofit.TLS
		want     string
	}{
		"key without certificate": {mockprofit.TLS{KeyFile: "key.pem"}, `TLS: expected a certificate file and a key file, got "" and "key.pem"`},
		"certificate without key": {mockprofit.TLS{CertificateFile: "a.pem"}, "expected a certificate file and a key file"},
		"both ways":               {mockprofit.TLS{CertificateFile: "a", KeyFile: "a", Folder: "a"}, "got both"},
		"a name for given files":  {mockprofit.TLS{CertificateFile: "a", KeyFile: "a", Names: []string{"a"}}, "got both"},
		"no such files":           {mockprofit.TLS{CertificateFile: "none", KeyFile: "none"}, "TLS: expected a certificate: open none"},
		"wrong name":              {mockprofit.TLS{Names: []string{"https://a"}}, `TLS name: expected a host name such as 12345.soap.afas.online, or an IP address, got "https://a"`},
		"loose folder":            {mockprofit.TLS{Folder: loose}, "TLS: state folder " + loose + ": expected that it can be written to by nobody else"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mockprofit.NewUnstartedServer(mockprofit.Options{TLS: &test.settings})
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestATLSPortThatIsInUseIsToldAndNothingListens(t *testing.T) {
	used := start(t, mockprofit.Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })

	_, err = mockprofit.NewServer(mockprofit.Options{
		Listener: listener, TLS: &mockprofit.TLS{Address: strings.TrimPrefix(used.URL, "http://")},
	})
	require.ErrorContains(t, err, "TLS port: cannot listen on ")
	require.ErrorContains(t, err, "address already in use")
	require.ErrorIs(t, listener.(*net.TCPListener).SetDeadline(time.Now()), net.ErrClosed, "the other ports are given back")
}

func TestCloseFinishesWhatIsUnderWayOverTLS(t *testing.T) {
	server, err := mockprofit.NewServer(mockprofit.Options{Environments: demo(t), TLS: &mockprofit.TLS{}})
	require.NoError(t, err)
	call := generateOTP(t, server)
	body, err := io.ReadAll(call.Body)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(server.Authority().Certificate)
	dial := func() net.Conn {
		connection, err := tls.Dial("tcp", strings.TrimPrefix(server.TLSURL, "https://"), &tls.Config{RootCAs: roots})
		require.NoError(t, err)
		t.Cleanup(func() { connection.Close() })
		return connection
	}
	underWay, stuck := dial(), dial()
	begin := func(connection net.Conn) {
		head := "POST " + call.URL.Path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=utf-8\r\nExpect: 100-continue\r\n" +
			"SOAPAction: " + call.Header.Get("SOAPAction") + "\r\nContent-Length: "
		_, err := io.WriteString(connection, head+strconv.Itoa(len(body))+"\r\n\r\n")
		require.NoError(t, err)
		asked := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
		_, err = io.ReadFull(connection, asked)
		require.NoError(t, err)
	}
	begin(underWay)
	begin(stuck)

	ctx, cancel := context.WithCancel(t.Context())
	closed := make(chan error, 1)
	go func() { closed <- server.Close(ctx) }()
	_, err = underWay.Write(body)
	require.NoError(t, err)
	answer, err := io.ReadAll(underWay)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(answer, []byte("HTTP/1.1 200 OK\r\n")), "%s", answer)
	cancel() // the other one does not end
	require.NoError(t, <-closed)
	_, err = stuck.Read(make([]byte, 1))
	require.Error(t, err)
}
