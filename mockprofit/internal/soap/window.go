package soap

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
	"unicode/utf8"
)

const (
	windowSize = 8 << 10
	utf8Max    = utf8.UTFMax
	// positionsKept is for how many of the outermost elements the place of the start tag is known when an end tag does not match.
	positionsKept = 32
)

// window is a view of the source that moves forward and never grows.
type window struct {
	source   io.Reader
	buf      []byte
	pos, end int   // the current byte, and the end of what was read
	ended    bool  // the source has no more
	failure  error // why the source ended before its end, nil otherwise
	offset   int64 // how many bytes were left behind
	ascii    bool  // bytes above 0x7F are question marks (ASCIIEncoding)

	mark      int      // the index that place belongs to
	place     Position // counted from 1
	afterCR   bool     // the byte before mark was a carriage return
	nodeAt    int      // where the current node begins, or
	node      Position // … its place, when the window has moved on
	starts    [positionsKept]Position
	startAt   [positionsKept]int
	startsSet int // how many of starts are known; the others are at startAt
}

// reset begins anew. It leaves alone what is written before it is read, which is most of a window.
func (w *window) reset(source io.Reader) {
	if w.buf == nil {
		w.buf = make([]byte, windowSize)
	}
	w.source, w.ended, w.failure, w.ascii = source, false, nil, false
	w.pos, w.end, w.offset = 0, 0, 0
	w.mark, w.place, w.afterCR = 0, Position{1, 1}, false
	w.nodeAt, w.startsSet = 0, 0
}

// ensure tries to have n bytes (at most a few dozen) in the window and reports whether they are there.
func (r *Reader) ensure(n int) bool {
	for r.end-r.pos < n {
		if !r.more() {
			return false
		}
	}
	return true
}

// more reads at least one more byte into the window, which may move it. It returns false at the end of the source.
func (r *Reader) more() bool {
	if r.ended {
		return false
	}
	if r.end == len(r.buf) {
		r.slide()
	}
	for range 100 {
		n, err := r.source.Read(r.buf[r.end:])
		if r.ascii {
			for i, b := range r.buf[r.end : r.end+n] {
				if b >= utf8.RuneSelf {
					r.buf[r.end+i] = '?'
					r.damaged = true
				}
			}
		}
		r.end += n
		if err != nil {
			r.ended = true
			if err != io.EOF {
				r.failure = err
			}
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	r.ended, r.failure = true, io.ErrNoProgress
	return false
}

// slide forgets the bytes before the current one. Places that may still be asked for are worked out first, in the order in which they lie.
func (r *Reader) slide() {
	r.placeStarts()
	if r.nodeAt >= 0 {
		r.node = r.locate(r.nodeAt)
		r.nodeAt = -1
	}
	r.locate(r.pos)
	copy(r.buf, r.buf[r.pos:r.end])
	r.end -= r.pos
	r.offset += int64(r.pos)
	r.pos, r.mark = 0, 0
}

// placeStarts works out where the open elements began, before places behind them are asked for.
func (r *Reader) placeStarts() {
	for ; r.startsSet < min(len(r.frames), positionsKept); r.startsSet++ {
		r.starts[r.startsSet] = r.locate(r.startAt[r.startsSet])
	}
}

// locate returns the place of an index of the window that is not before the last one asked for.
func (r *Reader) locate(index int) Position {
	if index <= r.mark {
		return r.place
	}
	passed := r.buf[r.mark:index]
	for len(passed) > 0 {
		if r.afterCR && passed[0] == '\n' {
			passed = passed[1:]
			r.afterCR = false
			continue
		}
		line := passed
		end := bytes.IndexByte(line, '\n')
		if end >= 0 {
			line = line[:end]
		}
		if cr := bytes.IndexByte(line, '\r'); cr >= 0 {
			line, end = line[:cr], cr
		}
		r.place.Column += utf16Length(line)
		r.afterCR = false
		if end < 0 {
			break
		}
		r.afterCR = passed[end] == '\r'
		r.place = Position{r.place.Line + 1, 1}
		passed = passed[end+1:]
	}
	r.mark = index
	return r.place
}

// utf16Length counts the UTF-16 code units of text in UTF-8; text may begin or end within a character. It looks at eight bytes at
// a time: every byte that goes by is counted once.
func utf16Length(text []byte) int {
	const ones = 0x0101010101010101
	length := len(text)
	for ; len(text) >= 8; text = text[8:] {
		eight := binary.LittleEndian.Uint64(text)
		if eight&(ones<<7) == 0 {
			continue
		}
		following := eight >> 7 &^ (eight >> 6) & ones                           // 10xxxxxx adds nothing
		beyond := eight >> 7 & (eight >> 6) & (eight >> 5) & (eight >> 4) & ones // 1111xxxx begins a pair of surrogates
		length += bits.OnesCount64(beyond) - bits.OnesCount64(following)
	}
	for _, b := range text {
		switch {
		case b >= 0xF0:
			length++
		case b >= 0x80 && b < 0xC0:
			length--
		}
	}
	return length
}

// Position returns the place of the current node: of the name for elements and end tags.
func (r *Reader) Position() Position {
	if r.nodeAt >= 0 {
		return r.locate(r.nodeAt)
	}
	return r.node
}

// beginNode notes that the current node begins at the current byte.
func (r *Reader) beginNode() {
	r.nodeAt = r.pos
}

// startPosition returns the place of the start tag of the open element at a depth, if it is still known.
func (r *Reader) startPosition(depth int) (Position, bool) {
	switch {
	case depth < r.startsSet:
		return r.starts[depth], true
	case depth < positionsKept && r.startAt[depth] >= r.mark:
		return r.locate(r.startAt[depth]), true
	}
	return Position{}, false
}
