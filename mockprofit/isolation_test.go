package mockprofit_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// TestEnvironmentsNeverSeeOneAnother runs two hundred suites at once on one
// server, each with an environment, a time and settings of its own, which it resets
// again and again.
func TestEnvironmentsNeverSeeOneAnother(t *testing.T) {
	const suites, rounds = 200, 3
	server := start(t, mockprofit.Options{})
	client := control.NewClient(server.ControlURL, "")
	t.Cleanup(client.Close)
	failures := make(chan error, suites)
	var running sync.WaitGroup
	for i := range suites {
		running.Go(func() {
			if err := runSuite(t.Context(), server, client, i, rounds); err != nil {
				failures <- fmt.Errorf("suite %d: %w", i, err)
			}
		})
	}
	running.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
	codes, err := client.Environments(t.Context())
	require.NoError(t, err)
	require.Empty(t, codes, "each suite has deleted its own")
}

// runSuite does what a suite would with an environment that it made itself.
func runSuite(ctx context.Context, server *mockprofit.Server, client *control.Client, number, rounds int) error {
	created, err := client.CreateEnvironment(ctx, control.Environment{Language: []string{"nl", "en"}[number%2]})
	if err != nil {
		return err
	}
	for round := range rounds {
		own := suite{
			server: server, client: client, environment: created,
			now: time.Date(2030, time.March, 1+number, 12, round, 0, 0, time.UTC), digits: 4 + number%9,
		}
		if err := own.round(ctx); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		reset, err := client.ResetEnvironment(ctx, created.Code)
		if err != nil {
			return err
		}
		if reset.EnvironmentKey != created.EnvironmentKey || reset.Settings["activationCodeLength"] != nil {
			return fmt.Errorf("round %d: expected the environment as it was made, got the settings %v", round, reset.Settings)
		}
		if err := own.holds(ctx, 0, 0, 0); err != nil {
			return fmt.Errorf("round %d, after the reset: %w", round, err)
		}
	}
	return client.DeleteEnvironment(ctx, created.Code)
}

// suite is one of many users of a server.
type suite struct {
	server      *mockprofit.Server
	client      *control.Client
	environment control.Environment
	now         time.Time
	digits      int // of its activation codes
}

// round obtains a token at a time that stands still, and looks at everything
// that came of it.
func (s suite) round(ctx context.Context) error {
	code := s.environment.Code
	if _, err := s.client.ChangeClock(ctx, code, control.ClockChange{Set: &s.now, Freeze: true}); err != nil {
		return err
	}
	if _, err := s.client.PatchEnvironment(ctx, code, control.Environment{Settings: control.Settings{"activationCodeLength": s.digits}}); err != nil {
		return err
	}
	if _, err := s.call(ctx, "GenerateOTP", "description", "laptop of "+code); err != nil {
		return err
	}
	emails, err := s.client.Emails(ctx, code, control.EmailFilter{})
	if err != nil {
		return err
	}
	if len(emails) != 1 || emails[0].To != s.environment.Users[0].Email || !emails[0].Date.Equal(s.now) || len(emails[0].Code) != s.digits {
		return fmt.Errorf("expected one e-mail to %s of %s with %d digits, got %+v", s.environment.Users[0].Email, s.now, s.digits, emails)
	}
	if answer, err := s.call(ctx, "GetTokenFromOTP", "otp", emails[0].Code); err != nil || !strings.Contains(answer, "<GetTokenFromOTPResult>") {
		return fmt.Errorf("expected a token, got %s %w", answer, err)
	}
	return s.holds(ctx, 1, 1, 2)
}

// holds counts what the environment has.
func (s suite) holds(ctx context.Context, emails, tokens, exchanges int) error {
	code := s.environment.Code
	sent, err := s.client.Emails(ctx, code, control.EmailFilter{})
	if err != nil {
		return err
	}
	issued, err := s.client.UserTokens(ctx, code)
	if err != nil {
		return err
	}
	kept, err := s.client.Exchanges(ctx, control.ExchangeFilter{Environment: code, Most: 100})
	if err != nil {
		return err
	}
	if len(sent) != emails || len(issued) != tokens || len(kept) != exchanges {
		return fmt.Errorf("expected %d e-mails, %d tokens and %d exchanges, got %d, %d and %d", emails, tokens, exchanges, len(sent), len(issued), len(kept))
	}
	for _, token := range issued {
		if token.Description != "laptop of "+code || !token.IssuedOn.Equal(s.now) {
			return fmt.Errorf("expected a token of %s for the laptop of %s, got %+v", s.now, code, token)
		}
	}
	for _, exchange := range kept {
		if exchange.UserID != s.environment.Users[0].ID || exchange.Outcome != "accepted" {
			return fmt.Errorf("expected exchanges of %s that were accepted, got %+v", s.environment.Users[0].ID, exchange)
		}
	}
	return nil
}

// call sends a request with the keys of the environment and returns the body
// of the answer.
func (s suite) call(ctx context.Context, operation, parameter, value string) (string, error) {
	body := fmt.Sprintf(`<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><%[1]s xmlns="urn:Afas.Profit.Services"><userId>%[2]s</userId>`+
		`<apiKey>%[3]s</apiKey><environmentKey>%[4]s</environmentKey><%[5]s>%[6]s</%[5]s></%[1]s></Body></Envelope>`,
		operation, s.environment.Users[0].ID, s.environment.AppConnectors[0].APIKey, s.environment.EnvironmentKey, parameter, html.EscapeString(value))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.server.URL+"/tokenconnector.asmx", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `"urn:Afas.Profit.Services/`+operation+`"`)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("expected HTTP 200, got %s", response.Status)
	}
	return string(answer), err
}
