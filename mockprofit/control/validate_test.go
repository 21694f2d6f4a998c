package control

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func key(digit string) string { return strings.Repeat(digit, 32) }

// sound is a document that nothing is wrong with.
func sound() Environment {
	open := false
	return Environment{
		Code: "O12345AA", Language: "nl", EnvironmentKey: key("E"), MailServer: "localhost:1025", Sender: "profit@example.com",
		Users:      []User{{ID: "12345.jansen", Name: "J. Jansen", Email: "jansen@example.com"}, {ID: "12345.bakker"}},
		UserGroups: []UserGroup{{ID: "staff", Members: []string{"12345.jansen", "12345.BAKKER"}}},
		AppConnectors: []AppConnector{
			{ID: "crm", Description: "CRM", Blocked: &open, UserGroup: "staff", APIKey: key("A"), TokenValidity: "90d"},
			{ID: "wms", Description: "WMS"},
		},
	}
}

func TestValidateAcceptsWhatIsSound(t *testing.T) {
	tests := map[string]func(*Environment){
		"everything given":             func(*Environment) {},
		"as little as can be":          func(e *Environment) { *e = Environment{Code: "T1AA"} },
		"longest code":                 func(e *Environment) { e.Code = "A123456789012ZZ" },
		"no mail server":               func(e *Environment) { e.MailServer = "none" },
		"the server's mail server":     func(e *Environment) { e.MailServer = "default" },
		"mail server by IPv6":          func(e *Environment) { e.MailServer = "[::1]:25" },
		"user without an address":      func(e *Environment) { e.Users[0].Email = "" },
		"wrong address on purpose":     func(e *Environment) { e.Users[0].Email, e.Users[0].AllowInvalidEmail = "no address", true },
		"text as long as can be":       func(e *Environment) { e.Users[0].Name = strings.Repeat("x", longestText) },
		"the same id in two lists":     func(e *Environment) { e.UserGroups[0].ID, e.AppConnectors[0].UserGroup = "crm", "crm" },
		"an API key that is the other": func(e *Environment) { e.AppConnectors[0].APIKey = e.EnvironmentKey },
		"ids that differ in case, where case matters": func(e *Environment) {
			e.Settings = Settings{"userIdCase": "exact"}
			e.Users[1].ID = "12345.JANSEN"
			e.UserGroups[0].Members = []string{"12345.jansen", "12345.JANSEN"}
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			document := sound()
			change(&document)
			require.Empty(t, document.Validate())
		})
	}
}

func TestValidateTellsEachProblemWithItsField(t *testing.T) {
	tests := map[string]struct {
		change  func(*Environment)
		field   string
		message string
	}{
		"no code":                    {func(e *Environment) { e.Code = "" }, "code", "such as O12345AA"},
		"code of another kind":       {func(e *Environment) { e.Code = "X12345AA" }, "code", `got "X12345AA"`},
		"code in lower case":         {func(e *Environment) { e.Code = "o12345aa" }, "code", "two capitals"},
		"code with something after":  {func(e *Environment) { e.Code = "O12345AA\n" }, "code", "such as O12345AA"},
		"language":                   {func(e *Environment) { e.Language = "de" }, "language", `expected nl or en, got "de"`},
		"environment key, short":     {func(e *Environment) { e.EnvironmentKey = "ABC" }, "environmentKey", "got 3 characters that are not"},
		"environment key, lower":     {func(e *Environment) { e.EnvironmentKey = key("e") }, "environmentKey", "32 upper-case hexadecimal digits"},
		"mail server without a port": {func(e *Environment) { e.MailServer = "localhost" }, "mailServer", `expected default, none or host:port, got "localhost"`},
		"mail server without a host": {func(e *Environment) { e.MailServer = ":25" }, "mailServer", "expected default, none or host:port"},
		"port 0":                     {func(e *Environment) { e.MailServer = "localhost:0" }, "mailServer", "expected default, none or host:port"},
		"port beyond 65535":          {func(e *Environment) { e.MailServer = "localhost:65536" }, "mailServer", "expected default, none or host:port"},
		"port by name":               {func(e *Environment) { e.MailServer = "localhost:smtp" }, "mailServer", "expected default, none or host:port"},
		"mail server with a control": {func(e *Environment) { e.MailServer = "local\rhost:25" }, "mailServer", "expected default, none or host:port"},
		"sender":                     {func(e *Environment) { e.Sender = "Profit <profit@example.com>" }, "sender", "expected an e-mail address such as"},
		"sender, long":               {func(e *Environment) { e.Sender = strings.Repeat("x", longestText) + "@example.com" }, "sender", "expected at most 500 bytes"},
		"user without an id":         {func(e *Environment) { e.Users[1].ID = ""; e.UserGroups = nil; e.AppConnectors = nil }, "users[1].id", "expected an id"},
		"user id with blanks":        {func(e *Environment) { e.Users = append(e.Users, User{ID: " x"}) }, "users[2].id", "without blanks around it"},
		"user id with a control":     {func(e *Environment) { e.Users = append(e.Users, User{ID: "a\x00b"}) }, "users[2].id", "without control characters"},
		"user id that is broken":     {func(e *Environment) { e.Users = append(e.Users, User{ID: "a\uFFFDb"}) }, "users[2].id", "without control characters"},
		"user twice, in any case":    {func(e *Environment) { e.Users = append(e.Users, User{ID: "12345.JANSEN"}) }, "users[2].id", `"12345.JANSEN" is the id of users[0] already`},
		"user's name":                {func(e *Environment) { e.Users[0].Name = "a\nb" }, "users[0].name", "without control characters"},
		"user's name, long":          {func(e *Environment) { e.Users[0].Name = strings.Repeat("x", longestText+1) }, "users[0].name", "expected at most 500 bytes"},
		"user's address":             {func(e *Environment) { e.Users[0].Email = "jansen" }, "users[0].email", "set allowInvalidEmail: true"},
		"wrong address, long": {func(e *Environment) {
			e.Users[0].Email, e.Users[0].AllowInvalidEmail = strings.Repeat("x", longestText+1), true
		}, "users[0].email", "expected at most 500 bytes"},
		"group twice":               {func(e *Environment) { e.UserGroups = append(e.UserGroups, UserGroup{ID: "staff"}) }, "userGroups[1].id", `"staff" is the id of userGroups[0] already`},
		"member who is nobody":      {func(e *Environment) { e.UserGroups[0].Members[1] = "nobody" }, "userGroups[0].members[1]", `user "nobody" does not exist`},
		"member, where case counts": {func(e *Environment) { e.Settings = Settings{"userIdCase": "exact"} }, "userGroups[0].members[1]", `user "12345.BAKKER" does not exist`},
		"too many members":          {func(e *Environment) { e.UserGroups[0].Members = repeated("12345.jansen", longestList+1) }, "userGroups[0].members", "expected at most 100000 entries, got 100001"},
		"connector without an id":   {func(e *Environment) { e.AppConnectors[1].ID = " " }, "appConnectors[1].id", "expected an id"},
		"connector twice":           {func(e *Environment) { e.AppConnectors[1].ID = "crm" }, "appConnectors[1].id", `"crm" is the id of appConnectors[0] already`},
		"description, missing":      {func(e *Environment) { e.AppConnectors[1].Description = " " }, "appConnectors[1].description", "in the subject of the e-mail"},
		"description, with lines":   {func(e *Environment) { e.AppConnectors[1].Description = "a\r\nBcc: x" }, "appConnectors[1].description", "without control characters"},
		"API key":                   {func(e *Environment) { e.AppConnectors[1].APIKey = "secret" }, "appConnectors[1].apiKey", "got 6 characters that are not"},
		"API key twice":             {func(e *Environment) { e.AppConnectors[1].APIKey = key("A") }, "appConnectors[1].apiKey", "is the API key of appConnectors[0] already"},
		"group that is not there":   {func(e *Environment) { e.AppConnectors[1].UserGroup = "board" }, "appConnectors[1].userGroup", `user group "board" does not exist`},
		"validity":                  {func(e *Environment) { e.AppConnectors[0].TokenValidity = "long" }, "appConnectors[0].tokenValidity", `got "long"`},
		"validity of nothing":       {func(e *Environment) { e.AppConnectors[0].TokenValidity = "0s" }, "appConnectors[0].tokenValidity", "expected a duration above zero"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			document := sound()
			test.change(&document)
			problems := document.Validate()
			require.Len(t, problems, 1, "%v", problems)
			require.Equal(t, test.field, problems[0].Field())
			require.Contains(t, problems[0].Message, test.message)
			require.Equal(t, problems[0].Field()+": "+problems[0].Message, problems[0].String())
		})
	}
}

func repeated(text string, count int) []string {
	list := make([]string, count)
	for i := range list {
		list[i] = text
	}
	return list
}

func TestValidateTellsEverything(t *testing.T) {
	document := Environment{Language: "de", Users: []User{{}, {}}, AppConnectors: []AppConnector{{}}}
	fields := []string{}
	for _, problem := range document.Validate() {
		fields = append(fields, problem.Field())
	}
	require.Equal(t, []string{"code", "language", "users[0].id", "users[1].id", "appConnectors[0].id", "appConnectors[0].description"}, fields)
}

func TestValidateTellsNoKeyAndNothingLong(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	document := Environment{
		Code: long, Language: long, EnvironmentKey: "SECRET", MailServer: long, Sender: long,
		Users:         []User{{ID: long, Name: long, Email: long}, {ID: long}},
		UserGroups:    []UserGroup{{ID: long, Members: []string{long + "y"}}, {ID: long}},
		AppConnectors: []AppConnector{{ID: long, Description: long, APIKey: "SECRET", UserGroup: "y" + long, TokenValidity: long}},
	}
	problems := document.Validate()
	require.Greater(t, len(problems), 10)
	for _, problem := range problems {
		require.Less(t, len(problem.String()), 300)
		require.NotContains(t, problem.String(), "SECRET")
	}
}

func TestValidateNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		document := Environment{
			Code: text.Draw(t, "code"), EnvironmentKey: text.Draw(t, "key"), MailServer: text.Draw(t, "server"), Sender: text.Draw(t, "sender"),
			Users:         []User{{ID: text.Draw(t, "user"), Email: text.Draw(t, "email")}},
			UserGroups:    []UserGroup{{ID: text.Draw(t, "group"), Members: []string{text.Draw(t, "member")}}},
			AppConnectors: []AppConnector{{ID: text.Draw(t, "connector"), TokenValidity: text.Draw(t, "validity")}},
		}
		for _, problem := range document.Validate() {
			require.NotEmpty(t, problem.Field())
			require.NotEmpty(t, problem.Message)
		}
	})
}

func TestFieldOfTheWholeDocument(t *testing.T) {
	require.Equal(t, "", Problem{}.Field())
	require.Equal(t, "[3].x", Problem{Path: []any{3, "x"}}.Field())
}
