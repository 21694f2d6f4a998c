// Package journal keeps what came in at Profit's port, what was answered, what
// was decided and why: the newest exchanges, within a bound of entries and of
// bytes for the whole server.
package journal

import (
	"cmp"
	"log/slog"
	"slices"
	"sync"

	"profitbdd/mockprofit/internal/advice"
	"profitbdd/mockprofit/internal/asmx"
)

// Bounds that hold when Options says nothing.
const (
	DefaultEntries = 10_000
	DefaultBytes   = 256 << 20
)

// Options bound a journal. The zero value is useful.
type Options struct {
	Entries int          // 0 or less: DefaultEntries
	Bytes   int64        // 0 or less: DefaultBytes; an estimate of the memory held
	Logger  *slog.Logger // a line for each exchange; nil: none
	// Advise says what is to be learnt from an exchange; it is called once for
	// each, by many goroutines at once. Nil: nothing.
	Advise func(*asmx.Exchange) []advice.Hint
}

// Entry is an exchange as the journal keeps it. It must not be changed.
type Entry struct {
	*asmx.Exchange
	Hints []advice.Hint // the most useful first
}

// Journal keeps exchanges. It implements asmx.Watcher, and its methods may be
// called concurrently.
type Journal struct {
	entries int
	bytes   int64
	logger  *slog.Logger
	advise  func(*asmx.Exchange) []advice.Hint

	mutex       sync.RWMutex
	kept        []sized           // the oldest first
	size        int64             // of all that is kept
	number      uint64            // of the newest
	byReference map[string]uint64 // numbers
	grown       chan struct{}     // closed when the next exchange comes; nil while nobody waits
}

type sized struct {
	Entry
	size   int64
	number uint64 // the first is 1
}

var _ asmx.Watcher = (*Journal)(nil)

// New returns an empty journal.
func New(options Options) *Journal {
	logger := options.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Journal{
		entries: cmp.Or(max(options.Entries, 0), DefaultEntries), bytes: cmp.Or(max(options.Bytes, 0), DefaultBytes),
		logger: logger, advise: options.Advise, byReference: make(map[string]uint64),
	}
}

// Finished keeps an exchange, with what is huge in it cut; the oldest make
// room for it, but the newest is kept whatever its size.
func (j *Journal) Finished(exchange *asmx.Exchange) {
	entry := Entry{Exchange: exchange}
	if j.advise != nil {
		entry.Hints = j.advise(exchange) // before anything is cut
	}
	compact(exchange)
	j.keep(sized{Entry: entry, size: size(entry)})
	j.log(entry)
}

func (j *Journal) keep(newest sized) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.number++
	newest.number = j.number
	j.kept = append(j.kept, newest)
	j.byReference[newest.Reference] = newest.number
	j.size += newest.size
	for len(j.kept) > j.entries || (j.size > j.bytes && len(j.kept) > 1) {
		oldest := j.kept[0]
		j.kept[0] = sized{}
		j.kept = j.kept[1:]
		j.drop(oldest)
	}
	if j.grown != nil {
		close(j.grown)
		j.grown = nil
	}
}

func (j *Journal) drop(dropped sized) {
	j.size -= dropped.size
	if j.byReference[dropped.Reference] == dropped.number {
		delete(j.byReference, dropped.Reference)
	}
}

// Stats tells how full the journal is.
type Stats struct {
	Entries int
	Bytes   int64 // an estimate of the memory held
}

// Stats returns how full the journal is.
func (j *Journal) Stats() Stats {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	return Stats{Entries: len(j.kept), Bytes: j.size}
}

// Find returns the exchange with a log reference, in any case and with blanks
// around it as it is pasted.
func (j *Journal) Find(reference string) (Entry, bool) {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	number, found := j.byReference[canonical(reference)]
	if !found {
		return Entry{}, false
	}
	at, found := slices.BinarySearchFunc(j.kept, number, func(kept sized, number uint64) int { return cmp.Compare(kept.number, number) })
	if !found {
		return Entry{}, false
	}
	return j.kept[at].Entry, true
}

// Forget drops the exchanges of an environment. One that is decided already
// but not answered yet is kept when it finishes.
func (j *Journal) Forget(environment string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.kept = slices.DeleteFunc(j.kept, func(kept sized) bool {
		if kept.Decision.Realm != environment {
			return false
		}
		j.drop(kept)
		return true
	})
}
