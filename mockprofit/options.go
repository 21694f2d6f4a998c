package mockprofit

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/asmx"
)

// GCPercent is what `mockprofit serve` sets the garbage collector to: the
// journal keeps much that is never garbage, and going through it at each doubling
// would take a tenth of the time of busy connections.
const GCPercent = 400

// Options are the settings of a server. The zero value works: both ports on
// loopback with numbers that are free, no environment, e-mails kept in the
// outbox.
type Options struct {
	// Address is where Profit's port listens, host:port; port 0 picks one.
	// Default 127.0.0.1:0.
	Address string
	// Listener is what Profit's port listens on in place of Address, for tests
	// that watch or play connections: callers from another machine, say, which
	// the help pages refuse their test form. [Server.Start] takes it over: the
	// server closes it.
	Listener net.Listener
	// ControlAddress is where the control port listens. Default 127.0.0.1:0.
	// Beyond loopback it needs a ControlToken.
	ControlAddress string
	// ControlToken is what callers of the control port must present as a
	// bearer token. Empty: nothing.
	ControlToken string
	// TLS serves Profit's services over TLS too, on a port of its own. Nil: not.
	TLS *TLS
	// SMTP is the mail server behind "mailServer: default", host:port. Empty:
	// e-mails stay in the outbox, to be read over the control port.
	SMTP string
	// Environments are there from the start.
	Environments []control.Environment

	// Language and Settings answer the requests that belong to no environment:
	// nl or en (default nl), and assumed behaviours by name, numbers and
	// booleans as such; see [ParseSetting].
	Language string
	Settings control.Settings

	// Protocols are the doors of ASP.NET that are open, as a web.config names
	// them: HttpSoap, HttpSoap12, HttpPostLocalhost, HttpGet, HttpPost,
	// Documentation. Default: [DefaultProtocols].
	Protocols []string
	// Strict refuses what ASP.NET would let through with parameters that are
	// null, and says what was wrong. Neither ASP.NET nor Profit does so.
	Strict bool
	// DetailedErrors is customErrors switched off in ASP.NET: faults, Profit's
	// own too, tell exception type and stack.
	DetailedErrors bool
	// ForwardedAddress lets X-Forwarded-Proto and X-Forwarded-Host have a say
	// in the address that a WSDL names.
	ForwardedAddress bool

	// MaximumBody bounds a request at Profit's port, in bytes. Default 75 MB,
	// as AFAS documents.
	MaximumBody int64
	// ReadTimeout is how long a request may take to arrive. Default 60 s.
	ReadTimeout time.Duration

	// The bounds of the journal and of the outbox, in entries and in bytes.
	// Zero: the defaults of the README.
	JournalEntries int
	JournalBytes   int64
	OutboxEntries  int
	OutboxBytes    int64

	// Random is where keys, codes, tokens and log references come from.
	// Default: crypto/rand. See [Seeded].
	Random io.Reader
	// Now tells the real time, which the clocks of environments start from.
	// Default: time.Now. It does not date the certificates of TLS: clients judge
	// these by their own clocks.
	Now func() time.Time
	// Logger takes a line for each exchange and for what goes wrong. Default:
	// nothing is logged.
	Logger *slog.Logger
	// Version is what the control port says it is. Default: development.
	Version string
}

// DefaultProtocols returns the protocols that ASP.NET opens by itself: all but
// HttpGet and HttpPost.
func DefaultProtocols() []string { return asmx.DefaultProtocols.Names() }

// CheckProtocols tells which of the protocols is unknown, and what there is.
func CheckProtocols(names []string) error {
	_, err := asmx.ParseProtocols(names)
	return err
}

// check returns what is wrong with the options by themselves: bounds that are
// negative would mean none, or everything.
func (o Options) check() error {
	if host, port, err := net.SplitHostPort(o.SMTP); o.SMTP != "" && (err != nil || host == "" || port == "") {
		return fmt.Errorf("mail server: expected host:port such as 127.0.0.1:1025, got %q", o.SMTP)
	}
	if o.Listener != nil && o.Address != "" {
		return fmt.Errorf("service port: expected Address or Listener, got both: %s and %s", o.Address, o.Listener.Addr())
	}
	if o.TLS != nil {
		if err := o.TLS.check(); err != nil {
			return err
		}
	}
	if o.ReadTimeout < 0 {
		return fmt.Errorf("read timeout: expected a duration above 0, got %s", o.ReadTimeout)
	}
	for _, bound := range []struct {
		name  string
		value int64
	}{
		{"maximum body", o.MaximumBody},
		{"journal entries", int64(o.JournalEntries)}, {"journal bytes", o.JournalBytes},
		{"outbox entries", int64(o.OutboxEntries)}, {"outbox bytes", o.OutboxBytes},
	} {
		if bound.value < 0 {
			return fmt.Errorf("%s: expected a number above 0, got %d", bound.name, bound.value)
		}
	}
	return nil
}
