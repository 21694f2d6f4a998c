package asmx

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// Limits that hold when Options says nothing.
const (
	DefaultMaximumBody  = 75 << 20 // what AFAS documents for a call
	DefaultMaximumQuery = 2049     // bytes, as AFAS documents
	DefaultKeep         = 64 << 10
)

// Options describe a handler.
type Options struct {
	Services  []Service
	Protocols Protocols // 0: DefaultProtocols

	// DetailedErrors is customErrors switched off: the texts of errors carry exception type and stack.
	DetailedErrors bool
	// ForwardedAddress lets X-Forwarded-Proto, and with it X-Forwarded-Host, decide the address that WSDL and disco name. ASP.NET ignores
	// both, so that behind a proxy it names an address that may not be reachable.
	ForwardedAddress bool

	MaximumBody  int64 // bytes of a request's body; above it the answer is 413 and the connection is closed. 0: DefaultMaximumBody
	MaximumQuery int   // bytes of the query string; above it the answer is 404. 0: DefaultMaximumQuery
	Keep         int   // bytes of each body that an Exchange keeps. 0: DefaultKeep

	Roots []string // the folders that the files are found under, in any casing. Nil: "/profitservices/" and "/"

	// Object is asked before the operation of a SOAP request is called, when the parameters have been read; a sentence that is not
	// empty refuses the request, with that sentence as the fault's. It may only look at the exchange, and is called by many goroutines at
	// once. ASP.NET has nothing like it. Nil: nobody objects.
	Object func(*Exchange) (sentence string)

	Watcher   Watcher          // nil: nobody watches
	Reference func() string    // nil: 128 random bits as 32 upper-case hexadecimal digits
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: nothing is logged
}

// validate reports values that make no sense.
func (o *Options) validate() error {
	var problems []error
	for _, root := range o.Roots {
		if !strings.HasPrefix(root, "/") || !strings.HasSuffix(root, "/") {
			problems = append(problems, fmt.Errorf("root %q: must begin and end with a slash, as in \"/profitservices/\"", root))
		}
	}
	if o.MaximumBody < 0 || o.MaximumQuery < 0 || o.Keep < 0 {
		problems = append(problems, fmt.Errorf("maximum body %d, maximum query %d, keep %d: must not be negative", o.MaximumBody, o.MaximumQuery, o.Keep))
	}
	if o.Protocols&^AllProtocols != 0 {
		problems = append(problems, fmt.Errorf("protocols %b: there are no others than %b", o.Protocols, AllProtocols))
	}
	return errors.Join(problems...)
}

// withDefaults fills in what was left open.
func (o Options) withDefaults() Options {
	o.Services = slices.Clone(o.Services)
	if o.Protocols == 0 {
		o.Protocols = DefaultProtocols
	}
	if o.MaximumBody == 0 {
		o.MaximumBody = DefaultMaximumBody
	}
	if o.MaximumQuery == 0 {
		o.MaximumQuery = DefaultMaximumQuery
	}
	if o.Keep == 0 {
		o.Keep = DefaultKeep
	}
	if o.Roots == nil {
		o.Roots = []string{"/profitservices/", "/"}
	}
	if o.Reference == nil {
		o.Reference = randomReference
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// randomReference returns 128 random bits.
func randomReference() string {
	const digits = "0123456789ABCDEF"
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	var text [2 * len(random)]byte
	for i, b := range random {
		text[2*i], text[2*i+1] = digits[b>>4], digits[b&0xF]
	}
	return string(text[:])
}
