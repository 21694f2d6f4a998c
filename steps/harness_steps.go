package steps

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cucumber/godog"
)

// harnessSteps are the sentences of the features about the harness itself.
// They run the command behind make bdd once more, in a folder of its own, over
// sentences that are broken on purpose.
func (w *World) harnessSteps(scenario sentences) {
	run := &harnessRun{}
	scenario.Step(`^the feature file "([^"]*)":$`, func(name string, content *godog.DocString) error { return run.write(w, name, content.Content) })
	scenario.Step(`^the suite runs$`, func(ctx context.Context) error { return run.start(ctx, w, "--self-test", "") })
	scenario.Step(`^the suite runs with "([^"]*)"$`, func(ctx context.Context, variables string) error {
		return run.start(ctx, w, "--self-test", variables)
	})
	scenario.Step(`^the real suite runs with "([^"]*)"$`, func(ctx context.Context, variables string) error {
		return run.start(ctx, w, "", variables)
	})
	scenario.Step(`^the real suite runs against that mock with "([^"]*)"$`, func(ctx context.Context, variables string) error {
		mock, err := w.servers.own()
		if err != nil {
			return err
		}
		return run.start(ctx, w, "", "MOCK="+mock.ServiceURL+"; CONTROL="+mock.ControlURL+"; "+variables)
	})
	scenario.Step(`^the suite is interrupted while it runs$`, func(ctx context.Context) error { return run.interrupt(ctx, w) })
	scenario.Step(`^the run passes$`, func() error { return run.ended(0) })
	scenario.Step(`^the run fails$`, func() error { return run.ended(1) })
	scenario.Step(`^the run is refused$`, func() error { return run.ended(2) })
	scenario.Step(`^the run says "(.*)"$`, run.said)
	scenario.Step(`^the run left the report "([^"]*)" with "(.*)"$`, run.left)
}

// harnessRun is a run of the suite in a folder of its own.
type harnessRun struct {
	folder string
	output string
	status int
}

func (h *harnessRun) write(w *World, name, content string) error {
	if err := h.prepare(w); err != nil {
		return err
	}
	file := filepath.Join(h.folder, "features", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(content+"\n"), 0o600)
}

func (h *harnessRun) prepare(w *World) error {
	if h.folder != "" {
		return nil
	}
	folder, err := os.MkdirTemp("", "harness")
	if err != nil {
		return err
	}
	h.folder = folder
	w.afterwards(func(context.Context) error { return os.RemoveAll(folder) })
	return os.MkdirAll(filepath.Join(folder, "features"), 0o700)
}

func (h *harnessRun) start(ctx context.Context, w *World, flag, variables string) error {
	command, err := h.command(ctx, w, flag, variables)
	if err != nil {
		return err
	}
	output, err := command.CombinedOutput()
	return h.finish(command, string(output), err)
}

// interrupt does what Ctrl-C does, as soon as the run is at a step that never ends.
func (h *harnessRun) interrupt(ctx context.Context, w *World) error {
	command, err := h.command(ctx, w, "--self-test", "")
	if err != nil {
		return err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	command.Stderr = command.Stdout
	if err := command.Start(); err != nil {
		return err
	}
	var printed strings.Builder
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		fmt.Fprintln(&printed, lines.Text())
		if lines.Text() == begun {
			if err := command.Process.Signal(os.Interrupt); err != nil {
				return err
			}
		}
	}
	return h.finish(command, printed.String(), command.Wait())
}

func (h *harnessRun) finish(command *exec.Cmd, output string, err error) error {
	if failed := new(exec.ExitError); err != nil && !errors.As(err, &failed) {
		return err
	}
	h.output, h.status = output, command.ProcessState.ExitCode()
	return nil
}

func (h *harnessRun) command(ctx context.Context, w *World, flag, variables string) (*exec.Cmd, error) {
	if err := h.prepare(w); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, w.suite.Runner, "--program", w.suite.Program, "--mailhog-program", w.suite.MailHogProgram)
	if flag != "" {
		command.Args = append(command.Args, flag)
	}
	command.Dir = h.folder
	command.Env = append(withoutVariables(os.Environ()), parseVariables(variables)...)
	return command, nil
}

// withoutVariables keeps of an environment what the programs need, and nothing
// that tells a run what to do: the run that this scenario is a part of was told
// other things.
func withoutVariables(environment []string) []string {
	return slices.DeleteFunc(slices.Clone(environment), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		switch name {
		case "PATH", "HOME", "TMPDIR", "USER", "LANG", "TZ", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME":
			return false
		}
		return !strings.HasPrefix(name, "DOCKER_") && !strings.HasPrefix(name, "TESTCONTAINERS_") && !strings.HasPrefix(name, "GO")
	})
}

// parseVariables reads "A=b; C=d".
func parseVariables(text string) []string {
	var variables []string
	for variable := range strings.SplitSeq(text, ";") {
		if variable = strings.TrimSpace(variable); variable != "" {
			variables = append(variables, variable)
		}
	}
	return variables
}

func (h *harnessRun) ended(status int) error {
	if h.status != status {
		return fmt.Errorf("expected status %d, got %d:\n%s", status, h.status, h.output)
	}
	return nil
}

func (h *harnessRun) said(text string) error {
	if !strings.Contains(h.output, text) {
		return fmt.Errorf("expected %q, got:\n%s", text, h.output)
	}
	return nil
}

func (h *harnessRun) left(report, text string) error {
	content, err := os.ReadFile(filepath.Join(h.folder, "build", "reports", report))
	if err != nil {
		return err
	}
	if !strings.Contains(string(content), text) {
		return fmt.Errorf("expected %q in %s, got:\n%s", text, report, content)
	}
	return nil
}
