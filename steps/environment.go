package steps

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
	keys, err := w.random(64)
	if err != nil {
		return nil, err
	}
	open := false
	made := &environment{control.Environment{
		Code:           codeFrom(digits),
		Language:       language,
		EnvironmentKey: keys[:32],
		MailServer:     w.suite.MailServer,
		Users:          []control.User{{ID: usualUser, Name: "Anna Jansen", Email: w.address(usualUser, digits)}},
		UserGroups:     []control.UserGroup{{ID: usualGroup, Members: []string{usualUser}}},
		AppConnectors: []control.AppConnector{
			{ID: "crm", Description: usualConnector, Blocked: &open, UserGroup: usualGroup, APIKey: keys[32:]},
		},
	}}
	client := w.control
	w.afterwards(func(ctx context.Context) error { return deleteIfThere(ctx, client, made.Code) })
	if err := w.put(ctx, made); err != nil {
		return nil, err
	}
	// Time stands still unless a sentence moves it, so that "just before" is.
	_, err = w.control.ChangeClock(ctx, made.Code, control.ClockChange{Freeze: true})
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
	put, err := w.control.PutEnvironment(ctx, wanted.Environment)
	if err != nil {
		return err
	}
	wanted.EnvironmentKey = put.EnvironmentKey
	for i := range wanted.AppConnectors {
		wanted.AppConnectors[i].APIKey = put.AppConnectors[i].APIKey
	}
	return nil
}

func deleteIfThere(ctx context.Context, client *control.Client, code string) error {
	err := client.DeleteEnvironment(ctx, code)
	if refused := new(control.Refused); errors.As(err, &refused) && refused.Status == http.StatusNotFound {
		return nil // the scenario deleted it itself
	}
	return err
}

// missing tells which sentence a scenario lacks.
func missing(sentence string) error {
	return fmt.Errorf("expected the sentence %q before this one", sentence)
}

// theEnvironment is the one that the scenario speaks of.
func (w *World) theEnvironment() (*environment, error) {
	if w.environment == nil {
		return nil, missing("Given a Profit environment")
	}
	return w.environment, nil
}

func (w *World) otherEnvironment() (*environment, error) {
	if w.other == nil {
		return nil, missing("And another Profit environment with the same user id")
	}
	return w.other, nil
}

// change alters the environment that the scenario speaks of.
func (w *World) change(ctx context.Context, alter func(*environment)) error {
	environment, err := w.theEnvironment()
	if err != nil {
		return err
	}
	alter(environment)
	return w.put(ctx, environment)
}

func (e *environment) user(id string) (*control.User, error) {
	for i := range e.Users {
		if strings.EqualFold(e.Users[i].ID, id) {
			return &e.Users[i], nil
		}
	}
	return nil, missing(fmt.Sprintf("And the environment also has the user %q", id))
}

func (e *environment) connector(description string) (*control.AppConnector, error) {
	for i := range e.AppConnectors {
		if e.AppConnectors[i].Description == description {
			return &e.AppConnectors[i], nil
		}
	}
	return nil, missing(fmt.Sprintf("And the environment also has the app connector %q", description))
}
