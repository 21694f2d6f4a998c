package mailhog

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseMode(t *testing.T) {
	for text, want := range map[string]Mode{
		"": Auto, "auto": Auto, "container": Container, "process": Process, "external": External, " Process\n": Process,
	} {
		got, err := ParseMode(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	_, err := ParseMode("docker")
	require.EqualError(t, err, `"docker" is no way to run MailHog: use auto, container, process, external`)
}

func TestUnknownModeStartsNothing(t *testing.T) {
	server, err := Start(t.Context(), Options{Mode: "docker"})
	require.Nil(t, server)
	require.ErrorContains(t, err, "use auto, container, process, external")
}
