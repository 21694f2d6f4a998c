// Command bdd runs the features: it starts a MailHog and a mock, runs what was
// selected, and leaves reports. It is what `make bdd` calls.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"
	"github.com/testcontainers/testcontainers-go/log"

	"profitbdd/steps/report"
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
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a run is short; collecting at each doubling of a small heap took a part of it
	}
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
		// Whoever reads the reports next must not take those of an earlier run for this one's, whatever becomes of it.
		err = errors.Join(report.RemoveFiles(options.Reports), options.check())
	}
	if err != nil {
		fmt.Fprintf(problems, "bdd: %v\n", err)
		return refused
	}
	user := newInterruption(context.Background())
	defer user.listen()()
	return options.endWith(user, out, problems)
}

// endWith executes the run and returns the exit status. Once the run is
// abandoned it waits no longer than abandonTimeout.
func (o *options) endWith(user *interruption, out, problems io.Writer) int {
	type outcome struct {
		status int
		err    error
	}
	ended := make(chan outcome, 1)
	go func() {
		status, err := o.execute(user, out)
		ended <- outcome{status, err}
	}()
	var result outcome
	select {
	case result = <-ended:
	case <-user.abandoned.Done():
		select {
		case result = <-ended:
		case <-time.After(abandonTimeout):
			result.err = errors.New("abandoned before everything was removed; the next run with a container removes what is left")
		}
	}
	if result.err == nil {
		return result.status
	}
	fmt.Fprintf(problems, "bdd: %v\n", result.err)
	if wrong := new(wrongSelection); errors.As(result.err, &wrong) {
		return refused
	}
	return max(result.status, failed)
}
