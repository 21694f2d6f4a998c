package mockprofit_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
)

func TestMetrics(t *testing.T) {
	server := start(t, mockprofit.Options{Environments: demo(t), Version: "1.2.3"})
	for range 2 {
		response, err := http.DefaultClient.Do(generateOTP(t, server))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	}
	get(t, server.URL+"/tokenconnector.asmx?op=<script>")
	get(t, server.URL+"/nowhere")
	status, text := get(t, server.ControlURL+"/metrics")
	require.Equal(t, http.StatusOK, status)
	for _, line := range []string{
		`mockprofit_exchanges_total{operation="GenerateOTP",outcome="accepted",status="200"} 2`,
		`mockprofit_exchanges_total{operation="",outcome="answered",status="200"} 1`,
		`mockprofit_exchanges_total{operation="",outcome="turned away",status="404"} 1`,
		`mockprofit_exchange_duration_seconds_count{operation="GenerateOTP"} 2`,
		`mockprofit_exchange_duration_seconds_bucket{operation="GenerateOTP",le="10"} 2`,
		`mockprofit_exchange_duration_seconds_bucket{operation="GenerateOTP",le="+Inf"} 2`,
		`mockprofit_environments 1`, `mockprofit_journal_exchanges 4`,
		`mockprofit_emails_total 2`, `mockprofit_outbox_emails 2`, `mockprofit_outbox_queued_emails 0`,
		`mockprofit_build_info{version="1.2.3"} 1`,
	} {
		require.True(t, strings.Contains(text, "\n"+line+"\n"), "the metrics lack %s:\n%s", line, text)
	}
	require.NotContains(t, text, "<script", "labels don't come from callers")
}

// Two servers in a process count for themselves.
func TestMetricsAreOfOneServer(t *testing.T) {
	one, other := start(t, mockprofit.Options{Environments: demo(t)}), start(t, mockprofit.Options{})
	_, text := get(t, one.ControlURL+"/metrics")
	require.Contains(t, text, "\nmockprofit_environments 1\n")
	_, text = get(t, other.ControlURL+"/metrics")
	require.Contains(t, text, "\nmockprofit_environments 0\n")
}
