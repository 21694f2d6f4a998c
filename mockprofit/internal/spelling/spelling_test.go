package spelling

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNearest(t *testing.T) {
	candidates := []string{"userId", "apiKey", "environmentKey", "description"}
	for name, want := range map[string]string{
		"userid": "userId", "user_id": "userId", "API-key": "apiKey", "enviromentKey": "environmentKey", "descripton": "description",
		"password": "", "": "", "x": "", strings.Repeat("userId", 10): "",
	} {
		require.Equal(t, want, Nearest(name, candidates), name)
	}
	require.Empty(t, Nearest("userId", nil))
}
