package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// hold returns a hook that tells when a message is there and keeps it until it is let go.
func hold() (hook func(received) error, arrived, letGo chan struct{}) {
	arrived, letGo = make(chan struct{}, 1), make(chan struct{})
	return func(received) error {
		arrived <- struct{}{}
		<-letGo
		return nil
	}, arrived, letGo
}

func TestForgetInFlight(t *testing.T) {
	for _, accepted := range []bool{true, false} {
		t.Run(fmt.Sprint("accepted ", accepted), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork()
				held, arrived, letGo := hold()
				s := serve(t, n, catcher, func(s *sink) {
					s.onData = func(r received) error {
						if r.to != "first@example.com" {
							return nil
						}
						_ = held(r)
						if !accepted {
							return refusal(550)
						}
						return nil
					}
				})
				o := newOutbox(t, n, Options{})
				id := o.Add(to(catcher, "first@example.com"))
				o.Add(to(catcher, "behind@example.com"))
				<-arrived
				require.Equal(t, 2, o.Forget("O12345AA"))
				require.Zero(t, o.Forget("O12345AA"))
				close(letGo)
				pass(time.Minute)

				_, found := o.Get(id)
				require.False(t, found)
				for _, mail := range s.mails() {
					require.Equal(t, "first@example.com", mail.to, "only what was on its way arrives")
				}
				stats := o.Stats()
				require.Zero(t, stats.Messages)
				require.Zero(t, stats.Queued)
				require.Zero(t, stats.Bytes)

				after := o.Add(to(catcher, "after@example.com"))
				synctest.Wait()
				require.Equal(t, Delivered, get(t, o, after).State)
			})
		})
	}
}

func TestCloseInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		held, arrived, letGo := hold()
		serve(t, n, catcher, func(s *sink) { s.onData = held })
		t.Cleanup(func() { close(letGo) })
		n.listen(other) // a black hole
		o := newOutbox(t, n, Options{})
		id := o.Add(to(catcher, "first@example.com"))
		o.Add(to(catcher, "second@example.com"))
		o.Add(to(other, "third@example.com"))
		o.Add(to("down.test:25", "fourth@example.com"))
		<-arrived
		synctest.Wait()

		began := time.Now()
		err := o.Close(t.Context())
		var undelivered *UndeliveredError
		require.ErrorAs(t, err, &undelivered)
		require.Equal(t, 4, undelivered.Messages)
		require.Equal(t, began, time.Now(), "at once")
		require.Empty(t, get(t, o, id).Attempts, "an attempt that we broke off is none")
		require.Equal(t, err, o.Close(t.Context()), "again does no harm")

		dials := n.dialled(catcher)
		late := o.Add(to(catcher, "late@example.com"))
		pass(time.Minute)
		require.Equal(t, Queued, get(t, o, late).State)
		require.Equal(t, dials, n.dialled(catcher), "nothing is tried any more")
	})
}

func TestCloseWithNothingLeft(t *testing.T) {
	require.NoError(t, NewOutbox(Options{}).Close(t.Context()))
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		serve(t, n, catcher)
		o := newOutbox(t, n, Options{})
		o.Add(to(catcher, "jan@example.com"))
		o.Add(sample())
		synctest.Wait()
		require.NoError(t, o.Close(t.Context()), "kept messages are not undelivered")
	})
}

func TestCloseWaitsNoLongerThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dialled := make(chan struct{})
		o := NewOutbox(Options{Dial: func(context.Context, string, string) (net.Conn, error) {
			<-dialled // deaf to its context
			return nil, errors.New("too late")
		}})
		o.Add(to(catcher, "jan@example.com"))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, o.Close(ctx), context.DeadlineExceeded)
		close(dialled)
		var undelivered *UndeliveredError
		require.ErrorAs(t, o.Close(t.Context()), &undelivered)
	})
}

func TestProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		o := newOutbox(t, n, Options{})
		require.ErrorContains(t, o.Probe(t.Context(), catcher), `SMTP server "catcher.test:1025" doesn't answer: connect: connection refused`)

		s := serve(t, n, catcher)
		require.NoError(t, o.Probe(t.Context(), catcher))
		require.Empty(t, s.mails())

		accept(t, n.listen(other), func(conn net.Conn) { io.Copy(io.Discard, conn) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, o.Probe(ctx, other), context.DeadlineExceeded)
	})
}

// The default dialer, over a real socket.
func TestProbeOverTCP(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	require.Error(t, newOutbox(t, nil, Options{}).Probe(t.Context(), address))
}
