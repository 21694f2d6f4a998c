package tenant

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

func TestReadSettings(t *testing.T) {
	tests := map[string]struct {
		name  string
		value any
		want  string
	}{
		"word":                        {"refusals", "silent", "silent"},
		"number":                      {"activationCodeLength", 6, "6"},
		"number of JSON":              {"activationCodeLength", 8.0, "8"},
		"number with an exponent":     {"activationCodeAttempts", 1e3, "1000"},
		"number of YAML":              {"activationCodeLength", uint64(6), "6"},
		"negative number of YAML":     {"errorNumber", int64(-5), "-5"},
		"negative number of JSON":     {"errorNumber", -2147180999.0, "-2147180999"},
		"boolean":                     {"trimParameters", false, "false"},
		"duration":                    {"activationCodeLifetime", "90s", "1m30s"},
		"text":                        {"productVersion", "22.10", "22.10"},
		"text that is empty":          {"productVersion", "", ""},
		"text that looks like a bool": {"productVersion", "true", "true"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			settings, problems := ReadSettings(control.Settings{test.name: test.value})
			require.Empty(t, problems)
			require.Equal(t, test.want, value(t, settings, test.name))
		})
	}
}

func value(t *testing.T, settings profit.Settings, name string) string {
	t.Helper()
	for _, setting := range profit.Catalogue() {
		if setting.Name == name {
			return setting.Value(&settings)
		}
	}
	t.Fatalf("there is no setting %s", name)
	return ""
}

func TestReadSettingsRefuses(t *testing.T) {
	tests := map[string]struct {
		name    string
		value   any
		message string
	}{
		"unknown":                 {"refusal", "silent", `unknown setting "refusal"; the settings are refusals,`},
		"unknown by case":         {"Refusals", "silent", `unknown setting "Refusals"`},
		"another word":            {"refusals", "loud", `expected one of fault, silent, got "loud"`},
		"number as text":          {"activationCodeLength", "6", "expected a whole number from 4 to 12, got a text"},
		"boolean as text":         {"trimParameters", "false", "expected true or false, got a text"},
		"fraction":                {"activationCodeLength", 8.5, "expected a whole number from 4 to 12, got the number 8.5"},
		"almost whole":            {"activationCodeLength", 8.0000000001, "expected a whole number from 4 to 12, got the number 8.0000000001"},
		"too small":               {"activationCodeLength", 3.0, `expected a whole number from 4 to 12, got "3"`},
		"huge":                    {"errorNumber", 1e300, "got the number 1e+300"},
		"infinite":                {"errorNumber", math.Inf(1), "got the number +Inf"},
		"not a number":            {"errorNumber", math.NaN(), "got the number NaN"},
		"more than an int":        {"errorNumber", uint64(math.MaxUint64), `got "18446744073709551615"`},
		"number for a text":       {"productVersion", 22.1, "expected a text of at most 50 characters without control characters, got the number 22.1; put quotes around it"},
		"number for a duration":   {"activationCodeLifetime", 15, "expected a duration such as 90s, 15m or 1h, from 1s to 8760h0m0s, got the number 15"},
		"boolean for a number":    {"activationCodeLength", true, "got the boolean true"},
		"number for a boolean":    {"trimParameters", 1, "expected true or false, got the number 1"},
		"null":                    {"refusals", nil, "got null"},
		"list":                    {"refusals", []any{"fault"}, "got a list or an object"},
		"object":                  {"refusals", map[string]any{}, "got a list or an object"},
		"a megabyte":              {"productVersion", strings.Repeat("x", 1<<20), "got a text of 1048576 bytes"},
		"text with a line break":  {"productVersion", "1\n2", "without control characters"},
		"lifetime of less than 0": {"activationCodeLifetime", "-1s", "expected a duration"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			settings, problems := ReadSettings(control.Settings{test.name: test.value})
			require.Len(t, problems, 1)
			require.Equal(t, "settings."+test.name, problems[0].Field())
			require.Contains(t, problems[0].Message, test.message)
			require.NotContains(t, problems[0].Message, "setting "+test.name, "the field names it already")
			require.Equal(t, test.name == "productVersion" && strings.Contains(test.message, "number"), strings.HasSuffix(problems[0].Message, "; put quotes around it"))
			require.Less(t, len(problems[0].Message), 1000)
			require.Equal(t, profit.DefaultSettings(), settings, "nothing was set")
		})
	}
}

func TestReadSettingsTellsAllThatIsWrong(t *testing.T) {
	_, problems := ReadSettings(control.Settings{"resend": "never", "activationCodeLength": 99, "nonsense": 1, "refusals": "silent"})
	fields := []string{}
	for _, problem := range problems {
		fields = append(fields, problem.Field())
	}
	require.Equal(t, []string{"settings.activationCodeLength", "settings.nonsense", "settings.resend"}, fields)
}

func TestParseSetting(t *testing.T) {
	require.Equal(t, 6, ParseSetting("activationCodeLength", "6"))
	require.Equal(t, "six", ParseSetting("activationCodeLength", "six"), "refused where it is used")
	require.Equal(t, false, ParseSetting("trimParameters", "false"))
	require.Equal(t, "no", ParseSetting("trimParameters", "no"))
	require.Equal(t, "90s", ParseSetting("activationCodeLifetime", "90s"))
	require.Equal(t, "x", ParseSetting("unknown", "x"))
}
