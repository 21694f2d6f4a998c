package steps

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/cucumber/godog"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/connector"
	"profitbdd/steps/mailhog"
)

// World is what one scenario did and knows.
type World struct {
	suite  *Suite
	names  io.Reader // random, the same in each run with the seed
	cancel context.CancelFunc

	serviceURL string          // of the mock that sentences speak of: the suite's, or the scenario's own
	control    *control.Client // of the same mock
	host       string          // the name that callers of the mock know it by, "" for that of the URL

	direct   *http.Client        // for requests that no program sends
	recorder *connector.Recorder // what went over the wire
	program  connector.Program   // the one that is driven

	environment *environment // the one that sentences speak of
	other       *environment // "the other environment"

	request    connector.CodeRequest // as it will be sent
	redemption connector.Redemption
	token      string
	device     string // of the last request
	applying   []int  // conditions that apply to the next call, by their place in the table

	operation string // of the last call, "" when there was none
	result    string
	failure   error // what the last call got instead

	tokens  map[string]string // by device
	inboxes map[string]*mailhog.Inbox
	emails  []mailhog.Mail // that the user received, in order
	outbox  int            // e-mails in the outbox when the last request was sent

	relay   *relay // in front of the mail server, when a scenario has it go down
	wire    wire
	reader  reader
	servers servers
	tls     tlsWorld
	cleanup []func(context.Context) error
}

func newWorld(suite *Suite) *World {
	w := &World{
		suite: suite, serviceURL: suite.ServiceURL, control: suite.Control, cancel: func() {},
		direct: suite.Client,
		tokens: make(map[string]string), inboxes: make(map[string]*mailhog.Inbox),
	}
	w.recorder = connector.NewRecorder(suite.Client.Transport)
	w.program = connector.NewGenerated(w.serviceURL, w.client(), nil)
	return w
}

// random returns digits upper-case hexadecimal digits that no other scenario
// has.
func (w *World) random(digits int) (string, error) {
	raw := make([]byte, (digits+1)/2)
	if _, err := io.ReadFull(w.names, raw); err != nil {
		return "", fmt.Errorf("random digits: %w", err)
	}
	return strings.ToUpper(hex.EncodeToString(raw))[:digits], nil
}

// afterwards has something done when the scenario ends, the last first.
func (w *World) afterwards(do func(context.Context) error) { w.cleanup = append(w.cleanup, do) }

// endTimeout bounds what is done after a scenario.
const endTimeout = 10 * time.Second

// end shows what happened when the scenario failed, and cleans up. A panic
// here would end the whole run, with what it started left behind.
func (w *World) end(ctx context.Context, _ *godog.Scenario, failure error) (_ context.Context, err error) {
	defer w.cancel()
	defer func() {
		if reason := recover(); reason != nil {
			err = errors.Join(err, fmt.Errorf("panic when the scenario ended: %v\n%s", reason, debug.Stack()))
		}
	}()
	late := new(tooLong)
	isLate := failure != nil && errors.As(context.Cause(ctx), &late)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	if failure != nil && !errors.Is(failure, godog.ErrSkip) {
		ctx = godog.Attach(ctx, w.evidence(ctx)...)
	}
	var problems []error
	for i := len(w.cleanup) - 1; i >= 0; i-- {
		problems = append(problems, w.cleanup[i](ctx))
	}
	if isLate && !strings.Contains(failure.Error(), late.Error()) { // many a step says so itself
		problems = append(problems, late)
	}
	return ctx, errors.Join(problems...)
}

// evidence is what explains a failure: the exchanges on the wire and the
// e-mails of the user, secrets included; they are the mock's own.
func (w *World) evidence(ctx context.Context) []godog.Attachment {
	var evidence []godog.Attachment
	show := func(name, text string) {
		evidence = append(evidence, godog.Attachment{FileName: name, MediaType: "text/plain", Body: []byte(text)})
	}
	for i, exchange := range w.recorder.Exchanges() {
		show(fmt.Sprintf("SOAP exchange %d", i+1), exchange.Request+"\n\n"+exchange.Response)
	}
	for i, exchange := range w.wire.raw {
		show(fmt.Sprintf("raw exchange %d", i+1), exchange)
	}
	for _, environment := range []*environment{w.environment, w.other} {
		if environment == nil {
			continue
		}
		emails, err := w.control.Emails(ctx, environment.Code, control.EmailFilter{})
		if err != nil {
			show("e-mails of "+environment.Code, "could not be read: "+err.Error())
			continue
		}
		for i, email := range emails {
			show(fmt.Sprintf("e-mail %d of %s", i+1, environment.Code), describeEmail(email))
		}
	}
	if page := w.reader.page(ctx); page != "" {
		show("page in the browser", page)
	}
	for _, process := range w.servers.started {
		show("output of the mock of this scenario", process.Output())
	}
	return evidence
}

func describeEmail(email control.Email) string {
	var text strings.Builder
	fmt.Fprintf(&text, "To: %s\nSubject: %s\nDate: %s\nState: %s %s\n", email.To, email.Subject, email.Date, email.State, email.Server)
	for _, attempt := range email.Attempts {
		fmt.Fprintf(&text, "Attempt: %s %s\n", attempt.At, attempt.Error)
	}
	return text.String() + "\n" + email.Text
}
