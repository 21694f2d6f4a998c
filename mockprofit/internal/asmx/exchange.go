package asmx

import (
	"crypto/tls"
	"net/http"
	"time"

	"profitbdd/mockprofit/internal/soap"
)

// Exchange is everything about one request and its answer, as a journal keeps it.
//
// While the operation runs only the request's side is filled in. After Watcher.Finished nothing here is touched or reused by
// the handler: the watcher owns the exchange with its slices. The maps are to be read only, since net/http may still read them.
type Exchange struct {
	Reference string        // 32 upper-case hexadecimal digits: the "log reference" that a fault's detail can name
	Started   time.Time     // when the request's head had been read
	Duration  time.Duration // until the answer was composed

	Client   string               // the caller's address, host:port
	Local    bool                 // the caller sits at the machine itself, as ASP.NET sees it; asked only when a door depends on it
	PathInfo string               // what follows the file's name in the path, decoded; "" when there is nothing, or no service
	TLS      *tls.ConnectionState // nil: not encrypted

	Request  Message
	Response Message

	Door      Door
	Service   string       // name of the service, "" when the path leads to none
	Operation string       // name of the operation, "" when routing found none
	Version   soap.Version // of the answer; zero outside the SOAP door
	Arguments []Argument   // in WSDL order, as the operation sees them; nil when they were not read to the end
	Invoked   bool         // the operation was called

	// Refused says why this edge turned the request away by itself: the text of the fault, or a sentence behind an answer without one.
	Refused string
	Cause   Cause   // of the same, for programs; CauseNone if and only if Refused is ""
	Reading Reading // what was noticed while the request was read

	// Decision is what the service made of it. It is written by the service while the operation runs and not interpreted here.
	Decision Decision
}

// Message is one half of an exchange.
type Message struct {
	Line   string      // request line or status line, without the line end
	Header http.Header // in canonical form; the request's Host is among them, the Date and Connection that net/http adds to the answer are not
	Body   []byte      // the first Options.Keep bytes (of an answer a part of it, which holds on to the whole), exactly as they went over the wire (chunking removed)
	Length int64       // of the whole body, as far as it was read or written
}

// Argument is the value of one parameter.
type Argument struct {
	Name     string
	Value    *string // nil is null, which is not ""
	Optional bool    // null is in order: Parameter.Optional, or a number, which is 0 then
}

// Decision is a service's own account of what it decided.
type Decision struct {
	Realm   string // for example the code of an environment
	Subject string // for example a user id
	Outcome string // for example "refused"
	Reason  string // for example "user-not-in-group"
	Remark  string // what was done otherwise than the caller would expect, "" when nothing
	Silent  bool   // the caller was not told
}

// Door names the way by which a request came in.
type Door uint8

// The doors, in the order in which ASP.NET tries them (WebServicesSection.ServerProtocolFactories).
const (
	DoorNone        Door = iota // no door took it: unknown path, method not allowed, form door that is shut
	DoorSOAP                    // POST of the file itself
	DoorPost                    // POST of file/Operation with a form
	DoorGet                     // GET of file/Operation with a query
	DoorDescription             // ?wsdl, ?schema=
	DoorDiscovery               // ?disco
	DoorHelp                    // the pages for people
)

// String returns "soap", "post", "get", "wsdl", "disco", "help", or "" for DoorNone.
func (d Door) String() string {
	switch d {
	case DoorSOAP:
		return "soap"
	case DoorPost:
		return "post"
	case DoorGet:
		return "get"
	case DoorDescription:
		return "wsdl"
	case DoorDiscovery:
		return "disco"
	case DoorHelp:
		return "help"
	}
	return ""
}

// Watcher is told of each exchange.
type Watcher interface {
	// Finished is called once for each request, when the answer is composed and before its first byte goes out, by the goroutine that
	// serves it: whoever has the answer finds the exchange, and a slow watcher delays it. The exchange is the watcher's from then on.
	Finished(*Exchange)
}
