// Command mockprofit plays AFAS Profit for programs that connect to it.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// version is stamped by the linker; a build without it tells the module's.
var version string

// commands are the command line.
type commands struct {
	Serve       serve       `cmd:"" help:"Run the mock: Profit's port and the control port."`
	Healthcheck healthcheck `cmd:"" help:"Ask a running mock whether it is ready; exit 0 when it is."`
	Version     versionFlag `cmd:"" help:"Print the version."`
}

const description = `A mock of AFAS Profit for programs that connect to it. For tests only.

Examples:
  mockprofit serve                                    the demo environment, e-mails kept in the outbox
  mockprofit serve --smtp 127.0.0.1:1025              e-mails to a mail catcher such as MailHog
  mockprofit serve --environments ./environments      your own environments, one YAML file each
  mockprofit serve --address 127.0.0.1:0              any free port, which is printed
  mockprofit healthcheck                              ready or not, for scripts and containers

Every flag is a variable too: --control-address is MOCKPROFIT_CONTROL_ADDRESS.
Exit status: 0 all went well, 1 it did not, 2 the command line is wrong.`

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run executes the command line and returns the exit status.
func run(arguments []string, out, errors io.Writer) int {
	var line commands
	exit := -1
	parser, err := kong.New(&line,
		kong.Name("mockprofit"), kong.Description(description),
		kong.DefaultEnvars("MOCKPROFIT"), kong.Writers(out, errors),
		kong.Exit(func(status int) { exit = status }),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(errors, "mockprofit:", err)
		return 2
	}
	if len(arguments) == 0 {
		arguments = []string{"--help"}
	}
	context, err := parser.Parse(arguments)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintf(errors, "mockprofit: %v; see mockprofit --help\n", err)
		return 2
	}
	context.Bind(streams{out: out, errors: errors})
	if err := context.Run(); err != nil {
		fmt.Fprintln(errors, "mockprofit:", err)
		return 1
	}
	return 0
}

// streams are where a command writes: what was asked for, and what went wrong.
type streams struct{ out, errors io.Writer }

type versionFlag struct{}

// Run prints the version.
func (versionFlag) Run(to streams) error {
	_, err := fmt.Fprintln(to.out, "mockprofit", stamped())
	return err
}

// stamped returns the version that the linker or the module system gave.
func stamped() string {
	if version != "" {
		return version
	}
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" {
		return build.Main.Version
	}
	return "development"
}
