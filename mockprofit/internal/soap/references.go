package soap

import (
	"errors"
	"math"
	"unicode"
)

// longestEntity is what the name of one of the five entities needs.
const longestEntity = len("&quot;")

// longestName is how much of the name of an entity that is not known is read.
const longestName = utf8Max * 16

// predefined returns the character that one of the five entities of XML at the current byte, an "&", stands for, and the length of the
// reference; 0 when it is another reference or none.
func (r *Reader) predefined() (c rune, length int) {
	r.ensure(longestEntity)
	rest := r.buf[r.pos:r.end]
	for _, known := range [...]struct {
		text      string
		character rune
	}{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}} {
		if len(rest) >= len(known.text) && string(rest[:len(known.text)]) == known.text {
			return known.character, len(known.text)
		}
	}
	return 0, 0
}

// reference reads a reference at the current byte, its "&", and returns the character that it stands for. There is no DTD that could declare
// entities beside the five of XML: the name of another is left in entity, and it is not known.
func (r *Reader) reference() (c rune, known bool, err error) {
	if c, length := r.predefined(); length > 0 {
		r.pos += length
		return c, true, nil
	}
	if r.ensure(2) && r.buf[r.pos+1] == '#' {
		c, err = r.characterReference()
		return c, true, err
	}
	length := r.entityName()
	switch {
	case length > 0:
		r.entity = string(r.buf[r.pos+1 : r.pos+1+length])
		r.pos += length + 2
		return 0, false, nil
	case r.end-r.pos == 1:
		return 0, false, r.fail(messageEnd)
	}
	at := r.pos + 1
	if length := r.nameLength(at); length > 0 && at+length < r.end && r.buf[at+length] == ':' {
		at += length
	}
	return 0, false, r.failAt(at, messageEntityName)
}

// entityName returns the length of the entity's name in the reference at the current byte, 0 when it is no reference. It steps over
// nothing.
func (r *Reader) entityName() int {
	r.ensure(longestName + utf8Max + 1)
	length := r.nameLength(r.pos + 1)
	if end := r.pos + 1 + length; end == r.end || r.buf[end] != ';' {
		return 0
	}
	return length
}

// nameLength returns the length of the name without a colon at an index of the window, as far as it was read.
func (r *Reader) nameLength(at int) int {
	rest := r.buf[at:r.end]
	length := 0
	for length < len(rest) && length < longestName {
		c, size := decode(rest[length:])
		if length == 0 && !isNameStart(c) || !isNameChar(c) {
			break
		}
		length += size
	}
	return length
}

// Unresolved returns the error that .NET meets when it wants to know what the current node refers to, or an attribute of it, nil if it
// refers to nothing that is not known.
func (r *Reader) Unresolved() error {
	if r.kind == EntityReference || r.kind == Element && r.tags.unresolved {
		r.placeStarts() // some read on
		return r.failAtNode("Reference to undeclared entity '%s'.", r.entity)
	}
	return nil
}

// characterReference reads a reference by number; the current bytes are "&#".
func (r *Reader) characterReference() (rune, error) {
	r.pos += 2
	base, message := uint32(10), messageDecimalReference
	if r.ensure(1) && r.buf[r.pos] == 'x' {
		r.pos++
		base, message = 16, messageHexReference
	}
	var number uint64
	for digits := 0; r.ensure(1); digits++ {
		b := r.buf[r.pos]
		if b == ';' && digits > 0 {
			c := rune(number)
			switch {
			case number > unicode.MaxRune:
				return 0, r.failAt(r.pos-digits, messageReferenceOverflow)
			case !isCharacter(c):
				return 0, r.failAt(r.pos-digits, formatCharacter, printable(c), hexadecimal(c))
			}
			r.pos++
			return c, nil
		}
		digit := digitOf(b)
		if digit >= base {
			return 0, r.fail("%s", message)
		}
		if number = number*uint64(base) + uint64(digit); number > math.MaxInt32 {
			err := r.fail(messageReferenceOverflow)
			if syntax := (*SyntaxError)(nil); errors.As(err, &syntax) {
				syntax.Reason = "Arithmetic operation resulted in an overflow."
			}
			return 0, err
		}
		r.pos++
	}
	return 0, r.fail("%s", message)
}

// digitOf returns the value of a hexadecimal digit, or 16.
func digitOf(b byte) uint32 {
	switch {
	case '0' <= b && b <= '9':
		return uint32(b - '0')
	case 'a' <= b && b <= 'f':
		return uint32(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return uint32(b-'A') + 10
	}
	return 16
}
