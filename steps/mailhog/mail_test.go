package mailhog

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

func TestMailIsDecoded(t *testing.T) {
	for name, c := range map[string]struct {
		message string
		want    Mail
	}{
		"plain": {
			"From: Profit <noreply@example.test>\nTo: Ann <ann@example.test>, bob@example.test\nSubject: Hello\n" +
				"Date: Fri, 2 Jan 2026 10:11:12 +0100\n\nfirst\n\nlast",
			Mail{From: "noreply@example.test", To: []string{"ann@example.test", "bob@example.test"}, Subject: "Hello",
				Date: time.Date(2026, 1, 2, 9, 11, 12, 0, time.UTC), Text: "first\n\nlast"},
		},
		"quoted-printable": {
			"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n" +
				"caf=C3=A9 =3D 1=\n23=20\nK7",
			Mail{Text: "café = 123 \nK7"},
		},
		"quoted-printable in an old character set": {
			"Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n=80 5, caf=E9",
			Mail{Text: "€ 5, café"},
		},
		"base64": {
			"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" +
				"YWN0aXZhdGllY29k\nZcOpOiBLN0Y=\n",
			Mail{Text: "activatiecodeé: K7F"},
		},
		"eight bits": {
			"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nzoë",
			Mail{Text: "zoë"},
		},
		"encoded words": {
			"From: =?iso-8859-1?q?Andr=E9?= <andre@example.test>\nTo: =?utf-8?b?Wm/Dqw==?= <zoe@example.test>\n" +
				"Subject: =?utf-8?q?Activatie?= =?utf-8?q?code_=E2=82=AC?=\n\n",
			Mail{From: "andre@example.test", To: []string{"zoe@example.test"}, Subject: "Activatiecode €"},
		},
		"folded subject": {
			"Subject: one\n two\n\n",
			Mail{Subject: "one two"},
		},
		"text and HTML": {
			"Content-Type: multipart/alternative; boundary=b\n\nfor old programs\n" +
				"--b\nContent-Type: text/plain; charset=utf-8\n\ncode K7\n" +
				"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p class=3D\"x\">code K7</p>\n--b--\n",
			Mail{Text: "code K7", HTML: `<p class="x">code K7</p>`},
		},
		"HTML only, of which no text is made": {
			"Content-Type: text/html; charset=utf-8\n\n<b>K7</b>",
			Mail{HTML: "<b>K7</b>"},
		},
		"text in an attachment is not the text": {
			"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nbody\n" +
				"--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt\n\nattached\n--b--\n",
			Mail{Text: "body"},
		},
		"a From that is no address": {
			"From: nobody in particular\n\n",
			Mail{From: "nobody in particular"},
		},
		"a Date that is no date": {
			"Date: tomorrow\n\n",
			Mail{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			fake.receive(c.message, "ann@example.test")
			mails := list(t, serve(t, fake), "ann@example.test")
			require.Len(t, mails, 1)
			ignored := cmpopts.IgnoreFields(Mail{}, "ID", "Sender", "Recipients", "Received", "Header", "Raw")
			require.Empty(t, cmp.Diff(c.want, mails[0], ignored, cmpopts.EquateEmpty()))
		})
	}
}

func TestMailTellsHowItCame(t *testing.T) {
	fake := newFake()
	id := fake.receive("To: Ann <ann@example.test>\nX-Note: =?utf-8?q?=C3=A9?=\nx-note: two\n\nbody", "ann@example.test", "bob@example.test")
	mail := list(t, serve(t, fake), "bob@example.test")[0]

	require.Equal(t, id, mail.ID)
	require.Equal(t, "sender@example.test", mail.Sender)
	require.Equal(t, []string{"ann@example.test", "bob@example.test"}, mail.Recipients)
	require.True(t, fake.store.Messages[0].Created.Equal(mail.Received))
	require.Equal(t, "To: Ann <ann@example.test>\r\nX-Note: =?utf-8?q?=C3=A9?=\r\nx-note: two\r\n\r\nbody", string(mail.Raw))
	require.Equal(t, []string{"é", "two"}, mail.Header.Values("X-Note"))
	require.Empty(t, mail.Defects)
}

func TestMalformedMailKeepsWhatCanBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		message string
		want    Mail
	}{
		"broken base64": {
			"Subject: s\nContent-Transfer-Encoding: base64\nContent-Type: text/plain\n\nSGVsbG8!!!", Mail{Subject: "s"},
		},
		"unknown character set": {
			"Subject: s\nContent-Type: text/plain; charset=klingon\n\nhello", Mail{Subject: "s", Text: "hello"},
		},
		"multipart that never ends": {
			"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello", Mail{Subject: "s", Text: "hello"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			fake.receive(c.message, "ann@example.test")
			mail := list(t, serve(t, fake), "ann@example.test")[0]
			require.Equal(t, c.want.Subject, mail.Subject)
			require.Contains(t, mail.Text, c.want.Text)
			require.NotEmpty(t, mail.Defects)
			require.NotEmpty(t, mail.Raw)
		})
	}
}

func TestMailThatWouldTakeForeverIsNotDecoded(t *testing.T) {
	for name, c := range map[string]struct {
		raw, want string
	}{
		"nested without end": {
			strings.Repeat("Content-Type: Multipart/mixed; boundary=b\r\n\r\n--b\r\n", 50),
			"a mail with 50 multiparts is not decoded, the limit is 10",
		},
		"huge": {
			"Subject: s\r\n\r\n" + strings.Repeat("x", maximumDecoded),
			"a mail of 8388622 bytes is not decoded, the limit is 8388608",
		},
	} {
		t.Run(name, func(t *testing.T) {
			mail := decode(message{ID: "id", Raw: struct{ Data string }{c.raw}})
			require.Equal(t, []string{c.want}, mail.Defects)
			require.Len(t, mail.Raw, len(c.raw))
			require.Empty(t, mail.Text)
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n")
	f.Add("From: =?utf-8?b?!!?= <a>\r\nTo: ,,,\r\nContent-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n\r\n====")
	f.Add("")
	f.Fuzz(func(t *testing.T, raw string) {
		mail := decode(message{ID: "id", Raw: struct{ Data string }{raw}})
		require.Equal(t, raw, string(mail.Raw))
	})
}
