package controlserver

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/mail"
)

// longestWait bounds how long a call waits for what it asks for.
const longestWait = time.Minute

type emailsInput struct {
	EnvironmentPath
	Revealing
	To    string `query:"to" doc:"Only e-mails to exactly this address, whatever its case"`
	After string `query:"after" doc:"Only e-mails newer than the one with this id"`
	Wait  string `query:"wait" doc:"Wait so long for the first one when there is none yet, one minute at most" example:"10s"`
}

// emails registers the operation that lists the e-mails of an environment.
func (s *server) emails() {
	list := s.operation(http.MethodGet, "/environments/{code}/emails", "listEmails", "List the e-mails, the oldest first, waiting for one when asked")
	list.Description = "Their activation codes are masked unless revealed. The answer is an empty list when none came within the time to wait."
	huma.Register(s.api, list, s.listEmails)
}

func (s *server) listEmails(ctx context.Context, input *emailsInput) (*answer[[]control.Email], error) {
	found, err := s.Tenants.Find(input.Code)
	if err != nil {
		return nil, problem(err)
	}
	if input.After != "" && !s.Outbox.Has(input.Code, input.After) {
		return nil, huma.Error422UnprocessableEntity("there is nothing to come after", &huma.ErrorDetail{
			Location: "query.after", Message: fmt.Sprintf("expected the id of an e-mail of this environment, got %.100q; it was mistyped or made room for newer ones", input.After),
		})
	}
	filter := mail.Filter{To: input.To, After: input.After}
	if input.Wait != "" {
		if err := s.await(ctx, input, found.Gone, filter); err != nil {
			return nil, err
		}
	}
	emails := []control.Email{}
	for _, message := range s.Outbox.List(input.Code, filter) {
		emails = append(emails, s.email(message, input.Reveal))
	}
	return body(emails), nil
}

// await waits until there is an e-mail, the time is over, the environment is
// gone or the server ends. Only that the environment is gone is an error, and
// a wait that makes no sense.
func (s *server) await(ctx context.Context, input *emailsInput, gone <-chan struct{}, filter mail.Filter) error {
	wait, err := time.ParseDuration(input.Wait)
	if err != nil || wait < 0 || wait > longestWait {
		return huma.Error422UnprocessableEntity("the time to wait is wrong", &huma.ErrorDetail{
			Location: "query.wait", Message: fmt.Sprintf("expected a duration such as 500ms or 10s, one minute at most; got %.100q", input.Wait),
		})
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	go func() {
		select {
		case <-gone:
		case <-s.Done:
		case <-ctx.Done():
		}
		cancel()
	}()
	_, _ = s.Outbox.Wait(ctx, input.Code, filter) // whatever ended it, what there is now is the answer
	select {
	case <-gone:
		return huma.Error404NotFound(fmt.Sprintf("environment %s was deleted while its e-mails were waited for", input.Code))
	default:
		return nil
	}
}

func (s *server) email(message mail.Message, reveal bool) control.Email {
	shown := func(text string) string { return text }
	if code := message.Notice.Code; !reveal {
		shown = func(text string) string { return strings.ReplaceAll(text, code, mask(code)) }
	}
	email := control.Email{
		ID: message.ID, From: message.Notice.Sender, To: message.Notice.Recipient, Code: shown(message.Notice.Code),
		Date: message.Notice.Issued, State: string(message.State), Server: message.Notice.Server,
	}
	if content, err := s.Outbox.Content(message.ID); err == nil {
		email.Subject, email.Text, email.HTML = shown(content.Subject), shown(content.Text), shown(content.HTML)
	}
	for _, attempt := range message.Attempts {
		email.Attempts = append(email.Attempts, control.DeliveryAttempt{At: attempt.Time, Error: attempt.Error})
	}
	return email
}
