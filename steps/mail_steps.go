package steps

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"profitbdd/mockprofit/control"
	"profitbdd/steps/mailhog"
)

func (w *World) mailSteps(scenario sentences) {
	scenario.Step(`^the user receives (?:an|another) e-mail$`, w.receivesEmail)
	scenario.Step(`^the user "([^"]*)" receives an e-mail$`, func(ctx context.Context, user string) error {
		address, err := w.addressOf(user)
		if err != nil {
			return err
		}
		_, err = w.inbox(address).Next(ctx)
		return err
	})
	scenario.Step(`^the user "([^"]*)" receives no e-mail$`, func(ctx context.Context, user string) error {
		address, err := w.addressOf(user)
		if err != nil {
			return err
		}
		return w.receivedNone(ctx, w.environment, address)
	})
	scenario.Step(`^nobody in the other environment receives an e-mail$`, func(ctx context.Context) error {
		other, err := w.otherEnvironment()
		if err != nil {
			return err
		}
		return w.receivedNone(ctx, other, other.Users[0].Email)
	})
	scenario.Step(`^no (?:other )?e-mail was sent$`, w.noEmailSent)

	scenario.Step(`^the e-mail holds an activation code$`, func() error {
		email, err := w.email()
		if err != nil {
			return err
		}
		_, err = codeIn(email)
		return err
	})
	scenario.Step(`^the two e-mails hold (different|the same) activation codes?$`, w.compareCodes)
	scenario.Step(`^the subject of the e-mail contains (".*")$`, func(quoted string) error {
		return w.check(func(email mailhog.Mail) error { return contains("subject", email.Subject, unquoted(quoted)) })
	})
	scenario.Step(`^the subject of the e-mail is (".*")$`, func(quoted string) error {
		return w.check(func(email mailhog.Mail) error {
			if want := unquoted(quoted); email.Subject != want {
				return fmt.Errorf("expected the subject %q, got %q", want, email.Subject)
			}
			return nil
		})
	})
	scenario.Step(`^the e-mail says (".*")$`, func(quoted string) error {
		return w.check(func(email mailhog.Mail) error { return contains("text", email.Text, unquoted(quoted)) })
	})
	scenario.Step(`^both parts of the e-mail say (".*")$`, func(quoted string) error { return w.bothSay(unquoted(quoted)) })
	scenario.Step(`^both parts of the e-mail hold the activation code$`, func(ctx context.Context) error {
		codes, err := w.activationCodes(ctx)
		if err != nil || len(codes) != 1 {
			return errors.Join(fmt.Errorf("expected one live activation code, got %d", len(codes)), err)
		}
		return w.bothSay(codes[0].Code)
	})
	scenario.Step(`^the e-mail has no header "([^"]*)"$`, func(name string) error {
		return w.check(func(email mailhog.Mail) error {
			if values := email.Header.Values(name); len(values) > 0 {
				return fmt.Errorf("expected no header %s, got %q", name, values)
			}
			return nil
		})
	})
	scenario.Step(`^the e-mail goes to the user only$`, func() error {
		return w.check(func(email mailhog.Mail) error {
			want := w.environment.Users[0].Email
			if len(email.Recipients) != 1 || email.Recipients[0] != want || len(email.To) != 1 || email.To[0] != want {
				return fmt.Errorf("expected it to go to %s only, got envelope %q, header %q", want, email.Recipients, email.To)
			}
			return nil
		})
	})
	scenario.Step(`^the e-mail is dated now$`, w.datedNow)

	scenario.Step(`^the mail server of the environment is down$`, w.mailServerDown)
	scenario.Step(`^the mail server of the environment is up again$`, w.mailServerUp)
	scenario.Step(`^the outbox tells that the mail server could not be reached$`, func(ctx context.Context) error {
		return w.awaitOutbox(ctx, "queued", func(email control.Email) bool { return len(email.Attempts) > 0 && email.Attempts[0].Error != "" })
	})
	scenario.Step(`^the outbox tells that the e-mail was delivered$`, func(ctx context.Context) error {
		return w.awaitOutbox(ctx, "delivered", func(control.Email) bool { return true })
	})
	scenario.Step(`^the outbox holds an e-mail to the user with the activation code$`, w.outboxHolds)
}

func (w *World) inbox(address string) *mailhog.Inbox {
	if w.inboxes[address] == nil {
		w.inboxes[address] = w.suite.MailHog.Inbox(address)
	}
	return w.inboxes[address]
}

// addressOf returns the e-mail address recorded for a user.
func (w *World) addressOf(user string) (string, error) {
	environment, err := w.theEnvironment()
	if err != nil {
		return "", err
	}
	recorded, err := environment.user(user)
	if err != nil {
		return "", err
	}
	return recorded.Email, nil
}

func (w *World) receivesEmail(ctx context.Context) error {
	address, err := w.addressOf(usualUser)
	if err != nil {
		return err
	}
	email, err := w.inbox(address).Next(ctx)
	if err != nil {
		return err
	}
	if len(email.Defects) > 0 {
		return fmt.Errorf("the e-mail is not well-formed: %q", email.Defects)
	}
	w.emails = append(w.emails, email)
	return nil
}

func (w *World) email() (mailhog.Mail, error) {
	if len(w.emails) == 0 {
		return mailhog.Mail{}, missing("the user receives an e-mail")
	}
	return w.emails[len(w.emails)-1], nil
}

func (w *World) check(hold func(mailhog.Mail) error) error {
	email, err := w.email()
	if err != nil {
		return err
	}
	return hold(email)
}

func contains(what, text, want string) error {
	if !strings.Contains(text, want) {
		return fmt.Errorf("expected %q in the %s, got %q", want, what, text)
	}
	return nil
}

// bothSay looks for a text in the plain part and, decoded, in the HTML part.
func (w *World) bothSay(text string) error {
	return w.check(func(email mailhog.Mail) error {
		return errors.Join(contains("text part", email.Text, text), contains("HTML part", html.UnescapeString(email.HTML), text))
	})
}

var codeForm = regexp.MustCompile(`\b[0-9]{4,12}\b`)

// codeIn finds the activation code the way a reader does: it stands behind the
// words for it.
func codeIn(email mailhog.Mail) (string, error) {
	for line := range strings.Lines(email.Text) {
		if name, value, found := strings.Cut(line, ":"); found && strings.HasPrefix(name, "Activati") {
			if code := codeForm.FindString(value); code != "" {
				return code, nil
			}
		}
	}
	return "", fmt.Errorf("expected an activation code in the e-mail, got %q", email.Text)
}

// lastEmailedCode returns the code of the newest e-mail in the outbox, "" when
// there is none: what a user would still try who overlooked that it is dead.
func (w *World) lastEmailedCode(ctx context.Context) (string, error) {
	emails, err := w.userEmails(ctx, control.EmailFilter{})
	if err != nil || len(emails) == 0 {
		return "", err
	}
	return emails[len(emails)-1].Code, nil
}

func (w *World) compareCodes(how string) error {
	if len(w.emails) != 2 {
		return fmt.Errorf("expected two e-mails before this sentence, got %d", len(w.emails))
	}
	one, err := codeIn(w.emails[0])
	if err != nil {
		return err
	}
	two, err := codeIn(w.emails[1])
	if err != nil {
		return err
	}
	if (one == two) != (how == "the same") {
		return fmt.Errorf("expected %s activation codes, got %s and %s", how, one, two)
	}
	return nil
}

// noEmailSent asks the mock's outbox, which an e-mail enters before the answer
// is written, and MailHog.
func (w *World) noEmailSent(ctx context.Context) error {
	emails, err := w.emailsSent(ctx, control.EmailFilter{})
	if err != nil {
		return err
	}
	if len(emails) != w.outbox {
		return fmt.Errorf("expected no new e-mail after %d, got %d: %+v", w.outbox, len(emails), emails)
	}
	address := w.environment.Users[0].Email
	if address == "" {
		return nil // nobody to look for at MailHog
	}
	received, err := w.inbox(address).List(ctx)
	if err != nil {
		return err
	}
	if len(received) > w.outbox {
		return fmt.Errorf("expected at most %d e-mails at MailHog, got %d", w.outbox, len(received))
	}
	return nil
}

// receivedNone is for after an e-mail to somebody else arrived.
func (w *World) receivedNone(ctx context.Context, environment *environment, address string) error {
	emails, err := w.control.Emails(ctx, environment.Code, control.EmailFilter{To: address})
	if err != nil {
		return err
	}
	received, err := w.inbox(address).List(ctx)
	if err != nil {
		return err
	}
	if len(emails)+len(received) > 0 {
		return fmt.Errorf("expected no e-mail to %s, got %d in the outbox and %d at MailHog", address, len(emails), len(received))
	}
	return nil
}

func (w *World) datedNow(ctx context.Context) error {
	clock, err := w.clock(ctx)
	if err != nil {
		return err
	}
	return w.check(func(email mailhog.Mail) error {
		date, err := mail.ParseDate(email.Header.Get("Date"))
		if err != nil || clock.Now.Sub(date).Abs() > time.Second { // the header has no fractions
			return fmt.Errorf("expected the date %s, got %q", clock.Now, email.Header.Get("Date"))
		}
		return nil
	})
}

// awaitOutbox waits until the user's newest e-mail is in the state and holds
// what is asked.
func (w *World) awaitOutbox(ctx context.Context, state string, holds func(control.Email) bool) error {
	for {
		emails, err := w.userEmails(ctx, control.EmailFilter{})
		if err != nil {
			return err
		}
		if count := len(emails); count > 0 && emails[count-1].State == state && holds(emails[count-1]) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("expected the e-mail to be %s, got %+v: %w", state, emails, context.Cause(ctx))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (w *World) outboxHolds(ctx context.Context) error {
	emails, err := w.userEmails(ctx, control.EmailFilter{Wait: w.suite.Timeout / 2})
	if err != nil {
		return err
	}
	if len(emails) != 1 || emails[0].State != "kept" || !strings.Contains(emails[0].Text, emails[0].Code) || emails[0].Code == "" {
		return fmt.Errorf("expected one e-mail with the activation code that is kept, got %+v", emails)
	}
	return nil
}

// mailServerDown gives the environment a mail server that hangs up at once
// until it is up again: then connections are passed on to MailHog.
func (w *World) mailServerDown(ctx context.Context) error {
	relay, err := newRelay(ctx, w.suite.MailHog.SMTP())
	if err != nil {
		return err
	}
	w.afterwards(func(context.Context) error { return relay.close() })
	w.relay = relay
	return w.change(ctx, func(e *environment) { e.MailServer = relay.address() })
}

func (w *World) mailServerUp() error {
	if w.relay == nil {
		return missing("the mail server of the environment is down")
	}
	w.relay.up.Store(true)
	return nil
}
