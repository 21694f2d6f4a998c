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
	buffer [longestDraw]byte // what was read last; here, since readers make what they fill escape
}

// longestDraw is how many bytes are drawn at once, at most.
const longestDraw = 32

// NewRandom returns a Random that draws from source.
func NewRandom(source io.Reader) *Random {
	return &Random{source: source}
}

// Hexadecimal returns digits upper-case hexadecimal digits; digits is even and
// at most 64. It panics when the source fails: crypto/rand never does, and
// there is no sane way to go on with predictable keys.
func (r *Random) Hexadecimal(digits int) string {
	const alphabet = "0123456789ABCDEF"
	var text [2 * longestDraw]byte
	drawn := r.draw(digits / 2)
	for i, b := range drawn[:digits/2] {
		text[2*i], text[2*i+1] = alphabet[b>>4], alphabet[b&0xF]
	}
	return string(text[:digits])
}

// Digits returns count decimal digits, each equally likely.
func (r *Random) Digits(count int) string {
	const fair = 250 // bytes from here on would favour the digits 0 to 5
	digits := make([]byte, 0, count)
	for len(digits) < count {
		drawn := r.draw(16)
		for _, b := range drawn[:16] {
			if b < fair && len(digits) < count {
				digits = append(digits, '0'+b%10)
			}
		}
	}
	return string(digits)
}

// draw returns count bytes, and zeros up to the longest draw.
func (r *Random) draw(count int) (drawn [longestDraw]byte) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if _, err := io.ReadFull(r.source, r.buffer[:count]); err != nil {
		panic(fmt.Sprintf("profit: random source failed: %v", err))
	}
	copy(drawn[:], r.buffer[:count])
	return drawn
}
