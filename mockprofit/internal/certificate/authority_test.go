package certificate

import (
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// replaced puts paths into an expectation.
func replaced(text, file, folder string) string {
	return strings.NewReplacer("FILE", file, "FOLDER", folder).Replace(text)
}

// What a thief of the CA's key could do: have it vouch for others.
func TestTheCAVouchesForNobodyElse(t *testing.T) {
	authority, err := newAuthority(append(afas(), "192.0.2.7"), today)
	require.NoError(t, err)
	require.True(t, authority.Leaf.PermittedDNSDomainsCritical)
	roots := x509.NewCertPool()
	roots.AddCert(authority.Leaf)
	for name, want := range map[string]bool{
		"12345.soap.afas.online": true, "www.12345.soap.afas.online": true, "localhost": true, "127.0.0.1": true, "::1": true, "192.0.2.7": true,
		"67890.soap.afas.online": false, "soap.afas.online": false, "x12345.soap.afas.online": false, "bank.example": false,
		"192.0.2.8": false, "127.0.0.2": false, "2001:db8::1": false,
	} {
		require.Equal(t, want, permits(authority.Leaf, name), name)
		forged, err := issue(authority, []string{name}, today)
		require.NoError(t, err)
		_, err = forged.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: today})
		if want {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, "is not permitted by any constraint", name)
		}
	}
}

func TestBelowTheCAThereIsNoOther(t *testing.T) {
	authority, err := newAuthority(afas(), today)
	require.NoError(t, err)
	middle, err := newAuthority(afas(), today)
	require.NoError(t, err)
	template := *middle.Leaf
	middle, err = sign(&template, &authority)
	require.NoError(t, err)
	server, err := issue(middle, afas(), today)
	require.NoError(t, err)
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(authority.Leaf)
	between.AddCert(middle.Leaf)
	_, err = server.Leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: today})
	require.ErrorContains(t, err, "too many intermediates")
}

func TestCertificatesLiveAsLongAsClientsAccept(t *testing.T) {
	identity, err := makeAt(afas(), today)
	require.NoError(t, err)
	leaf, authority := identity.Certificate.Leaf, identity.Authority
	require.LessOrEqual(t, leaf.NotAfter.Sub(leaf.NotBefore), 397*day)
	require.Equal(t, 730*day, authority.NotAfter.Sub(authority.NotBefore), "a key that leaks, or trust that is forgotten about, ends by itself")
	for _, one := range []*x509.Certificate{leaf, authority} {
		require.True(t, one.NotBefore.Before(today), "clocks of clients lag behind")
		require.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, one.ExtKeyUsage)
	}
	require.Contains(t, authority.Subject.String(), "CN=mockprofit test CA ")
	other, err := makeAt(afas(), today)
	require.NoError(t, err)
	require.NotEqual(t, other.Authority.Subject.String(), authority.Subject.String())
}

// OpenSSL is what PHP, Python, Node and curl ask; -x509_strict is what Python
// asks from 3.13 on.
func TestOpenSSLHoldsTheCAToItsConstraints(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		require.Empty(t, os.Getenv("CI"), "CI needs openssl")
		t.Skip("openssl is not installed: what it thinks of the CA is not tried")
	}
	authority, err := newAuthority(afas(), today)
	require.NoError(t, err)
	folder := t.TempDir()
	authorityFile, serverFile := filepath.Join(folder, "ca.pem"), filepath.Join(folder, "server.pem")
	require.NoError(t, write(authorityFile, 0o600, authority, writeCertificate))
	for name, want := range map[string]string{
		"12345.soap.afas.online": "server.pem: OK", "192.0.2.8": "permitted subtree violation", "bank.example": "permitted subtree violation",
	} {
		server, err := issue(authority, []string{name}, today)
		require.NoError(t, err)
		require.NoError(t, os.RemoveAll(serverFile))
		require.NoError(t, write(serverFile, 0o600, server, writeCertificate))
		output, _ := exec.CommandContext(t.Context(), "openssl", "verify", "-x509_strict", "-purpose", "sslserver",
			"-attime", "1772366400", "-CAfile", authorityFile, serverFile).CombinedOutput()
		require.Contains(t, string(output), want, name)
	}
}

func TestNamesAreChecked(t *testing.T) {
	for _, name := range []string{"12345.soap.afas.online", "mock", "Mock.Example", "xn--bcher-kva.example", "192.0.2.7", "::1", "2001:db8::1", strings.Repeat("a", 63)} {
		require.NoError(t, CheckName(name), name)
	}
	for _, name := range []string{
		"", ".", "a.", ".a", "a..b", "*.soap.afas.online", "https://a", "a:443", "a/b", "a b", "bücher.example", "-a", "a-", "a_b", "[::1]", "fe80::1%eth0",
		strings.Repeat("a", 64), strings.Repeat("a.", 127),
	} {
		require.ErrorContains(t, CheckName(name), "expected a host name such as 12345.soap.afas.online, or an IP address, got ", name)
	}
}
