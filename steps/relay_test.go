package steps

import (
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestRelay(t *testing.T) {
	defer goleak.VerifyNone(t)
	server, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer server.Close()
	relay, err := newRelay(t.Context(), server.Addr().String())
	require.NoError(t, err)

	turnedAway := dial(t, relay.address())
	_, err = turnedAway.Read(make([]byte, 1))
	require.Error(t, err, "down: it hangs up")

	relay.up.Store(true)
	client := dial(t, relay.address())
	served, err := server.Accept()
	require.NoError(t, err)
	defer served.Close()
	for from, to := range map[net.Conn]net.Conn{client: served, served: client} {
		_, err = io.WriteString(from, "x")
		require.NoError(t, err)
		_, err = io.ReadFull(to, make([]byte, 1))
		require.NoError(t, err)
	}

	require.NoError(t, relay.close())
	for _, connection := range []net.Conn{client, served} {
		_, err = connection.Read(make([]byte, 1))
		require.Error(t, err, "closing the relay hangs up on both sides")
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}
