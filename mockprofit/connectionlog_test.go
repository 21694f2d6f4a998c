package mockprofit

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConnectionLog(t *testing.T) {
	for text, hinted := range map[string]bool{
		"http: TLS handshake error from 127.0.0.1:1: remote error: tls: unknown certificate authority":         true,
		"http: TLS handshake error from 127.0.0.1:1: remote error: tls: bad certificate":                       true,
		"http: TLS handshake error from 127.0.0.1:1: local error: tls: bad record MAC":                         true,
		"http: TLS handshake error from 127.0.0.1:1: EOF":                                                      true,
		"http: TLS handshake error from 127.0.0.1:1: tls: client offered only unsupported versions: [302 301]": false,
		"http: TLS handshake error from 127.0.0.1:1: client sent an HTTP request to an HTTPS server":           false,
		"http: response.WriteHeader on hijacked connection":                                                    false,
	} {
		var logged bytes.Buffer
		newConnectionLog(slog.New(slog.NewTextHandler(&logged, nil))).Print(text)
		require.Contains(t, logged.String(), "level=WARN")
		require.Contains(t, logged.String(), text)
		require.Equal(t, hinted, bytes.Contains(logged.Bytes(), []byte("probably does not trust the mock's CA")), text)
	}
}
