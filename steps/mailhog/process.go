package mailhog

import (
	"context"
	"errors"
	"fmt"
	"net"

	"profitbdd/mockprofit/testcontainer"
	"profitbdd/steps/childprocess"
)

// processAttempts is how often MailHog is started anew when it ends before it is ready: the likely reason is a port that
// was free when it was chosen and taken when MailHog came to it.
const processAttempts = 5

// errEnded is wrapped by the error about a child process that is no more.
var errEnded = errors.New("its process has ended")

// startProcess runs MailHog as a child process that listens on 127.0.0.1.
func startProcess(ctx context.Context, options Options) (*Server, error) {
	return startProcessAt(ctx, options, freeAddresses)
}

// startProcessAt is startProcess with another way to choose the addresses to listen on.
func startProcessAt(ctx context.Context, options Options, choose func() (smtp, api string, err error)) (*Server, error) {
	if err := checkBinary(options.Binary); err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		smtp, api, err := choose()
		if err != nil {
			return nil, err
		}
		server, err := launch(ctx, options, smtp, api)
		if err == nil || attempt == processAttempts || !errors.Is(err, errEnded) {
			return server, err
		}
		options.Logger.Debug("another attempt with other ports", "after", err)
	}
}

// launch starts one child process and waits until it answers.
func launch(ctx context.Context, options Options, smtp, api string) (*Server, error) {
	self := newIdentity()
	child, err := startChild(ctx, options.Binary, self.settings(smtp, api))
	if err != nil {
		return nil, err
	}
	server := &Server{
		mode:        Process,
		description: fmt.Sprintf("process %d (%s)", child.ID(), provenance(options.Binary)),
		smtp:        smtp,
		api:         "http://" + api,
		transport:   testcontainer.Direct(),
		ended:       func() error { return death(child) },
		stop:        child.Kill, // at once, as there is nothing that it would have to save
	}
	waiting, cancel := context.WithTimeoutCause(ctx, readyTimeout, fmt.Errorf("MailHog was not ready within %s", readyTimeout))
	defer cancel()
	waiting, end := context.WithCancelCause(waiting)
	defer end(nil)
	go endWith(waiting, child, end)

	err = both(waiting,
		func(ctx context.Context) error { return await(ctx, smtp, self.smtp()) },
		func(ctx context.Context) error { return await(ctx, api, self.api()) })
	if ended := death(child); ended != nil {
		err = ended // and not what it looked like from outside
	} else if err != nil {
		err = fmt.Errorf("%w; its last output:\n%s", err, child.Output())
	}
	if err != nil {
		return nil, server.abort(ctx, err)
	}
	return server, nil
}

// startChild runs the binary with our environment and these variables; ours may hold settings of MailHog, which are
// left out. The child lives on after ctx.
func startChild(ctx context.Context, binary string, settings map[string]string) (*childprocess.Process, error) {
	options := childprocess.Options{Without: "MH_"}
	for name, value := range settings {
		options.Environment = append(options.Environment, name+"="+value)
	}
	return childprocess.Start(context.WithoutCancel(ctx), binary, options)
}

// death is nil while the child lives; then it wraps errEnded and says how it ended and what it printed last.
func death(child *childprocess.Process) error {
	state := child.State()
	if state == nil {
		return nil
	}
	return fmt.Errorf("%w: %s; its last output:\n%s", errEnded, state, child.Output())
}

// endWith ends a wait, by calling end, when the child ends before it.
func endWith(waiting context.Context, child *childprocess.Process, end context.CancelCauseFunc) {
	select {
	case <-child.Done():
		end(errEnded)
	case <-waiting.Done():
	}
}

// freeAddresses returns two different addresses of this machine at which nobody listens at the moment.
func freeAddresses() (smtp, api string, err error) {
	var addresses [2]string
	for i := range addresses {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", "", fmt.Errorf("find a free port: %w", err)
		}
		defer listener.Close() // only when both are chosen, so that they differ
		addresses[i] = listener.Addr().String()
	}
	return addresses[0], addresses[1], nil
}
