package profit

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestDefaultSettings(t *testing.T) {
	want := Settings{
		Refusals:               "fault",
		ActivationCodeLength:   8,
		ActivationCodeLifetime: 15 * time.Minute,
		ActivationCodeAttempts: 5,
		Resend:                 "replace",
		MissingDescription:     "refuse",
		DuplicateDescription:   "refuse",
		DescriptionLength:      1000,
		UnknownTokenOnDelete:   "refuse",
		UserIDCase:             "ignored",
		TrimParameters:         true,
		TokenLineBreak:         "none",
		ErrorNumber:            -2147180999,
		DetailNamespace:        "",
		ProductVersion:         "22.22.5",
	}
	require.Empty(t, cmp.Diff(want, DefaultSettings()))
}

func TestCatalogue(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+([A-Z][a-z]+)*$`)
	defaults := DefaultSettings()
	seen := make(map[string]bool)
	for _, setting := range Catalogue() {
		t.Run(setting.Name, func(t *testing.T) {
			require.Regexp(t, name, setting.Name)
			require.False(t, seen[setting.Name], "the name is not unique")
			seen[setting.Name] = true
			require.Equal(t, Assumed, setting.Label)
			require.NotEmpty(t, setting.Source)
			require.Regexp(t, `^[A-Z].*\.$`, setting.Sentence)
			require.NotEmpty(t, setting.Expected())
			require.Equal(t, setting.Default, setting.Value(&defaults), "the default is written as Value writes it")

			var settings Settings
			require.NoError(t, settings.Set(setting.Name, setting.Default))
			require.Equal(t, setting.Default, setting.Value(&settings))
			if setting.Values() != nil {
				require.Contains(t, setting.Values(), setting.Default)
			}
			switch setting.Kind() {
			case "integer", "boolean":
				require.True(t, json.Valid([]byte(setting.Default)))
			default:
				require.Equal(t, "string", setting.Kind())
			}
		})
	}
}

// Each setting governs one field, its own, and each field has a setting.
func TestEachSettingHasItsField(t *testing.T) {
	governed := make(map[string]string)
	for _, setting := range Catalogue() {
		settings := DefaultSettings()
		require.NoError(t, settings.Set(setting.Name, another(setting)))
		require.Equal(t, another(setting), setting.Value(&settings))
		before, after := reflect.ValueOf(DefaultSettings()), reflect.ValueOf(settings)
		for i := range before.NumField() {
			if field := before.Type().Field(i).Name; !before.Field(i).Equal(after.Field(i)) {
				require.Empty(t, governed[field], "field %s is governed by two settings", field)
				governed[field] = setting.Name
				require.True(t, strings.EqualFold(field, setting.Name), "setting %s governs field %s", setting.Name, field)
			}
		}
	}
	require.Len(t, governed, reflect.TypeFor[Settings]().NumField())
}

// another returns a value of the setting that is not its default.
func another(setting Setting) string {
	if words := setting.Values(); words != nil {
		return words[len(words)-1]
	}
	switch setting.Kind() {
	case "integer":
		return "7"
	case "boolean":
		return strconv.FormatBool(setting.Default != "true")
	}
	if strings.Contains(setting.Expected(), "duration") {
		return "1h30m0s"
	}
	return "urn:x"
}

func TestSet(t *testing.T) {
	const text50 = "a text of at most 50 characters without control characters"
	tests := []struct {
		name, value, expected string // expected "": the value is allowed
	}{
		{"refusals", "silent", ""},
		{"refusals", "", "one of fault, silent"},
		{"refusals", "Silent", "one of fault, silent"},
		{"resend", "never", "one of replace, repeat, ignore"},
		{"unknownTokenOnDelete", "allow", "one of refuse, ignore"},
		{"missingDescription", "ignore", "one of refuse, allow"},
		{"activationCodeLength", "4", ""},
		{"activationCodeLength", "12", ""},
		{"activationCodeLength", "3", "a whole number from 4 to 12"},
		{"activationCodeLength", "13", "a whole number from 4 to 12"},
		{"activationCodeLength", "8.0", "a whole number from 4 to 12"},
		{"activationCodeLength", "99999999999999999999", "a whole number from 4 to 12"},
		{"activationCodeAttempts", "0", "a whole number from 1 to 1000"},
		{"errorNumber", "-2147483648", ""},
		{"errorNumber", "-2147483649", "a whole number from -2147483648 to 2147483647"},
		{"activationCodeLifetime", "1s", ""},
		{"activationCodeLifetime", "8760h", ""},
		{"activationCodeLifetime", "999ms", "a duration such as 90s, 15m or 1h, from 1s to 8760h0m0s"},
		{"activationCodeLifetime", "8761h", "a duration such as 90s, 15m or 1h, from 1s to 8760h0m0s"},
		{"activationCodeLifetime", "15", "a duration such as 90s, 15m or 1h, from 1s to 8760h0m0s"},
		{"trimParameters", "false", ""},
		{"trimParameters", "no", "true or false"},
		{"trimParameters", "1", "true or false"},
		{"productVersion", "", ""},
		{"productVersion", strings.Repeat("é", 50), ""},
		{"productVersion", strings.Repeat("é", 51), text50},
		{"productVersion", "1\n2", text50},
		{"productVersion", "1\u00852", text50},
		{"productVersion", "1\xff2", text50},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.value, func(t *testing.T) {
			settings := DefaultSettings()
			err := settings.Set(test.name, test.value)
			if test.expected == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, "setting "+test.name+": expected "+test.expected+", got "+strconv.Quote(test.value))
			require.Equal(t, DefaultSettings(), settings, "nothing is changed")
		})
	}
}

func TestSetUnknownSetting(t *testing.T) {
	settings := DefaultSettings()
	for _, name := range []string{"colour", "", "Refusals"} {
		err := settings.Set(name, "x")
		require.ErrorContains(t, err, "unknown setting "+strconv.Quote(name))
		for _, setting := range Catalogue() {
			require.ErrorContains(t, err, setting.Name)
		}
	}
}
