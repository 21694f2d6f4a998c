package steps

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit/control"
)

func (w *World) environmentSteps(scenario *godog.ScenarioContext) {
	scenario.Step(`^a Profit environment$`, func(ctx context.Context) error { return w.givenEnvironment(ctx, "nl") })
	scenario.Step(`^a Profit environment in Dutch$`, func(ctx context.Context) error { return w.givenEnvironment(ctx, "nl") })
	scenario.Step(`^a Profit environment in English$`, func(ctx context.Context) error { return w.givenEnvironment(ctx, "en") })
	scenario.Step(`^another Profit environment with the same user id$`, w.anotherEnvironment)
	scenario.Step(`^the environment also has the user "([^"]*)"$`, w.alsoUser)
	scenario.Step(`^the environment also has the app connector "([^"]*)"$`, w.alsoConnector)
	scenario.Step(`^the environment is deleted$`, func(ctx context.Context) error {
		return w.suite.Control.DeleteEnvironment(ctx, w.environment.Code)
	})
	scenario.Step(`^the setting (\w+) is "([^"]*)"$`, w.setting)

	changes := map[string]func(*environment){
		`the user is blocked`:                           func(e *environment) { e.Users[0].Blocked = true },
		`the user is unblocked`:                         func(e *environment) { e.Users[0].Blocked = false },
		`the user is not in the user group`:             func(e *environment) { e.UserGroups[0].Members = nil },
		`the user has no e-mail address`:                func(e *environment) { e.Users[0].Email = "" },
		`the app connector is blocked`:                  func(e *environment) { blocked := true; e.AppConnectors[0].Blocked = &blocked },
		`the app connector is new`:                      func(e *environment) { e.AppConnectors[0].Blocked = nil },
		`the app connector has no user group`:           func(e *environment) { e.AppConnectors[0].UserGroup = "" },
		`the environment has no mail server`:            func(e *environment) { e.MailServer = "none" },
		`e-mails of the environment stay in the outbox`: func(e *environment) { e.MailServer = "default" },
	}
	for sentence, alter := range changes {
		scenario.Step("^"+sentence+"$", func(ctx context.Context) error { return w.change(ctx, alter) })
	}
	scenario.Step(`^the user's e-mail address is "([^"]*)"$`, func(ctx context.Context, address string) error {
		return w.change(ctx, func(e *environment) { e.Users[0].Email, e.Users[0].AllowInvalidEmail = address, true })
	})
	scenario.Step(`^the description of the app connector is(?: changed to)? (".*")$`, func(ctx context.Context, quoted string) error {
		return w.change(ctx, func(e *environment) { e.AppConnectors[0].Description = unquoted(quoted) })
	})
	scenario.Step(`^tokens of the app connector are valid for "([^"]*)"$`, func(ctx context.Context, validity string) error {
		return w.change(ctx, func(e *environment) { e.AppConnectors[0].TokenValidity = validity })
	})
}

// unquoted takes the quotes around a text away, which may hold quotes itself.
func unquoted(text string) string {
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return text[1 : len(text)-1]
	}
	return text
}

func (w *World) givenEnvironment(ctx context.Context, language string) (err error) {
	w.environment, err = w.newEnvironment(ctx, language)
	w.resetRequest()
	return err
}

func (w *World) anotherEnvironment(ctx context.Context) (err error) {
	w.other, err = w.newEnvironment(ctx, "nl")
	return err
}

func (w *World) alsoUser(ctx context.Context, id string) error {
	digits, err := w.random(16)
	if err != nil {
		return err
	}
	return w.change(ctx, func(e *environment) {
		e.Users = append(e.Users, control.User{ID: id, Email: w.address(id, digits)})
		e.UserGroups[0].Members = append(e.UserGroups[0].Members, id)
	})
}

func (w *World) alsoConnector(ctx context.Context, description string) error {
	open := false
	return w.change(ctx, func(e *environment) {
		e.AppConnectors = append(e.AppConnectors, control.AppConnector{
			ID: fmt.Sprintf("connector-%d", len(e.AppConnectors)), Description: description, Blocked: &open, UserGroup: usualGroup,
		})
	})
}

func (w *World) setting(ctx context.Context, name, value string) error {
	settings, err := w.suite.Control.Settings(ctx)
	if err != nil {
		return err
	}
	for _, setting := range settings {
		if setting.Name == name {
			return w.change(ctx, func(e *environment) {
				if e.Settings == nil {
					e.Settings = control.Settings{}
				}
				e.Settings[name] = typedLike(setting.Default, value)
			})
		}
	}
	return fmt.Errorf("the mock has no setting %q", name)
}

// typedLike gives a value the JSON type that the default of its setting shows.
func typedLike(standard, value string) any {
	var number, ignored int
	if _, err := fmt.Sscanf(standard, "%d", &ignored); err == nil && fmt.Sprint(ignored) == standard {
		if _, err := fmt.Sscanf(value, "%d", &number); err == nil {
			return number
		}
	}
	if standard == "true" || standard == "false" {
		return value == "true"
	}
	return value
}
