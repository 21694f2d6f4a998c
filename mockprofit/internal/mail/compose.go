package mail

import (
	"bytes"
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// envelope is a composed message with the paths of its SMTP envelope.
type envelope struct {
	from, to string // in angle brackets
	raw      []byte // RFC 5322, lines ended by CR LF, at most 78 octets long but for names and addresses, never over 998
	utf8     bool   // an address is not ASCII, so the server must know SMTPUTF8 (RFC 6531)
}

// compose makes the e-mail of a notice. The same notice and id give the same bytes: the id makes Message-ID and boundary, so that a message
// can be composed anew each time it is sent or looked at. It fails when an address is not one.
func compose(n Notice, id string) (envelope, error) {
	from, err := mailbox("sender", n.Sender, "")
	if err != nil {
		return envelope{}, err
	}
	to, err := mailbox("recipient", n.Recipient, n.RecipientName)
	if err != nil {
		return envelope{}, err
	}
	content, language, err := contentOf(n)
	if err != nil {
		return envelope{}, err
	}

	// "=_" can't occur in quoted-printable, so no text can hold the boundary: RFC 2045, 6.7. It has to be quoted, which go-mail doesn't do.
	boundary := "=_" + id
	message := gomail.NewMsg(gomail.WithBoundary(boundary))
	message.SetGenHeader(gomail.HeaderContentType, `multipart/alternative; boundary="`+boundary+`"`)
	message.SetDateWithValue(n.Issued)
	message.SetMessageIDWithValue(id + "@" + messageIDDomain(from.Address))
	message.FromMailAddress(from)
	message.ToMailAddress(to)
	message.Subject(headerText(content.Subject))
	message.SetUserAgent("mockprofit")
	message.SetGenHeader(gomail.HeaderContentLang, language)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office replies
	message.SetBodyString(gomail.TypeTextPlain, content.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, content.HTML)

	var raw bytes.Buffer
	if _, err := message.WriteTo(&raw); err != nil {
		return envelope{}, fmt.Errorf("compose: %w", err)
	}
	return envelope{
		from: path(from),
		to:   path(to),
		raw:  raw.Bytes(),
		utf8: !ascii(from.Address) || !ascii(to.Address),
	}, nil
}

// messageIDDomain returns the domain of an address for use in a Message-ID. One that is no dot-atom or literal of ASCII (RFC 5322, 3.6.4) is
// replaced by "localhost".
func messageIDDomain(address string) string {
	domain := address[strings.LastIndexByte(address, '@')+1:] // a quoted local part may hold an @ too
	for _, r := range domain {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.[]:", r) {
			return "localhost"
		}
	}
	return domain
}
