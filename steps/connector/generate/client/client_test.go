package client_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"profitbdd/steps/connector/generate/client"
)

// The client in the repository is the one that gowsdl makes of the WSDLs that
// the mock serves now.
func TestTheGeneratedClientIsCurrent(t *testing.T) {
	files, err := client.Generate(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", name))
		require.NoError(t, err)
		if difference := cmp.Diff(string(want), string(got)); difference != "" {
			t.Errorf("%s is stale; run make generate (-generated now +in the repository):\n%s", name, difference)
		}
	}
}
