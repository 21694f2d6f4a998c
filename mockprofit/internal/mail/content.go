package mail

import (
	"fmt"
	"strings"
)

// Content is what a reader sees of an e-mail.
type Content struct {
	Subject, Text, HTML string
}

// Content returns what a reader sees of a message. It returns ErrNotFound, or why the message can't be composed.
func (o *Outbox) Content(id string) (Content, error) {
	message, ok := o.Get(id)
	if !ok {
		return Content{}, ErrNotFound
	}
	content, _, err := contentOf(message.Notice)
	return content, err
}

// facts is what the templates see: every text on one line.
type facts struct {
	Name, AppConnector, Code, UserID, Device, Environment, Lifetime string
}

// contentOf words a notice, and returns the language it was worded in.
func contentOf(n Notice) (content Content, language string, err error) {
	words, language := wordsOf(n)
	facts := facts{
		Name:         line(n.RecipientName),
		AppConnector: line(n.AppConnector),
		Code:         line(n.Code),
		UserID:       line(n.UserID),
		Device:       line(n.Device),
		Environment:  line(n.Environment),
		Lifetime:     words.lifetime(n.Lifetime),
	}
	var text, html strings.Builder
	if err := words.text.Execute(&text, facts); err != nil {
		return Content{}, language, fmt.Errorf("text part: %w", err)
	}
	if err := words.html.Execute(&html, facts); err != nil {
		return Content{}, language, fmt.Errorf("HTML part: %w", err)
	}
	return Content{
		Subject: words.subject + shorten(facts.AppConnector, longestSubjectText),
		Text:    text.String(), HTML: html.String(),
	}, language, nil
}
