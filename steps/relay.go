package steps

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// relay is an address at which a server is down or up: it hangs up at once or
// passes connections on. It is down at first and listens all the time, so that
// nobody else can take its port.
type relay struct {
	up atomic.Bool

	listener net.Listener
	to       string
	ctx      context.Context // ends with the relay
	cancel   context.CancelFunc
	running  sync.WaitGroup
}

// newRelay returns a relay in front of the address to, which listens until it
// is closed.
func newRelay(ctx context.Context, to string) (*relay, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for e-mails: %w", err)
	}
	r := &relay{listener: listener, to: to}
	r.ctx, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	r.running.Go(r.accept)
	return r, nil
}

func (r *relay) address() string { return r.listener.Addr().String() }

func (r *relay) accept() {
	for {
		incoming, err := r.listener.Accept()
		if err != nil {
			return
		}
		if !r.up.Load() {
			incoming.Close()
			continue
		}
		r.running.Go(func() { r.pass(incoming) })
	}
}

// pass copies both ways until either side, or the relay, closes.
func (r *relay) pass(incoming net.Conn) {
	defer incoming.Close()
	outgoing, err := new(net.Dialer).DialContext(r.ctx, "tcp", r.to)
	if err != nil {
		return
	}
	defer outgoing.Close()
	stop := context.AfterFunc(r.ctx, func() { incoming.Close(); outgoing.Close() })
	defer stop()
	var copying sync.WaitGroup
	for from, to := range map[net.Conn]net.Conn{incoming: outgoing, outgoing: incoming} {
		copying.Go(func() {
			_, _ = io.Copy(to, from) // what ends it is of no interest
			from.Close()
			to.Close()
		})
	}
	copying.Wait()
}

// close hangs up and returns when nothing of the relay runs any more.
func (r *relay) close() error {
	err := r.listener.Close()
	r.cancel()
	r.running.Wait()
	return err
}
