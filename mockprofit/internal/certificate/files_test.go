package certificate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGivenFilesAreRead(t *testing.T) {
	folder := t.TempDir()
	file := func(content string) string {
		made, err := os.CreateTemp(folder, "")
		require.NoError(t, err)
		_, err = made.WriteString(content)
		require.NoError(t, err)
		require.NoError(t, made.Close())
		return made.Name()
	}
	kept := mustKeep(t, t.TempDir(), today.AddDate(-5, 0, 0), afas()...) // expired
	authority := kept.AuthorityFile
	server := filepath.Join(filepath.Dir(filepath.Dir(authority)), "server.pem")

	identity, err := Read(server, server)
	require.NoError(t, err)
	require.Equal(t, kept.Certificate.Leaf.Raw, identity.Certificate.Leaf.Raw)
	require.Nil(t, identity.Authority)
	require.False(t, identity.New)

	for name, test := range map[string]struct{ certificate, key, want string }{
		"no certificate":     {filepath.Join(folder, "none"), server, "expected a certificate: open " + filepath.Join(folder, "none") + ": no such file"},
		"no key":             {server, filepath.Join(folder, "none"), "expected a private key: open "},
		"no PEM":             {file("0\x82"), server, "expected a certificate in PEM (-----BEGIN CERTIFICATE-----), got none; a PKCS #12 file is taken apart with: openssl"},
		"the key of another": {authority, server, server + ": expected the private key, in PEM, of the certificate in " + authority + ", got: tls: private key does not match public key"},
		"a key for a secret": {server, file("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGH\n-----END ENCRYPTED PRIVATE KEY-----\n"),
			"expected a private key without a password, got one with; take it off with: openssl pkey -in " + folder},
		"an old key for a secret": {server, file("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIGH\n-----END RSA PRIVATE KEY-----\n"),
			"expected a private key without a password"},
		"files changed round": {file("-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"), authority, "expected a certificate in PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(test.certificate, test.key)
			require.ErrorContains(t, err, test.want)
		})
	}
}
