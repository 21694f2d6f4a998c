package mail

import (
	"bytes"
	"flag"
	"mime"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jhillyerd/enmime/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

const anID = "00112233445566778899aabbccddeeff"

// read decodes a message with a reader that isn't ours.
func read(t require.TestingT, raw []byte) *enmime.Envelope {
	message, err := enmime.ReadEnvelope(bytes.NewReader(raw))
	require.NoError(t, err)
	require.Empty(t, message.Errors)
	return message
}

func TestComposeGolden(t *testing.T) {
	tests := map[string]func(*Notice){
		"nl": func(*Notice) {},
		"en": func(n *Notice) { n.Language, n.Lifetime = "en", time.Hour },
		"bare": func(n *Notice) { // as little as there can be
			*n = Notice{Sender: n.Sender, Recipient: n.Recipient, Code: n.Code, Issued: n.Issued}
		},
		"hostile": func(n *Notice) {
			n.AppConnector = "<b>Kassa</b> =?utf-8?q?=0D=0ABcc:_x@example.com?= " + strings.Repeat("é", 300)
			n.Device = "Kassa\r\nActivatiecode: 99999999\r\n.\r\n\x00<script>alert(1)</script>"
			n.RecipientName = "Jan\r\nBcc: x@example.com"
			n.UserID = "12345.\u0085jansen\u2028\xff"
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			n := sample()
			change(&n)
			composed, err := compose(n, anID)
			require.NoError(t, err)
			golden := filepath.Join("testdata", name+".eml")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(golden, composed.raw, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(string(want), string(composed.raw)))
			read(t, composed.raw)
		})
	}
}

func TestComposedTellsAll(t *testing.T) {
	tests := []struct {
		language, subject string
		parts             []string
	}{
		{"nl", "Activatiecode voor Kassakoppeling", []string{"Activatiecode", "15 minuten geldig", "Beste Jan Jansen,"}},
		{"en", "Activation code for Kassakoppeling", []string{"Activation code", "valid for 15 minutes", "Dear Jan Jansen,"}},
		{"de", "Activatiecode voor Kassakoppeling", []string{"Activatiecode"}},
	}
	for _, test := range tests {
		t.Run(test.language, func(t *testing.T) {
			n := sample()
			n.Language = test.language
			composed, err := compose(n, anID)
			require.NoError(t, err)
			message := read(t, composed.raw)
			require.Equal(t, test.subject, message.GetHeader("Subject"))
			require.Equal(t, "auto-generated", message.GetHeader("Auto-Submitted"))
			require.Equal(t, "Thu, 29 Feb 2024 13:37:00 +0100", message.GetHeader("Date"))
			require.Equal(t, "<"+anID+"@profit.example>", message.GetHeader("Message-ID"))
			require.Equal(t, "multipart/alternative", mediaType(t, message.GetHeader("Content-Type")))
			require.Equal(t, "<noreply@profit.example>", composed.from)
			require.Equal(t, "<jan.jansen@example.com>", composed.to)
			for _, part := range append(test.parts, "01234567", "12345.jansen", "O12345AA", "Kassa 3, Zoë") {
				require.Contains(t, message.Text, part)
				require.Contains(t, message.HTML, part)
			}
			require.Contains(t, message.HTML, "Zoë&#39;s toonbank")
		})
	}
}

func mediaType(t *testing.T, header string) string {
	mediaType, _, err := mime.ParseMediaType(header)
	require.NoError(t, err)
	return mediaType
}

func TestHeaderText(t *testing.T) {
	tests := map[string]struct {
		text    string
		encoded bool
	}{
		"plain":             {"Activatiecode voor Kassa 3", false},
		"many words":        {strings.TrimSpace(strings.Repeat("word ", 100)), false},
		"beyond ASCII":      {"Zoë's kassa €", true},
		"long word":         {"voor " + strings.Repeat("x", 2000), true},
		"two blanks":        {"a  b", true},
		"blank at the end":  {"a ", true},
		"an encoded-word":   {"voor =?utf-8?q?=0D=0ABcc:_x@example.com?=", true},
		"half an encoded":   {"voor =?", true},
		"surrogates' worth": {strings.Repeat("😀", 100), true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := headerText(test.text)
			require.Equal(t, test.encoded, text != test.text)
			for word := range strings.SplitSeq(text, " ") {
				require.LessOrEqual(t, len(word), 75, "RFC 2047, section 2, and short enough to fold")
			}
			require.True(t, ascii(text))
			decoded, err := new(mime.WordDecoder).DecodeHeader(text)
			require.NoError(t, err)
			require.Equal(t, test.text, decoded)
		})
	}
}

func TestLifetimeInWords(t *testing.T) {
	tests := []struct {
		lifetime       time.Duration
		dutch, english string
	}{
		{-time.Second, "", ""},
		{0, "", ""},
		{time.Nanosecond, "1 seconde", "1 second"},
		{time.Second, "1 seconde", "1 second"},
		{30 * time.Second, "30 seconden", "30 seconds"},
		{time.Minute, "1 minuut", "1 minute"},
		{15 * time.Minute, "15 minuten", "15 minutes"},
		{90 * time.Second, "1 minuut en 30 seconden", "1 minute and 30 seconds"},
		{time.Hour, "1 uur", "1 hour"},
		{2 * time.Hour, "2 uur", "2 hours"},
		{time.Hour + time.Second, "1 uur en 1 seconde", "1 hour and 1 second"},
		{25*time.Hour + 2*time.Minute + 3*time.Second, "25 uur, 2 minuten en 3 seconden", "25 hours, 2 minutes and 3 seconds"},
		{1<<63 - 1, "2562047 uur, 47 minuten en 17 seconden", "2562047 hours, 47 minutes and 17 seconds"},
	}
	for _, test := range tests {
		t.Run(test.lifetime.String(), func(t *testing.T) {
			require.Equal(t, test.dutch, dutch.lifetime(test.lifetime))
			require.Equal(t, test.english, english.lifetime(test.lifetime))
		})
	}
}

func TestComposeRefusesWhatIsNoAddress(t *testing.T) {
	tests := map[string]struct {
		change func(*Notice)
		error  string
	}{
		"no sender":       {func(n *Notice) { n.Sender = "" }, `sender: expected an address such as name@example.com, got ""`},
		"no recipient":    {func(n *Notice) { n.Recipient = "jan" }, `recipient: expected an address such as name@example.com, got "jan"`},
		"two recipients":  {func(n *Notice) { n.Recipient = "a@example.com, b@example.com" }, "recipient: "},
		"line end":        {func(n *Notice) { n.Recipient = "a@example.com>\r\nRCPT TO:<b@example.com" }, "recipient: "},
		"quoted line end": {func(n *Notice) { n.Recipient = "\"a\r\n b\"@example.com" }, "recipient: "},
		"long local part": {func(n *Notice) { n.Recipient = strings.Repeat("a", 65) + "@example.com" }, "at most 254 octets, 64 before the @"},
		"long domain":     {func(n *Notice) { n.Recipient = "a@" + strings.Repeat("a.", 130) + "nl" }, "at most 254 octets, 64 before the @"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			n := sample()
			test.change(&n)
			_, err := compose(n, anID)
			require.ErrorContains(t, err, test.error)
		})
	}
}

func TestMessageIDDomain(t *testing.T) {
	tests := map[string]string{
		"noreply@profit.example":  "profit.example",
		`"a@b"@profit.example`:    "profit.example",
		"noreply@[127.0.0.1]":     "[127.0.0.1]",
		"noreply@bücher.example":  "localhost", // a Message-ID is ASCII
		"Naam <a@Profit.Example>": "Profit.Example",
	}
	for sender, domain := range tests {
		t.Run(sender, func(t *testing.T) {
			n := sample()
			n.Sender = sender
			composed, err := compose(n, anID)
			require.NoError(t, err)
			require.Contains(t, string(composed.raw), "\r\nMessage-ID: <"+anID+"@"+domain+">\r\n")
		})
	}
}

// texts draws what may come over the wire: anything, and what is known to hurt.
func texts() *rapid.Generator[string] {
	hurtful := rapid.SampledFrom([]string{
		"\r\n", "\r", "\n", "\x00", "\x7f", "\u0085", "\u2028", "\u2029", "\xff", "\r\nBcc: x@example.com", "\r\n\r\n", "\r\n.\r\n", "--=_" + anID, "\r\n--=_" + anID + "--\r\n",
		"=?utf-8?q?=0D=0A?=", "=?", "?=", "<script>", "&amp;", "  ", "\t", "\"", "\\", "é", "€", "😀", "a\u0301", " ", "{{.Code}}", strings.Repeat("x", 1200),
		strings.Repeat(" ", 200), strings.Repeat("😀", 50), strings.Repeat("word ", 60),
	})
	return rapid.Map(rapid.SliceOfN(rapid.OneOf(hurtful, rapid.String()), 0, 6), func(parts []string) string { return strings.Join(parts, "") })
}

// Whatever the texts hold, the message has the headers it should have and no other, lines within bounds, and the texts in their places.
func TestComposeIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := sample()
		n.Language = rapid.SampledFrom([]string{"nl", "en"}).Draw(t, "language")
		n.AppConnector = texts().Draw(t, "app connector")
		n.Device = texts().Draw(t, "device")
		n.UserID = texts().Draw(t, "user")
		n.RecipientName = texts().Draw(t, "name")
		n.Environment = texts().Draw(t, "environment")
		n.Code = texts().Draw(t, "code")
		checkComposed(t, n)
	})
}

func FuzzCompose(f *testing.F) {
	f.Add("Kassa", "Kassa 3", "12345.jansen", "Jan", "AFAS <noreply@profit.example>", "jan@example.com")
	f.Add("a\r\nBcc: x@example.com", "b\n.\n", "\x00", "=?utf-8?q?=0D=0A?=", "=?utf-8?q?=0D=0Ax?= <a@b>", "\"a  b\"@example.com")
	f.Fuzz(func(t *testing.T, appConnector, device, user, name, sender, recipient string) {
		n := sample()
		n.AppConnector, n.Device, n.UserID, n.RecipientName, n.Sender, n.Recipient = appConnector, device, user, name, sender, recipient
		if _, err := compose(n, anID); err != nil {
			t.Skip("no message")
		}
		checkComposed(t, n)
	})
}

func checkComposed(t require.TestingT, n Notice) {
	composed, err := compose(n, anID)
	require.NoError(t, err)
	again, err := compose(n, anID)
	require.NoError(t, err)
	require.Equal(t, composed, again, "the same each time")

	raw := string(composed.raw)
	require.True(t, utf8.ValidString(raw))
	for octets := range strings.SplitSeq(raw, "\r\n") {
		require.LessOrEqual(t, len(octets), 998, "RFC 5322, 2.1.1")
		for _, r := range octets {
			require.False(t, unicode.IsControl(r) && r != '\t', "control %U in %q", r, octets)
		}
	}
	header, _, _ := strings.Cut(raw, "\r\n\r\n")
	for octets := range strings.SplitSeq(header, "\r\n") {
		require.NotEmpty(t, strings.TrimSpace(octets), "RFC 5322, 3.2.2: no line of blanks only")
		if !composed.utf8 {
			require.True(t, ascii(octets))
		}
	}

	parsed, err := netmail.ReadMessage(strings.NewReader(raw))
	require.NoError(t, err)
	var names []string
	for name := range parsed.Header {
		names = append(names, name)
	}
	require.ElementsMatch(t, []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version",
		"Subject", "To", "User-Agent", "X-Mailer"}, names)

	words, _ := wordsOf(n)
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, words.subject+shorten(line(n.AppConnector), longestSubjectText), subject)
	recipients, err := parsed.Header.AddressList("To")
	require.NoError(t, err)
	require.Len(t, recipients, 1)
	require.Equal(t, composed.to, path(recipients[0]))

	message := read(t, composed.raw)
	require.Contains(t, message.Text, line(n.Device))
	require.Equal(t, 1, strings.Count(message.Text, "\n"+deviceLabel(n)+": "), "no text makes a line of its own")
	require.NotContains(t, strings.ToLower(message.HTML), "<script")
}

func deviceLabel(n Notice) string {
	if n.Language == "en" {
		return "Device"
	}
	return "Apparaat"
}

// What a server gets is one message to one recipient, whatever the texts.
func TestNothingIsInjectedOverSMTP(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := newNetwork()
		s := serve(t, network, catcher)
		o := newOutbox(t, network, Options{})
		hostile := "x\r\n.\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nSubject: no\r\n\r\n.\r\n\nBcc: victim@example.com\x00"
		n := to(catcher, "jan@example.com")
		n.AppConnector, n.Device, n.UserID, n.RecipientName, n.Code, n.Environment = hostile, hostile, hostile, hostile, hostile, hostile
		id := o.Add(n)
		synctest.Wait()
		mails := s.mails()
		require.Len(t, mails, 1)
		require.Equal(t, "jan@example.com", mails[0].to)
		composed, err := o.Composed(id)
		require.NoError(t, err)
		require.Equal(t, string(composed), mails[0].raw)
		message := read(t, composed)
		require.Empty(t, message.GetHeader("Bcc"))
		require.Equal(t, 1, strings.Count(message.Text, "\nApparaat: x  .  MAIL FROM:"), message.Text)
	})
}

func BenchmarkCompose(b *testing.B) {
	n := sample()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compose(n, anID); err != nil {
			b.Fatal(err)
		}
	}
}
