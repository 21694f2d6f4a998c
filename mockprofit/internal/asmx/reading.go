package asmx

import (
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// Reading is what was noticed while a request was read, and of which the caller is told little or nothing: it is what a hint is made of. Of a
// request with nothing to notice all is zero, but for Operations.
type Reading struct {
	// Routing is what the operation was looked for by, in vain, and Action the SOAP action that came; "" is none.
	Routing Routing
	Action  string
	// Envelope is the namespace of the root element, when it is that of no version of SOAP that is spoken.
	Envelope string
	// Header is the local name of the header block that must be understood.
	Header string
	// Operations counts the elements of the operation in the Body: of several the last counts.
	Operations int
	// Ignored are the elements that were passed over where an operation or a parameter was looked for, the first of them in
	// document order.
	Ignored []Element
	// Nested is the parameter whose value was taken from an element inside it, "" for none. What stood behind that element was lost.
	Nested string
	// Unreadable is the parameter in whose value the reader stopped, "" when it stopped elsewhere or not at all. Met is what it met there, soap.None
	// when the message is not well-formed.
	Unreadable string
	Met        soap.Kind
	// Damaged says that bytes were not of the character set in which the message was read. They became question marks when that was
	// ASCII, and U+FFFD when it was UTF-8. Charset is what the Content-Type names, "" for none.
	Damaged  bool
	ASCII    bool
	Declared bool // by the XML declaration
	Charset  string
	// Recoded says that the message was read in another character set than ASCII or UTF-8.
	Recoded bool
	// Missing is the parameter that a form lacks.
	Missing string
}

// Routing is what an operation is looked for by.
type Routing uint8

// The ways to an operation at the SOAP door.
const (
	RoutedByHeader Routing = iota + 1 // the SOAPAction header alone (SOAP 1.1)
	RoutedByBody                      // the action parameter of the Content-Type, then the first element of the Body (SOAP 1.2, or no SOAPAction)
)

// Element is the name of an element that was passed over.
type Element struct {
	Namespace string
	Local     string
	Parameter bool // it stood inside the operation, where parameters are looked for; else beside it
}

// How much of the elements that were passed over is remembered: enough to tell what a connector means, little enough to keep.
const (
	maximumIgnored     = 16
	maximumIgnoredName = 128 // bytes of a name, and of a namespace
)

// ignore remembers an element that is passed over.
func (r *Reading) ignore(namespace, local string, parameter bool) {
	if len(r.Ignored) < maximumIgnored {
		r.Ignored = append(r.Ignored, Element{shortened(namespace), shortened(local), parameter})
	}
}

// shortened returns the beginning of a name that somebody made huge, without holding on to the rest.
func shortened(name string) string {
	if len(name) <= maximumIgnoredName {
		return name
	}
	return strings.ToValidUTF8(name[:maximumIgnoredName], "") + "…"
}
