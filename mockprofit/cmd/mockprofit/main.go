// Command mockprofit plays AFAS Profit for programs that connect to it.
package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"profitbdd/mockprofit"
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
  mockprofit serve --tls                              over TLS too, under AFAS's host names
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
	parser, err := newParser(&line, kong.Writers(out, errors), kong.Exit(func(status int) { exit = status }))
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
		fmt.Fprintf(errors, "mockprofit: %s; see mockprofit %s--help\n", reworded(err), selected(err))
		return 2
	}
	context.Bind(streams{out: out, errors: errors})
	if err := context.Run(); err != nil {
		fmt.Fprintln(errors, "mockprofit:", err)
		return 1
	}
	return 0
}

// selected returns the command that was being read when an error came, with a
// blank behind it; "" when it was none.
func selected(err error) string {
	if parsing, is := err.(*kong.ParseError); is && parsing.Context.Selected() != nil {
		return parsing.Context.Selected().Name + " "
	}
	return ""
}

func newParser(line *commands, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(line, append(more,
		kong.Name("mockprofit"), kong.Description(description), kong.DefaultEnvars("MOCKPROFIT"),
		kong.Vars{"protocols": strings.Join(mockprofit.DefaultProtocols(), ",")},
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)...)
}

// asFlag is how kong words that a value begins with a hyphen.
var asFlag = regexp.MustCompile(`^(--[a-z-]+): expected .* but got "([^"]*)" \((?:short|long) flag\)`)

// reworded says so in terms of what was typed: -1 is no short flag to whoever
// means a number.
func reworded(err error) string {
	if found := asFlag.FindStringSubmatch(err.Error()); found != nil {
		return fmt.Sprintf("%[1]s: expected a value, got %[2]s, which looks like a flag; if it is the value, write %[1]s=%[2]s", found[1], found[2])
	}
	return err.Error()
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
