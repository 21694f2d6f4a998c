package steps

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/connector"
	"profitbdd/steps/mockprocess"
)

// servers are the mocks that a scenario started for itself.
type servers struct {
	started []*mockprocess.Process
	refused *mockprocess.Ended // the last one did not start
	ended   bool               // the mock was told to end
	ending  error              // how it then ended
	folder  string             // of environments
	printed string             // by another program
	exit    int
}

// own is the mock that the scenario started last.
func (s *servers) own() (*mockprocess.Process, error) {
	if len(s.started) == 0 {
		return nil, missing("Given a mock of its own")
	}
	return s.started[len(s.started)-1], nil
}

// turnTo has the sentences of the scenario speak of a mock of its own.
func (w *World) turnTo(process *mockprocess.Process) {
	client := control.NewClient(process.ControlURL, "")
	w.afterwards(func(context.Context) error { client.Close(); return nil })
	w.serviceURL, w.control = process.ServiceURL, client
	w.program = connector.NewGenerated(w.serviceURL, w.client(), nil)
}

func (w *World) serverSteps(scenario sentences) {
	scenario.Step(`^a mock of its own$`, func(ctx context.Context) error { return w.startMock(ctx, "") })
	scenario.Step(`^a mock with the demo environment$`, func(ctx context.Context) error { return w.mustStart(ctx) })
	scenario.Step(`^a mock of its own with "([^"]*)"$`, w.startMock)
	scenario.Step(`^the environment file "([^"]*)":$`, w.environmentFile)
	scenario.Step(`^a mock is started with that folder$`, func(ctx context.Context) error {
		return w.tryMock(ctx, "--environments", w.servers.folder)
	})
	scenario.Step(`^a mock is started with "([^"]*)"$`, func(ctx context.Context, flags string) error {
		return w.tryMock(ctx, strings.Fields(flags)...)
	})
	scenario.Step(`^a second mock is started at the same address$`, func(ctx context.Context) error {
		process, err := w.servers.own()
		if err != nil {
			return err
		}
		address, err := url.Parse(process.ServiceURL)
		if err != nil {
			return err
		}
		return w.tryMock(ctx, "--address", address.Host)
	})
	scenario.Step(`^the mock is told to end$`, func(ctx context.Context) error {
		process, err := w.servers.own()
		if err != nil {
			return err
		}
		w.servers.ended, w.servers.ending = true, process.Stop(ctx)
		return nil
	})
	scenario.Step(`^somebody runs "mockprofit ([^"]*)"$`, w.runMockprofit)

	scenario.Step(`^it ends with status 0$`, func() error {
		if !w.servers.ended {
			return missing("the mock is told to end")
		}
		if w.servers.ending != nil {
			return fmt.Errorf("expected an end in order, got %w:\n%s", w.servers.ending, w.said())
		}
		return nil
	})
	scenario.Step(`^the mock does not start$`, func() error {
		if w.servers.refused == nil || w.servers.refused.Status == 0 {
			return errors.New("expected a mock that does not start")
		}
		return nil
	})
	scenario.Step(`^it says "(.*)"$`, w.says)
	scenario.Step(`^it says it in one line$`, func() error {
		if lines := strings.Split(strings.TrimSpace(w.said()), "\n"); len(lines) != 1 {
			return fmt.Errorf("expected one line, got %d:\n%s", len(lines), w.said())
		}
		return nil
	})
	scenario.Step(`^it prints the addresses of both ports$`, w.printsAddresses)
	scenario.Step(`^the status is (\d+)$`, func(status int) error {
		if w.servers.exit != status {
			return fmt.Errorf("expected status %d, got %d:\n%s", status, w.servers.exit, w.servers.printed)
		}
		return nil
	})
	scenario.Step(`^the printed curl line, pasted into a shell, produces an e-mail$`, w.pasteCurl)
}

// startMock starts a mock without environments, which must start.
func (w *World) startMock(ctx context.Context, flags string) error {
	return w.mustStart(ctx, append(strings.Fields(flags), "--empty")...)
}

func (w *World) mustStart(ctx context.Context, arguments ...string) error {
	if err := w.tryMock(ctx, arguments...); err != nil {
		return err
	}
	if w.servers.refused != nil {
		return w.servers.refused
	}
	return nil
}

// tryMock starts a mock that may refuse to.
func (w *World) tryMock(ctx context.Context, arguments ...string) error {
	w.servers.refused = nil
	given := strings.Join(arguments, " ")
	for _, flag := range []string{"--address", "--control-address"} {
		if !regexp.MustCompile(`(^| )` + flag + `\b`).MatchString(given) {
			arguments = append(arguments, flag, "127.0.0.1:0")
		}
	}
	process, err := mockprocess.Start(context.WithoutCancel(ctx), w.suite.Program, arguments...)
	if ended := new(mockprocess.Ended); errors.As(err, &ended) {
		w.servers.refused = ended
		return nil
	}
	if err != nil {
		return err
	}
	w.servers.started = append(w.servers.started, process)
	w.afterwards(process.Stop)
	w.turnTo(process)
	return nil
}

func (w *World) environmentFile(name string, content *godog.DocString) error {
	if w.servers.folder == "" {
		folder, err := os.MkdirTemp("", "environments")
		if err != nil {
			return err
		}
		w.servers.folder = folder
		w.afterwards(func(context.Context) error { return os.RemoveAll(folder) })
	}
	return os.WriteFile(filepath.Join(w.servers.folder, name), []byte(content.Content+"\n"), 0o600)
}

// runMockprofit runs another command of the program; CONTROL stands for the
// address of the scenario's mock.
func (w *World) runMockprofit(ctx context.Context, line string) error {
	if strings.Contains(line, "CONTROL") {
		process, err := w.servers.own()
		if err != nil {
			return err
		}
		line = strings.ReplaceAll(line, "CONTROL", strings.TrimPrefix(process.ControlURL, "http://"))
	}
	command := exec.CommandContext(ctx, w.suite.Program, strings.Fields(line)...)
	output, err := command.CombinedOutput()
	if failed := new(exec.ExitError); err != nil && !errors.As(err, &failed) {
		return err
	}
	w.servers.printed, w.servers.exit = string(output), command.ProcessState.ExitCode()
	return nil
}

// said is what the program that the scenario speaks of last printed.
func (w *World) said() string {
	switch {
	case w.servers.printed != "":
		return w.servers.printed
	case w.servers.refused != nil:
		return w.servers.refused.Output
	case len(w.servers.started) > 0:
		return w.servers.started[len(w.servers.started)-1].Output()
	}
	return ""
}

func (w *World) says(text string) error {
	if !strings.Contains(w.said(), strings.ReplaceAll(text, `\"`, `"`)) {
		return fmt.Errorf("expected %q, got:\n%s", text, w.said())
	}
	return nil
}

func (w *World) printsAddresses() error {
	process, err := w.servers.own()
	if err != nil {
		return err
	}
	for _, address := range []string{process.ServiceURL, process.ControlURL} {
		parsed, err := url.Parse(address)
		if err != nil || parsed.Port() == "" || parsed.Port() == "0" {
			return fmt.Errorf("expected an address with the port that was picked, got %q", address)
		}
	}
	return nil
}

// pasteCurl runs the line that the mock printed, as its user would.
func (w *World) pasteCurl(ctx context.Context) error {
	if _, err := exec.LookPath("curl"); err != nil {
		return fmt.Errorf("this scenario pastes a line that needs curl, which is not installed: %w", err)
	}
	process, err := w.servers.own()
	if err != nil {
		return err
	}
	line := regexp.MustCompile(`(?m)^\s*(curl -si .*)$`).FindStringSubmatch(process.Output())
	if line == nil {
		return fmt.Errorf("expected a curl line, got:\n%s", process.Output())
	}
	output, err := exec.CommandContext(ctx, "sh", "-c", line[1]).CombinedOutput()
	if err != nil || !strings.Contains(string(output), `<GenerateOTPResponse xmlns="urn:Afas.Profit.Services" />`) {
		return errors.Join(fmt.Errorf("expected the empty answer, got %s", output), err)
	}
	codes, err := w.control.Environments(ctx)
	if err != nil {
		return err
	}
	if len(codes) != 1 {
		return fmt.Errorf("expected one environment, got %q", codes)
	}
	emails, err := w.control.Emails(ctx, codes[0], control.EmailFilter{Wait: 5 * time.Second})
	if err != nil {
		return err
	}
	if len(emails) != 1 {
		return fmt.Errorf("expected one e-mail in the outbox, got %+v", emails)
	}
	return nil
}
