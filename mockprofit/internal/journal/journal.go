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
}

// Journal keeps exchanges. It implements asmx.Watcher, and its methods may be
// called concurrently.
type Journal struct {
	entries int
	bytes   int64
	logger  *slog.Logger

	mutex       sync.RWMutex
	kept        []entry // the oldest first
	size        int64   // of all that is kept
	byReference map[string]*asmx.Exchange
}

type entry struct {
	*asmx.Exchange
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
		logger: logger, byReference: make(map[string]*asmx.Exchange),
	}
}

// Finished keeps an exchange, with what is huge in it cut; the oldest make
// room for it, but the newest is kept whatever its size.
func (j *Journal) Finished(exchange *asmx.Exchange) {
	compact(exchange)
	j.keep(entry{exchange, size(exchange)})
	j.log(exchange)
}

func (j *Journal) keep(newest entry) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.kept = append(j.kept, newest)
	j.byReference[newest.Reference] = newest.Exchange
	j.size += newest.size
	for len(j.kept) > j.entries || (j.size > j.bytes && len(j.kept) > 1) {
		oldest := j.kept[0]
		j.kept[0] = entry{}
		j.kept = j.kept[1:]
		j.drop(oldest)
	}
}

func (j *Journal) drop(dropped entry) {
	j.size -= dropped.size
	if j.byReference[dropped.Reference] == dropped.Exchange {
		delete(j.byReference, dropped.Reference)
	}
}

// Find returns the exchange with a log reference, in any case and with blanks
// around it as it is pasted. The exchange must not be changed.
func (j *Journal) Find(reference string) (*asmx.Exchange, bool) {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	exchange, found := j.byReference[strings.ToUpper(strings.TrimSpace(reference))]
	return exchange, found
}

// Filter chooses exchanges. The zero value chooses all.
type Filter struct {
	Environment string // code; "": any, and those that belong to none
	Most        int    // at most so many, 0: all
}

// List returns the exchanges that the filter chooses, the newest first. They
// must not be changed.
func (j *Journal) List(filter Filter) []*asmx.Exchange {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	var chosen []*asmx.Exchange
	for _, kept := range slices.Backward(j.kept) {
		if filter.Most > 0 && len(chosen) == filter.Most {
			break
		}
		if filter.Environment == "" || filter.Environment == kept.Decision.Realm {
			chosen = append(chosen, kept.Exchange)
		}
	}
	return chosen
}

// Forget drops the exchanges of an environment. One that is decided already
// but not answered yet is kept when it finishes.
func (j *Journal) Forget(environment string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.kept = slices.DeleteFunc(j.kept, func(kept entry) bool {
		if kept.Decision.Realm != environment {
			return false
		}
		j.drop(kept)
		return true
	})
}
