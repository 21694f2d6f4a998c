package soap

import "errors"

// What can be missing in a document that is well-formed (System.Web.Services' resources).
var (
	//lint:ignore ST1005 the words of ASP.NET
	ErrMissingEnvelope = errors.New("Request format is invalid: Missing required soap:Envelope element.")
	//lint:ignore ST1005 the words of ASP.NET
	ErrMissingBody = errors.New("Request format is invalid: Missing required soap:Body element.")
)

const mustUnderstand = "mustUnderstand"

// Envelope walks a Reader from the root element to the content of the Body.
type Envelope struct {
	Reader *Reader
	// Namespace is the root element's, which says what version the message is in, or that it is in none.
	Namespace string
	// NotUnderstood is the local name of the first header block that must be understood, "" if there is none. Nothing is understood here.
	NotUnderstood string

	operation struct{ namespace, local string }
	stray     error
}

// Open steps to the root element. An error is a *SyntaxError or comes from the source.
func (e *Envelope) Open() error {
	r := e.Reader
	if err := r.MoveToContent(); err != nil {
		return err
	}
	e.Namespace = r.Namespace()
	return nil
}

// Body steps from the root element into the Body, to the first node of its content, or to what follows when the Body is empty.
//
// Only a Header may come before the Body. With lenient anything may, as it is when ASP.NET looks for the operation there
// (SoapServerProtocolHelper.GetRequestElement); Stray tells afterwards whether leniency was needed.
func (e *Envelope) Body(lenient bool) error {
	r := e.Reader
	if !r.Is(e.Namespace, "Envelope") {
		return ErrMissingEnvelope
	}
	if r.empty {
		return ErrMissingBody
	}
	if err := e.next(); err != nil {
		return err
	}
	if r.Is(e.Namespace, "Header") {
		if err := e.header(lenient); err != nil {
			return err
		}
	}
	for !r.Is(e.Namespace, "Body") {
		if !lenient || r.kind == None {
			return ErrMissingBody
		}
		e.pass(ErrMissingBody)
		if err := r.Skip(); err != nil {
			return err
		}
		if err := r.MoveToContent(); err != nil {
			return err
		}
	}
	if lenient && r.empty { // it names no operation, so that nobody reads on
		return nil
	}
	if err := e.next(); err != nil {
		return err
	}
	if lenient {
		e.operation.namespace, e.operation.local = r.Namespace(), r.Local()
	}
	return nil
}

// Operation returns the name of the first element in the Body, empty if there is none. It is known after a lenient Body.
func (e *Envelope) Operation() (namespace, local string) {
	return e.operation.namespace, e.operation.local
}

// Stray returns the first error that a lenient Body passed over.
func (e *Envelope) Stray() error { return e.stray }

// Close reads on to the node after the root element. The rest of the document is of no interest.
func (e *Envelope) Close() error {
	r := e.Reader
	for r.Depth() > 0 {
		if err := r.Step(); err != nil {
			return err
		}
	}
	return r.Step()
}

// next steps to the next content.
func (e *Envelope) next() error {
	if err := e.Reader.Step(); err != nil {
		return err
	}
	return e.Reader.MoveToContent()
}

// pass remembers an error that is passed over.
func (e *Envelope) pass(err error) {
	if e.stray == nil {
		e.stray = err
	}
}

// header reads the Header and notes the first block that must be understood, whoever it is meant for. Entities that are not known are
// errors, because the blocks become XML nodes, except to those who only look for the Body.
func (e *Envelope) header(lenient bool) error {
	r := e.Reader
	if r.empty {
		return e.next()
	}
	depth := r.Depth()
	if err := r.Read(); err != nil {
		return err
	}
	for r.Depth() > depth || r.kind != EndElement {
		if r.kind == Element && r.Depth() == depth+1 && e.NotUnderstood == "" && r.mustBeUnderstood() {
			e.NotUnderstood = r.Local()
		}
		if err := r.Unresolved(); err != nil {
			if !lenient {
				return err
			}
			e.pass(err)
		}
		if err := r.Read(); err != nil {
			return err
		}
	}
	return e.next()
}

// mustBeUnderstood reads the attribute of either version (SoapUnknownHeader.InternalMustUnderstand).
func (r *Reader) mustBeUnderstood() bool {
	value, found := r.attributeNamed(Namespace11, mustUnderstand)
	if !found {
		value, _ = r.attributeNamed(Namespace12, mustUnderstand)
	}
	return string(value) == "1" || string(value) == "true"
}
