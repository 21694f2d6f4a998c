// Package mockprofit plays AFAS Profit for programs that connect to it: the
// web services by which a program obtains, uses and withdraws a user token.
// It is a test double. Don't use it for anything but tests.
//
// A [Server] has two ports: Profit's own, which speaks what Profit speaks and
// nothing else, and the control port, over which a test arranges environments,
// reads e-mails and moves clocks (package control). A third speaks what
// Profit's own speaks, over TLS, when [Options] ask for it.
package mockprofit

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/advice"
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/certificate"
	"profitbdd/mockprofit/internal/controlserver"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/metrics"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/services"
	"profitbdd/mockprofit/internal/tenant"
)

// ServicePath is where the web services lie below the address of Profit's
// port. Its casing does not matter, and the root serves them too.
const ServicePath = "/profitservices/"

// Server is a mock Profit. Make one with [NewUnstartedServer], or with
// [NewServer] to have it started.
type Server struct {
	// URL is the base address of Profit's port, such as http://127.0.0.1:8080,
	// and ControlURL that of the control port. TLSURL is that of the TLS port,
	// such as https://127.0.0.1:8443; "" without one. All are set by Start.
	URL        string
	ControlURL string
	TLSURL     string

	options  Options
	identity *certificate.Identity // of the TLS port; nil without one
	tenants  *tenant.Tenants
	outbox   *mail.Outbox
	service  *http.Server // of Profit's own port and of the TLS port
	control  *http.Server
	serving  sync.WaitGroup
	done     chan struct{} // closed when the server ends
	closing  sync.Once
	failed   chan error
}

// NewServer makes and starts a server. It must be closed.
func NewServer(options Options) (*Server, error) {
	server, err := NewUnstartedServer(options)
	if err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, err
	}
	return server, nil
}

// NewUnstartedServer makes a server with its environments, which listens from
// [Server.Start] on. The error tells everything that is wrong with the
// options. A server that is not started needs no Close; what TLS keeps in a
// folder is made here.
func NewUnstartedServer(options Options) (*Server, error) {
	options = withDefaults(options)
	defaults, err := defaultsFor(options)
	if err != nil {
		return nil, err
	}
	if err := options.check(); err != nil {
		return nil, err
	}
	protocols, err := asmx.ParseProtocols(options.Protocols)
	if err != nil {
		return nil, err
	}
	if options.ControlToken == "" && !loopback(options.ControlAddress) {
		return nil, fmt.Errorf("control port %s: an address beyond loopback needs a control token, which callers then present; set one, or listen on 127.0.0.1", options.ControlAddress)
	}
	random := profit.NewRandom(options.Random)
	directory := profit.NewDirectory(random, defaults)
	outbox := mail.NewOutbox(mail.Options{
		MaxEntries: options.OutboxEntries, MaxBytes: options.OutboxBytes,
		Random: options.Random, Logger: options.Logger,
	})
	described := services.All(directory)
	adviser := advice.New(described, protocols, directory)
	exchanges := journal.New(journal.Options{
		Entries: options.JournalEntries, Bytes: options.JournalBytes, Logger: options.Logger,
		Advise: adviser.Advise,
	})
	server := &Server{
		options: options, outbox: outbox, done: make(chan struct{}), failed: make(chan error, 3),
		tenants: tenant.New(tenant.Options{
			Directory: directory, Random: random, Outbox: outbox, Journal: exchanges,
			Now: options.Now, MailServer: options.SMTP,
		}),
	}
	for _, environment := range options.Environments {
		if _, err := server.tenants.Put(environment); err != nil {
			return nil, fmt.Errorf("environment %s: %w", environment.Code, err)
		}
	}
	counted := metrics.New(metrics.Options{
		Next: exchanges, Outbox: outbox.Stats, Journal: exchanges.Stats, Version: options.Version,
		Environments: func() int { return len(server.tenants.Codes()) },
	})
	var object func(*asmx.Exchange) string
	if options.Strict {
		object = adviser.Object
	}
	handler, err := asmx.NewHandler(asmx.Options{
		Services: described, Protocols: protocols, Object: object,
		DetailedErrors: options.DetailedErrors, ForwardedAddress: options.ForwardedAddress,
		MaximumBody: options.MaximumBody,
		Watcher:     counted,
		Reference:   func() string { return random.Hexadecimal(32) },
		Logger:      options.Logger,
	})
	if err != nil {
		return nil, err
	}
	server.service = httpServer(handler, options, issuer(options))
	if options.TLS != nil {
		if server.identity, err = options.TLS.identity(); err != nil {
			return nil, err
		}
		secure(server.service, server.identity)
	}
	server.control = httpServer(controlserver.New(controlserver.Options{
		Tenants: server.tenants, Outbox: outbox, Journal: exchanges,
		Version: options.Version, Token: options.ControlToken, Ready: server.problems, Done: server.done, Metrics: counted,
		Operations: operations(described),
	}), options, "")
	return server, nil
}

func operations(described []asmx.Service) []string {
	var names []string
	for _, service := range described {
		for _, operation := range service.Operations {
			names = append(names, operation.Name)
		}
	}
	return names
}

func withDefaults(options Options) Options {
	if options.Listener == nil {
		options.Address = cmp.Or(options.Address, "127.0.0.1:0")
	}
	options.ControlAddress = cmp.Or(options.ControlAddress, "127.0.0.1:0")
	options.ReadTimeout = cmp.Or(options.ReadTimeout, time.Minute)
	options.Language = cmp.Or(options.Language, string(profit.Dutch))
	options.Version = cmp.Or(options.Version, "development")
	if options.Random == nil {
		options.Random = rand.Reader
	}
	// The domain and the outbox draw from it, and each request does: a few bytes
	// at a time, which would be a system call each.
	options.Random = &locked{source: bufio.NewReader(options.Random)}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	return options
}

// defaultsFor returns what answers requests that belong to no environment.
func defaultsFor(options Options) (profit.Definition, error) {
	if options.Language != string(profit.Dutch) && options.Language != string(profit.English) {
		return profit.Definition{}, fmt.Errorf("language: expected nl or en, got %q", options.Language)
	}
	settings, problems := tenant.ReadSettings(options.Settings)
	if len(problems) > 0 {
		return profit.Definition{}, &tenant.Invalid{Problems: problems}
	}
	return profit.Definition{Language: profit.Language(options.Language), Settings: settings}, nil
}

// loopback reports whether an address to listen on is reached from this
// machine only.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "localhost" {
		return err == nil
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// issuer names who vouches for the certificate of the TLS port.
func issuer(options Options) string {
	if options.TLS != nil && options.TLS.CertificateFile != "" {
		return "the issuer of " + options.TLS.CertificateFile
	}
	return "the mock's CA"
}

// httpServer returns a server that cuts off whoever is slow. The longest wait
// on the control port is a minute, so writing may take longer.
func httpServer(handler http.Handler, options Options, issuer string) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: min(options.ReadTimeout, 10*time.Second),
		ReadTimeout:       options.ReadTimeout,
		WriteTimeout:      options.ReadTimeout + 2*time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          newConnectionLog(options.Logger, issuer),
	}
}

// port is one that the server listens on.
type port struct {
	name, address string
	scheme        string
	listener      net.Listener // nil: one at the address
	url           *string      // where to tell how it is reached
	serve         func(net.Listener) error
}

// listen returns what the port is to be served on.
func (p port) listen() (net.Listener, error) {
	if p.listener != nil {
		return p.listener, nil
	}
	return listen(p.name, p.address)
}

func (s *Server) ports() []port {
	ports := []port{
		{"service", s.options.Address, "http", s.options.Listener, &s.URL, s.service.Serve},
		{"control", s.options.ControlAddress, "http", nil, &s.ControlURL, s.control.Serve},
	}
	if s.identity != nil {
		serveTLS := func(listener net.Listener) error { return s.service.ServeTLS(listener, "", "") }
		ports = append(ports, port{"TLS", s.options.TLS.address(), "https", nil, &s.TLSURL, serveTLS})
	}
	return ports
}

// Start listens on all ports and serves. The error tells which address could
// not be had; nothing listens then.
func (s *Server) Start() error {
	ports := s.ports()
	listeners := make([]net.Listener, 0, len(ports))
	for _, port := range ports {
		listener, err := port.listen()
		if err != nil {
			for _, open := range listeners {
				err = errors.Join(err, open.Close())
			}
			return err
		}
		listeners = append(listeners, listener)
	}
	for i, port := range ports {
		*port.url = port.scheme + "://" + Reachable(listeners[i].Addr().String())
		s.serving.Go(func() {
			if err := port.serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				s.failed <- err
			}
		})
	}
	return nil
}

// Reachable turns an address to listen on, which may mean every interface,
// into one at which this machine reaches it.
func Reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

func listen(port, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s port: cannot listen on %s: %w; choose another address, or port 0 for any that is free", port, address, err)
	}
	return listener, nil
}

// Failed tells when a port stopped serving by itself.
func (s *Server) Failed() <-chan error { return s.failed }

// Put makes or changes an environment, as PUT /environments/{code} does.
func (s *Server) Put(environment control.Environment) error {
	_, err := s.tenants.Put(environment)
	return err
}

// Close ends the server: requests under way are finished as long as the
// context allows, then connections are cut. The error tells what was not done,
// undelivered e-mails included. Calling it again does nothing.
func (s *Server) Close(ctx context.Context) error {
	var problems []error
	s.closing.Do(func() {
		close(s.done)
		for _, server := range []*http.Server{s.service, s.control} {
			if err := server.Shutdown(ctx); err != nil {
				problems = append(problems, server.Close())
			}
		}
		s.serving.Wait()
		// Delivery stops at once; what the context allowed was for the requests.
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		problems = append(problems, s.outbox.Close(stopping))
	})
	return errors.Join(problems...)
}

// problems tells why the server isn't ready: its mail server doesn't answer.
func (s *Server) problems(ctx context.Context) []string {
	if s.options.SMTP == "" {
		return nil
	}
	if err := s.outbox.Probe(ctx, s.options.SMTP); err != nil {
		return []string{fmt.Sprintf("mail server %s does not answer: %v; e-mails wait in the outbox", s.options.SMTP, err)}
	}
	return nil
}
