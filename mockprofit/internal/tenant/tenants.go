// Package tenant owns all that belongs to one environment: its domain state,
// its clock, its e-mails and its part of the journal. An environment is made,
// changed and removed here and nowhere else, so that nothing of it is left
// behind.
package tenant

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/profit"
)

// Outbox is where the e-mails of all environments go. It must be safe for
// concurrent use.
type Outbox interface {
	Add(mail.Notice) string
	Forget(environment string) (dropped int)
}

// Journal forgets what it keeps of an environment. It must be safe for
// concurrent use.
type Journal interface {
	Forget(environment string)
}

// Options are what the tenants of a server share. All fields but MailServer
// are required.
type Options struct {
	Directory  *profit.Directory
	Random     *profit.Random
	Outbox     Outbox
	Journal    Journal
	Now        func() time.Time // the real time
	MailServer string           // host:port behind "mailServer: default"; "" keeps the e-mails in the outbox
}

// Tenants are the environments of a server. Its methods may be called
// concurrently.
type Tenants struct {
	options Options

	mutex sync.RWMutex // held while an environment is made, changed or removed
	owned map[string]owned
}

// owned is what an environment has beside its domain state, from when it is made
// until it is removed.
type owned struct {
	clock *Clock
	gone  chan struct{}       // closed when the environment is removed or reset
	first control.Environment // what it was at first, keys included
}

// New returns the tenants of a server that has none yet.
func New(options Options) *Tenants {
	return &Tenants{options: options, owned: make(map[string]owned)}
}

// Invalid is the error of [Tenants.Put] and [Clock.Change] when the document is
// wrong.
type Invalid struct{ Problems []control.Problem }

func invalid(field, message string) *Invalid {
	return &Invalid{Problems: []control.Problem{{Path: []any{field}, Message: message}}}
}

func (i *Invalid) Error() string {
	lines := make([]string, len(i.Problems))
	for j, problem := range i.Problems {
		lines[j] = problem.String()
	}
	return "the document is wrong: " + strings.Join(lines, "; ")
}

// Put makes or changes the environment that a document describes and reports
// whether it is new. Keys that the document leaves out stay as they are or are
// generated. Codes and tokens stay as long as their user and app connector do.
// The error is an [*Invalid] or a [*profit.KeyClash]; nothing was changed then.
func (t *Tenants) Put(document control.Environment) (created bool, err error) {
	settings, problems := check(document)
	if len(problems) > 0 {
		return false, &Invalid{Problems: problems}
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.put(document, settings)
}

// Change makes of an environment what change makes of its document, keys
// included. Nobody else changes it meanwhile. The error wraps [ErrUnknown], or
// is one of Put's; nothing was changed then.
func (t *Tenants) Change(code string, change func(control.Environment) (control.Environment, error)) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	environment := t.options.Directory.Environment(code)
	if environment == nil {
		return unknown(code)
	}
	changed, err := change(document(environment.Definition()))
	if err != nil {
		return err
	}
	changed.Code = code
	settings, problems := check(changed)
	if len(problems) > 0 {
		return &Invalid{Problems: problems}
	}
	_, err = t.put(changed, settings)
	return err
}

// put is Put of a document that was checked. The lock is held.
func (t *Tenants) put(wanted control.Environment, settings profit.Settings) (created bool, err error) {
	var former *profit.Definition
	if environment := t.options.Directory.Environment(wanted.Code); environment != nil {
		definition := environment.Definition()
		former = &definition
	}
	own, found := t.owned[wanted.Code]
	if !found {
		own = owned{clock: NewClock(t.options.Now), gone: make(chan struct{})}
	}
	definition := define(wanted, settings, former, t.options.Random)
	if _, err := t.options.Directory.Put(definition, own.clock, t.mail); err != nil {
		return false, err
	}
	if !found {
		own.first = document(definition)
	}
	t.owned[wanted.Code] = own
	return !found, nil
}

// mail puts the e-mail about an issued code into the outbox.
func (t *Tenants) mail(issued profit.CodeIssued) {
	server := string(issued.MailServer)
	if issued.MailServer == profit.DefaultMailServer {
		server = t.options.MailServer
	}
	t.options.Outbox.Add(mail.Notice{
		Environment: issued.Environment,
		Language:    string(issued.Language),
		Sender:      issued.Sender, Recipient: issued.Recipient, RecipientName: issued.UserName,
		UserID: issued.UserID, AppConnector: issued.AppConnector, Device: issued.Device, Code: issued.Code,
		Issued: issued.IssuedAt, Lifetime: issued.Lifetime,
		Server: server,
	})
}

// Remove deletes an environment with everything that belongs to it. The error
// wraps [ErrUnknown].
func (t *Tenants) Remove(code string) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if !t.options.Directory.Remove(code) {
		return unknown(code)
	}
	former := t.owned[code]
	delete(t.owned, code)
	t.clear(code, former)
	return nil
}

// Reset makes an environment what it was when it was first put, with the same
// keys, and drops its codes, tokens, e-mails and exchanges; its clock shows the
// real time. The error wraps [ErrUnknown], or is a [*profit.KeyClash] when one of
// those keys is another environment's by now; nothing was changed then.
func (t *Tenants) Reset(code string) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	former, found := t.owned[code]
	if !found {
		return unknown(code)
	}
	settings, problems := check(former.first)
	if len(problems) > 0 {
		return &Invalid{Problems: problems}
	}
	own := owned{clock: NewClock(t.options.Now), gone: make(chan struct{}), first: former.first}
	if _, err := t.options.Directory.Reset(define(own.first, settings, nil, t.options.Random), own.clock, t.mail); err != nil {
		return err
	}
	t.owned[code] = own
	t.clear(code, former)
	return nil
}

// clear drops what an environment that is gone has left with others.
func (t *Tenants) clear(code string, former owned) {
	close(former.gone)
	t.options.Outbox.Forget(code)
	t.options.Journal.Forget(code)
}

// ErrUnknown is the error when there is no environment with a code.
var ErrUnknown = errors.New("unknown environment")

func unknown(code string) error {
	return fmt.Errorf("%w %.100q; put it first, or see GET /environments for those there are", ErrUnknown, code)
}

// Tenant is one environment as the control port works on it.
type Tenant struct {
	*profit.Environment
	Clock *Clock
	Gone  <-chan struct{} // closed when the environment is removed or reset
}

// Find returns the environment with the code. The error wraps [ErrUnknown].
func (t *Tenants) Find(code string) (Tenant, error) {
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	own, found := t.owned[code]
	if !found {
		return Tenant{}, unknown(code)
	}
	return Tenant{Environment: t.options.Directory.Environment(code), Clock: own.clock, Gone: own.gone}, nil
}

// Document returns the environment as a document, with its keys in clear.
func (t Tenant) Document() control.Environment { return document(t.Definition()) }

// Codes lists the codes of all environments in alphabetical order.
func (t *Tenants) Codes() []string { return t.options.Directory.Codes() }
