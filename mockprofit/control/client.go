package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// What a client reads at most, in bytes.
const (
	largestAnswer  = 256 << 20
	largestRefusal = 1 << 20 // what is beyond it is not read
)

// Client speaks to a control port. It is safe for concurrent use. Calls last
// as long as their context. Their errors wrap a [*Refused] where the control
// port turned the call down.
type Client struct {
	base    string
	token   string
	http    *http.Client
	largest int64 // answer, in bytes
}

// NewClient returns a client of the control port at a base address such as
// http://127.0.0.1:8081. Token is what the port asks for, "" when nothing.
func NewClient(base, token string) *Client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
	return &Client{
		base: strings.TrimSuffix(base, "/"), token: token,
		http: &http.Client{Transport: transport}, largest: largestAnswer,
	}
}

// Close drops idle connections. The client may be used on.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Refused is the error of a call that the control port turned down.
type Refused struct {
	Status int      // of HTTP
	Detail string   // what was wrong
	Fields []string // field: what was expected
}

func (r *Refused) Error() string {
	text := fmt.Sprintf("the control port answered %d: %s", r.Status, r.Detail)
	if len(r.Fields) > 0 {
		text += "; " + strings.Join(r.Fields, "; ")
	}
	return text
}

// CreateEnvironment makes a new environment and returns it with its keys in clear.
// What is left out is made up, so that the zero value will do: a code, keys, and,
// without users, user groups and app connectors, one of each, such that the user may
// request an activation code.
func (c *Client) CreateEnvironment(ctx context.Context, environment Environment) (Environment, error) {
	var created Environment
	err := c.call(ctx, http.MethodPost, "/environments?reveal=true", environment, &created)
	return created, err
}

// PutEnvironment makes or changes an environment and returns it with its keys
// in clear.
func (c *Client) PutEnvironment(ctx context.Context, environment Environment) (Environment, error) {
	if environment.Code == "" {
		return Environment{}, errors.New("put an environment: expected its code, such as O12345AA, got none")
	}
	var put Environment
	err := c.call(ctx, http.MethodPut, environmentPath(environment.Code)+"?reveal=true", environment, &put)
	return put, err
}

// PatchEnvironment changes a part of an environment: what the document has
// replaces what the environment had, a list as a whole, settings one by one. It
// returns the environment as it is then, with its keys in clear. What is empty
// here is left out: [Client.PatchDocument] can empty a list, and take a value away
// with null.
func (c *Client) PatchEnvironment(ctx context.Context, code string, change Environment) (Environment, error) {
	var patched Environment
	err := c.call(ctx, http.MethodPatch, environmentPath(code)+"?reveal=true", change, &patched)
	return patched, err
}

// PutDocument makes or changes an environment whose document is written out as
// JSON already, as it is.
func (c *Client) PutDocument(ctx context.Context, code string, document []byte) error {
	return c.call(ctx, http.MethodPut, environmentPath(code), written(document), nil)
}

// PatchDocument is [Client.PatchEnvironment] with a document as it is written.
func (c *Client) PatchDocument(ctx context.Context, code string, document []byte) error {
	return c.call(ctx, http.MethodPatch, environmentPath(code), written(document), nil)
}

// written is a document that is JSON already.
type written []byte

// Environment reads an environment, with its keys in clear.
func (c *Client) Environment(ctx context.Context, code string) (Environment, error) {
	var environment Environment
	err := c.call(ctx, http.MethodGet, environmentPath(code)+"?reveal=true", nil, &environment)
	return environment, err
}

// Environments lists the codes of all environments.
func (c *Client) Environments(ctx context.Context) ([]string, error) {
	var codes []string
	err := c.call(ctx, http.MethodGet, "/environments", nil, &codes)
	return codes, err
}

// DeleteEnvironment deletes an environment with everything in it.
func (c *Client) DeleteEnvironment(ctx context.Context, code string) error {
	return c.call(ctx, http.MethodDelete, environmentPath(code), nil, nil)
}

// ResetEnvironment makes an environment what it was when it was first put, drops
// its activation codes, tokens, e-mails and exchanges, lets its clock show the real
// time, and returns it with its keys in clear.
func (c *Client) ResetEnvironment(ctx context.Context, code string) (Environment, error) {
	var environment Environment
	err := c.call(ctx, http.MethodPost, environmentPath(code)+"/reset?reveal=true", nil, &environment)
	return environment, err
}

// DeleteUserToken deletes the user token with a number, see [UserToken], as an
// administrator does in Profit.
func (c *Client) DeleteUserToken(ctx context.Context, code string, number int) error {
	return c.call(ctx, http.MethodDelete, environmentPath(code)+"/user-tokens/"+strconv.Itoa(number), nil, nil)
}

// UserTokens lists the user tokens of an environment, the oldest first.
func (c *Client) UserTokens(ctx context.Context, code string) ([]UserToken, error) {
	var tokens []UserToken
	err := c.call(ctx, http.MethodGet, environmentPath(code)+"/user-tokens", nil, &tokens)
	return tokens, err
}

// ActivationCodes lists the live activation codes, in clear, the oldest first.
func (c *Client) ActivationCodes(ctx context.Context, code string) ([]ActivationCode, error) {
	var codes []ActivationCode
	err := c.call(ctx, http.MethodGet, environmentPath(code)+"/activation-codes?reveal=true", nil, &codes)
	return codes, err
}

// EmailFilter chooses e-mails. The zero value chooses all.
type EmailFilter struct {
	To    string        // exactly this address, whatever its case
	After string        // newer than the e-mail with this id
	Wait  time.Duration // how long to wait for the first one; one minute at most
}

// Emails lists the e-mails in the outbox, with their activation codes in clear,
// the oldest first.
func (c *Client) Emails(ctx context.Context, code string, filter EmailFilter) ([]Email, error) {
	query := url.Values{"reveal": {"true"}}
	if filter.To != "" {
		query.Set("to", filter.To)
	}
	if filter.After != "" {
		query.Set("after", filter.After)
	}
	if filter.Wait > 0 {
		query.Set("wait", filter.Wait.String())
	}
	var emails []Email
	err := c.call(ctx, http.MethodGet, environmentPath(code)+"/emails?"+query.Encode(), nil, &emails)
	return emails, err
}

// Clock reads the clock of an environment.
func (c *Client) Clock(ctx context.Context, code string) (Clock, error) {
	var clock Clock
	err := c.call(ctx, http.MethodGet, environmentPath(code)+"/clock", nil, &clock)
	return clock, err
}

// ChangeClock moves the clock of an environment.
func (c *Client) ChangeClock(ctx context.Context, code string, change ClockChange) (Clock, error) {
	var clock Clock
	err := c.call(ctx, http.MethodPatch, environmentPath(code)+"/clock", change, &clock)
	return clock, err
}

// Exchange looks up an exchange by a log reference, with secrets and bodies.
func (c *Client) Exchange(ctx context.Context, reference string) (Exchange, error) {
	var exchange Exchange
	err := c.call(ctx, http.MethodGet, "/exchanges/"+url.PathEscape(reference)+"?reveal=true", nil, &exchange)
	return exchange, err
}

// ExchangeFilter chooses exchanges. The zero value chooses the newest hundred
// of the whole server.
type ExchangeFilter struct {
	Environment string // code
	Operation   string // such as GenerateOTP
	Outcome     string // accepted, refused, silently refused, turned away or answered
	Refusal     string // such as user-not-in-group
	Rule        string // of a hint, such as parameter-namespace
	User        string // id, whatever its case

	Since, Until time.Time // begun from Since on and before Until, by the real time

	After string        // newer than the exchange with this log reference
	Wait  time.Duration // how long to wait for the first one; one minute at most
	Most  int           // at most so many, 1000 at most; 0: 100

	Masked bool // with keys, codes and tokens masked, and without bodies
}

// query returns the filter as a query, the environment left aside.
func (f ExchangeFilter) query() url.Values {
	query := url.Values{}
	if !f.Masked {
		query.Set("reveal", "true")
	}
	for name, value := range map[string]string{
		"operation": f.Operation, "outcome": f.Outcome, "refusal": f.Refusal, "rule": f.Rule, "user": f.User, "after": f.After,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for name, value := range map[string]time.Time{"since": f.Since, "until": f.Until} {
		if !value.IsZero() {
			query.Set(name, value.Format(time.RFC3339Nano))
		}
	}
	if f.Wait > 0 {
		query.Set("wait", f.Wait.String())
	}
	if f.Most > 0 {
		query.Set("most", strconv.Itoa(f.Most))
	}
	return query
}

func (f ExchangeFilter) path() string {
	if f.Environment == "" {
		return "/exchanges"
	}
	return environmentPath(f.Environment) + "/exchanges"
}

// Exchanges lists exchanges, the newest first.
func (c *Client) Exchanges(ctx context.Context, filter ExchangeFilter) ([]Exchange, error) {
	var exchanges []Exchange
	err := c.call(ctx, http.MethodGet, filter.path()+"?"+filter.query().Encode(), nil, &exchanges)
	return exchanges, err
}

// Archive returns exchanges as an HTTP Archive, the oldest first.
func (c *Client) Archive(ctx context.Context, filter ExchangeFilter) (Archive, error) {
	var archive Archive
	err := c.call(ctx, http.MethodGet, filter.path()+".har?"+filter.query().Encode(), nil, &archive)
	return archive, err
}

// ClearExchanges drops the exchanges of an environment from the journal.
func (c *Client) ClearExchanges(ctx context.Context, code string) error {
	return c.call(ctx, http.MethodDelete, environmentPath(code)+"/exchanges", nil, nil)
}

// Settings lists the assumed behaviours with their defaults.
func (c *Client) Settings(ctx context.Context) ([]Setting, error) {
	var settings []Setting
	err := c.call(ctx, http.MethodGet, "/settings", nil, &settings)
	return settings, err
}

// Refusals lists every refusal with its texts.
func (c *Client) Refusals(ctx context.Context) ([]Refusal, error) {
	var refusals []Refusal
	err := c.call(ctx, http.MethodGet, "/refusals", nil, &refusals)
	return refusals, err
}

// Ready asks whether the mock can do its work. That it can't is no error.
func (c *Client) Ready(ctx context.Context) (Readiness, error) {
	var readiness Readiness
	err := c.call(ctx, http.MethodGet, "/readyz", nil, &readiness)
	if refused := new(Refused); errors.As(err, &refused) && refused.Status == http.StatusServiceUnavailable && len(readiness.Problems) > 0 {
		err = nil
	}
	return readiness, err
}

func environmentPath(code string) string { return "/environments/" + url.PathEscape(code) }

// call sends a document, if any, and reads the answer into result, if any.
func (c *Client) call(ctx context.Context, method, path string, document, result any) error {
	var body io.Reader
	if text, isWritten := document.(written); isWritten {
		body = bytes.NewReader(text)
	} else if document != nil {
		encoded, err := json.Marshal(document)
		if err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		body = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	request.Header.Set("Accept", "application/json")
	if document != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("control port at %s: %w", c.base, err)
	}
	defer response.Body.Close()
	accepted := response.StatusCode < 300
	answer, err := c.read(response.Body, accepted)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if result != nil {
		if err := json.Unmarshal(answer, result); err != nil && accepted {
			return fmt.Errorf("%s %s: expected JSON, got %.200q: %w; is %s a control port?", method, path, answer, err, c.base)
		}
	}
	if !accepted {
		return fmt.Errorf("%s %s: %w", method, path, refusedBy(response.StatusCode, answer))
	}
	return nil
}

// read reads an answer whole; of a refusal the beginning is enough.
func (c *Client) read(body io.Reader, accepted bool) ([]byte, error) {
	if !accepted {
		return io.ReadAll(io.LimitReader(body, largestRefusal))
	}
	answer, err := io.ReadAll(io.LimitReader(body, c.largest+1))
	if int64(len(answer)) > c.largest {
		return nil, fmt.Errorf("expected an answer of at most %d bytes, got more; ask for less", c.largest)
	}
	return answer, err
}

// refusedBy reads a problem (RFC 9457).
func refusedBy(status int, answer []byte) *Refused {
	var problem struct {
		Detail string
		Errors []struct{ Message, Location string }
	}
	if json.Unmarshal(answer, &problem) != nil || problem.Detail == "" {
		problem.Detail = fmt.Sprintf("%.200q", answer)
	}
	refused := &Refused{Status: status, Detail: problem.Detail}
	for _, field := range problem.Errors {
		refused.Fields = append(refused.Fields, field.Location+": "+field.Message)
	}
	return refused
}
