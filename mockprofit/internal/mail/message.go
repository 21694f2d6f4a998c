package mail

import (
	"slices"
	"strings"
	"time"
)

// State is where a message stands.
type State string

// The states of a message. A message starts queued or kept.
const (
	// Queued messages wait for delivery or are being delivered.
	Queued State = "queued"
	// Delivered messages were accepted by the SMTP server.
	Delivered State = "delivered"
	// Kept messages have no SMTP server and stay in the outbox.
	Kept State = "kept"
	// Undeliverable messages can't be composed, for instance because the recipient is not an address; the attempt says why. Trying again is
	// of no use.
	Undeliverable State = "undeliverable"
)

// Message is one message of the outbox as it stood when it was asked for. It is the caller's to keep.
type Message struct {
	// ID is the message's own: 32 lower-case hexadecimal digits. The Message-ID header begins with it.
	ID     string
	Notice Notice
	State  State
	// Added is when the message entered the outbox, by the machine's clock.
	Added time.Time
	// Attempts are the latest attempts at delivery, at most [KeptAttempts], the oldest first.
	Attempts []Attempt
	// Tries counts all attempts, those no longer in Attempts too.
	Tries int
	// Revision grows with each change of any message of the outbox, so that the latest changes have the highest.
	Revision uint64
}

// KeptAttempts is how many attempts the history of a message holds.
const KeptAttempts = 10

// Attempt is one attempt at delivery. An attempt to reach a server that fails counts for every message that waits for that server.
type Attempt struct {
	// Time is when it began, by the machine's clock; Duration how long it took.
	Time     time.Time
	Duration time.Duration
	// Server is the host:port that was tried.
	Server string
	// Code and Reply are the server's decisive reply (RFC 5321, 4.2), 0 and "" where none came.
	Code  int
	Reply string
	// Error says what went wrong, beginning with the command at which it did; "" means that the server accepted the message.
	Error string
}

// size is what the attempt weighs in the outbox, in bytes.
func (a Attempt) size() int64 {
	const fixed = 96
	return fixed + int64(len(a.Server)+len(a.Reply)+len(a.Error))
}

// Filter selects messages of an environment. The zero value selects all.
type Filter struct {
	// To selects messages to this address, whole, without regard to case.
	To string
	// After selects messages that were added after the one with this id. An id that isn't in the environment (any more) selects all:
	// [Outbox.Has] tells.
	After string
	// ChangedSince selects messages with a higher Revision: what is new or changed for one who saw all up to that revision.
	ChangedSince uint64
}

// matches tells whether the filter selects the entry, After left aside.
func (f Filter) matches(e *entry) bool {
	if e.revision <= f.ChangedSince {
		return false
	}
	return f.To == "" || strings.EqualFold(strings.TrimSpace(f.To), e.notice.Recipient)
}

// entry is a message in the outbox. The outbox's lock guards all but id, number, notice and added, which never change, and refusals, which is
// its worker's.
type entry struct {
	id     string
	number uint64 // counts all messages ever added: the age
	notice Notice
	added  time.Time

	state    State
	attempts []Attempt
	tries    int
	refusals int // attempts that failed because of this message, not because its server couldn't be reached
	revision uint64
	size     int64
	gone     bool // evicted or forgotten, perhaps while it is being delivered

	due     time.Time // when it may be tried next
	inAge   int       // place in the outbox's queued or settled
	inQueue int       // place in the queue of its server's worker; -1 when it is not there
}

// message returns a copy for the outside.
func (e *entry) message() Message {
	return Message{
		ID: e.id, Notice: e.notice, State: e.state, Added: e.added,
		Attempts: slices.Clone(e.attempts), Tries: e.tries, Revision: e.revision,
	}
}
