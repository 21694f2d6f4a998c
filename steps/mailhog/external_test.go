package mailhog

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExternal(t *testing.T) {
	running := start(t, Options{Mode: Process, Binary: builtMailHog(t)})
	nobody, _, err := freeAddresses()
	require.NoError(t, err)

	t.Run("reads what runs already, and leaves it running", func(t *testing.T) {
		server := start(t, Options{Mode: External, SMTP: running.SMTP(), API: running.API() + "/"})
		require.Equal(t, External, server.Mode())
		require.Equal(t, running.API(), server.API())
		deliversWhatIsSent(t, server)
		require.NoError(t, server.Stop(t.Context()))
		_, err := running.Inbox("reader@example.test").List(t.Context())
		require.NoError(t, err)
	})
	for name, c := range map[string]struct {
		smtp, api, want, butNot string
	}{
		"nobody at SMTP":      {nobody, running.API(), "its SMTP port " + nobody + " doesn't answer", "its API"},
		"nobody at the API":   {running.SMTP(), "http://" + nobody, "its API http://" + nobody + " doesn't answer", "its SMTP"},
		"SMTP is POP3":        {greeter(t, "+OK POP3 ready\r\n"), running.API(), `came "+OK POP3 ready\r\n"`, "its API"},
		"the API is SMTP":     {running.SMTP(), "http://" + running.SMTP(), "its API", "its SMTP"},
		"no SMTP":             {"", running.API(), "both addresses are needed", ""},
		"no API":              {running.SMTP(), "", "both addresses are needed", ""},
		"SMTP without a port": {"localhost", running.API(), "not of the form host:port", ""},
		"API without scheme":  {running.SMTP(), "localhost:8025", "not of the form", ""},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := Start(t.Context(), Options{Mode: External, SMTP: c.smtp, API: c.api})
			require.Nil(t, server)
			require.ErrorContains(t, err, c.want)
			if c.butNot != "" {
				require.NotContains(t, err.Error(), c.butNot)
			}
		})
	}
}

func TestAddressForms(t *testing.T) {
	for address, want := range map[string]bool{
		"localhost:1025": true, "[::1]:25": true, "mail.example:65535": true,
		"": false, "localhost": false, ":1025": false, "localhost:": false, "localhost:0": false, "localhost:smtp": false, "localhost:65536": false, "http://localhost:25": false,
	} {
		require.Equal(t, want, CheckSMTP(address) == nil, "SMTP %q", address)
	}
	for address, want := range map[string]bool{
		"http://localhost:8025": true, "https://mail.example/hog/": true, "http://[::1]:8025": true,
		"": false, "localhost:8025": false, "http://": false, "http://:8025": false, "http://localhost:": false, "http://localhost:0": false,
		"ftp://localhost:8025": false, "http://localhost:8025?a=b": false, "http://localhost:8025#a": false, "http://local host": false,
	} {
		require.Equal(t, want, CheckAPI(address) == nil, "API %q", address)
	}
}

// greeter listens on this machine and says one thing to everybody.
func greeter(t *testing.T, greeting string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connection.Write([]byte(greeting))
			connection.Close()
		}
	}()
	return listener.Addr().String()
}
