package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"profitbdd/fixtures"
	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// serve are the flags of `mockprofit serve`.
type serve struct {
	Address        string `default:"127.0.0.1:8080" help:"Where Profit's port listens; port 0 picks a free one (${default})." placeholder:"HOST:PORT"`
	ControlAddress string `default:"127.0.0.1:8081" help:"Where the control port listens; beyond loopback it needs --control-token (${default})." placeholder:"HOST:PORT"`
	ControlToken   string `help:"What callers of the control port must present as a bearer token." placeholder:"SECRET"`

	TLS tlsFlags `embed:""`

	SMTP         string `name:"smtp" help:"Mail server for e-mails; without it they stay in the outbox, to be read over the control port." placeholder:"HOST:PORT"`
	Environments string `type:"existingdir" help:"Folder with environments, one YAML file each. Default: the demo environment." placeholder:"FOLDER"`
	Empty        bool   `help:"Start without any environment; they are put over the control port."`

	Language string            `default:"nl" enum:"nl,en" help:"Language of refusals that belong to no environment: nl or en."`
	Setting  map[string]string `help:"Assumed behaviour for requests that belong to no environment; see GET /settings." placeholder:"NAME=VALUE"`

	Protocols        []string      `default:"${protocols}" help:"Doors of ASP.NET that are open, as a web.config names them; HttpGet and HttpPost are the others." placeholder:"NAME,…"`
	Strict           bool          `help:"Refuse what ASP.NET would let through with parameters that are null, and say what was wrong."`
	DetailedErrors   bool          `help:"Faults tell exception type and stack, Profit's own too, as with customErrors off in ASP.NET."`
	ForwardedAddress bool          `help:"Let X-Forwarded-Proto and X-Forwarded-Host have a say in the address in a WSDL."`
	MaximumBody      int64         `default:"78643200" help:"Largest request, in bytes; AFAS documents 75 MB (${default})." placeholder:"BYTES"`
	ReadTimeout      time.Duration `default:"60s" help:"How long a request may take to arrive."`

	Drain time.Duration `default:"900ms" help:"How long requests under way may still take when the mock is told to end."`

	JournalEntries int   `default:"10000" help:"How many exchanges are kept."`
	JournalBytes   int64 `default:"268435456" help:"How much memory the exchanges may take, in bytes (${default})." placeholder:"BYTES"`
	OutboxEntries  int   `default:"10000" help:"How many e-mails are kept."`
	OutboxBytes    int64 `default:"67108864" help:"How much memory the e-mails may take, in bytes (${default})." placeholder:"BYTES"`

	Seed      *uint64    `help:"Make keys, codes and tokens that are the same in each run." placeholder:"NUMBER"`
	LogLevel  slog.Level `default:"info" help:"Least important lines that are logged: debug, info, warn or error."`
	LogFormat string     `default:"text" enum:"text,json" help:"How lines are logged, on standard error: text or json."`
}

// Run serves until it is told to end.
func (s *serve) Run(to streams) error {
	signal.Ignore(syscall.SIGPIPE) // whoever read the output may be gone; the mock serves on
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(mockprofit.GCPercent)
	}

	environments, err := s.load()
	if err != nil {
		return err
	}
	options := s.options(environments, to.errors)
	if options.TLS, err = s.TLS.options(); err != nil {
		return err
	}
	server, err := mockprofit.NewUnstartedServer(options)
	if err != nil {
		return err
	}
	// Up to here a signal ends the command at once: nothing is there to be closed.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := server.Start(); err != nil {
		return s.unheard(err)
	}
	if err := s.announce(to.out, server, environments); err != nil {
		return errors.Join(err, s.end(server))
	}
	select {
	case <-ctx.Done():
		stop() // a second signal ends at once
		// A log that nobody reads holds up whoever writes to it, for good.
		time.AfterFunc(s.Drain+time.Second, func() { os.Exit(1) })
		fmt.Fprintln(to.out, "ending")
		return s.end(server)
	case err := <-server.Failed():
		return errors.Join(err, s.end(server))
	}
}

func (s *serve) end(server *mockprofit.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.Drain)
	defer cancel()
	err := server.Close(ctx)
	if undelivered := new(mockprofit.UndeliveredError); errors.As(err, &undelivered) {
		return nil // the log tells; nobody waits for e-mails of a mock that was told to end
	}
	return err
}

// load reads the environments to start with.
func (s *serve) load() ([]control.Environment, error) {
	if s.Empty {
		return nil, nil
	}
	var folder fs.FS
	shown := "the demo environments"
	if s.Environments != "" {
		folder, shown = os.DirFS(s.Environments), s.Environments
	} else {
		folder = fixtures.Environments()
	}
	environments, err := mockprofit.LoadEnvironments(folder, shown)
	if err != nil {
		return nil, fmt.Errorf("the environments are wrong, so the mock does not start:\n%w", err)
	}
	return environments, nil
}

func (s *serve) options(environments []control.Environment, log io.Writer) mockprofit.Options {
	options := mockprofit.Options{
		Address: s.Address, ControlAddress: s.ControlAddress, ControlToken: s.ControlToken,
		SMTP: s.SMTP, Environments: environments,
		Language: s.Language, Settings: control.Settings{},
		Protocols: s.Protocols, Strict: s.Strict,
		DetailedErrors: s.DetailedErrors, ForwardedAddress: s.ForwardedAddress,
		MaximumBody: s.MaximumBody, ReadTimeout: s.ReadTimeout,
		JournalEntries: s.JournalEntries, JournalBytes: s.JournalBytes,
		OutboxEntries: s.OutboxEntries, OutboxBytes: s.OutboxBytes,
		Logger: logger(log, s.LogLevel, s.LogFormat), Version: stamped(),
	}
	for name, value := range s.Setting {
		options.Settings[name] = mockprofit.ParseSetting(name, value)
	}
	if s.Seed != nil {
		options.Random = mockprofit.Seeded(*s.Seed)
	}
	return options
}

func logger(to io.Writer, level slog.Level, format string) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}
