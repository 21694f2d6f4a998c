package mailhog

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"profitbdd/mockprofit/testcontainer"
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
	started, err := startChild(options.Binary, self.settings(smtp, api))
	if err != nil {
		return nil, err
	}
	server := &Server{
		mode:        Process,
		description: fmt.Sprintf("process %d (%s)", started.process.Pid, provenance(options.Binary)),
		smtp:        smtp,
		api:         "http://" + api,
		transport:   testcontainer.Direct(),
		ended:       started.death,
		stop:        started.kill,
	}
	waiting, cancel := context.WithTimeoutCause(ctx, readyTimeout, fmt.Errorf("MailHog was not ready within %s", readyTimeout))
	defer cancel()
	waiting, end := context.WithCancelCause(waiting)
	defer end(nil)
	defer context.AfterFunc(started.ended, func() { end(errEnded) })()

	err = both(waiting,
		func(ctx context.Context) error { return await(ctx, smtp, self.smtp()) },
		func(ctx context.Context) error { return await(ctx, api, self.api()) })
	if death := started.death(); death != nil {
		err = death // and not what it looked like from outside
	} else if err != nil {
		err = fmt.Errorf("%w; its last output:\n%s", err, &started.output)
	}
	if err != nil {
		return nil, server.abort(ctx, err)
	}
	return server, nil
}

// child is a running child process.
type child struct {
	process *os.Process
	output  tail
	ended   context.Context // its cause says how the process ended
}

// startChild runs the binary with our environment and these variables; ours may hold settings of MailHog, which are
// left out.
func startChild(binary string, environment map[string]string) (*child, error) {
	path, err := filepath.Abs(binary) // a name without a slash would be looked for in PATH
	if err != nil {
		return nil, err
	}
	c := new(child)
	command := exec.Command(path)
	command.Stdout, command.Stderr = &c.output, &c.output
	command.WaitDelay = time.Second
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(strings.ToUpper(variable), "MH_")
	})
	for name, value := range environment {
		command.Env = append(command.Env, name+"="+value)
	}
	diesWithParent(command)

	ended, end := context.WithCancelCause(context.Background())
	c.ended = ended
	started := make(chan error)
	go func() {
		// Linux ends the child when the thread that started it ends. So this goroutine keeps its thread until the child
		// is gone, and gives it back then.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // says less than the state does
			end(errors.New(command.ProcessState.String()))
		}
	}()
	if err := <-started; err != nil {
		end(err)
		return nil, err
	}
	c.process = command.Process
	return c, nil
}

// death is nil while the process lives; then it wraps errEnded and says how it ended and what it printed last.
func (c *child) death() error {
	if c.ended.Err() == nil {
		return nil
	}
	return fmt.Errorf("%w: %w; its last output:\n%s", errEnded, context.Cause(c.ended), &c.output)
}

// kill ends the process at once, as there is nothing that it would have to save, and waits until it is gone.
func (c *child) kill(ctx context.Context) error {
	if err := c.process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-c.ended.Done():
		return nil
	case <-ctx.Done():
		return fmt.Errorf("process %d was killed but hasn't ended: %w", c.process.Pid, context.Cause(ctx))
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
