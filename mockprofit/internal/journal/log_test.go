package journal

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
)

// loggedLine returns the one line that a journal logs of an exchange, without its time.
func loggedLine(t *testing.T, exchange *asmx.Exchange) map[string]any {
	t.Helper()
	var text bytes.Buffer
	New(Options{Logger: slog.New(slog.NewJSONHandler(&text, nil))}).Finished(exchange)
	require.Equal(t, 1, bytes.Count(text.Bytes(), []byte("\n")), "a line for each exchange")
	line := map[string]any{}
	require.NoError(t, json.Unmarshal(text.Bytes(), &line))
	delete(line, "time")
	return line
}

func TestLogLine(t *testing.T) {
	page := finished(2, "")
	page.Request.Line, page.Operation, page.Arguments, page.Decision = "GET /x.asmx?wsdl HTTP/1.1", "", nil, asmx.Decision{}
	turnedAway := finished(3, "")
	turnedAway.Decision, turnedAway.Refused, turnedAway.Response.Line = asmx.Decision{}, "Request format is unrecognized.", "HTTP/1.1 500 Internal Server Error"
	refused := finished(4, "O1AA")
	refused.Decision.Outcome, refused.Decision.Reason = "refused", "user-blocked"

	const request = "POST /profitservices/tokenconnector.asmx HTTP/1.1"
	for name, test := range map[string]struct {
		exchange *asmx.Exchange
		want     map[string]any
	}{
		"accepted": {finished(1, "O1AA"), map[string]any{
			"outcome": "accepted", "operation": "GenerateOTP", "environment": "O1AA", "user": "12345.jansen",
			"status": "HTTP/1.1 200 OK", "request": request, "reference": reference(1),
		}},
		"refused": {refused, map[string]any{
			"outcome": "refused", "refusal": "user-blocked", "operation": "GenerateOTP", "environment": "O1AA", "user": "12345.jansen",
			"status": "HTTP/1.1 200 OK", "request": request, "reference": reference(4),
		}},
		"a page": {page, map[string]any{
			"outcome": "answered", "status": "HTTP/1.1 200 OK", "request": "GET /x.asmx?wsdl HTTP/1.1", "reference": reference(2),
		}},
		"turned away": {turnedAway, map[string]any{
			"outcome": "turned away", "reason": "Request format is unrecognized.", "operation": "GenerateOTP",
			"status": "HTTP/1.1 500 Internal Server Error", "request": request, "reference": reference(3),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			test.want["level"], test.want["msg"] = "INFO", "exchange"
			require.Empty(t, cmp.Diff(test.want, loggedLine(t, test.exchange)))
		})
	}
}

func TestLogLineHoldsNoSecret(t *testing.T) {
	exchange := finished(1, "O1AA")
	exchange.Request.Line = "GET /x.asmx/" + apiKey + "?otp=12345678 HTTP/1.1"
	exchange.Request.Header.Set("Authorization", "AfasToken c2VjcmV0")
	exchange.Decision.Subject = apiKey // a caller who mixed up the parameters
	exchange.Refused = "Server did not recognize the value of HTTP Header SOAPAction: " + token + "."
	line := loggedLine(t, exchange)
	require.Equal(t, "A0A1…", line["user"])
	require.Equal(t, "GET /x.asmx/A0A1…?… HTTP/1.1", line["request"])
	for name, value := range line {
		for _, secret := range []string{apiKey[4:], "12345678", "c2VjcmV0"} {
			require.NotContains(t, value, secret, name)
		}
	}
}

func TestLogLineIsBounded(t *testing.T) {
	exchange := finished(1, "O1AA")
	long := strings.Repeat("x", longestLogged-10) + apiKey + strings.Repeat("x", 50_000) // a cut would leave ten digits of the key
	exchange.Request.Line, exchange.Decision.Subject, exchange.Refused = long, long, long
	line, err := json.Marshal(loggedLine(t, exchange))
	require.NoError(t, err)
	require.Less(t, len(line), 1<<11)
	require.NotContains(t, string(line), apiKey[:10])
}

func TestNothingIsLoggedBelowItsLevel(t *testing.T) {
	var text bytes.Buffer
	New(Options{Logger: slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelWarn}))}).Finished(finished(1, "O1AA"))
	require.Empty(t, text.String())
}
