package soap

import (
	"bytes"
	"hash/maphash"
)

// attribute is one attribute of the current element.
type attribute struct {
	name, nameEnd   int   // in Reader.names
	prefix          int   // length of the prefix
	value, valueEnd int   // in attributes.values; only for those that are kept
	offset          int64 // in the source
	valueOffset     int64 // the same of the value
	space           []byte
}

// attributes are those of the current element. Of most only the name is kept, and that only until the next node.
type attributes struct {
	list   []attribute
	values []byte
	// unresolved says that a value refers to an entity that is not known. It stands there as it was written, since XmlTextReader leaves
	// such references alone (EntityHandling.ExpandCharEntities) until somebody wants them resolved.
	unresolved bool
	seen       map[attributeKey]struct{} // made when there are many
	seed       maphash.Seed
}

// attributeKey stands for an attribute's name: its qualified name, or its namespace and local name. The seed is not known to
// whoever wrote the document, so that equal keys mean equal names.
type attributeKey struct{ space, name uint64 }

// fewAttributes is up to which number names are compared one by one.
const fewAttributes = 8

func (a *attributes) reset() {
	a.list, a.values = trim(a.list), trim(a.values)
	if len(a.seen) > 0 {
		a.seen = nil
	}
}

func (a *attributes) clear() {
	a.list, a.values, a.unresolved = a.list[:0], a.values[:0], false
}

// attributes reads the attributes of a start tag up to its ">" or "/>", on which it stops.
func (r *Reader) attributes() error {
	for {
		blank := r.skipBlanks()
		if !r.ensure(1) {
			return r.failInTag()
		}
		switch r.buf[r.pos] {
		case '>':
			return nil
		case '/':
			if !blank && len(r.tags.list) == 0 { // directly behind the name it is ParseElement that is surprised, by the slash itself
				switch {
				case !r.ensure(2):
					return r.fail(formatUnexpectedEnd, ">")
				case r.buf[r.pos+1] != '>':
					return r.failUnexpected(">")
				}
			}
			if !r.ensure(2) {
				r.pos++
				return r.failInTag()
			}
			if r.buf[r.pos+1] != '>' {
				r.pos++
				return r.failUnexpected(">")
			}
			return nil
		}
		if !blank {
			r.ensure(utf8Max)
			c, _ := decode(r.buf[r.pos:r.end])
			if len(r.tags.list) == 0 { // what follows is neither part of the element's name nor the end of the tag
				return r.fail("The '%s' character, hexadecimal value %s, cannot be included in a name.", printable(c), hexadecimal(c))
			}
			if isNameStart(c) {
				return r.failBlank()
			}
		}
		if err := r.attribute(); err != nil {
			return err
		}
	}
}

// attribute reads one attribute.
func (r *Reader) attribute() error {
	if len(r.tags.list) == MaximumAttributes {
		return r.fail("An element has more than %d attributes.", MaximumAttributes)
	}
	a := attribute{name: len(r.names), offset: r.offset + int64(r.pos)}
	var err error
	if a.prefix, err = r.qualifiedName(); err != nil {
		return err
	}
	a.nameEnd = len(r.names)
	r.skipBlanks()
	if !r.ensure(1) || r.buf[r.pos] != '=' {
		return r.failUnexpected("=")
	}
	r.pos++
	r.skipBlanks()
	if !r.ensure(1) || r.buf[r.pos] != '"' && r.buf[r.pos] != '\'' {
		return r.failUnexpected(`"`, "'")
	}
	a.value, a.valueOffset = len(r.tags.values), r.offset+int64(r.pos)+1
	if err := r.attributeValue(r.isKept(&a)); err != nil {
		return err
	}
	a.valueEnd = len(r.tags.values)
	r.tags.list = append(r.tags.list, a)
	return nil
}

// isKept reports whether anybody will ask for an attribute's value.
func (r *Reader) isKept(a *attribute) bool {
	name := r.names[a.name:a.nameEnd]
	return isDeclaration(name) || string(name) == "xml:space" || a.prefix > 0 && string(name[a.prefix+1:]) == mustUnderstand
}

// isDeclaration reports whether an attribute of that name declares a namespace.
func isDeclaration(name []byte) bool {
	return len(name) >= 5 && string(name[:5]) == "xmlns" && (len(name) == 5 || name[5] == ':')
}

// attributeValue reads a quoted value; the current byte is the quote.
func (r *Reader) attributeValue(keep bool) error {
	quote := r.buf[r.pos]
	r.pos++
	for {
		i := r.pos + runInValue(r.buf[r.pos:r.end], quote)
		if keep {
			r.tags.values = append(r.tags.values, r.buf[r.pos:i]...)
		}
		r.pos = i
		if i == r.end {
			if !r.more() {
				return r.fail("There is an unclosed literal string.")
			}
			continue
		}
		c := rune(r.buf[i])
		size := 1
		switch {
		case c == rune(quote):
			r.pos++
			return nil
		case c == ']':
		case isBlank(r.buf[i]):
			if c == '\r' && r.ensure(2) && r.buf[r.pos+1] == '\n' {
				size = 2
			}
			c = ' '
		case c == '&':
			var known bool
			var err error
			if c, known, err = r.reference(); err != nil {
				return err
			}
			if size = 0; !known {
				r.tags.unresolved = true
				if keep {
					r.tags.values = append(r.tags.values, "&"+r.entity+";"...)
				}
				continue
			}
		case c == '<':
			return r.fail("'<', hexadecimal value 0x3C, is an invalid attribute character.")
		default:
			var err error
			if c, size, err = r.character(); err != nil {
				return err
			}
		}
		r.pos += size
		if keep {
			r.tags.values = appendRune(r.tags.values, c)
		}
	}
}

// runInValue returns how many bytes at the start of b stand in a value as they are.
func runInValue(b []byte, quote byte) int {
	for i, c := range b {
		if c == quote || classes[c]&classText == 0 {
			return i
		}
	}
	return len(b)
}

// resolve gives the current element and its attributes their namespaces and refuses attributes that appear twice.
func (r *Reader) resolve() error {
	for i := range r.tags.list {
		if err := r.declare(&r.tags.list[i]); err != nil {
			return err
		}
	}
	name := r.top()
	space, known := r.scopes.lookup(name[:r.prefix])
	if !known {
		return r.failAtNode("'%s' is an undeclared prefix.", name[:r.prefix])
	}
	r.space = space
	for i := range r.tags.list {
		a := &r.tags.list[i]
		if a.prefix == 0 {
			continue
		}
		prefix := r.names[a.name : a.name+a.prefix]
		if a.space, known = r.scopes.lookup(prefix); !known {
			return r.failAtAttribute(a, "'%s' is an undeclared prefix.", prefix)
		}
	}
	if len(r.tags.list) > fewAttributes {
		return r.refuseDuplicatesAmongMany()
	}
	return r.refuseDuplicates()
}

func (r *Reader) refuseDuplicates() error {
	list := r.tags.list
	for i := range list {
		name := r.names[list[i].name:list[i].nameEnd]
		for j := range i {
			other := r.names[list[j].name:list[j].nameEnd]
			if bytes.Equal(name, other) || list[i].prefix > 0 && list[j].prefix > 0 && bytes.Equal(list[i].space, list[j].space) &&
				bytes.Equal(name[list[i].prefix:], other[list[j].prefix:]) {
				return r.failAtAttribute(&list[i], messageDuplicate, name)
			}
		}
	}
	return nil
}

// refuseDuplicatesAmongMany takes time in proportion to the names' length.
func (r *Reader) refuseDuplicatesAmongMany() error {
	if r.tags.seen == nil {
		r.tags.seen = make(map[attributeKey]struct{}, 2*len(r.tags.list))
		r.tags.seed = maphash.MakeSeed()
	}
	clear(r.tags.seen)
	for i := range r.tags.list {
		a := &r.tags.list[i]
		name := r.names[a.name:a.nameEnd]
		keys := [2]attributeKey{{name: maphash.Bytes(r.tags.seed, name)}}
		count := 1
		if a.prefix > 0 {
			keys[1] = attributeKey{r.scopes.identity(name[:a.prefix]) + 1, maphash.Bytes(r.tags.seed, name[a.prefix:])}
			count = 2
		}
		for _, key := range keys[:count] {
			if _, twice := r.tags.seen[key]; twice {
				return r.failAtAttribute(a, messageDuplicate, name)
			}
			r.tags.seen[key] = struct{}{}
		}
	}
	return nil
}

const messageDuplicate = "'%s' is a duplicate attribute name."

// failAtAttribute returns an error at the beginning of an attribute, or of the window when that has moved on.
func (r *Reader) failAtAttribute(a *attribute, format string, arguments ...any) error {
	return r.failAt(int(max(a.offset-r.offset, 0)), format, arguments...)
}

// failAtValue returns an error at the beginning of an attribute's value, moved by a number of bytes.
func (r *Reader) failAtValue(a *attribute, move int64, format string, arguments ...any) error {
	return r.failAt(int(max(a.valueOffset+move-r.offset, 0)), format, arguments...)
}

// attributeNamed returns the value of a mustUnderstand attribute of the current element. Others are not kept.
func (r *Reader) attributeNamed(namespace, local string) (value []byte, found bool) {
	if r.kind != Element {
		return nil, false
	}
	for i := range r.tags.list {
		a := &r.tags.list[i]
		if a.prefix > 0 && string(a.space) == namespace && string(r.names[a.name+a.prefix+1:a.nameEnd]) == local {
			return r.tags.values[a.value:a.valueEnd], true
		}
	}
	return nil, false
}
