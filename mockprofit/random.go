package mockprofit

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
	"sync"
)

// Seeded returns a source of bytes that are the same for the same seed, so
// that keys, codes and tokens come in the same order in each run. It is safe
// for concurrent use; the order of concurrent requests decides who gets which.
func Seeded(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return &locked{source: rand.NewChaCha8(key)}
}

// locked makes a reader safe for concurrent use.
type locked struct {
	mutex  sync.Mutex
	source io.Reader
}

func (l *locked) Read(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.source.Read(p)
}
