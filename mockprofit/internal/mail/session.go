package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// longestReply is how many bytes a server may send in reply to one command. RFC 5321 has no bound for a reply, but one for a line (512 octets).
const longestReply = 64 << 10

// quitTimeout is how long a server may take to say goodbye; there's nothing left to lose then.
const quitTimeout = time.Second

// session is a connection to an SMTP server, ready for a message. It is used by one goroutine.
type session struct {
	client  *smtp.Client
	link    *link
	timeout time.Duration
	release func() bool // no longer cuts the connection when the context ends
}

// outcome is how the transmission of one message ended.
type outcome struct {
	code  int    // the server's decisive reply, 0 for none
	reply string // its text
	err   error  // nil: the server accepted the message
	// broken tells that the connection is of no more use.
	broken bool
	// stale tells that the server took nothing of the message, so that a fresh connection may do what an old one can't.
	stale bool
}

// open connects to a server and greets it. When the context ends, the connection is cut, also later on.
func (o Options) open(ctx context.Context, address string) (*session, error) {
	dialing, cancel := context.WithTimeout(ctx, o.DialTimeout)
	defer cancel()
	conn, err := o.Dial(dialing, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	s := &session{link: &link{Conn: conn}, timeout: o.CommandTimeout}
	s.release = context.AfterFunc(ctx, func() { conn.Close() })

	fail := func(step string, err error) (*session, error) {
		s.cut()
		if ctx.Err() != nil {
			err = ctx.Err() // the connection was cut because of it, which says less
		}
		return nil, fmt.Errorf("%s: %w", step, err)
	}

	s.link.begin(s.timeout)
	host, _, _ := net.SplitHostPort(address)
	if s.client, err = smtp.NewClient(s.link, host); err != nil {
		return fail("greeting", err)
	}
	s.link.begin(s.timeout)
	if err := s.client.Hello("localhost"); err != nil {
		return fail("EHLO", err)
	}
	return s, nil
}

// send transmits one message.
func (s *session) send(e envelope) outcome {
	if e.utf8 {
		if supported, _ := s.client.Extension("SMTPUTF8"); !supported {
			return outcome{err: fmt.Errorf("an address in %s to %s is not ASCII, and the server doesn't know SMTPUTF8 (RFC 6531)", e.from, e.to)}
		}
	}
	s.client.SkipSMTPUTF8(!e.utf8)

	s.link.begin(s.timeout)
	if err := s.client.Mail(e.from); err != nil {
		out := s.failed("MAIL FROM", err)
		out.stale = out.broken
		return out
	}
	s.link.begin(s.timeout)
	if err := s.client.Rcpt(e.to); err != nil {
		return s.failed("RCPT TO", err)
	}
	s.link.begin(s.timeout)
	data, err := s.client.Data()
	if err != nil {
		return s.failed("DATA", err)
	}
	s.link.begin(s.timeout)
	if _, err := data.Write(e.raw); err != nil {
		return outcome{err: fmt.Errorf("message data: %w", err), broken: true}
	}
	if err := data.Close(); err != nil {
		return s.failed("end of data", err)
	}
	out := outcome{code: 250}
	if closer, ok := data.(*smtp.DataCloser); ok {
		out.reply = closer.ServerResponse()
	}
	return out
}

// failed makes an outcome of a command's error. After a refusal it readies the connection for the next message.
func (s *session) failed(command string, err error) outcome {
	out := outcome{err: fmt.Errorf("%s: %w", command, err), broken: true}
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return out
	}
	out.code, out.reply = reply.Code, reply.Msg
	// 421 closes the connection (RFC 5321, 4.2.3); a code that is no refusal means that the two are out of step.
	if reply.Code < 400 || reply.Code > 599 || reply.Code == 421 {
		return out
	}
	s.link.begin(s.timeout)
	out.broken = s.client.Reset() != nil
	return out
}

// quit ends the session in good order.
func (s *session) quit() {
	s.link.begin(min(quitTimeout, s.timeout))
	_ = s.client.Quit() // whatever it says, the connection goes
	s.cut()
}

// cut closes the connection without a word.
func (s *session) cut() {
	s.release()
	_ = s.link.Close()
}

// Probe tells whether an SMTP server answers at host:port: it connects, reads the greeting, says EHLO and QUIT. It takes no longer than ctx allows,
// and the timeouts of the outbox. It works without regard to what is queued for the server.
func (o *Outbox) Probe(ctx context.Context, address string) error {
	s, err := o.options.open(ctx, address)
	if err != nil {
		return fmt.Errorf("mail: SMTP server %q doesn't answer: %w", address, err)
	}
	s.quit()
	return nil
}

// link is the connection under a session. Each command has its time and its share of bytes: a server that dribbles, or never ends its reply,
// takes no more of either.
type link struct {
	net.Conn
	left int
}

var errLongReply = fmt.Errorf("expected a reply of at most %d bytes, the server sent more", longestReply)

// begin gives the next command its time and bytes. An error of the connection shows when it is used.
func (l *link) begin(timeout time.Duration) {
	l.left = longestReply
	_ = l.SetDeadline(time.Now().Add(timeout))
}

// Read implements io.Reader.
func (l *link) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLongReply
	}
	n, err := l.Conn.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}
