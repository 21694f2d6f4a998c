package asmx

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorder is a Watcher that remembers.
type recorder struct {
	mu        sync.Mutex
	exchanges []*Exchange
}

func (r *recorder) Finished(exchange *Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, exchange)
}

// all returns what was seen: at least the exchanges whose answers have arrived.
func (r *recorder) all() []*Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.exchanges
}

// forget empties the memory.
func (r *recorder) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = nil
}

// only returns the one exchange that was seen.
func (r *recorder) only(t *testing.T) *Exchange {
	t.Helper()
	exchanges := r.all()
	require.Len(t, exchanges, 1)
	return exchanges[0]
}

// exchangeBytes sends bytes over a new connection and reads until the server closes it.
func exchangeBytes(t *testing.T, address string, request []byte) []byte {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer connection.Close()
	_, err = connection.Write(request)
	require.NoError(t, err)
	response, err := io.ReadAll(connection)
	require.NoError(t, err)
	return response
}
