package tenant

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

// longestSetting bounds the text of a setting, in bytes; none may be as long.
const longestSetting = 1000

// ReadSettings applies settings by name to the defaults and returns what is
// wrong with them. Numbers and booleans are not given as text, in a YAML file
// no more than over the control port.
func ReadSettings(given control.Settings) (profit.Settings, []control.Problem) {
	settings := profit.DefaultSettings()
	known := make(map[string]profit.Setting)
	for _, setting := range profit.Catalogue() {
		known[setting.Name] = setting
	}
	var problems []control.Problem
	for _, name := range slices.Sorted(maps.Keys(given)) {
		message := ""
		if setting, found := known[name]; !found {
			message = settings.Set(name, "").Error() // tells which there are
		} else if text, fits := settingText(setting, given[name]); !fits {
			message = fmt.Sprintf("expected %s, got %s", setting.Expected(), described(given[name])) + quotesHint(setting, given[name])
		} else if settings.Set(name, text) != nil { // the error names the setting, as the path does
			message = fmt.Sprintf("expected %s, got %q", setting.Expected(), text)
		}
		if message != "" {
			problems = append(problems, control.Problem{Path: []any{"settings", name}, Message: message})
		}
	}
	return settings, problems
}

// settingText returns a value as the setting's text, and false when its type
// doesn't fit the setting. A number for a text does not: 22.10 would become
// 22.1.
func settingText(setting profit.Setting, value any) (text string, fits bool) {
	switch value := value.(type) {
	case string:
		return value, len(value) <= longestSetting && setting.Kind() == "string"
	case bool:
		return strconv.FormatBool(value), setting.Kind() == "boolean"
	case int, int64, uint64: // what YAML makes of a whole number
		return fmt.Sprint(value), setting.Kind() == "integer"
	case float64: // what JSON makes of every number
		const exact = 1 << 53 // up to here every whole number is a float64
		whole := value == math.Trunc(value) && math.Abs(value) < exact
		return strconv.FormatFloat(value, 'f', 0, 64), whole && setting.Kind() == "integer"
	}
	return "", false
}

// quotesHint tells the way out when a number or a boolean stands where it would
// do as a text, such as a version.
func quotesHint(setting profit.Setting, value any) string {
	switch value.(type) {
	case bool, int, int64, uint64, float64:
		var attempt profit.Settings
		if setting.Kind() == "string" && attempt.Set(setting.Name, fmt.Sprint(value)) == nil {
			return "; put quotes around it"
		}
	}
	return ""
}

// described names a value that was not accepted, briefly.
func described(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("a text of %d bytes", len(value))
	case bool:
		return fmt.Sprintf("the boolean %t", value)
	case int, int64, uint64, float64:
		return fmt.Sprintf("the number %v", value)
	}
	return "a list or an object"
}

// ParseSetting gives a text the type of the setting with the name, or leaves it
// a text where it can't be that, to be refused where it is used.
func ParseSetting(name, text string) any {
	for _, setting := range profit.Catalogue() {
		if setting.Name == name && (setting.Kind() != "boolean" || text == "true" || text == "false") {
			return typed(setting, text)
		}
	}
	return text
}

// typed gives a setting's value the type in which a document writes it.
func typed(setting profit.Setting, value string) any {
	switch setting.Kind() {
	case "integer":
		if number, err := strconv.Atoi(value); err == nil {
			return number
		}
	case "boolean":
		return value == "true"
	}
	return value
}
