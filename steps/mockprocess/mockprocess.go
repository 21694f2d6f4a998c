// Package mockprocess runs the mock as users get it: as a process of its own.
package mockprocess

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"profitbdd/steps/childprocess"
)

const (
	// startTimeout is how long a mock may take until its ports listen.
	startTimeout = 20 * time.Second
	// killTimeout is how long one that was killed may take to be gone.
	killTimeout = 10 * time.Second
	// longestOutput bounds what is kept of the mock's output, in bytes.
	longestOutput = 256 << 10
)

// Process is a mock that runs. It is safe for concurrent use.
type Process struct {
	ServiceURL string // with a slash at the end
	TLSURL     string // of the same services over TLS; "" when the mock doesn't serve them so
	ControlURL string

	child *childprocess.Process
}

// Start runs `mockprofit serve` with the arguments and returns when its ports
// listen, or with [Ended] when it ended instead. The process is killed when ctx
// ends, and on Linux when this one does. The mock's own variables are left out
// of its environment, so that those of the caller's shell don't change what a
// scenario means.
func Start(ctx context.Context, binary string, arguments ...string) (*Process, error) {
	announced := newAnnouncement()
	child, err := childprocess.Start(ctx, binary, childprocess.Options{
		Arguments: append([]string{"serve"}, arguments...),
		Without:   "MOCKPROFIT_",
		Watch:     announced,
		Keep:      longestOutput,
	})
	if err != nil {
		return nil, fmt.Errorf("start the mock: %w", err)
	}
	process := &Process{child: child}
	timer := time.NewTimer(startTimeout)
	defer timer.Stop()
	select {
	case <-announced.complete:
		process.ServiceURL, process.TLSURL, process.ControlURL = announced.service, announced.tls, announced.control
		return process, nil
	case <-child.Done():
		return nil, &Ended{Output: process.Output(), Status: child.State().ExitCode()}
	case <-timer.C:
		return nil, errors.Join(fmt.Errorf("the mock did not tell its addresses within %s:\n%s", startTimeout, process.Output()), process.Kill())
	}
}

// Ended is the error of [Start] when the mock ended instead of serving.
type Ended struct {
	Output string
	Status int // -1 when a signal ended it
}

// Error implements error.
func (e *Ended) Error() string {
	return fmt.Sprintf("the mock ended with status %d:\n%s", e.Status, e.Output)
}

// Output returns what the mock has printed, the oldest part left out when it
// is long.
func (p *Process) Output() string { return p.child.Output() }

// Stop tells the mock to end and waits until it has, or ctx ends; then it is
// killed. The error tells how it ended when that was not in order, or what it
// complained of while it ran. Stopping it again does nothing and returns the
// same.
func (p *Process) Stop(ctx context.Context) error {
	return errors.Join(p.child.Stop(ctx), p.complaint())
}

// complaint returns an error when the mock printed that it panicked or raced: it
// goes on then, so that no request may have failed.
func (p *Process) complaint() error {
	for line := range strings.Lines(p.Output()) {
		if strings.Contains(line, "DATA RACE") || strings.Contains(line, "panic") {
			return fmt.Errorf("the mock complained: %s", strings.TrimSpace(line))
		}
	}
	return nil
}

// Kill ends the mock at once, if it still runs. The error tells that it could
// not be killed, or was not gone ten seconds later.
func (p *Process) Kill() error {
	ctx, cancel := context.WithTimeout(context.Background(), killTimeout)
	defer cancel()
	return p.child.Kill(ctx)
}

// Alive reports whether the mock still runs.
func (p *Process) Alive() bool { return p.child.State() == nil }
