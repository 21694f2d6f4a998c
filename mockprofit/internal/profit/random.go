package profit

import (
	"fmt"
	"io"
	"sync"
)

// Random makes keys, codes and tokens from a source of random bytes:
// crypto/rand in earnest, a seeded stream in a repeatable run. It is safe for
// concurrent use whatever the source is.
type Random struct {
	mutex  sync.Mutex
	source io.Reader
}

// NewRandom returns a Random that draws from source.
func NewRandom(source io.Reader) *Random {
	return &Random{source: source}
}

// Hexadecimal returns digits upper-case hexadecimal digits; digits is even. It
// panics when the source fails: crypto/rand never does, and there is no sane
// way to go on with predictable keys.
func (r *Random) Hexadecimal(digits int) string {
	const alphabet = "0123456789ABCDEF"
	text := make([]byte, digits)
	raw := text[digits/2:] // read before it is written over
	r.read(raw)
	for i, b := range raw {
		text[2*i], text[2*i+1] = alphabet[b>>4], alphabet[b&0xF]
	}
	return string(text)
}

// Digits returns count decimal digits, each equally likely.
func (r *Random) Digits(count int) string {
	const fair = 250 // bytes from here on would favour the digits 0 to 5
	digits := make([]byte, 0, count)
	var raw [16]byte
	for len(digits) < count {
		r.read(raw[:])
		for _, b := range raw {
			if b < fair && len(digits) < count {
				digits = append(digits, '0'+b%10)
			}
		}
	}
	return string(digits)
}

func (r *Random) read(raw []byte) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if _, err := io.ReadFull(r.source, raw); err != nil {
		panic(fmt.Sprintf("profit: random source failed: %v", err))
	}
}
