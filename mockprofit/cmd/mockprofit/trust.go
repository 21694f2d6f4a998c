package main

import (
	"crypto/sha1"
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
// its names, what must be done once so that a connector trusts it, and how to
// undo that. Paths are quoted for what they are pasted into.
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
Connectors must trust its CA, {{$.State}}:

  {{.}}
{{with $.Replaced}}
{{.}}
{{end}}
  curl    curl -s --cacert {{quoted .}} --resolve {{quoted $.Resolve}} {{quoted $.WSDL}}
  PHP     php -d openssl.cafile={{quoted .}} -d curl.cainfo={{quoted .}} connector.php
          or: new SoapClient($wsdl, ['stream_context' => stream_context_create(['ssl' => ['cafile' => {{quotedForPHP .}}]])])
  .NET    Linux: SSL_CERT_FILE={{quoted .}} dotnet run
          Windows, .NET Framework too: certutil -user -addstore Root {{quotedForWindows .}}
  Java    keytool -importcert -noprompt -alias mockprofit -file {{quoted .}} -keystore mockprofit.p12 -storetype PKCS12 -storepass changeit
          java -Djavax.net.ssl.trustStore=mockprofit.p12 -Djavax.net.ssl.trustStorePassword=changeit -jar connector.jar
  Python  REQUESTS_CA_BUNDLE={{quoted .}} python connector.py (requests, zeep; without them SSL_CERT_FILE)
  Node    NODE_EXTRA_CA_CERTS={{quoted .}} node connector.js

Whoever gets hold of the CA's key, which lies beside it, can pose as these hosts, the real
ones too, to every program that trusts the CA (in Java as any host). So trust it where tests
run and nowhere else, keep the key to yourself, and take the trust away when you are done:

  Windows certutil -user -delstore Root {{$.Fingerprint}}
  Java    keytool -delete -alias mockprofit -keystore mockprofit.p12 -storepass changeit
  others  leave the option or the variable out
{{end -}}
`))

// trusted is what the template shows.
type trusted struct {
	Names, Hosts             []string // that the certificate bears; those of them that must be resolved
	Address, Bracketed, Port string   // where the port listens
	File, State, Replaced    string   // of the CA; "" when the certificate was given
	Fingerprint              string   // of the CA, which no other certificate in a store has
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
		told.File, told.State, told.Replaced = authority.File, stateOf(authority), replacedOf(authority)
		told.Fingerprint = fmt.Sprintf("%x", sha1.Sum(authority.Certificate.Raw))
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
	state := "which was made earlier, and once is enough; "
	if authority.New {
		state = "which is new, so that nobody trusts it yet; "
	}
	return state + "it vouches for these names only, until " + authority.Certificate.NotAfter.Format(time.DateOnly)
}

// replacedOf tells how to undo that a CA was set aside, should it have been
// wrong; "" when none was.
func replacedOf(authority *mockprofit.Authority) string {
	if authority.Replaced == "" {
		return ""
	}
	return fmt.Sprintf("The CA before it has expired and lies in %[1]s. If it has not, and the clock of this machine is wrong,\n"+
		"set that right, delete %[2]s and rename %[1]s to it.", authority.Replaced, filepath.Dir(authority.File))
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
