package mail

import (
	"container/list"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"sync"
	"time"
)

// ErrNotFound is returned for a message that isn't in the outbox (any more).
var ErrNotFound = errors.New("mail: no such message: it was never there, was forgotten with its environment, or made room for newer ones")

// Outbox holds the messages of all environments of a server, and delivers them. Its methods can be called by many goroutines at
// once; none but [Outbox.Wait], [Outbox.Probe] and [Outbox.Close] waits for anything.
//
// It is bounded in messages and in bytes. The oldest go first to make room; those not yet delivered go last, each with a
// warning in the log and counted in [Stats].
type Outbox struct {
	options Options
	ctx     context.Context // ends when the outbox is closed
	stop    context.CancelFunc

	mu       sync.Mutex // guards all below
	byID     map[string]*list.Element
	boxes    map[string]*list.List // per environment, values *entry, the oldest first
	queued   *order                // by age
	settled  *order                // by age: delivered, kept, undeliverable
	workers  map[string]*worker    // per server
	watchers map[string]map[chan struct{}]struct{}
	number   uint64
	revision uint64
	stats    Stats
	lost     []*entry // dropped undelivered by the update that is going on
	closed   bool
	allGone  chan struct{} // closed once the outbox is closed and no worker is left
}

// Stats tells how full the outbox is, and counts what happened since it was made.
type Stats struct {
	Messages int   // in the outbox
	Queued   int   // of these, not yet delivered
	Bytes    int64 // what they weigh

	Added              uint64 // messages
	Delivered          uint64 // messages
	Failures           uint64 // attempts that failed, counted for each message concerned
	Connections        uint64 // connections to SMTP servers that were opened
	Evicted            uint64 // messages dropped to make room
	EvictedUndelivered uint64 // of these, not yet delivered
}

// NewOutbox returns an empty outbox. It must be closed.
func NewOutbox(options Options) *Outbox {
	ctx, stop := context.WithCancel(context.Background())
	return &Outbox{
		options:  options.withDefaults(),
		ctx:      ctx,
		stop:     stop,
		byID:     make(map[string]*list.Element),
		boxes:    make(map[string]*list.List),
		queued:   byAge(),
		settled:  byAge(),
		workers:  make(map[string]*worker),
		watchers: make(map[string]map[chan struct{}]struct{}),
		allGone:  make(chan struct{}),
	}
}

// Add takes a notice into the outbox and returns the message's id. It neither composes nor delivers: that is done elsewhere, soon. A notice
// that alone is over the bound in bytes is dropped at once, as one that makes room. After Close a message is still taken in, but not delivered.
func (o *Outbox) Add(n Notice) (id string) {
	now := time.Now()
	n = n.detached()

	e := &entry{notice: n, added: now, due: now, state: Queued, inAge: -1, inQueue: -1, size: entryOverhead + n.size()}
	o.update(func() {
		o.number++
		e.id, e.number = o.newID(), o.number
		o.keep(e)
		o.stats.Added++
		if n.Server == "" {
			e.state = Kept
			o.settled.add(e)
		} else {
			o.queued.add(e)
			o.dispatch(e)
		}
		o.changed(e)
		if e.size > o.options.MaxBytes {
			o.evict(e) // before all others make room for it in vain
		}
	})
	return e.id
}

// Get returns a message, and false when it isn't there.
func (o *Outbox) Get(id string) (Message, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	element, ok := o.byID[id]
	if !ok {
		return Message{}, false
	}
	return element.Value.(*entry).message(), true
}

// Has reports whether the message with this id is in the environment. It isn't when it never was, was forgotten with
// the environment, or made room for newer ones.
func (o *Outbox) Has(environment, id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.numberOf(environment, id) > 0
}

// Composed returns the bytes of a message, the same as were or will be delivered: RFC 5322 with lines ended by CR LF. It returns ErrNotFound, or
// why the message can't be composed.
func (o *Outbox) Composed(id string) ([]byte, error) {
	message, ok := o.Get(id)
	if !ok {
		return nil, ErrNotFound
	}
	composed, err := compose(message.Notice, id)
	if err != nil {
		return nil, fmt.Errorf("mail: message %s can't be composed: %w", id, err)
	}
	return composed.raw, nil
}

// List returns the messages of an environment that the filter selects, the oldest first.
func (o *Outbox) List(environment string, filter Filter) []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	var messages []Message
	for e := range o.selected(environment, filter, o.numberOf(environment, filter.After)) {
		messages = append(messages, e.message())
	}
	return messages
}

// Forget drops all messages of an environment, also those not yet delivered, and returns how many. One that is on its way at this very moment may
// still arrive.
func (o *Outbox) Forget(environment string) (dropped int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	box := o.boxes[environment]
	if box == nil {
		return 0
	}
	dropped = box.Len()
	for element := box.Front(); element != nil; element = box.Front() {
		o.drop(element.Value.(*entry))
	}
	o.notify(environment)
	return dropped
}

// Stats returns the counters.
func (o *Outbox) Stats() Stats {
	o.mu.Lock()
	defer o.mu.Unlock()
	stats := o.stats
	stats.Messages = len(o.byID)
	stats.Queued = o.queued.Len()
	return stats
}

// UndeliveredError is what Close returns when messages were left.
type UndeliveredError struct {
	// Messages is how many were queued.
	Messages int
}

// Error implements error.
func (e *UndeliveredError) Error() string {
	return fmt.Sprintf("mail: the outbox was closed with %d message(s) not delivered; see the attempts of each, or the log, for why", e.Messages)
}

// Close stops delivery at once: connections are cut, nothing is tried any more, and Wait returns. It waits for the workers to end, as long as ctx
// allows. It returns an [UndeliveredError] when messages are left that were not delivered, and ctx's error when workers were
// left. Calling it again does no harm and returns the same.
func (o *Outbox) Close(ctx context.Context) error {
	o.mu.Lock()
	first := !o.closed
	o.closed = true
	if first && len(o.workers) == 0 {
		close(o.allGone)
	}
	o.mu.Unlock()
	o.stop()

	var unfinished error
	select {
	case <-o.allGone:
	default:
		select {
		case <-o.allGone:
		case <-ctx.Done():
			unfinished = fmt.Errorf("mail: closing: delivery didn't stop in time: %w", ctx.Err())
		}
	}
	queued := o.Stats().Queued
	if queued == 0 {
		return unfinished
	}
	if first {
		o.options.Logger.Warn("outbox closed with messages not delivered", "messages", queued)
	}
	return errors.Join(&UndeliveredError{Messages: queued}, unfinished)
}

// entryOverhead is what an entry weighs beside its texts, estimated: the struct, its list element, two map and heap places.
const entryOverhead = 640

// newID returns an id that isn't taken. Where the injected source fails or repeats itself, the system's serves.
func (o *Outbox) newID() string {
	var random [16]byte
	if _, err := io.ReadFull(o.options.Random, random[:]); err == nil {
		id := hex.EncodeToString(random[:])
		if _, taken := o.byID[id]; !taken {
			return id
		}
	}
	rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}

// selected walks over the entries of an environment with a higher number than this that the filter, After left aside, selects,
// the oldest first.
func (o *Outbox) selected(environment string, filter Filter, number uint64) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		box := o.boxes[environment]
		if box == nil {
			return
		}
		element := box.Front()
		if number > 0 { // what is new is at the back
			var newer *list.Element
			for element = box.Back(); element != nil && element.Value.(*entry).number > number; element = element.Prev() {
				newer = element
			}
			element = newer
		}
		for ; element != nil; element = element.Next() {
			if e := element.Value.(*entry); filter.matches(e) && !yield(e) {
				return
			}
		}
	}
}

// numberOf returns the number of a message of the environment, 0 when it isn't there.
func (o *Outbox) numberOf(environment, id string) uint64 {
	if element := o.byID[id]; element != nil {
		if e := element.Value.(*entry); e.notice.Environment == environment {
			return e.number
		}
	}
	return 0
}

// keep enters a new entry into the lists.
func (o *Outbox) keep(e *entry) {
	box := o.boxes[e.notice.Environment]
	if box == nil {
		box = list.New()
		o.boxes[e.notice.Environment] = box
	}
	o.byID[e.id] = box.PushBack(e)
	o.stats.Bytes += e.size
}

// drop removes an entry from everywhere.
func (o *Outbox) drop(e *entry) {
	e.gone = true
	if e.state == Queued {
		o.queued.remove(e)
		if w := o.workers[e.notice.Server]; w != nil {
			w.queue.remove(e)
		}
	} else {
		o.settled.remove(e)
	}
	box := o.boxes[e.notice.Environment]
	box.Remove(o.byID[e.id])
	if box.Len() == 0 {
		delete(o.boxes, e.notice.Environment)
	}
	delete(o.byID, e.id)
	o.stats.Bytes -= e.size
}

// update changes the outbox under its lock, makes room where that took it over its bounds, and tells of messages that were dropped for it
// undelivered. That last is done without the lock, since a log may be slow.
func (o *Outbox) update(change func()) {
	o.mu.Lock()
	change()
	for len(o.byID) > o.options.MaxEntries || o.stats.Bytes > o.options.MaxBytes {
		oldest := o.settled.first()
		if oldest == nil {
			oldest = o.queued.first()
		}
		o.evict(oldest)
	}
	lost := o.lost
	o.lost = nil
	o.mu.Unlock()

	if !o.options.Logger.Enabled(context.Background(), slog.LevelWarn) {
		return // before the attributes are put together
	}
	for _, e := range lost {
		o.options.Logger.Warn("outbox full: a message was dropped that was not delivered; raise its bounds or mend the SMTP server",
			"message", e.id, "notice", e.notice, "added", e.added, "bytes", e.size)
	}
}

// evict drops an entry to make room.
func (o *Outbox) evict(e *entry) {
	o.stats.Evicted++
	if e.state == Queued {
		o.stats.EvictedUndelivered++
		o.lost = append(o.lost, e)
	}
	o.drop(e)
}
