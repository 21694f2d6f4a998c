package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Identity is what a server presents, and who vouches for it.
type Identity struct {
	Certificate tls.Certificate // with its Leaf
	// Authority is the private CA that issued it, which clients must trust; nil
	// when users made the certificate themselves.
	Authority *x509.Certificate
	// AuthorityFile is where the CA's certificate lies; "" when it is not kept.
	AuthorityFile string
	// New tells that the CA has been made just now, so that nobody trusts it yet.
	New bool
	// Replaced is the folder of the CA that a new one stands in for, since it had
	// expired; "" when there was none.
	Replaced string
}

// Make returns a certificate for the names by a CA of its own, of which nothing
// is kept.
func Make(names []string) (*Identity, error) { return makeAt(names, time.Now()) }

// makeAt is Make at a time: tests of this package have theirs. All others have
// the machine's, since the clock of a client judges what is made.
func makeAt(names []string, now time.Time) (*Identity, error) {
	authority, err := newAuthority(names, now)
	if err != nil {
		return nil, err
	}
	made, err := issue(authority, names, now)
	if err != nil {
		return nil, err
	}
	return &Identity{Certificate: made, Authority: authority.Leaf, New: true}, nil
}

// Keep returns a certificate for the names from a folder, in which it makes
// what is missing or at its end: the CA, which is to be trusted once, and the
// certificate. It is safe when several do it at the same time. What is there
// but can't be used is an error and is left alone.
func Keep(folder string, names []string) (*Identity, error) {
	return keepAt(folder, names, time.Now())
}

func keepAt(folder string, names []string, now time.Time) (*Identity, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("state folder: %w; choose a folder that can be written to", err)
	}
	if err := guardedFolder(folder); err != nil {
		return nil, fmt.Errorf("state folder %w, or choose a folder below it, which is then made", err)
	}
	identity, err := complete(folder, names, now)
	if err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	return identity, nil
}

// complete makes what is missing in the folder.
func complete(folder string, names []string, now time.Time) (*Identity, error) {
	if err := sweep(folder, now); err != nil {
		return nil, err
	}
	place := authorityFolder(filepath.Join(folder, "ca"))
	identity := &Identity{AuthorityFile: place.certificateFile()}
	authority, err := place.read()
	// An expired CA is of no use to anybody, and a new one must be trusted anew
	// either way. Should the clock be wrong, nothing is lost: it can be put back.
	if err == nil && now.After(authority.Leaf.NotAfter) {
		if identity.Replaced, err = place.setAside(authority.Leaf); err == nil {
			err = fs.ErrNotExist
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		if authority, err = newAuthority(names, now); err == nil {
			identity.New, err = place.install(authority)
		}
		if err == nil {
			authority, err = place.read() // which may be another mock's
		}
	}
	if err != nil {
		return nil, err
	}
	if now.Before(authority.Leaf.NotBefore) {
		return nil, tooEarly(authority.Leaf, place, now)
	}
	if err := vouches(authority.Leaf, names, place); err != nil {
		return nil, err
	}
	identity.Authority = authority.Leaf
	identity.Certificate, err = keepServer(serverFile(filepath.Join(folder, "server.pem")), authority, names, now)
	return identity, err
}

// tooEarly returns the error for a CA that begins in the future: of two starts
// one had a clock that was wrong, and which one only the user knows. When it
// was the one that made the CA, it may have set aside a good one, which people
// trust.
func tooEarly(authority *x509.Certificate, place authorityFolder, now time.Time) error {
	wayOut := fmt.Sprintf("delete %s to have a CA made anew, which must then be trusted anew", place)
	if good := place.asideAt(now); good != "" {
		wayOut = fmt.Sprintf("delete %s and rename %s to it: that CA was set aside then, and is valid", place, good)
	}
	return fmt.Errorf("the CA in %s is valid from %s on, but the clock of this machine says %s; if the clock is wrong, set it right; if it was wrong when the CA was made, %s",
		place, authority.NotBefore.Format(time.RFC3339), now.UTC().Format(time.RFC3339), wayOut)
}

// vouches returns an error when the CA may not vouch for one of the names. A
// new CA is not made by itself, since it would have to be trusted anew.
func vouches(authority *x509.Certificate, names []string, place authorityFolder) error {
	for _, name := range withLoopback(names) {
		if !permits(authority, name) {
			return fmt.Errorf("the CA in %s may vouch for %s, not for %s; choose another state folder, or delete %s to have a CA made for the new names, which must then be trusted anew",
				place, strings.Join(authority.PermittedDNSDomains, ", "), name, place)
		}
	}
	return nil
}

// keepServer returns the certificate in the file, or one made anew when it
// doesn't do any more. It is kept though a new one would be trusted as well:
// there are connectors that are told which certificate to expect.
func keepServer(place serverFile, authority tls.Certificate, names []string, now time.Time) (tls.Certificate, error) {
	kept, err := place.read()
	if err == nil && serves(kept.Leaf, authority.Leaf, names, now) {
		return kept, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return kept, err
	}
	made, err := issue(authority, names, now)
	if err != nil {
		return made, err
	}
	return made, place.replace(made)
}
