package mailhog

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"

	"profitbdd/mockprofit/testcontainer"
	"profitbdd/steps/childprocess"
)

const (
	smtpPort = "1025/tcp"
	apiPort  = "8025/tcp"

	// startTimeout bounds making and starting a container, as testcontainers-go repeats a failing build for a quarter of
	// an hour; pullTimeout is for when an image has to be fetched too.
	startTimeout = time.Minute
	pullTimeout  = 2 * time.Minute
)

// startContainer runs MailHog in a container. The error wraps testcontainer.ErrNoEngine when there is no engine.
func startContainer(ctx context.Context, options Options) (*Server, error) {
	engine, err := testcontainer.FindEngine(ctx)
	if err != nil {
		return nil, err
	}
	var (
		started testcontainers.Container
		run     = rand.Text()
	)
	server := &Server{mode: Container, transport: testcontainer.Direct()}
	server.stop = func(ctx context.Context) error {
		if started != nil {
			// The library's own way first, as it also tells Ryuk; what counts is that nothing with our label is left.
			if err := started.Terminate(ctx, testcontainers.StopTimeout(0)); err != nil {
				options.Logger.Debug("the container doesn't end as it should", "error", err)
			}
		}
		if err := engine.RemoveRun(ctx, run); err != nil {
			return err
		}
		return engine.Close()
	}

	limit := startTimeout
	if options.Image != "" {
		limit = pullTimeout
	}
	startCtx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("the container engine took longer than %s", limit))
	defer cancel()
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		sweep(startCtx, engine, options.Logger)
	}()
	defer func() { <-swept }()

	request, origin, err := containerRequest(startCtx, engine, options)
	if err != nil {
		return nil, server.abort(ctx, err)
	}
	ryuk, err := engine.SettleRyuk(startCtx)
	if err != nil {
		return nil, server.abort(ctx, err)
	}
	options.Logger.Debug("container engine found", "engine", engine, "ryuk", ryuk.Used, "because", ryuk.Reason)

	self := newIdentity()
	request.ExposedPorts = []string{smtpPort, apiPort}
	request.HostConfigModifier = publishLocally
	request.Env = self.settings("0.0.0.0:1025", "0.0.0.0:8025")
	request.Labels = testcontainer.Labels("mailhog", run)
	started, err = testcontainers.GenericContainer(startCtx, testcontainers.GenericContainerRequest{
		ContainerRequest: request,
		Started:          true,
		Logger:           libraryLog{options.Logger},
	})
	if err != nil {
		return nil, server.abort(ctx, errors.Join(err, cause(startCtx)))
	}
	server.description = fmt.Sprintf("container %.12s (%s)", started.GetContainerID(), origin)

	if err := server.reach(startCtx, started, self); err != nil {
		return nil, server.abort(ctx, fmt.Errorf("%w; its last output:\n%s", err, lastOutput(startCtx, started)))
	}
	return server, nil
}

// publishLocally has the engine's host alone reach the container: MailHog asks nobody who he is.
func publishLocally(host *container.HostConfig) {
	host.PortBindings = network.PortMap{}
	for _, port := range []string{smtpPort, apiPort} {
		host.PortBindings[network.MustParsePort(port)] = []network.PortBinding{{HostIP: netip.AddrFrom4([4]byte{127, 0, 0, 1})}}
	}
}

// reach waits until MailHog answers from the container, and finds out at which addresses.
func (s *Server) reach(ctx context.Context, started testcontainers.Container, self identity) error {
	ctx, cancel := context.WithTimeoutCause(ctx, readyTimeout, fmt.Errorf("MailHog was not ready within %s", readyTimeout))
	defer cancel()
	return both(ctx,
		func(ctx context.Context) (err error) {
			s.smtp, err = testcontainer.Reach(ctx, started, smtpPort, self.smtp())
			return err
		},
		func(ctx context.Context) error {
			address, err := testcontainer.Reach(ctx, started, apiPort, self.api())
			s.api = "http://" + address
			return err
		})
}

// sweep removes what killed runs left behind. It is no part of this run's success, so a failure is only mentioned.
func sweep(ctx context.Context, engine *testcontainer.Engine, logger *slog.Logger) {
	leftovers, err := engine.Sweep(ctx, time.Now())
	for _, leftover := range leftovers {
		logger.Info("removed what an earlier run left behind", "container", fmt.Sprintf("%.12s", leftover.ID),
			"subject", leftover.Subject, "because", leftover.Reason)
	}
	if err != nil && ctx.Err() == nil {
		logger.Warn("can't remove what earlier runs may have left behind", "error", err)
	}
}

// lastOutput returns the end of what the container printed.
func lastOutput(ctx context.Context, started testcontainers.Container) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	logs, err := started.Logs(ctx)
	if err != nil {
		return err.Error()
	}
	defer logs.Close()
	var end childprocess.Tail
	if _, err := io.Copy(&end, logs); err != nil {
		return end.String() + "\n" + err.Error()
	}
	return end.String()
}

// cause is why ctx ended, or nil while it hasn't.
func cause(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return context.Cause(ctx)
}

// libraryLog passes on what testcontainers-go has to say.
type libraryLog struct{ logger *slog.Logger }

func (l libraryLog) Printf(format string, arguments ...any) {
	l.logger.Debug(fmt.Sprintf(format, arguments...))
}
