package control

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseDuration(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "15m": 15 * time.Minute, "1h30m": 90 * time.Minute, "-90s": -90 * time.Second, "1.5h": 90 * time.Minute,
		"0": 0, "0s": 0, "90d": 90 * day, "-1d": -day, "0d": 0, "36500d": 36500 * day, "-36500d": -36500 * day, "2562047h": 2562047 * time.Hour,
	} {
		t.Run(text, func(t *testing.T) {
			got, err := ParseDuration(text)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
	for _, text := range []string{"", "d", "90", "1.5d", "1d12h", "36501d", "-36501d", "99999999999999999999d", "2562048h", " 90s", "90 d", "90D", "1w"} {
		t.Run("not "+text, func(t *testing.T) {
			_, err := ParseDuration(text)
			require.ErrorContains(t, err, "expected a duration such as 90s, 15m, 12h or 90d, got ")
		})
	}
	_, err := ParseDuration(strings.Repeat("9", 1<<20))
	require.Less(t, len(err.Error()), 300)
}
