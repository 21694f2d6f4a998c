package profit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Settings hold the behaviour of an environment that nothing public settles:
// the project chose a default, and whoever knows better sets it. The zero value
// is not useful; start from [DefaultSettings].
type Settings struct {
	Refusals               string
	ActivationCodeLength   int
	ActivationCodeLifetime time.Duration
	ActivationCodeAttempts int
	Resend                 string
	MissingDescription     string
	DuplicateDescription   string
	DescriptionLength      int
	UnknownTokenOnDelete   string
	UserIDCase             string
	TrimParameters         bool
	TokenLineBreak         string
	ErrorNumber            int
	DetailNamespace        string
	ProductVersion         string
}

// Values of the settings that choose among words.
const (
	RefusalsFault  = "fault"
	RefusalsSilent = "silent"

	ResendReplace = "replace"
	ResendRepeat  = "repeat"
	ResendIgnore  = "ignore"

	Refuse = "refuse"
	Allow  = "allow"
	Ignore = "ignore"

	CaseIgnored = "ignored"
	CaseExact   = "exact"

	LineBreakNone = "none"
	LineBreakCRLF = "crlf"
)

// Setting describes one assumed behaviour: its name, what it may be, its
// default, its label, one sentence for the user and where it comes from.
type Setting struct {
	Name     string
	Label    Label
	Default  string
	Sentence string
	Source   string

	kind kind
}

// kind is how a setting's value is read, written and bounded.
type kind struct {
	expected string // completes "expected …"
	jsonType string
	words    []string // what is allowed, nil when the value is not a word
	get      func(*Settings) string
	set      func(*Settings, string) error
}

// Kind returns the JSON type of the setting's value: "string", "integer" or
// "boolean". Durations are strings such as "15m".
func (s Setting) Kind() string { return s.kind.jsonType }

// Values returns the words that the setting may be, nil when it is not a word.
func (s Setting) Values() []string { return s.kind.words }

// Expected completes the sentence "expected …" for a value of the setting.
func (s Setting) Expected() string { return s.kind.expected }

// Value returns what the setting is in the given settings, as text.
func (s Setting) Value(settings *Settings) string { return s.kind.get(settings) }

// DefaultSettings returns the settings of an environment that sets none.
func DefaultSettings() Settings {
	var settings Settings
	for _, setting := range Catalogue() {
		if err := setting.kind.set(&settings, setting.Default); err != nil {
			panic(fmt.Sprintf("profit: default of setting %s: %v", setting.Name, err))
		}
	}
	return settings
}

// Set changes one setting, given as text. The error says what was expected.
func (s *Settings) Set(name, value string) error {
	catalogue := Catalogue()
	for _, setting := range catalogue {
		if setting.Name != name {
			continue
		}
		if err := setting.kind.set(s, value); err != nil {
			return fmt.Errorf("setting %s: expected %s, got %q", name, setting.kind.expected, value)
		}
		return nil
	}
	names := make([]string, len(catalogue))
	for i, setting := range catalogue {
		names[i] = setting.Name
	}
	return fmt.Errorf("unknown setting %q; the settings are %s", name, strings.Join(names, ", "))
}

// errNotAllowed says no more because [Settings.Set] words the error.
var errNotAllowed = errors.New("not allowed")

func word(field func(*Settings) *string, allowed ...string) kind {
	return kind{
		expected: "one of " + strings.Join(allowed, ", "),
		jsonType: "string",
		words:    allowed,
		get:      func(s *Settings) string { return *field(s) },
		set: func(s *Settings, value string) error {
			if !slices.Contains(allowed, value) {
				return errNotAllowed
			}
			*field(s) = value
			return nil
		},
	}
}

func text(field func(*Settings) *string, longest int) kind {
	return kind{
		expected: fmt.Sprintf("a text of at most %d characters without control characters", longest),
		jsonType: "string",
		get:      func(s *Settings) string { return *field(s) },
		set: func(s *Settings, value string) error {
			unprintable := func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }
			if utf8.RuneCountInString(value) > longest || strings.ContainsFunc(value, unprintable) {
				return errNotAllowed
			}
			*field(s) = value
			return nil
		},
	}
}

func number(field func(*Settings) *int, least, most int) kind {
	return kind{
		expected: fmt.Sprintf("a whole number from %d to %d", least, most),
		jsonType: "integer",
		get:      func(s *Settings) string { return strconv.Itoa(*field(s)) },
		set: func(s *Settings, value string) error {
			parsed, err := strconv.Atoi(value)
			if err != nil || parsed < least || parsed > most {
				return errNotAllowed
			}
			*field(s) = parsed
			return nil
		},
	}
}

func duration(field func(*Settings) *time.Duration, least, most time.Duration) kind {
	return kind{
		expected: fmt.Sprintf("a duration such as 90s, 15m or 1h, from %s to %s", least, most),
		jsonType: "string",
		get:      func(s *Settings) string { return field(s).String() },
		set: func(s *Settings, value string) error {
			parsed, err := time.ParseDuration(value)
			if err != nil || parsed < least || parsed > most {
				return errNotAllowed
			}
			*field(s) = parsed
			return nil
		},
	}
}

func boolean(field func(*Settings) *bool) kind {
	return kind{
		expected: "true or false",
		jsonType: "boolean",
		get:      func(s *Settings) string { return strconv.FormatBool(*field(s)) },
		set: func(s *Settings, value string) error {
			if value != "true" && value != "false" {
				return errNotAllowed
			}
			*field(s) = value == "true"
			return nil
		},
	}
}
