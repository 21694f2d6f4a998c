package main

import (
	"crypto/x509"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"profitbdd/mockprofit"
)

// trust is what `mockprofit serve` prints about TLS: how to reach the mock by
// its names, and what must be done once so that a connector trusts it. Paths
// are quoted for what they are pasted into.
var trust = template.Must(template.New("trust").Funcs(template.FuncMap{
	"quoted": quoted, "quotedForPHP": quotedForPHP, "quotedForWindows": quotedForWindows, "join": strings.Join,
}).Parse(`
TLS is for {{join .Names ", "}}.
{{- if .Hosts}}
To reach it by name, add to /etc/hosts (Windows: C:\Windows\System32\drivers\etc\hosts):

  {{.Address}} {{join .Hosts " "}}
{{end}}
{{- if ne .Port "443"}}
Connectors that have port 443 built in need --tls-address {{.Bracketed}}:443.
{{end}}
{{- with .File}}
Connectors must trust its CA, which vouches for these names only{{$.State}}:

  {{.}}

  curl    curl -s --cacert {{quoted .}} --resolve {{quoted $.Resolve}} {{quoted $.WSDL}}
  PHP     php -d openssl.cafile={{quoted .}} -d curl.cainfo={{quoted .}} connector.php
          or: new SoapClient($wsdl, ['stream_context' => stream_context_create(['ssl' => ['cafile' => {{quotedForPHP .}}]])])
  .NET    Linux: SSL_CERT_FILE={{quoted .}} dotnet run
          Windows, .NET Framework too: certutil -user -addstore Root {{quotedForWindows .}}
  Java    keytool -importcert -noprompt -alias mockprofit -file {{quoted .}} -keystore mockprofit.p12 -storetype PKCS12 -storepass changeit
          java -Djavax.net.ssl.trustStore=mockprofit.p12 -Djavax.net.ssl.trustStorePassword=changeit -jar connector.jar
  Python  REQUESTS_CA_BUNDLE={{quoted .}} python connector.py (requests, zeep; without them SSL_CERT_FILE)
  Node    NODE_EXTRA_CA_CERTS={{quoted .}} node connector.js
{{end -}}
`))

// trusted is what the template shows.
type trusted struct {
	Names, Hosts             []string // that the certificate bears; those of them that must be resolved
	Address, Bracketed, Port string   // where the port listens
	File, State              string   // of the CA; "" when the certificate was given
	Resolve, WSDL            string   // for curl
}

// trustText returns what to print about TLS; "" when the server has none.
func trustText(server *mockprofit.Server) (string, error) {
	if server.TLSURL == "" {
		return "", nil
	}
	listening, err := url.Parse(server.TLSURL)
	if err != nil {
		return "", err
	}
	told := trusted{
		Address: listening.Hostname(), Port: listening.Port(),
		Bracketed: strings.TrimSuffix(listening.Host, ":"+listening.Port()),
	}
	told.Names, told.Hosts = namesOf(server.Certificate())
	if authority := server.Authority(); authority != nil {
		told.File, told.State = authority.File, stateOf(authority)
		name := "localhost"
		if len(told.Hosts) > 0 {
			name = told.Hosts[0]
		}
		at := name + ":" + told.Port
		told.Resolve = at + ":" + told.Bracketed
		told.WSDL = "https://" + at + mockprofit.ServicePath + "tokenconnector.asmx?WSDL"
	}
	var text strings.Builder
	err = trust.Execute(&text, told)
	return text.String(), err
}

// stateOf tells whether there is something to do.
func stateOf(authority *mockprofit.Authority) string {
	until := "; it was made earlier, and once is enough"
	if authority.New {
		until = "; it is new, so that nobody trusts it yet"
	}
	if authority.Replaced != "" {
		until += fmt.Sprintf(" (the one in %s has expired; if it has not and the clock of this machine is wrong, set that right, delete %s and rename the other to it)",
			authority.Replaced, filepath.Dir(authority.File))
	}
	return fmt.Sprintf(" (until %s%s)", authority.Certificate.NotAfter.Format(time.DateOnly), until)
}

// quotedForPHP returns a text as a literal of PHP, whatever is in it.
func quotedForPHP(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

// quotedForWindows returns a path as cmd and PowerShell take it. A path of
// Windows has no quotes in it.
func quotedForWindows(path string) string { return `"` + path + `"` }

// namesOf returns the names that a certificate bears, and those of them that a
// file of hosts can resolve. A given certificate may bear none, and wildcards.
func namesOf(certificate *x509.Certificate) (names, hosts []string) {
	names = slices.Clone(certificate.DNSNames)
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	if len(names) == 0 {
		names = []string{"no name at all: " + certificate.Subject.String()}
	}
	for _, name := range certificate.DNSNames {
		if name != "localhost" && !strings.HasPrefix(name, "*") {
			hosts = append(hosts, name)
		}
	}
	return names, hosts
}
