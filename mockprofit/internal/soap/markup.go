package soap

import "bytes"

const whatComment = "Comment"

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
	prefix, err := r.qualifiedName()
	if err != nil {
		return err
	}
	target := r.names[start:]
	defer func() { r.names = r.names[:start] }()
	switch {
	case prefix > 0:
		return r.failAtNode("The ':' character, hexadecimal value 0x3A, cannot be included in a name.")
	case string(target) == "xml":
		return r.failAtNode(messageLateDeclaration)
	case bytes.EqualFold(target, []byte("xml")):
		return r.failAtNode("'%s' is an invalid name for processing instructions.", target)
	}
	r.kind = Instruction
	if !r.ensure(2) {
		return r.fail(formatUnexpectedEnd, "PI")
	}
	if r.buf[r.pos] == '?' && r.buf[r.pos+1] != '>' || r.buf[r.pos] != '?' && !isBlank(r.buf[r.pos]) {
		c, _ := decode(r.buf[r.pos:r.end])
		return r.fail("The '%s' character, hexadecimal value %s, cannot be included in a name.", printable(c), hexadecimal(c))
	}
	r.collect = false
	return r.until("?>", "PI")
}

// declaration reads the XML declaration; the current bytes are "<?xml". What it says of the encoding has been heeded already.
func (r *Reader) declaration() error {
	r.pos += len("<?xml")
	r.kind = Instruction
	const ( // in this order
		version = iota
		encoding
		standalone
	)
	for next := version; ; {
		blank := r.skipBlanks()
		if !r.ensure(2) {
			return r.fail(formatUnexpectedEnd, "XmlDecl")
		}
		if r.buf[r.pos] == '?' {
			if next == version {
				return r.fail(messageDeclaration)
			}
			if r.buf[r.pos+1] != '>' {
				return r.failUnexpected("?>")
			}
			r.pos += 2
			return nil
		}
		if !blank {
			return r.failBlank()
		}
		name, value, err := r.pseudoAttribute()
		if err != nil {
			return err
		}
		switch {
		case name == "version" && next == version:
			if value != "1.0" {
				return r.fail("Version number '%s' is invalid.", value)
			}
			next = encoding
		case name == "encoding" && next == encoding:
			if !isEncodingName(value) {
				return r.fail(messageDeclaration)
			}
			next = standalone
		case name == "standalone" && (next == encoding || next == standalone):
			if value != "yes" && value != "no" {
				return r.fail(messageDeclaration)
			}
			next = standalone + 1
		default:
			return r.fail(messageDeclaration)
		}
	}
}

// pseudoAttribute reads one of the pairs of an XML declaration. No value that is allowed is longer than the limit.
func (r *Reader) pseudoAttribute() (name, value string, err error) {
	const longest = 256
	name = r.unexpectedToken()
	r.pos += len(name)
	r.skipBlanks()
	if !r.ensure(1) || r.buf[r.pos] != '=' {
		return "", "", r.failUnexpected("=")
	}
	r.pos++
	r.skipBlanks()
	if !r.ensure(1) || r.buf[r.pos] != '"' && r.buf[r.pos] != '\'' {
		return "", "", r.failUnexpected(`"`, "'")
	}
	quote := r.buf[r.pos]
	r.pos++
	var text []byte
	for r.ensure(1) && len(text) < longest {
		b := r.buf[r.pos]
		if b == quote {
			r.pos++
			return name, string(text), nil
		}
		if b == '<' || b == '?' {
			break
		}
		text = append(text, b)
		r.pos++
	}
	return "", "", r.fail(messageDeclaration)
}

// isEncodingName checks a name against XML 1.0, production 81.
func isEncodingName(name string) bool {
	for i := range len(name) {
		b := name[i]
		letter := 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
		if !letter && (i == 0 || !('0' <= b && b <= '9' || b == '.' || b == '_' || b == '-')) {
			return false
		}
	}
	return name != ""
}
