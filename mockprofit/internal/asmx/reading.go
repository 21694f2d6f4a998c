package asmx

import "strings"

// Reading is what was noticed while a message was read at the SOAP door, and of which the caller is told nothing: it is what a hint is
// made of. The zero value says that there was nothing to notice.
type Reading struct {
	// Envelope is the namespace of the root element, when it was read and is an Envelope's of neither version.
	Envelope string
	// Ignored are the elements that were passed over where an operation or a parameter was looked for, the first of them in
	// document order.
	Ignored []Element
	// Damaged says that bytes were not of the character set in which the message was read, and became question marks or U+FFFD.
	Damaged bool
	// Nested is the parameter whose value was taken from an element inside it, "" for none. What stood behind that element was lost.
	Nested string
	// Unreadable is the parameter in whose value the reader stopped, "" when it stopped elsewhere or not at all.
	Unreadable string
}

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
