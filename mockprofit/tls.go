package mockprofit

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"profitbdd/mockprofit/internal/certificate"
)

// TLS are the settings of the port on which Profit's services are served over
// TLS. The zero value works: a free port on loopback, AFAS's names, and a CA
// that is gone when the server is.
type TLS struct {
	// Address is where the TLS port listens, host:port; port 0 picks one.
	// Default 127.0.0.1:0.
	Address string
	// Names are the host names and IP addresses under which clients reach the
	// port, apart from localhost, 127.0.0.1 and ::1, which are always among
	// them. Default [HostNames].
	Names []string
	// Folder is where the CA and the certificate are kept, so that the CA needs
	// to be trusted once. It is made when it is not there. Empty: they are not
	// kept.
	Folder string
	// CertificateFile and KeyFile, in PEM, are presented instead of a
	// certificate by the mock's own CA.
	CertificateFile, KeyFile string
}

// HostNames returns the names under which AFAS Online serves the participant
// 12345: production, test and accept.
func HostNames() []string {
	return []string{"12345.soap.afas.online", "12345.soaptest.afas.online", "12345.soapaccept.afas.online"}
}

// CheckHostName tells what is wrong with one of the [TLS] names.
func CheckHostName(name string) error { return certificate.CheckName(name) }

// Authority is a private certificate authority, for tests only: it vouches for
// the names it was made for and for no other host.
type Authority struct {
	Certificate *x509.Certificate // what clients of the TLS port must trust
	File        string            // where it lies, in PEM; "" when it is not kept
	New         bool              // it was made for this server, so that nobody trusts it yet
	Replaced    string            // the folder of the one that expired and that it stands in for; "" when there was none
}

// Authority returns the CA that issued the certificate of the TLS port; nil
// when there is no such port, or its certificate was given.
func (s *Server) Authority() *Authority {
	if s.identity == nil || s.identity.Authority == nil {
		return nil
	}
	return &Authority{
		Certificate: s.identity.Authority, File: s.identity.AuthorityFile,
		New: s.identity.New, Replaced: s.identity.Replaced,
	}
}

// Certificate returns the certificate of the TLS port; nil without one.
func (s *Server) Certificate() *x509.Certificate {
	if s.identity == nil {
		return nil
	}
	return s.identity.Certificate.Leaf
}

// check returns what is wrong with the settings by themselves.
func (t *TLS) check() error {
	given := t.CertificateFile != "" || t.KeyFile != ""
	switch {
	case given && (t.CertificateFile == "" || t.KeyFile == ""):
		return fmt.Errorf("TLS: expected a certificate file and a key file, got %q and %q", t.CertificateFile, t.KeyFile)
	case given && (len(t.Names) > 0 || t.Folder != ""):
		return errors.New("TLS: expected either files with a certificate, which bears its names already, or names and a folder for one that is made, got both")
	}
	for _, name := range t.Names {
		if err := CheckHostName(name); err != nil {
			return fmt.Errorf("TLS name: %w", err)
		}
	}
	return nil
}

// identity returns what the port presents. Private keys come from crypto/rand
// even when [Options.Random] is seeded, and dates from the machine's clock even
// when [Options.Now] is another; see package certificate.
func (t *TLS) identity() (identity *certificate.Identity, err error) {
	names := t.Names
	if len(names) == 0 {
		names = HostNames()
	}
	switch {
	case t.CertificateFile != "":
		identity, err = certificate.Read(t.CertificateFile, t.KeyFile)
	case t.Folder != "":
		identity, err = certificate.Keep(t.Folder, names)
	default:
		identity, err = certificate.Make(names)
	}
	if err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return identity, nil
}

func (t *TLS) address() string { return cmp.Or(t.Address, "127.0.0.1:0") }

// secure has a server present the identity. TLS 1.2 and 1.3 are what is left
// to offer since RFC 8996; which cipher suites is Go's to say. HTTP/2 is not
// offered: SOAP clients don't speak it, and the journal keeps requests and
// status lines as HTTP/1 has them.
func secure(server *http.Server, identity *certificate.Identity) {
	server.TLSConfig = &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{identity.Certificate},
	}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetHTTP1(true)
}
