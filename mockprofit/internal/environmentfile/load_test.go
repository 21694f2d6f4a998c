package environmentfile_test

import (
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
		"unknown field":          {"code: O12345AA\nkleur: rood\n", `demo.yaml:2: unknown field "kleur"; see the README for the fields of an environment`},
		"unknown nested field":   {"code: O12345AA\nusers:\n  - id: a\n    mail: b@c.nl\n", `demo.yaml:4: unknown field "mail"; see the README for the fields of an environment`},
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
		"setting out of bounds":  {"code: O12345AA\nsettings:\n  activationCodeLength: 99\n", `demo.yaml:3: settings.activationCodeLength: setting activationCodeLength: expected a whole number from 4 to 12, got "99"`},
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
	require.ErrorContains(t, err, "environments/b.yaml: code: environment O1AA stands in environments/a.yaml already")

	_, err = load(map[string]string{"notes.txt": "no"})
	require.ErrorContains(t, err, "environments: expected at least one environment")
}
