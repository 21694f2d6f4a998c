package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"profitbdd/mockprofit/control"
)

// What the environment of a scenario holds when nothing else is said.
const (
	usualUser      = "12345.jansen"
	usualGroup     = "koppelingen"
	usualConnector = "CRM-koppeling"
)

// environment is a Profit environment of one scenario.
type environment struct {
	control.Environment
}

// newEnvironment makes an environment with one user in one user group that may
// use one app connector, under a code and with keys and addresses that are its
// own.
func (w *World) newEnvironment(ctx context.Context, language string) (*environment, error) {
	digits, err := w.random(16)
	if err != nil {
		return nil, err
	}
	open := false
	made := &environment{control.Environment{
		Code:       codeFrom(digits),
		Language:   language,
		MailServer: w.suite.MailServer,
		Users:      []control.User{{ID: usualUser, Name: "Anna Jansen", Email: w.address(usualUser, digits)}},
		UserGroups: []control.UserGroup{{ID: usualGroup, Members: []string{usualUser}}},
		AppConnectors: []control.AppConnector{
			{ID: "crm", Description: usualConnector, Blocked: &open, UserGroup: usualGroup},
		},
	}}
	w.afterwards(func(ctx context.Context) error { return w.remove(ctx, made.Code) })
	if err := w.put(ctx, made); err != nil {
		return nil, err
	}
	// Time stands still unless a sentence moves it, so that "just before" is.
	_, err = w.suite.Control.ChangeClock(ctx, made.Code, control.ClockChange{Freeze: true})
	return made, err
}

// codeFrom makes an environment's code of hexadecimal digits.
func codeFrom(digits string) string {
	var number strings.Builder
	for _, digit := range digits[:12] {
		number.WriteByte('0' + byte(digit)%10)
	}
	return "O" + number.String() + string([]byte{'A' + digits[14]%26, 'A' + digits[15]%26})
}

// address is one that no other scenario uses.
func (w *World) address(user, digits string) string {
	return strings.ToLower(strings.TrimPrefix(user, "12345.") + "." + digits + "@example.com")
}

// put makes the environment what the scenario wants it to be, and learns the
// keys that were generated.
func (w *World) put(ctx context.Context, wanted *environment) error {
	put, err := w.suite.Control.PutEnvironment(ctx, wanted.Environment)
	if err != nil {
		return err
	}
	wanted.EnvironmentKey = put.EnvironmentKey
	for i := range wanted.AppConnectors {
		wanted.AppConnectors[i].APIKey = put.AppConnectors[i].APIKey
	}
	return nil
}

func (w *World) remove(ctx context.Context, code string) error {
	codes, err := w.suite.Control.Environments(ctx)
	if err != nil || !slices.Contains(codes, code) {
		return err
	}
	return w.suite.Control.DeleteEnvironment(ctx, code)
}

// change alters the environment that the scenario speaks of.
func (w *World) change(ctx context.Context, alter func(*environment)) error {
	if w.environment == nil {
		return fmt.Errorf("expected the sentence %q before this one", "Given a Profit environment")
	}
	alter(w.environment)
	return w.put(ctx, w.environment)
}

func (e *environment) user(id string) *control.User {
	for i := range e.Users {
		if strings.EqualFold(e.Users[i].ID, id) {
			return &e.Users[i]
		}
	}
	return nil
}

func (e *environment) connector(description string) *control.AppConnector {
	for i := range e.AppConnectors {
		if e.AppConnectors[i].Description == description {
			return &e.AppConnectors[i]
		}
	}
	return nil
}
