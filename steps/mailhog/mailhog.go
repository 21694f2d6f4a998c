package mailhog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"profitbdd/mockprofit/testcontainer"
)

// stopTimeout bounds cleaning up after a start that failed.
const stopTimeout = 15 * time.Second

// Options say which MailHog to start. The zero value of a field has a default, except where it says otherwise.
type Options struct {
	// Mode is how to run MailHog; the default is Auto.
	Mode Mode

	// Binary is the path of the compiled MailHog: what a process runs, and what the container's image is built from.
	// The image needs a Linux binary without C (CGO_ENABLED=0) for the engine's architecture.
	Binary string
	// Image is a published MailHog image to run instead of building one. It is pulled when it is not present. With it
	// Auto takes a container or fails.
	Image string

	// SMTP ("host:port") and API ("http://host:port") are where an external MailHog listens.
	SMTP, API string

	// Logger hears what is being done; the default is to keep quiet.
	Logger *slog.Logger
}

// Server is a MailHog that answers. It is safe for concurrent use.
type Server struct {
	mode        Mode
	description string
	smtp, api   string
	transport   *http.Transport
	ended       func() error // nil, or returns how MailHog ended, once it has

	stopping sync.Mutex
	stop     func(context.Context) error // nil once there is nothing left to stop
}

// Start starts MailHog and returns when it answers, both on SMTP and on its API, or when ctx ends. What it starts lives
// on after ctx, until [Server.Stop].
//
// On an error nothing is left running and the server is nil, which Stop accepts: Stop can be deferred before the error
// is looked at.
func Start(ctx context.Context, options Options) (*Server, error) {
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	mode, err := ParseMode(string(options.Mode))
	if err != nil {
		return nil, err
	}
	var server *Server
	switch mode {
	case Container:
		server, err = startContainer(ctx, options)
	case Process:
		server, err = startProcess(ctx, options)
	case External:
		server, err = connectExternal(ctx, options)
	default:
		server, err = startAny(ctx, options)
	}
	if errors.Is(err, testcontainer.ErrNoEngine) && (mode == Container || options.Image != "") {
		err = fmt.Errorf("%w; start the engine, point DOCKER_HOST at one, or have MailHog run as a %s", err, Process)
	}
	if err != nil {
		return nil, fmt.Errorf("start MailHog (%s): %w", mode, err)
	}
	options.Logger.Info("MailHog is ready", "mode", server.mode, "smtp", server.smtp, "api", server.api)
	return server, nil
}

// startAny tries a container, then a process; a process is no stand-in for an image that was asked for.
func startAny(ctx context.Context, options Options) (*Server, error) {
	server, containerErr := startContainer(ctx, options)
	if containerErr == nil || ctx.Err() != nil || options.Image != "" {
		return server, containerErr
	}
	options.Logger.Info("MailHog runs as a process", "instead of", Container, "because", containerErr)
	server, err := startProcess(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("neither as a container: %w; nor as a process: %w", containerErr, err)
	}
	server.description += ", not a container: " + firstLine(containerErr)
	return server, nil
}

// Mode is how this MailHog runs: Container, Process or External, never Auto.
func (s *Server) Mode() Mode { return s.mode }

// Describe says in one line what runs, for the summary of a run, and why it isn't a container when that was tried first.
func (s *Server) Describe() string { return s.description }

// SMTP is where to send mails to from this machine: "host:port", without TLS or authentication.
func (s *Server) SMTP() string { return s.smtp }

// API is the base URL, without a slash at the end, of MailHog's API and of its user interface.
func (s *Server) API() string { return s.api }

// Stop removes the container, or ends the child process, with all mails; an external MailHog is left as it is. It may be
// called more than once, also at the same time, and on a nil server: it does its work once, and again only when it
// failed before ctx ended.
func (s *Server) Stop(ctx context.Context) error {
	if s == nil {
		return nil
	}
	s.stopping.Lock()
	defer s.stopping.Unlock()
	if s.transport != nil {
		s.transport.CloseIdleConnections()
	}
	if s.stop == nil {
		return nil
	}
	if err := s.stop(ctx); err != nil {
		return fmt.Errorf("stop MailHog (%s): %w", s.description, err)
	}
	s.stop = nil
	return nil
}

// abort stops a server whose start has failed with err, even when that was because ctx ended.
func (s *Server) abort(ctx context.Context, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return errors.Join(err, s.Stop(ctx))
}

// Inbox returns the mails to one address, as they are or will be. An inbox has its own memory of what [Inbox.Next] has
// returned; it needs no closing.
func (s *Server) Inbox(address string) *Inbox {
	return &Inbox{address: address, store: s.store()}
}

func (s *Server) store() store {
	return store{base: s.api, client: &http.Client{Transport: s.transport, Timeout: requestTimeout}, ended: s.ended}
}
