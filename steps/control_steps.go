package steps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/google/go-cmp/cmp"

	"profitbdd/mockprofit/control"
)

// controlSteps are the sentences about the control port itself.
func (w *World) controlSteps(scenario sentences) {
	var before control.Environment
	var refused *control.Refused
	keep := func(err error) error {
		refused = nil
		if err != nil && !errors.As(err, &refused) {
			return err
		}
		return nil
	}
	scenario.Step(`^somebody creates an environment and says nothing about it$`, func(ctx context.Context) error {
		created, err := w.control.CreateEnvironment(ctx, control.Environment{})
		if err != nil {
			return err
		}
		client := w.control
		w.afterwards(func(ctx context.Context) error { return deleteIfThere(ctx, client, created.Code) })
		w.environment = &environment{created}
		return nil
	})
	scenario.Step(`^somebody creates an environment with the same code$`, func(ctx context.Context) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		if before, err = w.control.Environment(ctx, environment.Code); err != nil {
			return err
		}
		_, err = w.control.CreateEnvironment(ctx, control.Environment{Code: environment.Code})
		return keep(err)
	})
	scenario.Step(`^somebody puts the environment with '(.*)'$`, func(ctx context.Context, document string) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		if before, err = w.control.Environment(ctx, environment.Code); err != nil {
			return err
		}
		return keep(w.control.PutDocument(ctx, environment.Code, []byte(document)))
	})
	scenario.Step(`^somebody changes the environment with '(.*)'$`, func(ctx context.Context, document string) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		if before.Code != environment.Code {
			if before, err = w.control.Environment(ctx, environment.Code); err != nil {
				return err
			}
		}
		return keep(w.control.PatchDocument(ctx, environment.Code, []byte(document)))
	})
	scenario.Step(`^the environment has the users "([^"]*)"$`, func(ctx context.Context, users string) error {
		after, err := w.control.Environment(ctx, before.Code)
		if err != nil {
			return err
		}
		var ids []string
		for _, user := range after.Users {
			ids = append(ids, user.ID)
		}
		if got := strings.Join(ids, ", "); got != users {
			return fmt.Errorf("expected the users %s, got %s", users, got)
		}
		return nil
	})
	scenario.Step(`^the environment is as it was, but the setting (\w+) is "([^"]*)"$`, func(ctx context.Context, setting, value string) error {
		after, err := w.control.Environment(ctx, before.Code)
		if err != nil {
			return err
		}
		want := before
		want.Settings = maps.Clone(before.Settings)
		if want.Settings == nil {
			want.Settings = control.Settings{}
		}
		want.Settings[setting] = value
		if difference := cmp.Diff(want, after); difference != "" {
			return fmt.Errorf("expected the environment to be as it was but for a setting, got -expected +after:\n%s", difference)
		}
		return nil
	})
	scenario.Step(`^somebody asks for the e-mails of the environment$`, func(ctx context.Context) error {
		_, err := w.emailsSent(ctx, control.EmailFilter{})
		return keep(err)
	})
	scenario.Step(`^the control port refuses with (\d+)$`, func(status int) error {
		if refused == nil || refused.Status != status {
			return fmt.Errorf("expected a refusal with status %d, got %v", status, refused)
		}
		return nil
	})
	scenario.Step(`^it names the field "([^"]*)" and says "([^"]*)"$`, func(field, message string) error {
		if refused == nil {
			return missing("the control port refuses with …")
		}
		for _, named := range refused.Fields {
			if strings.HasPrefix(named, field+": ") && strings.Contains(named, message) {
				return nil
			}
		}
		return fmt.Errorf("expected %s: … %s, got %q", field, message, refused.Fields)
	})
	scenario.Step(`^the environment is as it was$`, func(ctx context.Context) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		after, err := w.control.Environment(ctx, environment.Code)
		if err != nil {
			return err
		}
		if difference := cmp.Diff(before, after); difference != "" {
			return fmt.Errorf("expected the environment to be as it was, got -before +after:\n%s", difference)
		}
		return nil
	})
}
