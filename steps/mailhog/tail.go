package mailhog

import (
	"bytes"
	"sync"
)

// tailSize is how much of a program's output is kept: enough for its last words.
const tailSize = 16 << 10

// tail keeps the end of what is written to it. The zero value is ready for use, by several goroutines at once.
type tail struct {
	mutex sync.Mutex
	kept  []byte
	cut   bool
}

func (t *tail) Write(output []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.kept = append(t.kept, output...)
	if excess := len(t.kept) - tailSize; excess > 0 {
		t.kept = append(t.kept[:0], t.kept[excess:]...)
		t.cut = true
	}
	return len(output), nil
}

// String returns what was kept, without the line that was cut in two.
func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	kept := t.kept
	if t.cut {
		if end := bytes.IndexByte(kept, '\n'); end >= 0 {
			kept = kept[end+1:]
		}
	}
	return string(kept)
}
