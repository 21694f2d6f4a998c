package journal

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Filter chooses exchanges. The zero value chooses all; what is set must hold
// for each that is chosen.
type Filter struct {
	Environment string // code; "": any, and those that belong to none
	Operation   string // name, exactly
	Outcome     string // the service's own word, or TurnedAway or Answered
	Refusal     string // name of the service's refusal
	Rule        string // name of the rule of a hint
	User        string // id, whatever its case

	Since time.Time // begun then or later; zero: whenever
	Until time.Time // begun earlier; zero: whenever
	After uint64    // newer than the exchange with this number; see [Journal.Number]

	Most int // at most so many, the newest; 0: all
}

// matches reports whether an exchange is one of those, After and Most left
// aside.
func (f *Filter) matches(entry Entry) bool {
	return (f.Environment == "" || f.Environment == entry.Decision.Realm) &&
		(f.Operation == "" || f.Operation == entry.Operation) &&
		(f.Outcome == "" || f.Outcome == Outcome(entry.Exchange)) &&
		(f.Refusal == "" || f.Refusal == entry.Decision.Reason) &&
		(f.User == "" || strings.EqualFold(f.User, entry.Decision.Subject)) &&
		(f.Since.IsZero() || !entry.Started.Before(f.Since)) &&
		(f.Until.IsZero() || entry.Started.Before(f.Until)) &&
		(f.Rule == "" || entry.hintedBy(f.Rule))
}

func (e Entry) hintedBy(rule string) bool {
	for i := range e.Hints {
		if e.Hints[i].Rule == rule {
			return true
		}
	}
	return false
}

// List returns the exchanges that the filter chooses, the newest first.
func (j *Journal) List(filter Filter) []Entry {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	return j.list(filter, filter.After)
}

// list is List with the number after which to look.
func (j *Journal) list(filter Filter, after uint64) []Entry {
	var chosen []Entry
	for _, kept := range slices.Backward(j.kept) {
		if kept.number <= after || filter.Most > 0 && len(chosen) == filter.Most {
			break
		}
		if filter.matches(kept.Entry) {
			chosen = append(chosen, kept.Entry)
		}
	}
	return chosen
}

// Number returns the place of the exchange with a log reference among all that
// came, and false when it is not there (any more). It stays true when the exchange
// makes room.
func (j *Journal) Number(reference string) (number uint64, found bool) {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	number, found = j.byReference[canonical(reference)]
	return number, found
}

// Wait returns what List does once that is at least one exchange, at once when
// it is already. It returns the context's cause when that ends before.
func (j *Journal) Wait(ctx context.Context, filter Filter) ([]Entry, error) {
	for after := filter.After; ; {
		j.mutex.Lock()
		chosen, newest := j.list(filter, after), j.number
		if j.grown == nil {
			j.grown = make(chan struct{})
		}
		grown := j.grown
		j.mutex.Unlock()
		if len(chosen) > 0 {
			return chosen, nil
		}
		after = newest // what does not match now never will
		select {
		case <-grown:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// canonical returns a log reference as it is kept, however it was pasted.
func canonical(reference string) string { return strings.ToUpper(strings.TrimSpace(reference)) }
