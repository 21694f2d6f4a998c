package control

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// port starts a control port that answers as told, and returns a client of it.
func port(t *testing.T, token string, answer http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	client := NewClient(server.URL+"/", token)
	t.Cleanup(client.Close)
	return client
}

func TestCallsOfTheClient(t *testing.T) {
	release := ClockChange{Release: true}
	tests := map[string]struct {
		call func(context.Context, *Client) error
		want string // request line and body
	}{
		"put": {func(ctx context.Context, c *Client) error {
			_, err := c.PutEnvironment(ctx, Environment{Code: "O1AA"})
			return err
		}, `PUT /environments/O1AA?reveal=true {"code":"O1AA"}`},
		"patch": {func(ctx context.Context, c *Client) error {
			_, err := c.PatchEnvironment(ctx, "O1AA", Environment{Settings: Settings{"resend": "ignore"}})
			return err
		}, `PATCH /environments/O1AA?reveal=true {"settings":{"resend":"ignore"}}`},
		"read":     {func(ctx context.Context, c *Client) error { _, err := c.Environment(ctx, "O1AA"); return err }, "GET /environments/O1AA?reveal=true "},
		"escape":   {func(ctx context.Context, c *Client) error { _, err := c.Environment(ctx, "a/b?c"); return err }, "GET /environments/a%2Fb%3Fc?reveal=true "},
		"list":     {func(ctx context.Context, c *Client) error { _, err := c.Environments(ctx); return err }, "GET /environments "},
		"delete":   {func(ctx context.Context, c *Client) error { return c.DeleteEnvironment(ctx, "O1AA") }, "DELETE /environments/O1AA "},
		"tokens":   {func(ctx context.Context, c *Client) error { _, err := c.UserTokens(ctx, "O1AA"); return err }, "GET /environments/O1AA/user-tokens "},
		"codes":    {func(ctx context.Context, c *Client) error { _, err := c.ActivationCodes(ctx, "O1AA"); return err }, "GET /environments/O1AA/activation-codes?reveal=true "},
		"e-mails":  {func(ctx context.Context, c *Client) error { _, err := c.Emails(ctx, "O1AA", EmailFilter{}); return err }, "GET /environments/O1AA/emails?reveal=true "},
		"clock":    {func(ctx context.Context, c *Client) error { _, err := c.Clock(ctx, "O1AA"); return err }, "GET /environments/O1AA/clock "},
		"change":   {func(ctx context.Context, c *Client) error { _, err := c.ChangeClock(ctx, "O1AA", release); return err }, `PATCH /environments/O1AA/clock {"release":true}`},
		"exchange": {func(ctx context.Context, c *Client) error { _, err := c.Exchange(ctx, "AB CD"); return err }, "GET /exchanges/AB%20CD?reveal=true "},
		"exchanges": {func(ctx context.Context, c *Client) error {
			_, err := c.Exchanges(ctx, ExchangeFilter{Environment: "O1AA", Most: 7})
			return err
		}, "GET /environments/O1AA/exchanges?most=7&reveal=true "},
		"exchanges of all": {func(ctx context.Context, c *Client) error { _, err := c.Exchanges(ctx, ExchangeFilter{}); return err }, "GET /exchanges?reveal=true "},
		"exchanges, all filters": {func(ctx context.Context, c *Client) error {
			_, err := c.Exchanges(ctx, ExchangeFilter{
				Operation: "GenerateOTP", Outcome: "turned away", Refusal: "wrong-code", Rule: "soap-action", User: "1.a",
				Since: time.Unix(0, 0).UTC(), Until: time.Unix(1, 5).UTC(), After: "AB", Wait: time.Second,
			})
			return err
		}, "GET /exchanges?after=AB&operation=GenerateOTP&outcome=turned+away&refusal=wrong-code&reveal=true&rule=soap-action" +
			"&since=1970-01-01T00%3A00%3A00Z&until=1970-01-01T00%3A00%3A01.000000005Z&user=1.a&wait=1s "},
		"archive": {func(ctx context.Context, c *Client) error {
			_, err := c.Archive(ctx, ExchangeFilter{Environment: "O1AA"})
			return err
		}, "GET /environments/O1AA/exchanges.har?reveal=true "},
		"clearing": {func(ctx context.Context, c *Client) error { return c.ClearExchanges(ctx, "O1AA") }, "DELETE /environments/O1AA/exchanges "},
		"settings": {func(ctx context.Context, c *Client) error { _, err := c.Settings(ctx); return err }, "GET /settings "},
		"refusals": {func(ctx context.Context, c *Client) error { _, err := c.Refusals(ctx); return err }, "GET /refusals "},
		"ready":    {func(ctx context.Context, c *Client) error { _, err := c.Ready(ctx); return err }, "GET /readyz "},
		"filtered e-mails": {func(ctx context.Context, c *Client) error {
			_, err := c.Emails(ctx, "O1AA", EmailFilter{To: "a+b@example.com", After: "1", Wait: 1500 * time.Millisecond})
			return err
		}, "GET /environments/O1AA/emails?after=1&reveal=true&to=a%2Bb%40example.com&wait=1.5s "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			client := port(t, "secret", func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				got = r.Method + " " + r.RequestURI + " " + string(body)
				assert.Equal(t, "Bearer secret", r.Header.Get("Authorization"))
				assert.Equal(t, len(body) > 0, r.Header.Get("Content-Type") == "application/json")
				if r.Method != http.MethodDelete {
					fmt.Fprint(w, "null")
				}
			})
			require.NoError(t, test.call(t.Context(), client))
			require.Equal(t, test.want, got)
		})
	}
}

func TestClientWithoutATokenPresentsNone(t *testing.T) {
	client := port(t, "", func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Values("Authorization"))
		fmt.Fprint(w, `["O1AA"]`)
	})
	codes, err := client.Environments(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"O1AA"}, codes)
}

func TestErrorsOfTheClientTellWhatIsWrong(t *testing.T) {
	problem := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	tests := map[string]struct {
		answer http.HandlerFunc
		want   *Refused // nil: it is not the control port that refuses
		text   string
	}{
		"a problem with fields": {
			problem(422, `{"title":"Unprocessable Entity","status":422,"detail":"the document is wrong","errors":[{"message":"expected nl or en","location":"body.language"},{"message":"expected an id","location":"body.users[0].id"}]}`),
			&Refused{422, "the document is wrong", []string{"body.language: expected nl or en", "body.users[0].id: expected an id"}},
			"GET /environments: the control port answered 422: the document is wrong; body.language: expected nl or en; body.users[0].id: expected an id",
		},
		"a problem without":   {problem(404, `{"detail":"unknown environment"}`), &Refused{404, "unknown environment", nil}, "answered 404: unknown environment"},
		"a page":              {problem(502, "<html>Bad Gateway</html>"), &Refused{502, `"<html>Bad Gateway</html>"`, nil}, "answered 502: \"<html>"},
		"nothing":             {problem(500, ""), &Refused{500, `""`, nil}, `answered 500: ""`},
		"JSON of its own":     {problem(400, `{"message":"no"}`), &Refused{400, `"{\"message\":\"no\"}"`, nil}, "answered 400"},
		"a redirect to where": {problem(304, ""), &Refused{304, `""`, nil}, "answered 304"},
		"a page that is fine": {problem(200, "<html>"+strings.Repeat("x", 1000)), nil, `expected JSON, got "<html>xxx`},
		"nothing, but fine":   {problem(200, ""), nil, `expected JSON, got ""`},
		"another document":    {problem(200, `{"a":1}`), nil, "cannot unmarshal object"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := port(t, "", test.answer).Environments(t.Context())
			require.ErrorContains(t, err, test.text)
			require.Less(t, len(err.Error()), 600)
			var refused *Refused
			if test.want == nil {
				require.NotErrorAs(t, err, &refused)
				return
			}
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.want, refused)
		})
	}
}

func TestNobodyListens(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	_, err := NewClient(server.URL, "secret").Environments(t.Context())
	require.ErrorContains(t, err, "control port at "+server.URL)
	require.NotContains(t, err.Error(), "secret")
}

func TestAnswerThatIsTooLarge(t *testing.T) {
	const limit = 1000
	for length, fits := range map[int]bool{limit: true, limit + 1: false} {
		text := strings.Repeat("x", length-len(`[""]`))
		client := port(t, "", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode([]string{text}) })
		client.largest = limit + 1 // the encoder ends with a line feed
		codes, err := client.Environments(t.Context())
		if fits {
			require.NoError(t, err)
			require.Equal(t, []string{text}, codes)
		} else {
			require.ErrorContains(t, err, "expected an answer of at most 1001 bytes, got more; ask for less")
		}
	}
}

func TestAnswerThatBreaksOff(t *testing.T) {
	client := port(t, "", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, `["O1AA"]`)
	})
	_, err := client.Environments(t.Context())
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestCallEndsWithItsContext(t *testing.T) {
	called, end := make(chan struct{}), make(chan struct{})
	client := port(t, "", func(_ http.ResponseWriter, r *http.Request) {
		close(called)
		select { // until the client goes, or the test ends
		case <-r.Context().Done():
		case <-end:
		}
	})
	t.Cleanup(func() { close(end) })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-called
		cancel()
	}()
	_, err := client.Emails(ctx, "O1AA", EmailFilter{Wait: time.Minute})
	require.ErrorIs(t, err, context.Canceled)
}

func TestReadiness(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   Readiness
		err    string
	}{
		"ready":                     {200, `{"ready":true}`, Readiness{Ready: true}, ""},
		"not ready is no error":     {503, `{"ready":false,"problems":["mail server"]}`, Readiness{Problems: []string{"mail server"}}, ""},
		"not the mock's own answer": {503, "<html>", Readiness{}, "answered 503"},
		"turned down":               {403, `{"detail":"from another origin"}`, Readiness{}, "answered 403: from another origin"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			client := port(t, "", func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			})
			readiness, err := client.Ready(t.Context())
			require.Equal(t, test.want, readiness)
			if test.err == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.err)
			}
		})
	}
}

func TestPutNeedsACode(t *testing.T) {
	_, err := NewClient("http://127.0.0.1:1", "").PutEnvironment(t.Context(), Environment{})
	require.ErrorContains(t, err, "expected its code, such as O12345AA, got none")
}

func TestAddressThatIsNone(t *testing.T) {
	_, err := NewClient("http://a b", "").Environments(t.Context())
	require.ErrorContains(t, err, "GET /environments: ")
}

func TestClientIsSafeForConcurrentUse(t *testing.T) {
	client := port(t, "", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") })
	var everyone sync.WaitGroup
	for range 4 {
		everyone.Go(func() {
			for range 20 {
				_, err := client.Environments(t.Context())
				assert.NoError(t, err)
			}
		})
	}
	everyone.Wait()
}
