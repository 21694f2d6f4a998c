// Package journal keeps what came in at Profit's port, what was answered, what
// was decided and why: the newest exchanges, within a bound of entries and of
// bytes for the whole server.
package journal

import (
	"cmp"
	"log/slog"
	"slices"
	"strings"
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
	kept        []sized // the oldest first
	size        int64   // of all that is kept
	byReference map[string]Entry
}

type sized struct {
	Entry
	size int64
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
		logger: logger, advise: options.Advise, byReference: make(map[string]Entry),
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
	j.keep(sized{entry, size(entry)})
	j.log(entry)
}

func (j *Journal) keep(newest sized) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.kept = append(j.kept, newest)
	j.byReference[newest.Reference] = newest.Entry
	j.size += newest.size
	for len(j.kept) > j.entries || (j.size > j.bytes && len(j.kept) > 1) {
		oldest := j.kept[0]
		j.kept[0] = sized{}
		j.kept = j.kept[1:]
		j.drop(oldest)
	}
}

func (j *Journal) drop(dropped sized) {
	j.size -= dropped.size
	if j.byReference[dropped.Reference].Exchange == dropped.Exchange {
		delete(j.byReference, dropped.Reference)
	}
}

// Find returns the exchange with a log reference, in any case and with blanks
// around it as it is pasted.
func (j *Journal) Find(reference string) (Entry, bool) {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	entry, found := j.byReference[strings.ToUpper(strings.TrimSpace(reference))]
	return entry, found
}

// Filter chooses exchanges. The zero value chooses all.
type Filter struct {
	Environment string // code; "": any, and those that belong to none
	Most        int    // at most so many, 0: all
}

// List returns the exchanges that the filter chooses, the newest first.
func (j *Journal) List(filter Filter) []Entry {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	var chosen []Entry
	for _, kept := range slices.Backward(j.kept) {
		if filter.Most > 0 && len(chosen) == filter.Most {
			break
		}
		if filter.Environment == "" || filter.Environment == kept.Decision.Realm {
			chosen = append(chosen, kept.Entry)
		}
	}
	return chosen
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
