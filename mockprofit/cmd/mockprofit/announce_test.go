package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/fixtures"
	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// open is an environment in which a user can request a code, keys generated.
func open(code string) control.Environment {
	blocked := false
	return control.Environment{
		Code: code, Users: []control.User{{ID: "a.user", Email: "a@example.com"}},
		UserGroups:    []control.UserGroup{{ID: "staff", Members: []string{"A.User"}}},
		AppConnectors: []control.AppConnector{{ID: "crm", Description: "CRM", Blocked: &blocked, UserGroup: "staff"}},
	}
}

// said starts a server with the environments and returns what is announced.
func said(t *testing.T, command serve, environments ...control.Environment) (string, *mockprofit.Server) {
	t.Helper()
	server, err := mockprofit.NewServer(mockprofit.Options{Environments: environments, ControlToken: command.ControlToken})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close(t.Context())) })
	var out bytes.Buffer
	require.NoError(t, command.announce(&out, server, environments))
	lines := strings.Split(out.String(), "\n")
	require.Equal(t, "service   "+server.URL+"/profitservices/", lines[0])
	require.Equal(t, "control   "+server.ControlURL, lines[1])
	return out.String(), server
}

func TestTheDemoIsAnnounced(t *testing.T) {
	environments, err := mockprofit.LoadEnvironments(fixtures.Environments(), "demo")
	require.NoError(t, err)
	out, server := said(t, serve{}, environments...)
	require.Contains(t, out, `
environment O12345AA (production)
  user             12345.jansen
  app connector    crm
  API key          A0A1A2A3A4A5A6A7A8A9AAABACADAEAF
  environment key  E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEF

Request an activation code in O12345AA:

  curl -si '`+server.URL+`/profitservices/tokenconnector.asmx' `)
	require.Contains(t, out, "\n  curl -s '"+server.ControlURL+"/environments/O12345AA/emails?reveal=true'\n")
	require.NotContains(t, out, "Authorization")
}

func TestWhatDiffersFromASPNETIsAnnounced(t *testing.T) {
	for flags, want := range map[string]string{
		"": "",
		"--protocols HttpSoap,HttpSoap12,HttpPostLocalhost,Documentation":          "",
		"--protocols documentation,httpsoap12,HTTPSOAP,HttpSoap,HttpPostLocalhost": "",
		"--protocols HttpSoap,Documentation":                                       "protocols HttpSoap, Documentation",
		"--protocols HttpSoap,HttpSoap12,HttpPostLocalhost,Documentation,HttpGet":  "protocols HttpSoap, HttpSoap12, HttpPostLocalhost, Documentation, HttpGet",
		"--strict --detailed-errors":                                               "strict: refuses what ASP.NET would let through with nulls; errors tell type and stack",
	} {
		t.Run(flags, func(t *testing.T) {
			var line commands
			parser, err := newParser(&line)
			require.NoError(t, err)
			_, err = parser.Parse(append([]string{"serve"}, strings.Fields(flags)...))
			require.NoError(t, err)
			require.Equal(t, want, line.Serve.deviations())
		})
	}
	require.Empty(t, new(serve).deviations())
}

func TestGeneratedKeysAreAnnounced(t *testing.T) {
	out, server := said(t, serve{}, open("T1AA"))
	environment, err := server.Environment("T1AA")
	require.NoError(t, err)
	require.Contains(t, out, "environment T1AA (test)\n")
	require.Contains(t, out, "  API key          "+environment.AppConnectors[0].APIKey+"\n")
	require.Contains(t, out, "  environment key  "+environment.EnvironmentKey+"\n")
	require.Contains(t, out, "<apiKey>"+environment.AppConnectors[0].APIKey+"</apiKey>")
	_, err = server.Environment("T2AA")
	require.ErrorContains(t, err, "unknown environment")
}

func TestTheControlTokenIsInTheLinesThatNeedIt(t *testing.T) {
	out, _ := said(t, serve{ControlToken: "it's secret"}, open("T1AA"))
	require.Contains(t, out, `emails?reveal=true' -H 'Authorization: Bearer it'\''s secret'`+"\n")
	require.Contains(t, out, `/exchanges' -H 'Authorization: Bearer it'\''s secret'`+"\n")
	require.Equal(t, 2, strings.Count(out, "secret"), "nowhere else")
}

func TestWhatStandsInTheWayIsAnnounced(t *testing.T) {
	yes := true
	tests := map[string]struct {
		change func(*control.Environment)
		want   string
	}{
		"no mail server":  {func(e *control.Environment) { e.MailServer = "none" }, "mailServer is none"},
		"no connector":    {func(e *control.Environment) { e.AppConnectors = nil }, "it has no app connector"},
		"blocked":         {func(e *control.Environment) { e.AppConnectors[0].Blocked = &yes }, "app connector crm is blocked"},
		"blocked, as new": {func(e *control.Environment) { e.AppConnectors[0].Blocked = nil }, "app connector crm is blocked"},
		"no user group":   {func(e *control.Environment) { e.AppConnectors[0].UserGroup = "" }, "app connector crm has no user group"},
		"empty group":     {func(e *control.Environment) { e.UserGroups[0].Members = nil }, "no user is in staff, the user group of app connector crm"},
		"user blocked":    {func(e *control.Environment) { e.Users[0].Blocked = true }, "every user in staff, the user group of app connector crm, is blocked or has no valid address"},
		"no address":      {func(e *control.Environment) { e.Users[0].Email = "" }, "is blocked or has no valid address"},
		"wrong address": {func(e *control.Environment) { e.Users[0].Email, e.Users[0].AllowInvalidEmail = "nobody", true },
			"is blocked or has no valid address"},
		"several": {func(e *control.Environment) {
			e.AppConnectors[0].Blocked = nil
			for i := range 4 {
				e.AppConnectors = append(e.AppConnectors, control.AppConnector{ID: fmt.Sprint("c", i), Description: "d"})
			}
		}, "app connector crm is blocked; app connector c0 is blocked; app connector c1 is blocked; and 2 more"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			environment := open("A1AA")
			test.change(&environment)
			out, _ := said(t, serve{}, environment)
			require.Contains(t, out, "environment A1AA (accept)\n  nobody can request an activation code: ")
			require.Contains(t, out, test.want+"\n")
			require.NotContains(t, out, "curl")
		})
	}
}

func TestUsersWhoDifferInCaseAreToldApart(t *testing.T) {
	environment := open("T1AA")
	environment.Settings = control.Settings{"userIdCase": "exact"}
	environment.Users = []control.User{{ID: "A.User", Email: "a@example.com"}, {ID: "a.user", Blocked: true}}
	out, _ := said(t, serve{}, environment)
	require.Contains(t, out, "  user             A.User\n")
}

func TestTheFirstEnvironmentsAreAnnounced(t *testing.T) {
	var environments []control.Environment
	for i := range 12 {
		environments = append(environments, control.Environment{Code: fmt.Sprintf("T%02dAA", i)})
	}
	environments[11] = open("T11AA")
	out, server := said(t, serve{}, environments...)
	require.Len(t, regexp.MustCompile(`(?m)^environment T`).FindAllString(out, -1), 10)
	require.Contains(t, out, "\nand 2 more: "+server.ControlURL+"/environments\n")
	require.Contains(t, out, "Request an activation code in T11AA:", "the first that is usable")

	out, _ = said(t, serve{}, environments[:10]...)
	require.NotContains(t, out, "more:")
	require.NotContains(t, out, "curl")
}
