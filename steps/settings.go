package steps

import (
	"context"
	"fmt"
	"strconv"

	"profitbdd/mockprofit/control"
)

// set gives a setting of the environment a value, in the JSON type that the
// mock says it has.
func (w *World) set(ctx context.Context, name, value string) error {
	setting, err := w.setting(ctx, name)
	if err != nil {
		return err
	}
	typed, err := typedAs(setting.Type, value)
	if err != nil {
		return fmt.Errorf("setting %s: %w", name, err)
	}
	return w.change(ctx, func(e *environment) {
		if e.Settings == nil {
			e.Settings = control.Settings{}
		}
		e.Settings[name] = typed
	})
}

// settingValue returns what a setting of the environment is: what the scenario
// made it, or its default.
func (w *World) settingValue(ctx context.Context, name string) (string, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return "", err
	}
	if value, set := environment.Settings[name]; set {
		return fmt.Sprint(value), nil
	}
	setting, err := w.setting(ctx, name)
	return setting.Default, err
}

func (w *World) setting(ctx context.Context, name string) (control.Setting, error) {
	settings, err := w.control.Settings(ctx)
	if err != nil {
		return control.Setting{}, err
	}
	for _, setting := range settings {
		if setting.Name == name {
			return setting, nil
		}
	}
	return control.Setting{}, fmt.Errorf("the mock has no setting %q", name)
}

// typedAs reads a value as the type that a setting has.
func typedAs(kind, value string) (any, error) {
	switch kind {
	case "string":
		return value, nil
	case "integer":
		return strconv.Atoi(value)
	case "boolean":
		return strconv.ParseBool(value)
	}
	return nil, fmt.Errorf("expected the type string, integer or boolean, got %q", kind)
}
