package mail

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox(t, nil, Options{})
		there := o.Add(in("O12345AA", "jan@example.com"))
		message, err := o.Wait(t.Context(), "O12345AA", Filter{To: "JAN@example.com"})
		require.NoError(t, err)
		require.Equal(t, there, message.ID, "at once when it is there")

		found := make(chan string, 1)
		go func() {
			message, err := o.Wait(t.Context(), "O12345AA", Filter{To: "jan@example.com", After: there})
			if err != nil {
				found <- err.Error()
				return
			}
			found <- message.ID
		}()
		for i := range 3 { // none of these is it
			o.Add(in("O12345AA", fmt.Sprintf("user%d@example.com", i)))
			o.Add(in("T12345AA", "jan@example.com"))
			synctest.Wait()
			require.Empty(t, found)
		}
		next := o.Add(in("O12345AA", "jan@example.com"))
		o.Add(in("O12345AA", "jan@example.com"))
		require.Equal(t, next, <-found, "the oldest that matches")

		// What the waiter saw last may be gone before the next comes.
		go func() {
			message, _ := o.Wait(t.Context(), "O12345AA", Filter{To: "new@example.com"})
			found <- message.ID
		}()
		synctest.Wait()
		o.Forget("O12345AA")
		synctest.Wait()
		last := o.Add(in("O12345AA", "new@example.com"))
		require.Equal(t, last, <-found)
		require.Empty(t, o.watchers, "no subscription is left")
	})
}

// What is waited for after may make room for others meanwhile; the undelivered, which are older, stay.
func TestWaitKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(Options{MaxEntries: 2, Dial: unreachable})
		t.Cleanup(func() { _ = o.Close(context.Background()) })
		old := o.Add(to(catcher, "jan@example.com"))
		after := o.Add(in("O12345AA", "piet@example.com"))
		found := make(chan string, 1)
		go func() {
			message, _ := o.Wait(t.Context(), "O12345AA", Filter{To: "jan@example.com", After: after})
			found <- message.ID
		}()
		synctest.Wait()

		o.Add(in("O12345AA", "piet@example.com"))

		synctest.Wait()
		require.True(t, o.Has("O12345AA", old))
		require.False(t, o.Has("O12345AA", after))
		require.Empty(t, found, "nothing new has come")
		next := o.Add(in("O12345AA", "jan@example.com"))
		require.Equal(t, next, <-found)
	})
}

func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := o.Wait(ctx, "O12345AA", Filter{To: "jan@example.com"})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, `environment "O12345AA"`)
		require.ErrorContains(t, err, "jan@example.com")

		ended := make(chan error)
		go func() {
			_, err := o.Wait(t.Context(), "O12345AA", Filter{})
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, o.Close(t.Context()))
		require.ErrorIs(t, <-ended, ErrClosed)
	})
}

func TestWaitForChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		o := newOutbox(t, n, Options{})
		id := o.Add(to(catcher, "jan@example.com"))
		synctest.Wait()
		message := get(t, o, id)
		require.Equal(t, Queued, message.State)
		serve(t, n, catcher)
		for message.State != Delivered {
			changed, err := o.Wait(t.Context(), "O12345AA", Filter{ChangedSince: message.Revision})
			require.NoError(t, err)
			require.Greater(t, changed.Revision, message.Revision)
			message = changed
		}
	})
}

func TestSubscribe(t *testing.T) {
	o := newOutbox(t, nil, Options{})
	changes, cancel := o.Subscribe("O12345AA")
	elsewhere, cancelElsewhere := o.Subscribe("T12345AA")
	defer cancelElsewhere()

	for range 1000 { // nobody reads, nobody waits
		o.Add(sample())
	}
	require.Len(t, changes, 1, "told once")
	<-changes
	o.Forget("O12345AA")
	require.Len(t, changes, 1, "forgetting is a change")
	<-changes
	require.Empty(t, elsewhere)

	cancel()
	cancel()
	o.Add(sample())
	require.Empty(t, changes)
}

// Deliveries, adders, readers and forgetters at once: for the race detector.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		s := serve(t, n, catcher, func(s *sink) {
			count := 0
			s.onMail = func(string) error {
				if count++; count%7 == 0 {
					return refusal(451)
				}
				return nil
			}
		})
		o := newOutbox(t, n, Options{})
		const adders, each = 8, 25
		done := make(chan struct{})
		for i := range adders {
			go func() {
				defer func() { done <- struct{}{} }()
				environment := fmt.Sprintf("O%dAA", i)
				for j := range each {
					notice := to(catcher, fmt.Sprintf("user%d@example.com", j))
					notice.Environment = environment
					id := o.Add(notice)
					_, _ = o.Get(id)
					o.List(environment, Filter{To: notice.Recipient})
					_, _ = o.Composed(id)
					o.Stats()
				}
				o.Forget("forgotten")
			}()
		}
		for range adders {
			<-done
		}
		pass(time.Minute)
		require.Len(t, s.mails(), adders*each)
		require.EqualValues(t, adders*each, o.Stats().Delivered)
		require.Zero(t, o.Stats().Queued)
		checkBooks(t, o)
	})
}
