package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var today = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// afas are names as AFAS gives them.
func afas() []string { return []string{"12345.soap.afas.online", "12345.soaptest.afas.online"} }

// dial shakes hands with a server that presents the identity, as a client that
// trusts the CA and asks for the name.
func dial(t *testing.T, identity *Identity, authority *x509.Certificate, name string, at time.Time) error {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	near, far := net.Pipe()
	server := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{identity.Certificate}})
	client := tls.Client(near, &tls.Config{RootCAs: roots, ServerName: name, Time: func() time.Time { return at }})
	var serving sync.WaitGroup
	serving.Go(func() {
		_ = server.HandshakeContext(t.Context()) // the client tells
		far.Close()
	})
	err := client.HandshakeContext(t.Context())
	near.Close()
	serving.Wait()
	return err
}

func mustKeep(t *testing.T, folder string, at time.Time, names ...string) *Identity {
	t.Helper()
	identity, err := keepAt(folder, names, at)
	require.NoError(t, err)
	return identity
}

func TestClientsThatTrustTheCAReachTheNamesAndNoOthers(t *testing.T) {
	made, err := makeAt(append(afas(), "192.0.2.7", "2001:DB8::7"), today)
	require.NoError(t, err)
	for name, identity := range map[string]*Identity{
		"kept": mustKeep(t, t.TempDir(), today, append(afas(), "192.0.2.7", "2001:DB8::7")...), "not kept": made,
	} {
		t.Run(name, func(t *testing.T) {
			for _, name := range append(afas(), "12345.SOAP.afas.online", "localhost", "127.0.0.1", "::1", "192.0.2.7", "2001:db8::7") {
				require.NoError(t, dial(t, identity, identity.Authority, name, today), name)
			}
			for _, name := range []string{"67890.soap.afas.online", "afas.online", "www.12345.soap.afas.online", "192.0.2.8", "127.0.0.2", "2001:db8::8"} {
				require.ErrorContains(t, dial(t, identity, identity.Authority, name, today), "certificate is valid for", name)
			}
			other, err := makeAt(afas(), today)
			require.NoError(t, err)
			require.ErrorContains(t, dial(t, identity, other.Authority, afas()[0], today), "certificate signed by unknown authority")
		})
	}
}

func TestTheSameCAAndCertificateServeTheNextStart(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	first := mustKeep(t, folder, today, afas()...)
	require.True(t, first.New)
	require.Equal(t, filepath.Join(folder, "ca", "mockprofit-ca.crt"), first.AuthorityFile)
	next := mustKeep(t, folder, today.AddDate(0, 0, 30), afas()[1]) // fewer names
	require.False(t, next.New)
	require.Equal(t, first.Authority.Raw, next.Authority.Raw)
	require.Equal(t, first.Certificate.Certificate, next.Certificate.Certificate)
	require.NoError(t, dial(t, next, first.Authority, afas()[1], today))
}

func TestWhatIsKeptIsForTheOwnerOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	mustKeep(t, folder, today, afas()...)
	modes := map[string]fs.FileMode{}
	require.NoError(t, filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		short, err := filepath.Rel(folder, name)
		modes[short] = info.Mode().Perm()
		return err
	}))
	require.Equal(t, map[string]fs.FileMode{
		".": 0o700, "ca": 0o700, "ca/mockprofit-ca.crt": 0o644, "ca/mockprofit-ca.key": 0o600, "server.pem": 0o600,
	}, modes, "and nothing else is left behind")
}

func TestTheCertificateIsMadeAnewWhenItDoesNotDoAnyMore(t *testing.T) {
	tests := map[string]struct {
		later time.Duration
		names []string
		anew  bool
	}{
		"the next day":             {day, afas(), false},
		"near its end":             {(397 - 89) * day, afas(), true},
		"after its end":            {500 * day, afas(), true},
		"for a name below another": {day, []string{"www.12345.soap.afas.online"}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			first := mustKeep(t, folder, today, afas()...)
			at := today.Add(test.later)
			next := mustKeep(t, folder, at, test.names...)
			require.Equal(t, first.Authority.Raw, next.Authority.Raw)
			require.Equal(t, test.anew, string(first.Certificate.Leaf.Raw) != string(next.Certificate.Leaf.Raw))
			require.NoError(t, dial(t, next, first.Authority, test.names[0], at))
			again := mustKeep(t, folder, at, test.names...)
			require.Equal(t, next.Certificate.Leaf.Raw, again.Certificate.Leaf.Raw)
		})
	}
}

func TestACertificateOfAClockThatIsSetBackIsMadeAnew(t *testing.T) {
	folder := t.TempDir()
	mustKeep(t, folder, today, afas()...)
	ahead := mustKeep(t, folder, today.AddDate(1, 6, 0), afas()...)
	require.True(t, ahead.Certificate.Leaf.NotBefore.After(today.Add(day)))
	next := mustKeep(t, folder, today.Add(day), afas()...)
	require.NoError(t, dial(t, next, ahead.Authority, afas()[0], today.Add(day)))
}

func TestACAThatBeginsInTheFutureIsToldAndLeftAlone(t *testing.T) {
	folder := t.TempDir()
	place := filepath.Join(folder, "ca")
	made := mustKeep(t, folder, today, afas()...)
	mustKeep(t, folder, today.Add(-lag), afas()...) // clocks differ a little
	_, err := keepAt(folder, afas(), today.Add(-2*day))
	require.EqualError(t, err, "state folder: the CA in "+place+" is valid from 2026-03-01T11:00:00Z on, but the clock of this machine says 2026-02-27T12:00:00Z; "+
		"if the clock is wrong, set it right; if it was wrong when the CA was made, delete "+place+" to have a CA made anew, which must then be trusted anew")

	// A start with a clock that is far ahead, and what its error says to do.
	ahead := mustKeep(t, folder, today.AddDate(20, 0, 0), afas()...)
	require.True(t, ahead.New)
	_, err = keepAt(folder, afas(), today)
	require.ErrorContains(t, err, "delete "+place+" and rename "+ahead.Replaced+" to it: that CA was set aside then, and is valid")
	require.NoError(t, os.RemoveAll(place))
	require.NoError(t, os.Rename(ahead.Replaced, place))
	again := mustKeep(t, folder, today, afas()...)
	require.Equal(t, made.Authority.Raw, again.Authority.Raw)
	require.NoError(t, dial(t, again, made.Authority, afas()[0], today))
}

func TestTheCAIsMadeAnewWhenItHasExpired(t *testing.T) {
	folder := t.TempDir()
	first := mustKeep(t, folder, today, afas()...)
	last := first.Authority.NotAfter.Add(-time.Hour)
	next := mustKeep(t, folder, last, afas()...)
	require.Equal(t, first.Authority.Raw, next.Authority.Raw)
	require.NoError(t, dial(t, next, first.Authority, afas()[0], last))
	require.Equal(t, first.Authority.NotAfter, next.Certificate.Leaf.NotAfter, "no certificate outlives its CA")
	again := mustKeep(t, folder, last.Add(time.Minute), afas()...)
	require.Equal(t, next.Certificate.Leaf.Raw, again.Certificate.Leaf.Raw, "a new one would live no longer")

	at := first.Authority.NotAfter.Add(time.Second)
	next = mustKeep(t, folder, at, "other.example")
	require.True(t, next.New)
	require.DirExists(t, next.Replaced)
	require.Contains(t, next.Replaced, "ca-expired-2028-02-29-")
	require.NoError(t, dial(t, next, next.Authority, "other.example", at))
}

func TestANameThatTheCAMayNotVouchForIsRefused(t *testing.T) {
	folder := t.TempDir()
	first := mustKeep(t, folder, today, afas()...)
	for _, name := range []string{"67890.soap.afas.online", "x12345.soap.afas.online", "192.0.2.7"} {
		_, err := keepAt(folder, []string{afas()[0], name}, today)
		require.EqualError(t, err, "state folder: the CA in "+folder+"/ca may vouch for 12345.soap.afas.online, 12345.soaptest.afas.online, localhost, not for "+name+
			"; choose another state folder, or delete "+folder+"/ca to have a CA made for the new names, which must then be trusted anew")
	}
	require.Equal(t, first.Certificate.Leaf.Raw, mustKeep(t, folder, today, afas()...).Certificate.Leaf.Raw)
}

func TestMocksThatStartAtTheSameTimeAgree(t *testing.T) {
	expired := t.TempDir()
	mustKeep(t, expired, today.AddDate(-20, 0, 0), afas()...)
	for name, folder := range map[string]string{"nothing there": t.TempDir(), "expired": expired} {
		t.Run(name, func(t *testing.T) {
			identities, errs := make([]*Identity, 16), make([]error, 16)
			begin := make(chan struct{})
			var starting sync.WaitGroup
			for i := range identities {
				starting.Go(func() {
					<-begin
					identities[i], errs[i] = keepAt(folder, afas(), today)
				})
			}
			close(begin)
			starting.Wait()
			require.NoError(t, errors.Join(errs...))
			made := 0
			kept := mustKeep(t, folder, today, afas()...)
			for _, identity := range identities {
				require.Equal(t, kept.Authority.Raw, identity.Authority.Raw)
				require.NoError(t, dial(t, identity, kept.Authority, afas()[0], today))
				if identity.New {
					made++
				}
			}
			require.Equal(t, 1, made)
			drafts, err := filepath.Glob(filepath.Join(folder, ".ca-*"))
			require.NoError(t, err)
			require.Empty(t, drafts)
		})
	}
}

func TestWhatIsWrongInTheFolderIsToldAndLeftAlone(t *testing.T) {
	other := mustKeep(t, t.TempDir(), today, afas()...)
	otherKey := filepath.Join(filepath.Dir(other.AuthorityFile), "mockprofit-ca.key")
	const authority, key, server = "ca/mockprofit-ca.crt", "ca/mockprofit-ca.key", "server.pem"
	write := func(content string) func(*testing.T, string) {
		return func(t *testing.T, name string) { require.NoError(t, os.WriteFile(name, []byte(content), 0o600)) }
	}
	replace := func(from string) func(*testing.T, string) {
		return func(t *testing.T, name string) {
			content, err := os.ReadFile(from)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(name, content, 0o600))
		}
	}
	remove := func(t *testing.T, name string) { require.NoError(t, os.Remove(name)) }
	mode := func(mode fs.FileMode) func(*testing.T, string) {
		return func(t *testing.T, name string) { require.NoError(t, os.Chmod(name, mode)) }
	}
	tests := map[string]struct {
		file  string
		spoil func(t *testing.T, name string)
		wants []string
	}{
		"a CA that is no PEM":       {authority, write("no"), []string{"FILE: expected a certificate in PEM", "delete FOLDER/ca"}},
		"a CA without its key":      {key, remove, []string{"expected FILE: ", "no such file", "delete FOLDER/ca"}},
		"a key without its CA":      {authority, remove, []string{"expected a certificate: ", "no such file", "delete FOLDER/ca"}},
		"the key of another CA":     {key, replace(otherKey), []string{"FILE: expected the private key, in PEM, of the certificate in ", "private key does not match", "openssl"}},
		"a key that is cut off":     {key, write("-----BEGIN PRIVATE KEY-----\nMIGH"), []string{"FILE: expected the private key", "delete FOLDER/ca"}},
		"a key that others read":    {key, mode(0o640), []string{"FILE: expected that it can be read by nobody else", "got mode 0640", "chmod 600 FILE"}},
		"a server that is no PEM":   {server, write(""), []string{"FILE: expected a certificate in PEM", "delete FILE to have it made anew"}},
		"a server that others read": {server, mode(0o604), []string{"FILE: expected that it can be read by nobody else", "chmod 600 FILE"}},
		"a CA that others replace":  {"ca", mode(0o777), []string{"FILE: expected that it can be written to by nobody else", "got mode 0777", "chmod 700 FILE"}},
		"a folder others write to":  {".", mode(0o770), []string{"FOLDER: expected that it can be written to by nobody else", "chmod 700 FOLDER, or choose a folder below it"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			first := mustKeep(t, folder, today, afas()...)
			file := filepath.Join(folder, test.file)
			test.spoil(t, file)
			before, beforeErr := os.ReadFile(file)
			_, err := keepAt(folder, afas(), today)
			require.ErrorContains(t, err, "state folder")
			for _, want := range test.wants {
				want = filepath.FromSlash(want)
				require.ErrorContains(t, err, replaced(want, file, folder))
			}
			after, afterErr := os.ReadFile(file)
			require.Equal(t, before, after)
			require.Equal(t, beforeErr == nil, afterErr == nil)
			require.NotEmpty(t, first)
		})
	}
	t.Run("a certificate in the place of the CA", func(t *testing.T) {
		folder := t.TempDir()
		mustKeep(t, folder, today, afas()...)
		replace(filepath.Join(folder, server))(t, filepath.Join(folder, authority))
		replace(filepath.Join(folder, server))(t, filepath.Join(folder, key))
		_, err := keepAt(folder, afas(), today)
		require.ErrorContains(t, err, "expected a CA, got the certificate of CN=mockprofit test server")
	})
	t.Run("a file in the place of the folder", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		write("")(t, file)
		_, err := keepAt(file, afas(), today)
		require.ErrorContains(t, err, "choose a folder that can be written to")
	})
}

func TestACertificateOfAnotherCAIsMadeAnew(t *testing.T) {
	folder := t.TempDir()
	mustKeep(t, folder, today, afas()...)
	require.NoError(t, os.RemoveAll(filepath.Join(folder, "ca")))
	next := mustKeep(t, folder, today, "other.example")
	require.True(t, next.New)
	require.NoError(t, dial(t, next, next.Authority, "other.example", today))
}
