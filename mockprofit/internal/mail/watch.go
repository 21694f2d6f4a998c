package mail

import (
	"context"
	"errors"
	"fmt"
)

// ErrClosed is returned by Wait when the outbox is closed.
var ErrClosed = errors.New("mail: the outbox is closed, so no message will come")

// Subscribe returns a channel on which something is sent after messages of the environment were added, changed (an attempt at delivery), or
// forgotten. Changes that come together are told once; [Filter.ChangedSince] finds them. Whoever adds never waits for a reader. cancel
// ends the subscription; it must be called, and the channel is not closed.
func (o *Outbox) Subscribe(environment string) (changes <-chan struct{}, cancel func()) {
	watcher := make(chan struct{}, 1)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.watchers[environment] == nil {
		o.watchers[environment] = make(map[chan struct{}]struct{})
	}
	o.watchers[environment][watcher] = struct{}{}
	return watcher, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.watchers[environment], watcher)
		if len(o.watchers[environment]) == 0 {
			delete(o.watchers, environment)
		}
	}
}

// Wait returns the oldest message of the environment that the filter selects, at once if there is one, else as soon as one comes, in whatever
// state. It returns ctx's error, or ErrClosed.
func (o *Outbox) Wait(ctx context.Context, environment string, filter Filter) (Message, error) {
	changes, cancel := o.Subscribe(environment)
	defer cancel()
	o.mu.Lock()
	after := o.numberOf(environment, filter.After) // once, as the message may be gone before the next comes
	o.mu.Unlock()
	for {
		message, latest, found := o.first(environment, filter, after)
		if found {
			return message, nil
		}
		if filter.ChangedSince == 0 {
			after = max(after, latest) // what doesn't match now never will, so a crowded environment isn't searched again and again
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("mail: no message came in environment %q with %+v: %w", environment, filter, ctx.Err())
		case <-o.ctx.Done():
			return Message{}, ErrClosed
		}
	}
}

// first returns the oldest message with a higher number than this that the filter selects, or else the number of the latest message
// of the environment, 0 when it has none.
func (o *Outbox) first(environment string, filter Filter, number uint64) (message Message, latest uint64, found bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for e := range o.selected(environment, filter, number) {
		return e.message(), 0, true
	}
	if box := o.boxes[environment]; box != nil {
		latest = box.Back().Value.(*entry).number
	}
	return Message{}, latest, false
}

// changed notes a change of an entry.
func (o *Outbox) changed(e *entry) {
	o.revision++
	e.revision = o.revision
	o.notify(e.notice.Environment)
}

// notify wakes the watchers of an environment.
func (o *Outbox) notify(environment string) {
	for watcher := range o.watchers[environment] {
		select {
		case watcher <- struct{}{}:
		default: // it has yet to read of an earlier change, and will see this one too
		}
	}
}
