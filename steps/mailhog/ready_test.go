package mailhog

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Between the choice of a port and its use another run's MailHog may take it, and answer before ours has given up.
func TestAMailHogIsKnownByItsIdentity(t *testing.T) {
	server := start(t, Options{Mode: Process, Binary: builtMailHog(t)})
	other, anybody := newIdentity(), identity("")
	require.NotEqual(t, other, newIdentity())
	api := server.API()[len("http://"):]

	require.NoError(t, anybody.smtp()(t.Context(), server.SMTP()))
	require.NoError(t, anybody.api()(t.Context(), api))
	require.ErrorContains(t, other.smtp()(t.Context(), server.SMTP()), `an SMTP greeting "220 `+string(other)+`"… was expected, came "220 mailhog-`)
	require.ErrorContains(t, other.api()(t.Context(), api), "another MailHog answers there")
}
