package soap

import (
	"bytes"
	"unicode/utf8"
)

// What can come to an end too early.
const (
	whatComment     = "Comment"
	whatInstruction = "PI"
)

// comment reads a comment; the current bytes are "<!-".
func (r *Reader) comment() error {
	r.pos += 3
	if !r.ensure(1) {
		return r.fail(formatUnexpectedEnd, whatComment)
	}
	if r.buf[r.pos] != '-' {
		return r.failUnexpected("-")
	}
	r.pos++
	r.kind = Comment
	r.collect = false // a comment in a value is an error later on
	return r.until("-->", whatComment)
}

// instruction reads a processing instruction; the current bytes are "<?".
func (r *Reader) instruction() error {
	r.pos += 2
	start := len(r.names)
	if r.ensure(longestName + utf8Max); r.nameLength(r.pos) > 0 {
		if colon := r.pos + r.nameLength(r.pos); colon < r.end && r.buf[colon] == ':' {
			return r.failAt(colon, "The ':' character, hexadecimal value 0x3A, cannot be included in a name.")
		}
	}
	if _, err := r.qualifiedName(); err != nil {
		return err
	}
	target := r.names[start:]
	defer func() { r.names = r.names[:start] }()
	at := r.pos - len(target)
	switch {
	case string(target) == "xml":
		return r.failAt(at, messageLateDeclaration)
	case bytes.EqualFold(target, []byte("xml")):
		return r.failAt(at, "'%s' is an invalid name for processing instructions.", target)
	}
	r.kind = Instruction
	switch {
	case r.ensure(1) && isBlank(r.buf[r.pos]):
	case r.ensure(1) && r.buf[r.pos] != '?', r.ensure(2) && r.buf[r.pos+1] != '>':
		c, _ := decode(r.buf[r.pos:r.end])
		return r.fail("The '%s' character, hexadecimal value %s, cannot be included in a name.", printable(c), hexadecimal(c))
	case !r.ensure(2):
		return r.fail(formatUnexpectedEnd, whatInstruction)
	}
	r.collect = false
	return r.until("?>", whatInstruction)
}

// declaration reads the XML declaration; the current bytes are "<?xml" (XmlTextReaderImpl.ParseXmlDeclaration). What it says of the encoding
// has been heeded already, or doesn't count.
func (r *Reader) declaration() error {
	r.pos += len("<?xml")
	r.kind = Instruction
	for next := pseudoVersion; ; {
		blank := r.skipBlanks()
		if r.ensure(1) && r.buf[r.pos] == '?' {
			switch {
			case !r.ensure(2):
				return r.fail(messageEnd)
			case r.buf[r.pos+1] != '>':
				return r.failUnexpected("'>'") // with quotes of its own
			case next == pseudoVersion:
				return r.fail(messageDeclaration)
			}
			r.pos += 2
			return nil
		}
		if !blank && next != pseudoVersion {
			return r.failUnexpected("?>")
		}
		found, err := r.pseudoName(next)
		if err != nil {
			return err
		}
		value, err := r.pseudoValue()
		if err != nil {
			return err
		}
		switch {
		case found == pseudoVersion && value != "1.0":
			return r.fail("Version number '%s' is invalid.", value)
		case found == pseudoStandalone && value != "yes" && value != "no":
			return r.failAt(r.pos-1, messageDeclaration)
		}
		r.pos += len(value) + 1
		next = found + 1
	}
}

// The pairs of an XML declaration, in their order.
const (
	pseudoVersion = iota
	pseudoEncoding
	pseudoStandalone
)

// pseudoName steps over the name of a pair, which must be the next one, or standalone where encoding could stand.
func (r *Reader) pseudoName(next int) (found int, err error) {
	start := len(r.names)
	if _, err := r.qualifiedName(); err != nil {
		return 0, err
	}
	name := string(r.names[start:])
	r.names = r.names[:start]
	for found, known := range [...]string{"version", "encoding", "standalone"} {
		if name == known && (found == next || found == pseudoStandalone && next == pseudoEncoding) {
			return found, nil
		}
	}
	return 0, r.failAt(r.pos-len(name), messageDeclaration)
}

// pseudoValue steps over an equals sign and a quote, and returns what stands before the closing quote. No value that is allowed is longer
// than the limit.
func (r *Reader) pseudoValue() (string, error) {
	const longest = 256
	r.skipBlanks()
	if !r.ensure(1) || r.buf[r.pos] != '=' {
		return "", r.failUnexpected("=")
	}
	r.pos++
	r.skipBlanks()
	if !r.ensure(1) || r.buf[r.pos] != '"' && r.buf[r.pos] != '\'' {
		return "", r.failUnexpected(`"`, "'")
	}
	quote := r.buf[r.pos]
	r.pos++
	for length := 0; r.ensure(length + 1); length++ {
		switch b := r.buf[r.pos+length]; {
		case b == quote:
			return string(r.buf[r.pos : r.pos+length]), nil
		case length == longest, b != ']' && b != ' ' && classes[b]&classText == 0 && b < utf8.RuneSelf, b == '>', b == '"', b == '\'':
			return "", r.fail(messageDeclaration)
		}
	}
	return "", r.fail("There is an unclosed literal string.")
}
