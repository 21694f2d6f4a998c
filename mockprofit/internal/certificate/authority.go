package certificate

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

const (
	day = 24 * time.Hour
	// authorityLife is how long a key that leaks, or trust that was forgotten
	// about, can harm: the names may be those of real servers. Two years, since
	// trusting a new CA takes work on each machine, and once in that time is
	// little.
	authorityLife = 2 * 365 * day
	// serverLife is what browsers and Apple's systems accept at most (398 days),
	// less one for who counts differently.
	serverLife = 397 * day
	// renewal is when the certificate is made anew: this long before its end, so
	// that a mock that runs for weeks doesn't outlive it.
	renewal = 90 * day
	// lag is how much the clock of a client may lag behind ours.
	lag = time.Hour
)

// organization tells whoever finds the CA in a trust store what it is.
const organization = "mockprofit, for tests only"

// Every private key is drawn from crypto/rand, though all else that is random
// in the mock comes from a source that can be seeded: a key that a seed repeats
// is one that everybody can make, for a CA that somebody trusts.

// newAuthority makes a CA that may vouch for the names only.
func newAuthority(names []string, now time.Time) (tls.Certificate, error) {
	template := &x509.Certificate{
		// The suffix tells two of them apart in a list, and for clients that look
		// an issuer up by its name.
		Subject:   pkix.Name{Organization: []string{organization}, CommonName: "mockprofit test CA " + rand.Text()[:8]},
		NotBefore: now.Add(-lag), NotAfter: now.Add(-lag).Add(authorityLife),
		IsCA: true, MaxPathLenZero: true, BasicConstraintsValid: true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true, // of the addresses too: it is one extension
	}
	// Loopback is always among the permitted addresses: none at all would mean any.
	domains, addresses := split(withLoopback(names))
	template.PermittedDNSDomains = domains
	for _, address := range addresses {
		bits := 8 * len(address)
		template.PermittedIPRanges = append(template.PermittedIPRanges, &net.IPNet{IP: address, Mask: net.CIDRMask(bits, bits)})
	}
	return sign(template, nil)
}

// issue has the CA issue a certificate for the names.
func issue(authority tls.Certificate, names []string, now time.Time) (tls.Certificate, error) {
	template := &x509.Certificate{
		// With blanks in it, so that nobody takes it for a host name: only the
		// alternative names count (RFC 6125, 6.4.4).
		Subject:   pkix.Name{Organization: []string{organization}, CommonName: "mockprofit test server"},
		NotBefore: now.Add(-lag), NotAfter: now.Add(-lag).Add(serverLife),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if template.NotAfter.After(authority.Leaf.NotAfter) {
		template.NotAfter = authority.Leaf.NotAfter
	}
	template.DNSNames, template.IPAddresses = split(withLoopback(names))
	return sign(template, &authority)
}

// sign makes a key and its certificate, issued by the CA or, without one, by
// itself.
func sign(template *x509.Certificate, authority *tls.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a private key: %w", err)
	}
	parent, signer := template, crypto.PrivateKey(key)
	if authority != nil {
		parent, signer = authority.Leaf, authority.PrivateKey
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("sign a certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("read the certificate that was signed: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: leaf}, nil
}

// permits reports whether the CA may vouch for a name: what RFC 5280, 4.2.1.10
// says, for the constraints that newAuthority makes.
func permits(authority *x509.Certificate, name string) bool {
	if address, err := netip.ParseAddr(name); err == nil {
		for _, permitted := range authority.PermittedIPRanges {
			if permitted.Contains(address.AsSlice()) {
				return true
			}
		}
		return false
	}
	for _, permitted := range authority.PermittedDNSDomains {
		if name == permitted || len(name) > len(permitted) && name[len(name)-len(permitted)-1:] == "."+permitted {
			return true
		}
	}
	return false
}

// serves reports whether a certificate still does: issued by the CA, for all
// the names, and not near its end, unless that is the end of the CA too: a new
// one would live no longer.
func serves(certificate, authority *x509.Certificate, names []string, now time.Time) bool {
	var problems []error
	for _, name := range withLoopback(names) {
		problems = append(problems, certificate.VerifyHostname(name))
	}
	err := errors.Join(append(problems, certificate.CheckSignatureFrom(authority))...)
	lasts := now.Add(renewal).Before(certificate.NotAfter) || certificate.NotAfter.Equal(authority.NotAfter)
	return err == nil && now.After(certificate.NotBefore) && lasts
}
