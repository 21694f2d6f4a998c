package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/template"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// announcement is what `mockprofit serve` prints once both ports listen. Its
// first two lines are for programs too: name, blanks, address.
var announcement = template.Must(template.New("announcement").Parse(
	`service   {{.Service}}
control   {{.Control}}
e-mails   {{if .SMTP}}to {{.SMTP}}{{else}}kept in the outbox (give --smtp HOST:PORT to have them sent){{end}}

This is a mock of AFAS Profit, for tests only. What nobody outside AFAS knows is assumed: {{.Control}}/settings
{{with .Example}}
environment {{.Code}} ({{.Kind}})
  user             {{.User}}
  API key          {{.APIKey}}
  environment key  {{.EnvironmentKey}}

Request an activation code:

  {{.Curl}}

Read the e-mail:

  curl -s '{{$.Control}}/environments/{{.Code}}/emails?reveal=true'
{{end}}
Ctrl-C ends it.
`))

type announced struct {
	Service, Control, SMTP string
	Example                *example
}

// example is a user for whom a request succeeds.
type example struct {
	Code, Kind, User, APIKey, EnvironmentKey, Curl string
}

// announce prints where the mock is and how to try it.
func (s *serve) announce(to io.Writer, server *mockprofit.Server, environments []control.Environment) error {
	var text bytes.Buffer
	err := announcement.Execute(&text, announced{
		Service: server.URL + mockprofit.ServicePath, Control: server.ControlURL, SMTP: s.SMTP,
		Example: findExample(server.URL, environments),
	})
	if err != nil {
		return err
	}
	_, err = to.Write(text.Bytes()) // at once, for programs that read the addresses
	return err
}

// findExample returns the first user who may use an app connector, nil when
// the environments have none or leave their keys to be generated.
func findExample(address string, environments []control.Environment) *example {
	for _, environment := range environments {
		for _, connector := range environment.AppConnectors {
			if connector.Blocked == nil || *connector.Blocked || connector.APIKey == "" || environment.EnvironmentKey == "" {
				continue
			}
			if user := firstMember(environment, connector.UserGroup); user != "" {
				found := &example{
					Code: environment.Code, Kind: kindOf(environment.Code), User: user,
					APIKey: connector.APIKey, EnvironmentKey: environment.EnvironmentKey,
				}
				found.Curl = curl(address+mockprofit.ServicePath+"tokenconnector.asmx", found)
				return found
			}
		}
	}
	return nil
}

// firstMember returns the first user of the group who can receive a code.
func firstMember(environment control.Environment, group string) string {
	usable := make(map[string]bool)
	for _, user := range environment.Users {
		usable[strings.ToLower(user.ID)] = !user.Blocked && user.Email != "" && !user.AllowInvalidEmail
	}
	for _, candidate := range environment.UserGroups {
		if candidate.ID != group {
			continue
		}
		for _, member := range candidate.Members {
			if usable[strings.ToLower(member)] {
				return member
			}
		}
	}
	return ""
}

// kindOf tells what the first letter of an environment's code means (documented).
func kindOf(code string) string {
	switch code[0] {
	case 'T':
		return "test"
	case 'A':
		return "accept"
	}
	return "production"
}

// curl returns a line for a POSIX shell that requests an activation code.
func curl(address string, e *example) string {
	var envelope strings.Builder
	envelope.WriteString(`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GenerateOTP xmlns="urn:Afas.Profit.Services">`)
	for _, parameter := range [][2]string{{"userId", e.User}, {"apiKey", e.APIKey}, {"environmentKey", e.EnvironmentKey}, {"description", "my laptop"}} {
		fmt.Fprintf(&envelope, "<%s>%s</%s>", parameter[0], escaped.Replace(parameter[1]), parameter[0])
	}
	envelope.WriteString(`</GenerateOTP></soap:Body></soap:Envelope>`)
	return fmt.Sprintf(`curl -si '%s' -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: "urn:Afas.Profit.Services/GenerateOTP"' --data '%s'`,
		address, strings.ReplaceAll(envelope.String(), "'", `'\''`))
}

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
