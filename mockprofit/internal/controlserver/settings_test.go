package controlserver_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/controlserver"
	"profitbdd/mockprofit/internal/profit"
)

func TestSettings(t *testing.T) {
	w := newWorld(t)
	settings, err := w.client.Settings(t.Context())
	require.NoError(t, err)
	require.Len(t, settings, len(profit.Catalogue()))
	for i, known := range profit.Catalogue() {
		require.Equal(t, control.Setting{
			Name: known.Name, Type: known.Kind(), Label: "assumed", Value: known.Default, Default: known.Default,
			Sentence: known.Sentence, Source: known.Source, Values: known.Values(),
		}, settings[i])
	}
}

func TestSettingsOfAnEnvironment(t *testing.T) {
	w := newWorld(t)
	w.send(http.MethodPut, "/environments/T1AA", `{"settings":{"resend":"ignore"}}`)
	for _, setting := range read[[]control.Setting](w.get("/environments/T1AA/settings")) {
		if setting.Name == "resend" {
			require.Equal(t, "ignore", setting.Value)
			require.Equal(t, "replace", setting.Default)
		} else {
			require.Equal(t, setting.Default, setting.Value, setting.Name)
		}
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	refusals, err := w.client.Refusals(t.Context())
	require.NoError(t, err)
	require.Len(t, refusals, len(profit.Refusals()))
	require.Contains(t, refusals, control.Refusal{
		Name: "token-malformed", Warning: "Token could not be parsed",
		Dutch:   control.Text{Message: "Er is een onverwachte fout opgetreden.", Label: "documented"},
		English: control.Text{Message: "An unexpected error has occurred.", Label: "documented"},
	})
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	require.JSONEq(t, `{"status":"ok","version":"1.2.3"}`, w.get("/healthz").body)
	require.JSONEq(t, `{"ready":true}`, w.get("/readyz").body)
}

func TestNotReady(t *testing.T) {
	w := newWorld(t, func(options *controlserver.Options) {
		options.Ready = func(context.Context) []string { return []string{"mail server does not answer"} }
	})
	answer := w.get("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, answer.status)
	require.JSONEq(t, `{"ready":false,"problems":["mail server does not answer"]}`, answer.body)
	readiness, err := w.client.Ready(t.Context())
	require.NoError(t, err)
	require.Equal(t, control.Readiness{Problems: []string{"mail server does not answer"}}, readiness)
}
