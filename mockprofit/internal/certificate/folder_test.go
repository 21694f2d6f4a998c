package certificate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A start that is killed leaves a private key in a draft.
func TestDraftsOfAKilledStartAreSwept(t *testing.T) {
	serial := strings.Repeat("0f", 18)
	for name, test := range map[string]struct {
		entry string
		age   time.Duration
		stays bool
	}{
		"a CA that nobody is at":                {".ca-123/mockprofit-ca.key", time.Hour, false},
		"a CA that another mock is at":          {".ca-123/mockprofit-ca.key", 59 * time.Minute, true},
		"a certificate that nobody is at":       {"server.pem." + serial, time.Hour, false},
		"a certificate that another mock is at": {"server.pem." + serial, 0, true},
		"a draft of a clock that is ahead":      {".ca-123/mockprofit-ca.key", -day, true},
		"a CA that was set aside":               {"ca-expired-2020-01-01-7/mockprofit-ca.key", 900 * day, true},
		"a file of the user's":                  {"server.pem.bak", 900 * day, true},
		"a folder of the user's":                {".ca-old/key", 900 * day, true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, filepath.FromSlash(test.entry))
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
			require.NoError(t, os.WriteFile(file, []byte("key"), 0o600))
			first, _, _ := strings.Cut(test.entry, "/")
			at := today.Add(-test.age)
			require.NoError(t, os.Chtimes(filepath.Join(folder, first), at, at))
			mustKeep(t, folder, today, afas()...)
			if test.stays {
				require.FileExists(t, file)
			} else {
				require.NoFileExists(t, file)
			}
		})
	}
}

// The names that are swept are the names that drafts have.
func TestDraftsAreKnownByTheirNames(t *testing.T) {
	made, err := os.MkdirTemp(t.TempDir(), ".ca-")
	require.NoError(t, err)
	require.Regexp(t, drafts, filepath.Base(made))
	authority, err := newAuthority(afas(), today)
	require.NoError(t, err)
	require.Regexp(t, drafts, "server.pem."+serial(authority.Leaf))
}
