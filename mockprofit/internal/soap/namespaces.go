package soap

import (
	"bytes"
	"hash/maphash"
)

// The namespaces that are bound by definition (Namespaces in XML 1.0, section 3).
const (
	namespaceXML   = "http://www.w3.org/XML/1998/namespace"
	namespaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

// The same as bytes, so that looking them up needs no copy.
var (
	spaceXML   = []byte(namespaceXML)
	spaceXMLNS = []byte(namespaceXMLNS)
)

// scopes are the namespace declarations in force.
type scopes struct {
	list  []binding
	text  []byte           // prefixes and namespaces of the list
	index map[string]int32 // from prefix to the innermost binding; made when there are many
	seed  maphash.Seed
}

// binding is one declaration.
type binding struct {
	prefix, space, end int    // in scopes.text: [prefix:space] and [space:end]
	depth              int    // of the declaring element
	identity           uint64 // stands for the namespace, 0 when it is not known yet
	hidden             int32  // the binding of the same prefix further out, -1 for none; only with an index
}

// fewBindings is up to which number declarations are searched one by one.
const fewBindings = 16

func (s *scopes) reset() {
	s.list, s.text = trim(s.list), trim(s.text)
	s.index = nil
}

// declare binds a prefix, "" for the default namespace, for the element at a depth.
func (s *scopes) declare(prefix, space []byte, depth int) {
	b := binding{prefix: len(s.text), depth: depth, hidden: -1}
	s.text = append(s.text, prefix...)
	b.space = len(s.text)
	s.text = append(s.text, space...)
	b.end = len(s.text)
	s.list = append(s.list, b)
	switch {
	case s.index != nil:
		s.enter(len(s.list) - 1)
	case len(s.list) > fewBindings:
		s.index = make(map[string]int32, 2*len(s.list))
		for i := range s.list {
			s.enter(i)
		}
	}
}

// enter puts a binding into the index.
func (s *scopes) enter(i int) {
	b := &s.list[i]
	prefix := s.text[b.prefix:b.space]
	if hidden, known := s.index[string(prefix)]; known {
		b.hidden = hidden
	}
	s.index[string(prefix)] = int32(i)
}

// leave ends the declarations of the element at a depth and of all inside it.
func (s *scopes) leave(depth int) {
	for len(s.list) > 0 && s.list[len(s.list)-1].depth >= depth {
		b := s.list[len(s.list)-1]
		if s.index != nil {
			prefix := s.text[b.prefix:b.space]
			if b.hidden >= 0 {
				s.index[string(prefix)] = b.hidden
			} else {
				delete(s.index, string(prefix))
			}
		}
		s.text = s.text[:b.prefix]
		s.list = s.list[:len(s.list)-1]
	}
	if len(s.list) == 0 {
		s.index = nil
	}
}

// find returns the innermost binding of a prefix, -1 if there is none.
func (s *scopes) find(prefix []byte) int {
	if s.index != nil {
		if i, known := s.index[string(prefix)]; known {
			return int(i)
		}
		return -1
	}
	for i := len(s.list) - 1; i >= 0; i-- {
		if b := &s.list[i]; string(s.text[b.prefix:b.space]) == string(prefix) {
			return i
		}
	}
	return -1
}

// lookup returns the namespace of a prefix; none for the empty prefix is the empty namespace. The result is valid until the
// declaration ends.
func (s *scopes) lookup(prefix []byte) (space []byte, known bool) {
	if i := s.find(prefix); i >= 0 {
		return s.text[s.list[i].space:s.list[i].end], true
	}
	switch string(prefix) {
	case "":
		return nil, true
	case "xml":
		return spaceXML, true
	case "xmlns":
		return spaceXMLNS, true
	}
	return nil, false
}

// identity returns a number that two prefixes share when they are bound to the same namespace, and else do not.
func (s *scopes) identity(prefix []byte) uint64 {
	i := s.find(prefix)
	if i < 0 {
		return 0 // "xml", the only other prefix that an attribute can have
	}
	b := &s.list[i]
	if b.identity == 0 {
		if s.seed == (maphash.Seed{}) {
			s.seed = maphash.MakeSeed()
		}
		b.identity = maphash.Bytes(s.seed, s.text[b.space:b.end])
	}
	return b.identity
}

// declare binds a namespace if the attribute declares one (XmlTextReaderImpl.OnNamespaceDecl, AddNamespace), and checks xml:space.
func (r *Reader) declare(a *attribute) error {
	name, value := r.names[a.name:a.nameEnd], r.tags.values[a.value:a.valueEnd]
	if string(name) == "xml:space" {
		if trimmed := bytes.Trim(value, blanks); string(trimmed) != "preserve" && string(trimmed) != "default" {
			return r.failAtAttribute(a, "'%s' is an invalid xml:space value.", value)
		}
		return nil
	}
	if !isDeclaration(name) {
		return nil
	}
	var prefix []byte
	if a.prefix > 0 {
		prefix = name[a.prefix+1:]
	}
	switch {
	case len(value) == 0 && len(prefix) > 0:
		return r.failAtValue(a, -1, messageNamespace)
	case string(value) == namespaceXMLNS && string(prefix) == "xmlns":
		return r.failAtValue(a, 0, messagePrefixXMLNS)
	case string(value) == namespaceXMLNS:
		return r.failAtValue(a, 0, "Prefix '%s' cannot be mapped to namespace name reserved for \"xml\" or \"xmlns\".", prefix)
	case string(prefix) == "xmlns":
		return r.failAtAttribute(a, messagePrefixXMLNS)
	case string(prefix) == "xml" && string(value) != namespaceXML:
		return r.failAtAttribute(a, messagePrefixXML)
	}
	r.scopes.declare(prefix, value, len(r.frames)-1)
	return nil
}
