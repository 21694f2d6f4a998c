package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// authorityFolder holds the CA: its certificate and its private key. It is
// filled under another name and then renamed, which fails when it is there
// already. So whoever looks finds both files or no folder, and of two mocks
// that start at the same time one wins and the other reads what the winner
// made. Locks would not do it as simply: they differ by system, and a program
// that is killed between two files leaves half.
type authorityFolder string

func (a authorityFolder) certificateFile() string {
	return filepath.Join(string(a), "mockprofit-ca.crt")
}

func (a authorityFolder) keyFile() string { return filepath.Join(string(a), "mockprofit-ca.key") }

// read returns the CA, or an error that is [fs.ErrNotExist] when its folder is
// not there. A folder that is there in which something is wrong is never
// replaced: somebody may trust what was in it.
func (a authorityFolder) read() (tls.Certificate, error) {
	before, err := os.Lstat(string(a))
	if err != nil {
		return tls.Certificate{}, err
	}
	var read tls.Certificate
	if err = guardedFolder(string(a)); err == nil {
		read, err = readGuarded(a.certificateFile(), a.keyFile())
	}
	if err == nil && !read.Leaf.IsCA {
		err = fmt.Errorf("%s: expected a CA, got the certificate of %s", a.certificateFile(), read.Leaf.Subject)
	}
	if err == nil {
		return read, nil
	}
	if after, gone := os.Lstat(string(a)); gone != nil || !os.SameFile(before, after) {
		return a.read() // another mock set it aside meanwhile
	}
	// %v: that a file is missing does not mean that the folder is.
	return tls.Certificate{}, fmt.Errorf("%v. Mend it, or delete %s to have a CA made anew, which must then be trusted anew", err, a)
}

// install puts a CA in its place, unless there is one. It tells whether it did.
func (a authorityFolder) install(authority tls.Certificate) (first bool, err error) {
	draft, err := os.MkdirTemp(filepath.Dir(string(a)), ".ca-") // mode 0700
	if err != nil {
		return false, err
	}
	defer func() {
		if !first {
			err = errors.Join(err, os.RemoveAll(draft))
		}
	}()
	within := authorityFolder(draft)
	if err := write(within.keyFile(), 0o600, authority, writeKey); err != nil {
		return false, err
	}
	if err := write(within.certificateFile(), 0o644, authority, writeCertificate); err != nil {
		return false, err
	}
	if err := os.Rename(draft, string(a)); err != nil {
		if _, missing := os.Lstat(string(a)); missing != nil {
			return false, err
		}
		return false, nil // another mock was first
	}
	return true, nil
}

// setAside makes room for a new CA. The name that the old one is given depends
// on it alone, and is taken from then on: who comes late, and would move what
// has been made meanwhile, can't.
func (a authorityFolder) setAside(old *x509.Certificate) (folder string, err error) {
	folder = fmt.Sprintf("%s%s-%s", a.asidePrefix(), old.NotAfter.UTC().Format(time.DateOnly), serial(old))
	if err := os.Rename(string(a), folder); err != nil {
		if _, missing := os.Lstat(folder); missing != nil {
			return "", err
		}
	}
	return folder, nil
}

// asidePrefix is how the names of CAs that were set aside begin.
func (a authorityFolder) asidePrefix() string { return string(a) + "-expired-" }

// asideAt returns the folder of a CA that was set aside though it is valid; ""
// when there is none.
func (a authorityFolder) asideAt(now time.Time) string {
	entries, err := os.ReadDir(filepath.Dir(string(a)))
	if err != nil {
		return "" // only a hint hangs on it
	}
	for _, entry := range entries {
		folder := authorityFolder(filepath.Join(filepath.Dir(string(a)), entry.Name()))
		if !strings.HasPrefix(string(folder), a.asidePrefix()) {
			continue
		}
		if aside, err := folder.read(); err == nil && now.After(aside.Leaf.NotBefore) && now.Before(aside.Leaf.NotAfter) {
			return string(folder)
		}
	}
	return ""
}

// serverFile holds the certificate that is presented, with its private key.
// It is replaced in one go; of two mocks that do so at the same time each
// presents its own until it ends, and both are as good.
type serverFile string

// read returns the certificate, or an error that is [fs.ErrNotExist].
func (s serverFile) read() (tls.Certificate, error) {
	if _, err := os.Lstat(string(s)); err != nil {
		return tls.Certificate{}, err
	}
	read, err := readGuarded(string(s), string(s))
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%w. Mend it, or delete %s to have it made anew", err, s)
	}
	return read, nil
}

func (s serverFile) replace(certificate tls.Certificate) error {
	draft := string(s) + "." + serial(certificate.Leaf)
	defer os.Remove(draft) // when it was not renamed
	if err := write(draft, 0o600, certificate, writeKey, writeCertificate); err != nil {
		return err
	}
	return os.Rename(draft, string(s))
}

// drafts are the names of files and folders that are not written whole yet.
var drafts = regexp.MustCompile(`^(\.ca-[0-9]+|server\.pem\.[0-9a-f]{32,40})$`)

// abandoned is how old a draft is that nobody is at any more: writing one takes
// a moment.
const abandoned = time.Hour

// sweep removes the drafts of programs that were killed: there are private keys
// in them. One that is young may be another mock's, which is at it.
func sweep(folder string, now time.Time) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !drafts.MatchString(entry.Name()) {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // another mock swept it, or had done with it
		}
		if err != nil {
			return err
		}
		if now.Sub(info.ModTime()) < abandoned {
			continue
		}
		name := filepath.Join(folder, entry.Name())
		if err := os.RemoveAll(name); err != nil {
			return fmt.Errorf("expected to remove %s, which a program that was killed has left: %w; delete it by hand", name, err)
		}
	}
	return nil
}

// serial tells certificates apart: it is random.
func serial(certificate *x509.Certificate) string { return certificate.SerialNumber.Text(16) }

func readGuarded(certificateFile, keyFile string) (tls.Certificate, error) {
	if err := guarded(keyFile, 0o077, "be read by nobody else, since who has it can pose as your servers", "600"); err != nil {
		return tls.Certificate{}, err
	}
	return readPair(certificateFile, keyFile)
}

// guardedFolder returns an error when others could put files of theirs in the
// place of those in the folder.
func guardedFolder(name string) error {
	return guarded(name, 0o022, "be written to by nobody else, since who puts a CA there can pose as your servers", "700")
}

// guarded returns an error when others than the owner have one of the rights.
// Windows keeps rights in another way, of which the mode tells nothing; there
// a user's folders are closed to others.
func guarded(name string, rights fs.FileMode, purpose, mode string) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("expected %s: %w", name, err)
	}
	if got := info.Mode().Perm(); got&rights != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("%s: expected that it can %s, got mode %#o; set it with: chmod %s %s", name, purpose, got, mode, name)
	}
	return nil
}

// write makes a file whose content has reached the disk.
func write(name string, mode fs.FileMode, certificate tls.Certificate, parts ...func(io.Writer, tls.Certificate) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	var problems []error
	for _, part := range parts {
		problems = append(problems, part(file, certificate))
	}
	return errors.Join(append(problems, file.Sync(), file.Close())...)
}

func writeKey(to io.Writer, certificate tls.Certificate) error {
	raw, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		return err
	}
	return pem.Encode(to, &pem.Block{Type: "PRIVATE KEY", Bytes: raw})
}

func writeCertificate(to io.Writer, certificate tls.Certificate) error {
	return pem.Encode(to, &pem.Block{Type: "CERTIFICATE", Bytes: certificate.Leaf.Raw})
}
