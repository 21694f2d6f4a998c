package steps

import (
	"context"
	"fmt"

	"profitbdd/mockprofit/control"
)

func (w *World) environmentSteps(scenario sentences) {
	scenario.Step(`^a Profit environment$`, func(ctx context.Context) error { return w.givenEnvironment(ctx, "nl") })
	scenario.Step(`^a Profit environment in Dutch$`, func(ctx context.Context) error { return w.givenEnvironment(ctx, "nl") })
	scenario.Step(`^a Profit environment in English$`, func(ctx context.Context) error { return w.givenEnvironment(ctx, "en") })
	scenario.Step(`^another Profit environment with the same user id$`, w.anotherEnvironment)
	scenario.Step(`^the environment also has the user "([^"]*)"$`, w.alsoUser)
	scenario.Step(`^the environment also has the app connector "([^"]*)"$`, w.alsoConnector)
	scenario.Step(`^the environment is reset$`, func(ctx context.Context) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		_, err = w.control.ResetEnvironment(ctx, environment.Code)
		return err
	})
	scenario.Step(`^the environment is deleted$`, func(ctx context.Context) error {
		environment, err := w.theEnvironment()
		if err != nil {
			return err
		}
		return w.control.DeleteEnvironment(ctx, environment.Code)
	})
	scenario.Step(`^the setting (\w+) is "([^"]*)"$`, w.set)

	scenario.Step(`^the user is unblocked$`, func(ctx context.Context) error {
		return w.change(ctx, func(e *environment) { e.Users[0].Blocked = false })
	})
	scenario.Step(`^e-mails of the environment stay in the outbox$`, func(ctx context.Context) error {
		return w.change(ctx, func(e *environment) { e.MailServer = "default" })
	})
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
	if w.environment, err = w.newEnvironment(ctx, language); err != nil {
		return err
	}
	return w.resetRequest()
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
