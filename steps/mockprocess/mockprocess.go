// Package mockprocess runs the mock as users get it: as a process of its own.
package mockprocess

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// startTimeout is how long a mock may take until both ports listen.
const startTimeout = 20 * time.Second

// Process is a mock that runs.
type Process struct {
	ServiceURL string // with a slash at the end
	ControlURL string

	command *exec.Cmd
	output  *output
	ended   chan struct{}
	err     error // how it ended, once ended is closed
}

// Start runs `mockprofit serve` with the arguments and returns when both ports
// listen, or with the reason when it ended instead. The process is killed when
// ctx ends.
func Start(ctx context.Context, binary string, arguments ...string) (*Process, error) {
	command := exec.CommandContext(ctx, binary, append([]string{"serve"}, arguments...)...)
	command.Env = withoutSettings(os.Environ())
	dieWithParent(command)
	process := &Process{command: command, output: newOutput(), ended: make(chan struct{})}
	command.Stdout, command.Stderr = process.output, process.output
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start the mock: %w", err)
	}
	go func() {
		process.err = command.Wait()
		close(process.ended)
	}()
	timer := time.NewTimer(startTimeout)
	defer timer.Stop()
	select {
	case <-process.output.announced:
		process.ServiceURL, process.ControlURL = process.output.addresses()
		return process, nil
	case <-process.ended:
		return nil, &Ended{Output: process.Output(), Status: command.ProcessState.ExitCode()}
	case <-timer.C:
		return nil, errors.Join(fmt.Errorf("the mock did not tell its addresses within %s:\n%s", startTimeout, process.Output()), process.Kill())
	}
}

// withoutSettings leaves the mock's own variables out, so that those of the
// caller's shell don't change what a scenario means.
func withoutSettings(environment []string) []string {
	kept := make([]string, 0, len(environment))
	for _, variable := range environment {
		if !strings.HasPrefix(variable, "MOCKPROFIT_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// Ended is the error of [Start] when the mock ended instead of serving.
type Ended struct {
	Output string
	Status int
}

func (e *Ended) Error() string {
	return fmt.Sprintf("the mock ended with status %d:\n%s", e.Status, e.Output)
}

// Output returns what the mock has printed, the oldest part left out when it
// is long.
func (p *Process) Output() string { return p.output.String() }

// Stop tells the mock to end and waits until it has, or ctx ends; then it is
// killed. The error tells how it ended when that was not in order.
func (p *Process) Stop(ctx context.Context) error {
	if !p.Alive() {
		return p.err
	}
	if err := p.command.Process.Signal(terminate); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return errors.Join(err, p.Kill())
	}
	select {
	case <-p.ended:
		return p.err
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("the mock did not end when told to: %w", context.Cause(ctx)), p.Kill())
	}
}

// Kill ends the mock at once.
func (p *Process) Kill() error {
	if err := p.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.ended
	return nil
}

// Alive reports whether the mock still runs.
func (p *Process) Alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// longestOutput bounds what is kept of the mock's output, in bytes.
const longestOutput = 256 << 10

// output keeps what the mock prints and looks for its addresses in it.
type output struct {
	announced chan struct{} // closed when both addresses are known

	mutex            sync.Mutex
	kept             bytes.Buffer
	service, control string
}

func newOutput() *output { return &output{announced: make(chan struct{})} }

var _ io.Writer = (*output)(nil)

func (o *output) Write(text []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.kept.Len() > longestOutput {
		o.kept.Next(o.kept.Len() / 2)
	}
	o.kept.Write(text)
	if o.service == "" || o.control == "" {
		o.look()
	}
	return len(text), nil
}

// look reads the addresses from complete lines: name, blanks, address.
func (o *output) look() {
	lines := bufio.NewScanner(bytes.NewReader(o.kept.Bytes()[:bytes.LastIndexByte(o.kept.Bytes(), '\n')+1]))
	for lines.Scan() {
		switch fields := strings.Fields(lines.Text()); {
		case len(fields) == 2 && fields[0] == "service":
			o.service = fields[1]
		case len(fields) == 2 && fields[0] == "control":
			o.control = fields[1]
		}
	}
	if o.service != "" && o.control != "" {
		close(o.announced)
	}
}

func (o *output) addresses() (service, control string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.service, o.control
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.kept.String()
}

// ResidentKilobytes returns the memory that the mock takes now, 0 where the
// system does not tell (it is read from /proc).
func (p *Process) ResidentKilobytes() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kilobytes int
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		return 0
	}
	return kilobytes
}
