package soap

import (
	"errors"
	"io"
)

// MoveToContent steps on until the reader stands on something that is neither white space, comment nor instruction, or on the
// end of the document. It stays where it is when that holds already (XmlReader.MoveToContent).
func (r *Reader) MoveToContent() error {
	for {
		switch r.kind {
		case Whitespace, Comment, Instruction:
		case None:
			if r.stage == over {
				return nil
			}
		default:
			return nil
		}
		if err := r.Read(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// Step reads the next node like Read, but takes the end of the document for a node of kind None.
func (r *Reader) Step() error {
	if err := r.Read(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// Skip steps over the current node, with all that is in it when it is an element, to the node after it (XmlReader.Skip).
func (r *Reader) Skip() error {
	if r.kind == Element && !r.empty {
		depth := r.Depth()
		if err := r.Read(); err != nil {
			return err
		}
		for r.Depth() > depth || r.kind != EndElement {
			if err := r.Read(); err != nil {
				return err
			}
		}
	}
	return r.Step()
}

// ReadText returns the text of the current element and steps to the node after its end tag (XmlReader.ReadElementString).
//
// Comments, instructions and elements in the text are errors, with one exception, which is an accident of XmlReader.ReadString: if the
// first node is an element with a start tag, that element's text is returned, and the reader ends up behind *its* end tag.
func (r *Reader) ReadText() (string, error) {
	r.nested = false
	if r.empty {
		return "", r.Step()
	}
	r.gathered = r.gathered[:0]
	r.collect = true
	defer func() { r.collect = false }()
	if err := r.Read(); err != nil {
		return "", err
	}
	if r.kind == Element && !r.empty {
		r.nested = true
		if err := r.Read(); err != nil {
			return "", err
		}
	}
	for r.kind == Text || r.kind == CData || r.kind == Whitespace {
		if err := r.Read(); err != nil {
			return "", err
		}
	}
	if r.kind == EntityReference {
		return "", r.Unresolved() // more to the point than that ReadElementString does not expect it
	}
	if r.kind != EndElement {
		return "", r.failAtNode("Unexpected node type %s. ReadElementString method can only be called on elements with simple or empty content.", r.kind)
	}
	text := string(r.gathered)
	r.collect = false
	return text, r.Step()
}

// Nested reports whether the text that the last ReadText returned is that of an element inside the one it was called on.
func (r *Reader) Nested() bool { return r.nested }
