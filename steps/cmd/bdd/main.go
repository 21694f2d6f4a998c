// Command bdd runs the features: it starts a MailHog and a mock, runs what was
// selected, and leaves reports. It is what `make bdd` calls.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/testcontainers/testcontainers-go/log"
)

// The exit statuses.
const (
	passed  = 0
	failed  = 1 // something failed, or could not be started
	refused = 2 // the command line or a variable is wrong
)

const description = `Runs the features against a mock Profit and a real MailHog.

Examples:
  make bdd                                  everything
  make bdd TAGS='@smoke and not @assumed'   Cucumber tag expressions
  make bdd FEATURES=features/refusals       a folder, a file, or file:line; several with blanks between
  make bdd RERUN=failed                     only what failed last time
  make bdd MAIL=process                     MailHog as a process rather than a container
  make bdd MOCK=http://127.0.0.1:8080 CONTROL=http://127.0.0.1:8081
                                            a mock that runs already

Each variable is a flag too: FEATURES is --features. Exit status: 0 all passed, 1 something
failed, 2 a variable is wrong.`

func main() {
	log.SetDefault(log.NewNoopLogger()) // the summary says what it would
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run executes the command line and returns the exit status.
func run(arguments []string, out, problems io.Writer) int {
	var options options
	exit := -1
	parser, err := kong.New(&options, kong.Name("bdd"), kong.Description(description), kong.Writers(out, problems),
		kong.Exit(func(status int) { exit = status }), kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}))
	if err != nil {
		fmt.Fprintln(problems, "bdd:", err)
		return refused
	}
	_, err = parser.Parse(arguments)
	if exit >= 0 { // --help
		return exit
	}
	if err == nil {
		err = options.check()
	}
	if err != nil {
		fmt.Fprintf(problems, "bdd: %v\n", err)
		return refused
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	defer cancelOnSignal(cancel)()

	status, err := options.execute(ctx, out)
	if err != nil {
		fmt.Fprintf(problems, "bdd: %v\n", err)
		if wrong := new(wrongSelection); errors.As(err, &wrong) {
			return refused
		}
		return max(status, failed)
	}
	return status
}

// cancelOnSignal has the first Ctrl-C or SIGTERM end the run in order, with
// everything cleaned up; a second one ends it at once. The function returned
// stops that.
func cancelOnSignal(cancel context.CancelCauseFunc) func() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case received := <-signals:
			signal.Stop(signals)
			cancel(fmt.Errorf("told to end (%s)", received))
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
