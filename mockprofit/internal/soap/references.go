package soap

import "unicode"

// longestEntity is what the name of one of the five entities needs.
const longestEntity = len("&quot;")

// reference reads a reference at the current byte, its "&", and returns the character that it stands for. The five entities of
// XML are the only ones: there is no DTD that could declare others.
func (r *Reader) reference() (rune, error) {
	r.ensure(longestEntity)
	rest := r.buf[r.pos:r.end]
	if len(rest) > 1 && rest[1] == '#' {
		return r.characterReference()
	}
	for _, known := range [...]struct {
		text      string
		character rune
	}{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}} {
		if len(rest) >= len(known.text) && string(rest[:len(known.text)]) == known.text {
			r.pos += len(known.text)
			return known.character, nil
		}
	}
	r.pos++
	name := r.unexpectedToken()
	if name == "" || !isNameStart([]rune(name)[0]) {
		return 0, r.fail(messageEntityName)
	}
	if after := r.pos + len(name); after >= r.end || r.buf[after] != ';' {
		return 0, r.fail(messageEntityName)
	}
	return 0, r.fail("Reference to undeclared entity '%s'.", name)
}

// characterReference reads a reference by number; the current bytes are "&#".
func (r *Reader) characterReference() (rune, error) {
	r.pos += 2
	base, message := uint32(10), messageDecimalReference
	if r.ensure(1) && r.buf[r.pos] == 'x' {
		r.pos++
		base, message = 16, messageHexReference
	}
	var number uint32
	for digits := 0; r.ensure(1); digits++ {
		b := r.buf[r.pos]
		if b == ';' && digits > 0 {
			c := rune(number)
			if !isCharacter(c) {
				return 0, r.failCharacter(c)
			}
			r.pos++
			return c, nil
		}
		digit := digitOf(b)
		if digit >= base {
			return 0, r.fail("%s", message)
		}
		if number = number*base + digit; number > unicode.MaxRune {
			return 0, r.fail(messageReferenceOverflow)
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
