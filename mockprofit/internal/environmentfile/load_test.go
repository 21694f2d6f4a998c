package environmentfile_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/environmentfile"
	"profitbdd/mockprofit/internal/tenant"
)

const sound = `code: O12345AA
language: en
environmentKey: 0123456789ABCDEF0123456789ABCDEF
users:
  - id: 12345.jansen
    email: jansen@example.com
userGroups:
  - id: connectoren
    members: [12345.jansen]
appConnectors:
  - id: crm
    description: CRM
    blocked: false
    userGroup: connectoren
    tokenValidity: 90d
settings:
  activationCodeAttempts: 3
  trimParameters: false
  activationCodeLifetime: 10m
`

func TestReadTakesASoundFile(t *testing.T) {
	environment, err := environmentfile.Read([]byte(sound), "demo.yaml", tenant.Check)
	require.NoError(t, err)
	require.Equal(t, "O12345AA", environment.Code)
	require.False(t, *environment.AppConnectors[0].Blocked)
	require.Equal(t, []string{"12345.jansen"}, environment.UserGroups[0].Members)
}

func TestReadReportsFileAndLine(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"unknown field":          {"code: O12345AA\nkleur: rood\n", `demo.yaml:2: unknown field "kleur"; the fields here are code, language, `},
		"unknown nested field":   {"code: O12345AA\nusers:\n  - id: a\n    mail: b@c.nl\n", `demo.yaml:4: unknown field "mail"; did you mean email?`},
		"bottomless nesting":     {"code: O12345AA\nusers: " + strings.Repeat("[", 100_000), "demo.yaml:2: expected at most 100 brackets within each other"},
		"not YAML":               {"code: [O12345AA\n", "demo.yaml:1: "},
		"wrong type":             {"code: O12345AA\nusers: nobody\n", "demo.yaml:2: "},
		"duplicate field":        {"code: O12345AA\ncode: O12345AB\n", "demo.yaml:2: "},
		"two documents":          {"code: O12345AA\n---\ncode: O12345AB\n", "demo.yaml: expected one environment, found 2 YAML documents"},
		"nothing":                {"# nothing\n", "demo.yaml: expected one environment, found 0 YAML documents"},
		"malformed code":         {"language: nl\ncode: X1\n", `demo.yaml:2: code: expected O, T or A, digits and two capitals, such as O12345AA; got "X1"`},
		"missing code":           {"language: nl\n", "demo.yaml:1: code: expected O, T or A"},
		"malformed key":          {"code: O12345AA\nenvironmentKey: abc\n", "demo.yaml:2: environmentKey: expected 32 upper-case hexadecimal digits"},
		"malformed address":      {"code: O12345AA\nusers:\n  - id: a\n    email: nobody\n", `demo.yaml:4: users[0].email: expected an e-mail address such as jansen@example.com, got "nobody"`},
		"duplicate user":         {"code: O12345AA\nusers:\n  - id: a\n  - id: A\n", `demo.yaml:4: users[1].id: "A" is the id of users[0] already; ids are unique`},
		"member does not exist":  {"code: O12345AA\nuserGroups:\n  - id: g\n    members:\n      - b\n", `demo.yaml:5: userGroups[0].members[0]: user "b" does not exist`},
		"group does not exist":   {"code: O12345AA\nappConnectors:\n  - id: c\n    description: d\n    userGroup: g\n", `demo.yaml:5: appConnectors[0].userGroup: user group "g" does not exist`},
		"API key twice":          {"code: O12345AA\nappConnectors:\n  - id: c\n    description: d\n    apiKey: 0123456789ABCDEF0123456789ABCDEF\n  - id: e\n    description: d\n    apiKey: 0123456789ABCDEF0123456789ABCDEF\n", `demo.yaml:8: appConnectors[1].apiKey: `},
		"malformed mail server":  {"code: O12345AA\nmailServer: smtp\n", `demo.yaml:2: mailServer: expected default, none or host:port, got "smtp"`},
		"unknown setting":        {"code: O12345AA\nsettings:\n  colour: red\n", `demo.yaml:3: settings.colour: unknown setting "colour"; the settings are refusals, `},
		"setting out of bounds":  {"code: O12345AA\nsettings:\n  activationCodeLength: 99\n", `demo.yaml:3: settings.activationCodeLength: expected a whole number from 4 to 12, got "99"`},
		"malformed duration":     {"code: O12345AA\nappConnectors:\n  - id: c\n    description: d\n    tokenValidity: soon\n", `demo.yaml:5: appConnectors[0].tokenValidity: expected a duration such as 90s`},
		"description is missing": {"code: O12345AA\nappConnectors:\n  - id: c\n", `demo.yaml:3: appConnectors[0].description: expected a description`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := environmentfile.Read([]byte(test.content), "demo.yaml", tenant.Check)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestReadReportsEverythingAtOnce(t *testing.T) {
	_, err := environmentfile.Read([]byte("code: X\nlanguage: de\n"), "demo.yaml", tenant.Check)
	require.ErrorContains(t, err, "demo.yaml:1: code")
	require.ErrorContains(t, err, "demo.yaml:2: language")
}

func TestReadRefusesWhatIsNotAText(t *testing.T) {
	const wanted = "expected a text, got a number; put quotes around it"
	tests := map[string]struct{ content, want string }{
		"code":                  {"code: 1\n", "demo.yaml:1: code: " + wanted},
		"language":              {"code: O1AA\nlanguage: true\n", "demo.yaml:2: language: expected a text, got true; put quotes around it"},
		"environment key":       {"code: O1AA\nenvironmentKey: 1234\n", "demo.yaml:2: environmentKey: " + wanted},
		"mail server":           {"code: O1AA\nmailServer: 25\n", "demo.yaml:2: mailServer: " + wanted},
		"sender":                {"code: O1AA\nsender: ~\n", "demo.yaml:2: sender: expected a text, got nothing; leave the field out, or put quotes around what is meant"},
		"user's id, fraction":   {"code: O1AA\nusers: [{id: 1.10}]\n", "demo.yaml:2: users[0].id: " + wanted},
		"user's id, zeros":      {"code: O1AA\nusers:\n  - id: 007\n", "demo.yaml:3: users[0].id: " + wanted},
		"user's name":           {"code: O1AA\nusers:\n  - id: a\n    name: .inf\n", "demo.yaml:4: users[0].name: " + wanted},
		"user's address":        {"code: O1AA\nusers:\n  - id: a\n    email:\n", "demo.yaml:4: users[0].email: expected a text, got nothing"},
		"user group's id":       {"code: O1AA\nuserGroups:\n  - id: 0x1F\n", "demo.yaml:3: userGroups[0].id: " + wanted},
		"connector's id":        {"code: O1AA\nappConnectors: [{id: 1_0, description: d}]\n", "demo.yaml:2: appConnectors[0].id: " + wanted},
		"description":           {"code: O1AA\nappConnectors:\n  - {id: a, description: [b]}\n", "demo.yaml:3: appConnectors[0].description: expected a text, got a list"},
		"connector's group":     {"code: O1AA\nuserGroups: [{id: '5'}]\nappConnectors:\n  - {id: a, description: d, userGroup: 5}\n", "demo.yaml:4: appConnectors[0].userGroup: " + wanted},
		"API key as a power":    {"code: O1AA\nappConnectors:\n  - {id: a, description: d, apiKey: 1.0E5}\n", "demo.yaml:3: appConnectors[0].apiKey: " + wanted},
		"validity":              {"code: O1AA\nappConnectors:\n  - {id: a, description: d, tokenValidity: 90}\n", "demo.yaml:3: appConnectors[0].tokenValidity: " + wanted},
		"through an anchor":     {"code: O1AA\nusers:\n  - id: &a 007\nuserGroups: [{id: g, members: ['007']}]\n", "demo.yaml:3: users[0].id: " + wanted},
		"by another tag":        {"code: O1AA\nusers:\n  - id: !!int 7\n", "demo.yaml:3: users[0].id: expected no tag, got \"!!int\"; leave it out"},
		"a word for a boolean":  {"code: O1AA\nusers:\n  - id: a\n    blocked: no\n", `demo.yaml:4: users[0].blocked: expected true or false, got the text "no"`},
		"nothing for a boolean": {"code: O1AA\nappConnectors:\n  - id: a\n    description: d\n    blocked:\n", "demo.yaml:5: appConnectors[0].blocked: expected true or false, got nothing"},
		"a text for a list":     {"code: O1AA\nusers: nobody\n", `demo.yaml:2: users: expected a list, got the text "nobody"`},
		"a text for a user":     {"code: O1AA\nusers: [nobody]\n", `demo.yaml:2: users[0]: expected the fields id, name, email, allowInvalidEmail, blocked; got the text "nobody"`},
		"a list for settings":   {"code: O1AA\nsettings: [a]\n", "demo.yaml:2: settings: expected names with values, got a list"},
		"a text altogether":     {"nothing\n", "demo.yaml:1: expected the fields code, "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := environmentfile.Read([]byte(test.content), "demo.yaml", tenant.Check)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "\n", "nothing that is but a consequence")
		})
	}
}

func TestReadRefusesANumberAmongMembersOnce(t *testing.T) {
	_, err := environmentfile.Read([]byte("code: O1AA\nusers: [{id: 007}, {id: '1.10'}]\nuserGroups:\n  - {id: g, members: ['1.10', 007, 1.10]}\n"), "demo.yaml", tenant.Check)
	require.EqualError(t, err, `demo.yaml:2: users[0].id: expected a text, got a number; put quotes around it
demo.yaml:4: userGroups[0].members[1]: expected a text, got a number; put quotes around it
demo.yaml:4: userGroups[0].members[2]: expected a text, got a number; put quotes around it`)
}

func TestReadTakesTextsAsTheyAreWritten(t *testing.T) {
	environment, err := environmentfile.Read([]byte(`code: O1AA
users:
  - id: "1.10"
    name: no
    email: &address a@example.com
  - id: '007'
    name: !!str 12
    email: *address
  - id: |-
      block
userGroups:
  - {id: g, members: ["1.10", "007"]}
`), "demo.yaml", tenant.Check)
	require.NoError(t, err)
	require.Equal(t, []control.User{
		{ID: "1.10", Name: "no", Email: "a@example.com"}, {ID: "007", Name: "12", Email: "a@example.com"}, {ID: "block"},
	}, environment.Users)
}

func TestReadReportsUnknownFieldsWithAllElse(t *testing.T) {
	_, err := environmentfile.Read([]byte(`code: X
kleur: rood
users:
  - id: 007
    e-mail: a@example.com
    blocked: yes
appConnectors:
  - id: crm
    descripton: CRM
    api_key: abc
settings: {colour: red}
`), "demo.yaml", tenant.Check)
	require.Error(t, err)
	want := []string{
		`demo.yaml:1: code: expected O, T or A`,
		`demo.yaml:2: unknown field "kleur"; the fields here are code, language`,
		`demo.yaml:4: users[0].id: expected a text, got a number`,
		`demo.yaml:5: unknown field "e-mail"; did you mean email?`,
		`demo.yaml:6: users[0].blocked: expected true or false, got the text "yes"`,
		`demo.yaml:9: unknown field "descripton"; did you mean description?`,
		`demo.yaml:10: unknown field "api_key"; did you mean apiKey?`,
		`demo.yaml:11: settings.colour: unknown setting "colour"`,
	}
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, len(want), err)
	for i, line := range lines {
		require.Contains(t, line, want[i])
	}
}

func TestKeysInTwoFilesAreToldWithBoth(t *testing.T) {
	const (
		first  = "code: O1AA\nenvironmentKey: 0123456789ABCDEF0123456789ABCDEF\nappConnectors:\n  - id: a\n    description: d\n    apiKey: FEDCBA9876543210FEDCBA9876543210\n"
		second = "code: O2AA\nappConnectors:\n  - id: b\n    description: d\n    apiKey: FEDCBA9876543210FEDCBA9876543210\nenvironmentKey: 0123456789ABCDEF0123456789ABCDEF\n"
	)
	_, err := environmentfile.Folder(fstest.MapFS{"a.yaml": {Data: []byte(first)}, "b.yaml": {Data: []byte(second)}}, "two", tenant.Check)
	require.EqualError(t, err, `two/b.yaml:6: environmentKey: is the environment key at two/a.yaml:2 already; environment keys are unique
two/b.yaml:5: appConnectors[0].apiKey: is the API key at two/a.yaml:6 already; API keys are unique`)
}

// Files are whatever somebody wrote; none may take the mock down.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		sound, "a: &a [*a]\ncode: *a", "users: &a\n  - <<: *a\n", "<<: [*a, *b]", "users: [{<<: &b {id: *b}}]", "? [a]\n: b", "code: !!str", "settings: &s {a: *s}", "&a code: *a", "&0 0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		_, _ = environmentfile.Read([]byte(content), "demo.yaml", tenant.Check)
	})
}

func TestFolder(t *testing.T) {
	check := func(control.Environment) []control.Problem { return nil }
	load := func(files map[string]string) ([]control.Environment, error) {
		folder := fstest.MapFS{}
		for name, content := range files {
			folder[name] = &fstest.MapFile{Data: []byte(content)}
		}
		return environmentfile.Folder(folder, "environments", check)
	}

	environments, err := load(map[string]string{"b.yaml": "code: O2AA", "a.yaml": "code: O1AA", "c.yml": "code: O3AA", "notes.txt": "no"})
	require.NoError(t, err)
	require.Len(t, environments, 2)
	require.Equal(t, "O1AA", environments[0].Code)
	require.Equal(t, "O2AA", environments[1].Code)

	_, err = load(map[string]string{"a.yaml": "code: O1AA", "b.yaml": "code: O1AA"})
	require.ErrorContains(t, err, "environments/b.yaml:1: code: environment O1AA stands in environments/a.yaml:1 already")

	_, err = load(map[string]string{"notes.txt": "no"})
	require.ErrorContains(t, err, "environments: expected at least one environment")
}
