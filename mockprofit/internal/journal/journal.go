// Package journal keeps what came in at Profit's port, what was answered, what
// was decided and why: the newest exchanges, within a bound of entries and of
// bytes for the whole server.
package journal

import (
	"cmp"
	"log/slog"
	"net/http"
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

// longestArgument is how many bytes of a parameter's value are kept.
const longestArgument = 64 << 10

// Options bound a journal. The zero value is useful.
type Options struct {
	Entries int          // 0: DefaultEntries
	Bytes   int64        // 0: DefaultBytes; an estimate of the memory held
	Logger  *slog.Logger // a line for each exchange; nil: none
}

// Journal keeps exchanges. It implements asmx.Watcher, and its methods may be
// called concurrently.
type Journal struct {
	entries int
	bytes   int64
	logger  *slog.Logger

	mutex       sync.RWMutex
	kept        []*asmx.Exchange // the oldest first
	size        int64            // of all that is kept
	byReference map[string]*asmx.Exchange
}

var _ asmx.Watcher = (*Journal)(nil)

// New returns an empty journal.
func New(options Options) *Journal {
	logger := options.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Journal{
		entries: cmp.Or(options.Entries, DefaultEntries), bytes: cmp.Or(options.Bytes, DefaultBytes),
		logger: logger, byReference: make(map[string]*asmx.Exchange),
	}
}

// Finished keeps an exchange; the oldest make room for it.
func (j *Journal) Finished(exchange *asmx.Exchange) {
	shorten(exchange.Arguments)
	j.keep(exchange)
	j.log(exchange)
}

func (j *Journal) keep(exchange *asmx.Exchange) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.kept = append(j.kept, exchange)
	j.byReference[exchange.Reference] = exchange
	j.size += size(exchange)
	for len(j.kept) > j.entries || (j.size > j.bytes && len(j.kept) > 1) {
		oldest := j.kept[0]
		j.kept[0] = nil
		j.kept = j.kept[1:]
		j.drop(oldest)
	}
}

func (j *Journal) drop(exchange *asmx.Exchange) {
	j.size -= size(exchange)
	if j.byReference[exchange.Reference] == exchange {
		delete(j.byReference, exchange.Reference)
	}
}

// Find returns the exchange with a log reference. It must not be changed.
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
	for _, exchange := range slices.Backward(j.kept) {
		if filter.Most > 0 && len(chosen) == filter.Most {
			break
		}
		if filter.Environment == "" || filter.Environment == exchange.Decision.Realm {
			chosen = append(chosen, exchange)
		}
	}
	return chosen
}

// Forget drops the exchanges of an environment.
func (j *Journal) Forget(environment string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.kept = slices.DeleteFunc(j.kept, func(exchange *asmx.Exchange) bool {
		if exchange.Decision.Realm != environment {
			return false
		}
		j.drop(exchange)
		return true
	})
}

// shorten cuts values that a caller made huge.
func shorten(arguments []asmx.Argument) {
	for i, argument := range arguments {
		if argument.Value != nil && len(*argument.Value) > longestArgument {
			cut := strings.Clone((*argument.Value)[:longestArgument])
			arguments[i].Value = &cut
		}
	}
}

// size estimates the memory that an exchange holds, in bytes.
func size(exchange *asmx.Exchange) int64 {
	const fixed = 1 << 10 // the structure, its map entries and short texts
	total := fixed + messageSize(exchange.Request) + messageSize(exchange.Response) + len(exchange.Refused)
	for _, argument := range exchange.Arguments {
		if argument.Value != nil {
			total += len(*argument.Value)
		}
	}
	return int64(total)
}

func messageSize(message asmx.Message) int {
	return len(message.Line) + headerSize(message.Header) + len(message.Body)
}

func headerSize(header http.Header) int {
	total := 0
	for name, values := range header {
		total += len(name)
		for _, value := range values {
			total += len(value)
		}
	}
	return total
}
