package soap

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// Kind is what a Reader stands on.
type Kind uint8

// The kinds of nodes. An XML declaration and processing instructions are both Instruction.
const (
	None       Kind = iota // before the first node, or after the last
	Element                // a start tag, or an empty element
	EndElement             // an end tag
	Text                   // character data, references expanded
	CData
	Whitespace // character data of nothing but white space
	Comment
	Instruction
	EntityReference // a reference to an entity that is not one of XML's five
)

// String returns the name that .NET gives to the kind (System.Xml.XmlNodeType).
func (k Kind) String() string {
	return [...]string{"None", "Element", "EndElement", "Text", "CDATA", "Whitespace", "Comment", "ProcessingInstruction", "EntityReference"}[k]
}

// MaximumAttributes is how many attributes an element may have. All are remembered until its tag ends, to find those given twice; .NET's
// reader knows no bound but memory.
const MaximumAttributes = 1 << 16

// MaximumDepth is how deep elements may nest. It bounds what a document can make a Reader remember.
const MaximumDepth = 1 << 20

// Reader reads a document node by node. The zero value is ready for Reset. It is for one goroutine at a time.
//
// A Reader keeps a window of a few kilobytes, the names of the open elements with their namespaces, and what is collected
// on demand. After an error it must be Reset.
type Reader struct {
	window
	charset Charset
	strict  bool // bytes that are no UTF-8 are an error
	damaged bool // bytes were replaced
	// declaredASCII says that the XML declaration named US-ASCII.
	declaredASCII bool
	recoded       bool // in another character set than ASCII or UTF-8
	nested        bool // the last ReadText returned the text of an element inside
	stage         stage

	kind    Kind
	empty   bool   // the current element has no end tag
	leaving bool   // the current node is the end of an element, which is left at the next step
	entity  string // the name of the last entity that was referred to and is not known

	names    []byte   // the qualified names of the open elements, then those of the current element's attributes
	frames   []uint32 // where each open element's name begins
	nameEnd  int      // where the innermost one ends
	prefix   int      // length of the current element's prefix
	space    []byte   // namespace of the current element
	scopes   scopes
	tags     attributes
	collect  bool
	gathered []byte
}

// stage is which part of a document is being read.
type stage uint8

const (
	beforeStart stage = iota // not a byte was looked at
	prolog
	content
	epilog
	over
)

// Reset begins a new document.
func (r *Reader) Reset(source io.Reader, charset Charset) {
	r.Release()
	r.window.reset(source)
	r.charset, r.strict, r.stage = charset, false, beforeStart
	r.empty, r.prefix, r.collect = false, 0, false
	r.damaged, r.nested, r.declaredASCII, r.recoded = false, false, false, false
}

// Release lets go of the source, and of memory that only an unusual document needs, until the next Reset.
func (r *Reader) Release() {
	r.source = nil
	r.names, r.frames, r.gathered = trim(r.names), trim(r.frames), trim(r.gathered)
	r.scopes.reset()
	r.tags.reset()
	r.nameEnd, r.space, r.kind, r.leaving, r.stage = 0, nil, None, false, over
}

// trim empties a buffer, and gives it up when an unusual document has made it large.
func trim[T any](s []T) []T {
	const usual = 16 << 10
	if cap(s) > usual {
		return nil
	}
	return s[:0]
}

// Kind returns what the reader stands on.
func (r *Reader) Kind() Kind { return r.kind }

// Empty reports whether the current node is an element without an end tag: <a/>, but not <a></a>.
func (r *Reader) Empty() bool { return r.kind == Element && r.empty }

// Damaged reports whether so far a byte that the document's character set doesn't know was read as a question mark (US-ASCII) or as U+FFFD
// (UTF-8).
func (r *Reader) Damaged() bool { return r.damaged }

// ASCII reports whether the document is read as US-ASCII, and whether that is by its own declaration.
func (r *Reader) ASCII() (ascii, declared bool) { return r.ascii, r.declaredASCII }

// Recoded reports whether the document is read in another character set than US-ASCII or UTF-8.
func (r *Reader) Recoded() bool { return r.recoded }

// Depth returns how many elements are around the current node.
func (r *Reader) Depth() int {
	if r.kind == Element || r.kind == EndElement {
		return len(r.frames) - 1
	}
	return len(r.frames)
}

// Is reports whether the current node is an element of that name.
func (r *Reader) Is(namespace, local string) bool {
	return r.kind == Element && string(r.localName()) == local && string(r.space) == namespace
}

// Namespace returns the namespace of the current element, "" if it has none or the reader stands on something else.
func (r *Reader) Namespace() string {
	if r.kind != Element {
		return ""
	}
	switch string(r.space) { // those of the envelope come with every message: no copy
	case Namespace11:
		return Namespace11
	case Namespace12:
		return Namespace12
	}
	return string(r.space)
}

// Local returns the local name of the current element, "" if the reader stands on something else.
func (r *Reader) Local() string {
	if r.kind != Element {
		return ""
	}
	return string(r.localName())
}

func (r *Reader) localName() []byte {
	name := r.top()
	if r.prefix > 0 {
		return name[r.prefix+1:]
	}
	return name
}

// top returns the qualified name of the innermost open element.
func (r *Reader) top() []byte {
	return r.names[r.frames[len(r.frames)-1]:r.nameEnd]
}

// Read steps to the next node. At the end of the document it returns io.EOF, and the kind is None.
func (r *Reader) Read() error {
	if r.leaving {
		r.leave()
	}
	r.names = r.names[:r.nameEnd]
	var err error
	switch r.stage {
	case content:
		err = r.readContent()
	case over:
		err = io.EOF
	case beforeStart:
		r.stage = prolog
		if err = r.begin(); err == nil {
			err = r.readStart()
		}
	default:
		err = r.readRoot()
	}
	if err != nil {
		r.kind, r.leaving = None, false
		r.stage = over
	}
	return err
}

// enter makes the name scanned last, which begins at start, the innermost open element.
func (r *Reader) enter(start int) error {
	depth := len(r.frames)
	if depth >= MaximumDepth {
		return r.failAtNode(messageTooDeep)
	}
	if depth < positionsKept {
		r.startAt[depth] = r.nodeAt
	}
	r.frames = append(r.frames, uint32(start))
	r.nameEnd = len(r.names)
	return nil
}

// leave closes the innermost open element.
func (r *Reader) leave() {
	r.leaving = false
	depth := len(r.frames) - 1
	r.scopes.leave(depth)
	r.nameEnd = int(r.frames[depth])
	r.names = r.names[:r.nameEnd]
	r.frames = r.frames[:depth]
	r.startsSet = min(r.startsSet, depth)
	if depth == 0 {
		r.stage = epilog
	}
}

// readStart reads the first node of a document, the only place for an XML declaration.
func (r *Reader) readStart() error {
	r.ensure(len(Declaration))
	start := r.buf[r.pos:r.end]
	if bytes.HasPrefix(start, []byte(Declaration)) { // as most requests begin
		r.beginNode()
		r.kind = Instruction
		r.pos += len(Declaration)
		return nil
	}
	if bytes.HasPrefix(start, []byte("<?xml")) && len(start) > 5 && start[5] != ':' && start[5] < utf8.RuneSelf && classes[start[5]]&className == 0 {
		r.beginNode()
		return r.declaration()
	}
	return r.readRoot()
}

// readRoot reads a node outside the root element (XmlTextReaderImpl.ParseDocumentContent).
func (r *Reader) readRoot() error {
	r.beginNode()
	if !r.ensure(1) {
		return r.endOfDocument()
	}
	switch b := r.buf[r.pos]; {
	case b == 0:
		// What follows a NUL is not looked at: the end of a string in C is no error (its v1Compat branches).
		return r.endOfDocument()
	case b != '<':
		return r.rootWhitespace()
	}
	if !r.ensure(4) {
		return r.fail(messageRootData) // fewer bytes than the smallest element has
	}
	switch r.buf[r.pos+1] {
	case '?':
		return r.instruction()
	case '!':
		if r.buf[r.pos+2] == '-' {
			return r.comment()
		}
		if r.buf[r.pos+2] == '[' {
			return r.fail(messageRootData)
		}
		return &SyntaxError{Message: messageDTD}
	case '/':
		return r.failAt(r.pos+2, messageEndTag)
	}
	if r.stage == epilog {
		return r.failAt(r.pos+1, messageManyRoots)
	}
	r.stage = content
	return r.startTag()
}

func (r *Reader) endOfDocument() error {
	switch {
	case r.failure != nil:
		return r.failure
	case r.stage == prolog:
		return &SyntaxError{Message: messageMissingRoot}
	}
	return io.EOF
}

// rootWhitespace reads white space outside the root element. Anything else there is an error, also when it follows the white space.
func (r *Reader) rootWhitespace() error {
	r.kind = Whitespace
	for r.ensure(1) {
		switch b := r.buf[r.pos]; {
		case isBlank(b):
			r.pos++
		case b == '<' || b == 0:
			return nil
		default:
			r.ensure(utf8Max)
			if c, _ := decode(r.buf[r.pos:r.end]); !isCharacter(c) || c > 0xFFFF { // half a pair of surrogates is no character
				return r.failCharacter(c)
			}
			return r.fail(messageRootData)
		}
	}
	if r.failure != nil {
		return r.failure
	}
	return nil
}

// readContent reads a node inside the root element (XmlTextReaderImpl.ParseElementContent).
func (r *Reader) readContent() error {
	r.beginNode()
	if !r.ensure(1) {
		return r.failUnclosed()
	}
	if r.buf[r.pos] != '<' {
		return r.text()
	}
	if !r.ensure(2) {
		return r.failUnclosed()
	}
	switch r.buf[r.pos+1] {
	case '/':
		return r.endTag()
	case '?':
		return r.instruction()
	case '!':
		return r.bang()
	}
	return r.startTag()
}

// bang reads what begins with "<!" inside an element: a comment, a CDATA section, or an error.
func (r *Reader) bang() error {
	if !r.ensure(3) {
		return r.failUnclosed()
	}
	switch r.buf[r.pos+2] {
	case '-':
		return r.comment()
	case '[':
		return r.cdata()
	}
	r.pos += 2
	if r.unexpectedToken() == "DOCTYPE" {
		return r.fail(messageLateDTD)
	}
	return r.failUnexpected("<!--", "<[CDATA[")
}

// failUnclosed says that the document ends inside elements, and which.
func (r *Reader) failUnclosed() error { return r.failUnclosedFrom(len(r.frames) - 1) }

// failInTag says that the document ends inside a tag. Its element does not count as open yet.
func (r *Reader) failInTag() error { return r.failUnclosedFrom(len(r.frames) - 2) }

// failUnclosedFrom names the elements from the one at a depth outwards (XmlTextReaderImpl.ThrowUnclosedElements).
func (r *Reader) failUnclosedFrom(innermost int) error {
	const shown = 64
	var list []byte
	for depth := innermost; depth >= 0 && depth > innermost-shown; depth-- {
		end := r.nameEnd
		if depth < len(r.frames)-1 {
			end = int(r.frames[depth+1])
		}
		list = append(list, r.names[r.frames[depth]:end]...)
		if depth > 0 {
			list = append(list, ", "...)
		} else {
			list = append(list, '.')
		}
	}
	return r.failAt(r.end, "Unexpected end of file has occurred. The following elements are not closed: %s", list)
}
