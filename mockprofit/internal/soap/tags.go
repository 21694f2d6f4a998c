package soap

import (
	"bytes"
	"unicode/utf8"
)

// qualifiedName scans a name at the current byte, which may hold one colon, and appends it to names. It returns the length of
// the prefix, 0 if there is none.
func (r *Reader) qualifiedName() (prefix int, err error) {
	if prefix, length := simpleName(r.buf[r.pos:r.end]); length > 0 {
		r.names = append(r.names, r.buf[r.pos:r.pos+length]...)
		r.pos += length
		return prefix, nil
	}
	start := len(r.names)
	part := start // where the prefix or the local name begins
	for {
		i := r.pos
		if len(r.names) > part { // within a part: the bytes that most names are made of
			i += run(r.buf[i:r.end], className)
			r.names = append(r.names, r.buf[r.pos:i]...)
			r.pos = i
		}
		if i == r.end && r.more() {
			continue
		}
		if r.pos == r.end {
			return 0, r.fail(formatUnexpectedEnd, "Name")
		}
		r.ensure(utf8Max)
		c, size := decode(r.buf[r.pos:r.end])
		switch {
		case len(r.names) == part && isNameStart(c) || len(r.names) > part && isNameChar(c):
			r.names = append(r.names, r.buf[r.pos:r.pos+size]...)
			r.pos += size
		case len(r.names) == part:
			return 0, r.fail("Name cannot begin with the '%s' character, hexadecimal value %s.", printable(c), hexadecimal(c))
		case c != ':':
			return prefix, nil
		case prefix > 0:
			return 0, r.fail("The ':' character, hexadecimal value 0x3A, cannot be included in a name.")
		default:
			prefix = len(r.names) - start
			r.names = append(r.names, ':')
			r.pos++
			part = len(r.names)
		}
	}
}

// simpleName recognises a name in ASCII that ends within b, which nearly all do. The length is 0 for others, valid or not.
func simpleName(b []byte) (prefix, length int) {
	length = simplePart(b)
	if length > 0 && b[length] == ':' {
		prefix = length
		local := simplePart(b[prefix+1:])
		if local == 0 || b[prefix+1+local] == ':' {
			return 0, 0
		}
		length += 1 + local
	}
	return prefix, length
}

// simplePart returns the length of a name without a colon that is followed by another byte of ASCII, 0 if there is none.
func simplePart(b []byte) int {
	if len(b) == 0 || classes[b[0]]&classNameStart == 0 {
		return 0
	}
	for i, c := range b {
		if classes[c]&className == 0 {
			if c >= utf8.RuneSelf {
				return 0
			}
			return i
		}
	}
	return 0
}

// startTag reads a start tag or an empty element; the current byte is its "<".
func (r *Reader) startTag() error {
	r.pos++
	r.beginNode()
	start := len(r.names)
	prefix, err := r.qualifiedName()
	if err != nil {
		return err
	}
	if err := r.enter(start); err != nil {
		return err
	}
	r.kind, r.prefix, r.empty = Element, prefix, false
	r.tags.clear()
	if !r.ensure(1) {
		return r.failInTag()
	}
	if r.buf[r.pos] != '>' {
		if err := r.attributes(); err != nil {
			return err
		}
	}
	if r.buf[r.pos] == '/' {
		r.empty, r.leaving = true, true
		r.pos++
	}
	r.pos++
	return r.resolve()
}

// endTag reads an end tag; the current bytes are "</".
func (r *Reader) endTag() error {
	r.pos += 2
	r.beginNode()
	r.kind, r.leaving, r.empty = EndElement, true, false
	expected := r.top()
	if rest := r.buf[r.pos:r.end]; len(rest) > len(expected) && rest[len(expected)] == '>' && bytes.HasPrefix(rest, expected) {
		r.pos += len(expected) + 1
		return nil
	}
	if _, err := r.qualifiedName(); err != nil {
		if r.pos == r.end && bytes.Equal(r.names[r.nameEnd:], r.top()) { // the right name, and nothing behind it
			return r.failUnclosed()
		}
		return err
	}
	expected = r.top()
	if found := r.names[r.nameEnd:]; !bytes.Equal(found, expected) {
		if at, known := r.startPosition(len(r.frames) - 1); known {
			return r.failAtNode("The '%s' start tag on line %d position %d does not match the end tag of '%s'.", expected, at.Line, at.Column, found)
		}
		return r.failAtNode("The '%s' start tag does not match the end tag of '%s'.", expected, found)
	}
	r.names = r.names[:r.nameEnd]
	r.skipBlanks()
	if !r.ensure(1) {
		return r.failUnclosed()
	}
	if r.buf[r.pos] != '>' {
		return r.failUnexpected(">")
	}
	r.pos++
	return nil
}

// skipBlanks steps over white space and reports whether there was any.
func (r *Reader) skipBlanks() bool {
	any := false
	for r.ensure(1) && isBlank(r.buf[r.pos]) {
		r.pos++
		any = true
	}
	return any
}
