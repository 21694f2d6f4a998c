package soap

import "unicode/utf8"

// text reads character data up to the next markup (XmlTextReaderImpl.ParseText).
func (r *Reader) text() error {
	blank := true  // nothing but white space so far
	begun := false // there is something
	for {
		i := r.pos
		if blank {
			i += run(r.buf[i:r.end], classBlank)
			blank = i == r.end || r.buf[i] == '<' || r.buf[i] == '\r' || r.buf[i] == '&'
		}
		if !blank {
			i += run(r.buf[i:r.end], classText|classBlank)
		}
		r.gather(r.buf[r.pos:i])
		begun = begun || i > r.pos
		r.pos = i
		if i == r.end {
			if !r.more() {
				return r.failUnclosed()
			}
			continue
		}
		c := rune(r.buf[i])
		size := 1
		switch c {
		case '<':
			r.endText(blank)
			return nil
		case '\r': // ends a line, alone or with a line feed: a line feed for the reader (XML 1.0, 2.11)
			if r.ensure(2) && r.buf[r.pos+1] == '\n' {
				size = 2
			}
			c = '\n'
		case ']':
			if r.ensure(3) && r.buf[r.pos+1] == ']' && r.buf[r.pos+2] == '>' {
				return r.fail(messageTextEnd)
			}
		case '&':
			if c, size = r.predefined(); size > 0 {
				blank = false
				break
			}
			numbered := r.ensure(2) && r.buf[r.pos+1] == '#'
			if begun && !numbered && r.entityName() > 0 { // a node of its own
				r.endText(blank)
				return nil
			}
			decimal := numbered && r.ensure(3) && r.buf[r.pos+2] != 'x'
			at := r.offset + int64(r.pos) + 1
			var known bool
			var err error
			if c, known, err = r.reference(); err != nil {
				return err
			}
			if !known {
				r.kind, r.nodeAt = EntityReference, int(at-r.offset)
				return nil
			}
			blank = blank && c <= ' ' && !decimal // with v1Compat a blank given by its decimal number is text
		default:
			var err error
			if c, size, err = r.character(); err != nil {
				return err
			}
		}
		r.pos += size
		r.gatherRune(c)
		begun = true
	}
}

func (r *Reader) endText(blank bool) {
	r.kind = Text
	if blank {
		r.kind = Whitespace
	}
}

// cdata reads a CDATA section; the current bytes are "<![".
func (r *Reader) cdata() error {
	const opening = "<![CDATA["
	if !r.ensure(len(opening)) {
		return r.failUnclosed()
	}
	if string(r.buf[r.pos:r.pos+len(opening)]) != opening {
		r.pos += 3
		return r.failUnexpected("CDATA[")
	}
	r.pos += len(opening)
	r.kind = CData
	return r.until("]]>", "CDATA")
}

// until reads character data in which nothing is special but its end.
func (r *Reader) until(end, what string) error {
	const ahead = 3 // .NET wants as many before it looks at them (XmlTextReaderImpl.ParseCDataOrCommentPartial)
	start, offset := r.pos, r.offset
	for {
		i := r.pos
		i += runUntil(r.buf[i:r.end], end[0])
		r.gather(r.buf[r.pos:i])
		r.pos = i
		if i == r.end {
			if !r.more() {
				at := r.end
				if what != whatInstruction {
					for r.end-at < len(end)-1 && at > 0 && r.buf[at-1] == end[0] {
						at--
					}
					if r.offset == offset && r.end-start < ahead {
						at = start
					}
				}
				return r.failAt(at, formatUnexpectedEnd, what)
			}
			continue
		}
		c := rune(r.buf[i])
		size := 1
		switch {
		case c == rune(end[0]):
			if r.ensure(len(end)) && string(r.buf[r.pos:r.pos+len(end)]) == end {
				r.pos += len(end)
				return nil
			}
			if what == whatComment && r.end-r.pos > 1 && r.buf[r.pos+1] == '-' {
				return r.fail(messageComment)
			}
		case c == '\r':
			if r.ensure(2) && r.buf[r.pos+1] == '\n' {
				size = 2
			}
			c = '\n'
		default:
			var err error
			if c, size, err = r.character(); err != nil {
				return err
			}
		}
		r.pos += size
		r.gatherRune(c)
	}
}

// runUntil returns how many bytes at the start of b need no work and are not the one given.
func runUntil(b []byte, end byte) int {
	for i, c := range b {
		if c == end || c < ' ' && c != '\n' && c != '\t' || c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// character decodes the character at the current byte, one that the loops for plain text leave to others.
func (r *Reader) character() (c rune, size int, err error) {
	r.ensure(utf8Max)
	rest := r.buf[r.pos:r.end]
	c, size = decode(rest)
	switch {
	case !isCharacter(c):
		return 0, 0, r.failCharacter(c)
	case invalid(rest, c):
		if r.strict {
			return 0, 0, r.fail(messageEncoding)
		}
		r.damaged = true
	}
	return c, size, nil
}

// gather appends text to what is collected, if it is.
func (r *Reader) gather(text []byte) {
	if r.collect {
		r.gathered = append(r.gathered, text...)
	}
}

func (r *Reader) gatherRune(c rune) {
	if r.collect {
		r.gathered = appendRune(r.gathered, c)
	}
}

func appendRune(to []byte, c rune) []byte {
	if c < utf8.RuneSelf {
		return append(to, byte(c))
	}
	return utf8.AppendRune(to, c)
}
