package mockprofit_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
)

// BenchmarkStart measures starting and closing a server with both ports.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		server, err := mockprofit.NewServer(mockprofit.Options{})
		require.NoError(b, err)
		require.NoError(b, server.Close(context.Background()))
	}
}

// BenchmarkGenerateOTP measures a request for an activation code over
// loopback with keep-alive; the e-mail stays in the outbox.
func BenchmarkGenerateOTP(b *testing.B) {
	server, err := mockprofit.NewServer(mockprofit.Options{Environments: demo(b)})
	require.NoError(b, err)
	defer server.Close(context.Background())
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	b.ReportAllocs()
	for b.Loop() {
		response, err := client.Do(generateOTP(b, server))
		require.NoError(b, err)
		_, err = io.Copy(io.Discard, response.Body)
		require.NoError(b, err)
		response.Body.Close()
	}
}
