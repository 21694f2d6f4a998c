package childprocess

import (
	"bytes"
	"cmp"
	"sync"
)

// defaultTail is enough for a program's last words, in bytes.
const defaultTail = 16 << 10

// Tail keeps the end of what is written to it. The zero value is ready for use,
// by several goroutines at once.
type Tail struct {
	Size int // what is kept at most, in bytes; 0 stands for 16 KiB

	mutex sync.Mutex
	kept  []byte // up to twice Size, so that not each write has to move it
	cut   bool
}

// Write implements [io.Writer]. It never fails.
func (t *Tail) Write(output []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	size := t.size()
	written := len(output)
	if excess := len(output) - size; excess > 0 {
		output, t.kept, t.cut = output[excess:], t.kept[:0], true
	}
	if len(t.kept)+len(output) > 2*size {
		t.kept, t.cut = append(t.kept[:0], t.kept[len(t.kept)-size:]...), true
	}
	t.kept = append(t.kept, output...)
	return written, nil
}

// String returns what was kept, without the line that was cut in two.
func (t *Tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	kept, cut := t.kept, t.cut
	if excess := len(kept) - t.size(); excess > 0 {
		kept, cut = kept[excess:], true
	}
	if cut {
		if end := bytes.IndexByte(kept, '\n'); end >= 0 {
			kept = kept[end+1:]
		}
	}
	return string(kept)
}

func (t *Tail) size() int { return cmp.Or(t.Size, defaultTail) }
