package mail

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net"
	"time"
)

// Options are the settings of an [Outbox]. The zero value works: a setting that is zero, or a number that is negative, has its default.
type Options struct {
	// MaxEntries is how many messages the outbox holds, for the whole server. Default 10,000.
	MaxEntries int
	// MaxBytes is what these may weigh together: texts and histories, estimated. Default 64 MB.
	MaxBytes int64

	// FirstRetry is the pause after a first failure. It doubles with each further one, up to MaxRetry. Defaults 100 ms and 5 s.
	FirstRetry, MaxRetry time.Duration
	// DialTimeout is how long making a connection may take. Default 5 s.
	DialTimeout time.Duration
	// CommandTimeout is how long each SMTP command with its reply may take, and the data of a message with its reply. Default 10 s.
	CommandTimeout time.Duration
	// IdleTimeout is how long a connection stays open without work. Default 5 s.
	IdleTimeout time.Duration
	// Dial makes connections. Default: [net.Dialer.DialContext].
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Random is where message ids come from, read by one goroutine at a time. Default: crypto/rand.
	Random io.Reader
	// Logger takes what delivery and eviction have to tell; never an activation code. Default: nothing is logged.
	Logger *slog.Logger
}

// megabyte is 1024² bytes, as in every bound of the server.
const megabyte = 1 << 20

// withDefaults fills in what is not set.
func (o Options) withDefaults() Options {
	o.MaxEntries = cmp.Or(max(o.MaxEntries, 0), 10_000)
	o.MaxBytes = cmp.Or(max(o.MaxBytes, 0), 64*megabyte)
	o.FirstRetry = cmp.Or(max(o.FirstRetry, 0), 100*time.Millisecond)
	o.MaxRetry = cmp.Or(max(o.MaxRetry, 0), 5*time.Second)
	o.DialTimeout = cmp.Or(max(o.DialTimeout, 0), 5*time.Second)
	o.CommandTimeout = cmp.Or(max(o.CommandTimeout, 0), 10*time.Second)
	o.IdleTimeout = cmp.Or(max(o.IdleTimeout, 0), 5*time.Second)
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// pause returns how long to wait after the given number of failures in a row, one or more.
func (o Options) pause(failures int) time.Duration {
	pause := o.FirstRetry
	for range failures - 1 {
		if pause >= o.MaxRetry/2 {
			return o.MaxRetry
		}
		pause *= 2
	}
	return min(pause, o.MaxRetry)
}
