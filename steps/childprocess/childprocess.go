// Package childprocess runs a program as a child of this process: bounded in
// what is kept of its output, killed when this process ends however that comes
// about (on Linux), and never waited for without bound.
package childprocess

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	// outputDelay is how long the output of a program that has ended is still
	// read: a child of its own may hold on to it.
	outputDelay = time.Second
	// killTimeout bounds the wait for a program that Stop had to kill.
	killTimeout = 10 * time.Second
)

// Options say how to run a program. The zero value runs it with our environment
// and without arguments.
type Options struct {
	Arguments []string

	// Environment holds variables, "NAME=value", that are added to ours.
	Environment []string
	// Without begins the names, in upper or lower case, of those of our
	// variables that the program is not to see; "" leaves it all of them.
	Without string

	// Watch is given all that the program prints, standard output and error
	// alike, by one goroutine; nil for nobody. When its Write fails, the
	// program's output is read no further.
	Watch io.Writer
	// Keep bounds how much of the output [Process.Output] tells, in bytes; see [Tail].
	Keep int
}

// Process is a program that was started. It is safe for concurrent use.
type Process struct {
	process *os.Process
	output  *Tail
	done    chan struct{}
	state   *os.ProcessState // once done is closed
}

// Start runs the program of that path, which is never looked for in PATH. It is
// killed when ctx ends. The error is that of [exec.Cmd.Start].
func Start(ctx context.Context, path string, options Options) (*Process, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	p := &Process{output: &Tail{Size: options.Keep}, done: make(chan struct{})}
	var output io.Writer = p.output
	if options.Watch != nil {
		output = io.MultiWriter(p.output, options.Watch)
	}
	command := exec.CommandContext(ctx, path, options.Arguments...)
	command.Stdout, command.Stderr = output, output // one writer, which exec.Cmd uses from one goroutine
	command.WaitDelay = outputDelay
	command.Env = append(without(options.Without, os.Environ()), options.Environment...)
	DieWithParent(command)

	started := make(chan error)
	go func() {
		// Linux kills the child when the thread that started it ends (PR_SET_PDEATHSIG), and the runtime ends threads.
		// So this goroutine keeps its thread until the child is gone, and gives it back then.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // says less than the state does
			p.state = command.ProcessState
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p.process = command.Process
	return p, nil
}

// without returns the variables whose names don't begin with the prefix.
func without(prefix string, environment []string) []string {
	if prefix == "" {
		return environment
	}
	prefix = strings.ToUpper(prefix)
	return slices.DeleteFunc(environment, func(variable string) bool {
		return strings.HasPrefix(strings.ToUpper(variable), prefix)
	})
}

// ID is the number that the system gave the process.
func (p *Process) ID() int { return p.process.Pid }

// Output returns the end of what the program has printed so far, in whole lines.
func (p *Process) Output() string { return p.output.String() }

// Done returns a channel that is closed when the program has ended and its
// output is read.
func (p *Process) Done() <-chan struct{} { return p.done }

// State tells how the program ended; nil while it runs.
func (p *Process) State() *os.ProcessState {
	select {
	case <-p.done:
		return p.state
	default:
		return nil
	}
}

// Stop tells the program to end, where the system can tell it, and waits until
// it has; when ctx ends first, or it can't be told, it is killed. The error says
// how it ended when not in order: it wraps an [exec.ExitError] when the program
// itself ended with a status, also before it was told to.
func (p *Process) Stop(ctx context.Context) error {
	if p.State() != nil {
		return p.failure() // even when ctx has ended
	}
	if err := p.process.Signal(terminate); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return errors.Join(fmt.Errorf("process %d can't be told to end: %w", p.ID(), err), p.killAfter(ctx))
	}
	select {
	case <-p.done:
		return p.failure()
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("process %d did not end when told to: %w", p.ID(), context.Cause(ctx)), p.killAfter(ctx))
	}
}

// failure is how the program that has ended failed, nil when it didn't.
func (p *Process) failure() error {
	if p.state.Success() {
		return nil
	}
	return &exec.ExitError{ProcessState: p.state}
}

// killAfter kills when ctx may have ended already.
func (p *Process) killAfter(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), killTimeout)
	defer cancel()
	return p.Kill(ctx)
}

// Kill ends the program at once, if it still runs, and waits until it has ended
// or ctx has, which is an error.
func (p *Process) Kill(ctx context.Context) error {
	if p.State() != nil {
		return nil // even when ctx has ended
	}
	if err := p.process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill process %d: %w", p.ID(), err)
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("process %d was killed but hasn't ended: %w", p.ID(), context.Cause(ctx))
	}
}
