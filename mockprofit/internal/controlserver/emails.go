package controlserver

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/mail"
)

type emailsInput struct {
	EnvironmentPath
	Revealing
	To    string `query:"to" doc:"Only e-mails to exactly this address, whatever its case"`
	After string `query:"after" doc:"Only e-mails newer than the one with this id"`
	Waiting
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
			Location: "query.after", Message: fmt.Sprintf("expected the id of an e-mail of this environment, got %.100q; it was mistyped, made room for newer ones, or went when the environment was reset", input.After),
		})
	}
	filter := mail.Filter{To: input.To, After: input.After}
	if err := s.await(ctx, input.Wait, found.Gone, func(ctx context.Context) {
		_, _ = s.Outbox.Wait(ctx, input.Code, filter)
	}); err != nil {
		return nil, err
	}
	emails := []control.Email{}
	for _, message := range s.Outbox.List(input.Code, filter) {
		emails = append(emails, s.email(message, input.Reveal))
	}
	return body(emails), nil
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
