package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// mostAnnounced is how many environments are announced one by one.
const mostAnnounced = 10

// announcement is what `mockprofit serve` prints once all ports listen. Its
// first lines are for programs too: name, blanks, address; control comes last.
var announcement = template.Must(template.New("announcement").Parse(
	`service   {{.Service}}
{{with .TLS}}tls       {{.}}
{{end -}}
control   {{.Control}}
{{with .Deviations}}differs   {{.}}
{{end -}}
e-mails   {{if .SMTP}}to {{.SMTP}}{{else}}kept in the outbox (give --smtp HOST:PORT to have them sent){{end}}

This is a mock of AFAS Profit, for tests only. What nobody outside AFAS knows is assumed: {{.Control}}/settings
{{range .Environments}}
environment {{.Code}} ({{.Kind}})
{{- with .Example}}
  user             {{.User}}
  app connector    {{.AppConnector}}
  API key          {{.APIKey}}
  environment key  {{.EnvironmentKey}}
{{- else}}
  nobody can request an activation code: {{.Obstacle}}
{{- end}}
{{end}}
{{- with .More}}
and {{.}} more: {{$.Control}}/environments
{{end}}
{{- with .Try}}
Request an activation code in {{.Code}}:

  {{.Request}}

Read the e-mail:

  {{.Read}}

Redeem the code in it, in place of CODE:

  {{.Redeem}}

See what the mock made of it all, with a hint where something was wrong:

  {{.Look}}
{{end}}{{.Trust}}
Ctrl-C ends it.
`))

type announced struct {
	Service, TLS, Control, SMTP string
	Deviations                  string // from what ASP.NET does by itself, "" for none
	Environments                []stage
	More                        int
	Try                         *lines
	Trust                       string
}

// lines are what to paste into a shell.
type lines struct{ Code, Request, Read, Redeem, Look string }

// announce prints where the mock is and how to try it. The control token is
// printed too, since the line that reads e-mails must work when pasted; it is
// never logged.
func (s *serve) announce(to io.Writer, server *mockprofit.Server, environments []control.Environment) error {
	said := announced{Service: server.URL + mockprofit.ServicePath, Control: server.ControlURL, SMTP: s.SMTP, Deviations: s.deviations()}
	if server.TLSURL != "" {
		said.TLS = server.TLSURL + mockprofit.ServicePath
	}
	for i, given := range environments {
		if i >= mostAnnounced && said.Try != nil {
			break
		}
		environment, err := server.Environment(given.Code) // with the keys that were generated
		if err != nil {
			return err
		}
		found := stageOf(environment)
		if i < mostAnnounced {
			said.Environments = append(said.Environments, found)
		}
		if found.Example != nil && said.Try == nil {
			said.Try = &lines{
				Code:    found.Code,
				Request: callLine(said.Service+"tokenconnector.asmx", "GenerateOTP", found.Example, "description", "my laptop"),
				Read:    controlLine(server.ControlURL, "/environments/"+found.Code+"/emails?reveal=true", s.ControlToken),
				Redeem:  callLine(said.Service+"tokenconnector.asmx", "GetTokenFromOTP", found.Example, "otp", "CODE"),
				Look:    controlLine(server.ControlURL, "/exchanges", s.ControlToken),
			}
		}
	}
	said.More = len(environments) - len(said.Environments)
	var err error
	if said.Trust, err = trustText(server); err != nil {
		return err
	}
	var text bytes.Buffer
	if err := announcement.Execute(&text, said); err != nil {
		return err
	}
	_, err = to.Write(text.Bytes()) // at once, for programs that read the addresses
	return err
}

// deviations tells in what the mock's edge is not what ASP.NET is by itself.
func (s *serve) deviations() string {
	var on []string
	if s.Strict {
		on = append(on, "strict: refuses what ASP.NET would let through with nulls")
	}
	if s.DetailedErrors {
		on = append(on, "errors tell type and stack")
	}
	if s.ForwardedAddress {
		on = append(on, "X-Forwarded-* has a say in a WSDL's address")
	}
	if len(s.Setting) > 0 {
		on = append(on, "--setting for requests that belong to no environment")
	}
	// None at all are the default too.
	if len(s.Protocols) > 0 && !slices.Equal(asSet(s.Protocols), asSet(mockprofit.DefaultProtocols())) {
		on = append(on, "protocols "+strings.Join(s.Protocols, ", "))
	}
	return strings.Join(on, "; ")
}

// asSet returns names so that order, casing and repetition don't matter.
func asSet(names []string) []string {
	var set []string
	for _, name := range names {
		set = append(set, strings.ToLower(strings.TrimSpace(name)))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// callLine returns a line for a POSIX shell that calls an operation for the
// example's user, with one parameter beside the keys.
func callLine(address, operation string, e *example, name, value string) string {
	var envelope strings.Builder
	envelope.WriteString(`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><` + operation + ` xmlns="urn:Afas.Profit.Services">`)
	for _, parameter := range [][2]string{{"userId", e.User}, {"apiKey", e.APIKey}, {"environmentKey", e.EnvironmentKey}, {name, value}} {
		fmt.Fprintf(&envelope, "<%s>%s</%s>", parameter[0], escaped.Replace(parameter[1]), parameter[0])
	}
	envelope.WriteString(`</` + operation + `></soap:Body></soap:Envelope>`)
	return fmt.Sprintf(`curl -si %s -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: "urn:Afas.Profit.Services/%s"' --data %s`,
		quoted(address), operation, quoted(envelope.String()))
}

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// controlLine returns a line for a POSIX shell that asks the control port.
// Token is what that wants, "" when nothing.
func controlLine(controlURL, path, token string) string {
	line := "curl -s " + quoted(controlURL+path)
	if token != "" {
		line += " -H " + quoted("Authorization: Bearer "+token)
	}
	return line
}

// quoted returns a text as a POSIX shell takes it, whatever is in it.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
