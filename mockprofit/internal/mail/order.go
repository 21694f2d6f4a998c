package mail

import "container/heap"

// order is a heap of entries, from which any can be taken. The zero value isn't usable; see byAge and byDue.
type order struct {
	entries []*entry
	before  func(a, b *entry) bool
	place   func(*entry) *int // where an entry notes its place in this heap
}

// byAge orders entries from the oldest on.
func byAge() *order {
	return &order{
		before: func(a, b *entry) bool { return a.number < b.number },
		place:  func(e *entry) *int { return &e.inAge },
	}
}

// byDue orders entries from the one that may be tried first on; of those due together the oldest goes first.
func byDue() *order {
	return &order{
		before: func(a, b *entry) bool {
			if a.due.Equal(b.due) {
				return a.number < b.number
			}
			return a.due.Before(b.due)
		},
		place: func(e *entry) *int { return &e.inQueue },
	}
}

// add puts the entry in its place.
func (o *order) add(e *entry) { heap.Push(o, e) }

// first returns the first entry and leaves it there; nil when there is none.
func (o *order) first() *entry {
	if len(o.entries) == 0 {
		return nil
	}
	return o.entries[0]
}

// remove takes the entry out, if it is there.
func (o *order) remove(e *entry) {
	if i := *o.place(e); i >= 0 {
		heap.Remove(o, i)
	}
}

// Len, Less, Swap, Push and Pop are heap.Interface's.
func (o *order) Len() int           { return len(o.entries) }
func (o *order) Less(i, j int) bool { return o.before(o.entries[i], o.entries[j]) }

func (o *order) Swap(i, j int) {
	o.entries[i], o.entries[j] = o.entries[j], o.entries[i]
	*o.place(o.entries[i]), *o.place(o.entries[j]) = i, j
}

func (o *order) Push(x any) {
	e := x.(*entry)
	*o.place(e) = len(o.entries)
	o.entries = append(o.entries, e)
}

func (o *order) Pop() any {
	last := len(o.entries) - 1
	e := o.entries[last]
	o.entries[last] = nil
	o.entries = o.entries[:last]
	*o.place(e) = -1
	return e
}
