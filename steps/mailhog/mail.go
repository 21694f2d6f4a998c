package mailhog

import (
	"fmt"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"
)

// Mail is a mail that MailHog caught, decoded.
type Mail struct {
	// ID is MailHog's, unique in one MailHog.
	ID string
	// From and To are the addresses in these headers, without names; or a header's text when it holds no addresses.
	From string
	To   []string
	// Sender and Recipients are those of the SMTP envelope: whom the mail really went to.
	Sender     string
	Recipients []string

	Subject string
	// Text and HTML are the bodies of these types, decoded from their transfer encoding and character set into UTF-8,
	// with "\n" as line end; empty when there is no such body.
	Text, HTML string

	// Date is the header's; zero when that is missing or can't be read. Received is when MailHog got the mail.
	Date, Received time.Time
	// Header holds all headers, with their encoded words (RFC 2047) decoded.
	Header textproto.MIMEHeader

	// Raw is the mail as it was sent, without what SMTP adds to it and without the last line end. MailHog hands it over
	// as JSON, so that a byte that isn't UTF-8 has become U+FFFD.
	Raw []byte
	// Defects is what the decoder found wrong; empty for a well-formed mail.
	Defects []string
}

const (
	// maximumMultiparts bounds how often a mail may say "multipart", and so how deep its parts can be nested: on parts
	// that are never closed the decoder takes twice as long for each level, hours for a mail of 5 kB.
	maximumMultiparts = 10
	// maximumDecoded is the size, in bytes, up to which a mail is decoded.
	maximumDecoded = 8 << 20
)

// parser decodes what a mail declares, and neither guesses a character set nor makes a text out of HTML.
var parser = enmime.NewParser(
	enmime.DisableCharacterDetection(true),
	enmime.DisableTextConversion(true),
	enmime.MultipartWOBoundaryAsSinglePart(true),
	enmime.SkipMalformedParts(true),
	enmime.MaxStoredPartErrors(maximumNamed),
)

func decodeAll(messages []message) []Mail {
	mails := make([]Mail, 0, len(messages))
	for _, message := range messages {
		mails = append(mails, decode(message))
	}
	return mails
}

// decode never fails: what can't be decoded is left out and named in Defects.
func decode(message message) Mail {
	decoded := Mail{
		ID:       message.ID,
		Sender:   message.From.String(),
		Received: message.Created,
		Header:   textproto.MIMEHeader{},
		Raw:      []byte(message.Raw.Data),
	}
	for _, recipient := range message.To {
		decoded.Recipients = append(decoded.Recipients, recipient.String())
	}
	envelope, err := parse(message.Raw.Data)
	if err != nil {
		decoded.Defects = append(decoded.Defects, err.Error())
		return decoded
	}
	for _, defect := range envelope.Errors {
		if defect.Name == enmime.ErrorPlainTextFromHTML {
			continue // a mail may well have no plain text
		}
		decoded.Defects = append(decoded.Defects, defect.Error())
	}
	for _, name := range envelope.GetHeaderKeys() {
		decoded.Header[name] = envelope.GetHeaderValues(name)
	}
	decoded.From = strings.Join(addresses(envelope, "From"), ", ")
	decoded.To = addresses(envelope, "To")
	decoded.Subject = envelope.GetHeader("Subject")
	decoded.Text = unixLines(envelope.Text)
	decoded.HTML = unixLines(envelope.HTML)
	if date, err := mail.ParseDate(envelope.GetHeader("Date")); err == nil {
		decoded.Date = date
	}
	return decoded
}

func parse(raw string) (*enmime.Envelope, error) {
	if len(raw) > maximumDecoded {
		return nil, fmt.Errorf("a mail of %d bytes is not decoded, the limit is %d", len(raw), maximumDecoded)
	}
	if count := strings.Count(strings.ToLower(raw), "multipart"); count > maximumMultiparts {
		return nil, fmt.Errorf("a mail with %d multiparts is not decoded, the limit is %d", count, maximumMultiparts)
	}
	return parser.ReadEnvelope(strings.NewReader(raw))
}

// addresses returns the addresses in a header, or its text when there are none.
func addresses(envelope *enmime.Envelope, header string) []string {
	list, err := envelope.AddressList(header)
	if err != nil {
		if text := envelope.GetHeader(header); text != "" {
			return []string{text}
		}
		return nil
	}
	found := make([]string, 0, len(list))
	for _, address := range list {
		found = append(found, address.Address)
	}
	return found
}

func unixLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
