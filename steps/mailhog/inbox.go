package mailhog

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

const (
	// firstPause and longestPause lie between two looks into an inbox: mails come within milliseconds or not soon.
	firstPause   = 5 * time.Millisecond
	longestPause = 100 * time.Millisecond
	// maximumNamed bounds how many mails an error names.
	maximumNamed = 10
)

// Inbox is the mails to exactly one address. It is safe for concurrent use.
//
// What counts is the envelope, RFC 5321's RCPT TO: a mail is in the inboxes of those it was delivered to, whatever its
// To header says. Addresses are compared as RFC 5321, section 2.4, has it: the local part exactly, the domain in upper
// or lower case.
type Inbox struct {
	address string
	store   store

	mutex    sync.Mutex
	returned map[string]bool // ids of what Next has returned
}

// List returns all mails that are there, newest last. It makes no difference to what [Inbox.Next] returns.
func (b *Inbox) List(ctx context.Context) ([]Mail, error) {
	found, err := b.look(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the mails for %s: %w", b.address, err)
	}
	return decodeAll(found.own), nil
}

// Next returns the oldest mail that this inbox has not returned by Next before, and waits for one when there is none.
//
// It waits until ctx ends. The error wraps why that was and tells what did arrive: for the address, and for addresses
// like it.
func (b *Inbox) Next(ctx context.Context) (Mail, error) {
	var last finding
	var trouble error
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		found, err := b.look(ctx)
		switch {
		case err == nil:
			if mail, ok := b.take(found.own); ok {
				return mail, nil
			}
			last, trouble = found, nil
		case ctx.Err() == nil:
			trouble = err
		}
		select {
		case <-ctx.Done():
			return Mail{}, b.nothingNew(context.Cause(ctx), last, trouble)
		case <-time.After(pause):
		}
	}
}

// finding is what MailHog holds for an address, and for others that contain it.
type finding struct{ own, similar []message }

func (b *Inbox) look(ctx context.Context) (finding, error) {
	messages, err := b.store.sentTo(ctx, b.address)
	if err != nil {
		return finding{}, err
	}
	var found finding
	for _, message := range messages {
		if deliveredTo(message, b.address) {
			found.own = append(found.own, message)
		} else {
			found.similar = append(found.similar, message)
		}
	}
	return found, nil
}

// take decodes the first message that Next hasn't returned yet, and remembers it.
func (b *Inbox) take(messages []message) (Mail, bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, message := range messages {
		if b.returned[message.ID] {
			continue
		}
		if b.returned == nil {
			b.returned = make(map[string]bool)
		}
		b.returned[message.ID] = true
		return decode(message), true
	}
	return Mail{}, false
}

func (b *Inbox) nothingNew(cause error, last finding, trouble error) error {
	var arrived strings.Builder
	fmt.Fprintf(&arrived, "%d came before%s", len(last.own), named(last.own))
	if len(last.similar) > 0 {
		fmt.Fprintf(&arrived, "; %d went to other addresses that contain it%s", len(last.similar), named(last.similar))
	}
	if trouble != nil {
		return fmt.Errorf("no new mail for %s: %w; %s; MailHog can't be read: %w", b.address, cause, &arrived, trouble)
	}
	return fmt.Errorf("no new mail for %s: %w; %s", b.address, cause, &arrived)
}

// named lists messages for an error, the newest of many.
func named(messages []message) string {
	if len(messages) == 0 {
		return ""
	}
	var list strings.Builder
	list.WriteString(" (")
	if more := len(messages) - maximumNamed; more > 0 {
		messages = messages[more:]
		list.WriteString("…, ")
	}
	for i, message := range messages {
		if i > 0 {
			list.WriteString(", ")
		}
		mail := decode(message)
		fmt.Fprintf(&list, "%s: %q to %s", message.Created.Format(time.TimeOnly), mail.Subject, strings.Join(mail.Recipients, " "))
	}
	list.WriteString(")")
	return list.String()
}

func deliveredTo(message message, address string) bool {
	for _, recipient := range message.To {
		if sameAddress(recipient.String(), address) {
			return true
		}
	}
	return false
}

// sameAddress compares two addresses as RFC 5321, section 2.4, does.
func sameAddress(one, other string) bool {
	i, j := strings.LastIndexByte(one, '@'), strings.LastIndexByte(other, '@')
	if i < 0 || j < 0 {
		return one == other
	}
	return one[:i] == other[:j] && strings.EqualFold(one[i:], other[j:])
}
