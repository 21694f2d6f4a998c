package mockprofit

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConnectionLog(t *testing.T) {
	const from = "http: TLS handshake error from 127.0.0.1:1: "
	for text, hint := range map[string]string{
		from + "remote error: tls: unknown certificate authority": "The caller probably does not trust the mock's CA.",
		from + "remote error: tls: bad certificate":               "The caller probably does not trust the mock's CA.",
		from + "local error: tls: bad record MAC":                 "The caller probably does not trust the mock's CA.",
		from + "EOF": "The caller hung up without an alert: a probe, or Java or Node that do not trust the mock's CA.",
		from + "tls: client offered only unsupported versions: [302 301]": "",
		from + "client sent an HTTP request to an HTTPS server":           "",
		"http: response.WriteHeader on hijacked connection":               "",
	} {
		var logged bytes.Buffer
		newConnectionLog(slog.New(slog.NewTextHandler(&logged, nil)), "the mock's CA").Print(text)
		require.Contains(t, logged.String(), "level=WARN")
		require.Contains(t, logged.String(), text)
		if hint == "" {
			require.NotContains(t, logged.String(), "hint=")
		} else {
			require.Contains(t, logged.String(), `hint="`+hint+`"`)
		}
	}
}
