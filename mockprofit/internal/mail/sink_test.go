package mail

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// network is an in-memory network: without sockets, a synctest bubble sees when all are waiting, and moves its clock.
type network struct {
	mu        sync.Mutex
	listeners map[string]*listener
	dials     map[string]int
}

func newNetwork() *network {
	return &network{listeners: make(map[string]*listener), dials: make(map[string]int)}
}

// dial connects to whoever listens; no one listening is a refused connection.
func (n *network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	n.dials[address]++
	l := n.listeners[address]
	n.mu.Unlock()
	if l == nil {
		return nil, errors.New("connection refused")
	}
	here, there := net.Pipe()
	select {
	case l.incoming <- there:
		return here, nil
	case <-l.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done(): // nobody accepts: a black hole
		return nil, ctx.Err()
	}
}

func (n *network) dialled(address string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dials[address]
}

// listen opens an address. Without anyone who accepts it is a black hole.
func (n *network) listen(address string) *listener {
	l := &listener{network: n, address: address, incoming: make(chan net.Conn), closed: make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listeners[address] = l
	return l
}

type listener struct {
	network  *network
	address  string
	incoming chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.incoming:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() {
		l.network.mu.Lock()
		defer l.network.mu.Unlock()
		delete(l.network.listeners, l.address)
		close(l.closed)
	})
	return nil
}

func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }

// sink is an SMTP server that takes all mail, but for what its hooks refuse.
type sink struct {
	server *smtp.Server

	mu          sync.Mutex
	connections int
	received    []received

	onMail func(from string) error
	onRcpt func(to string) error
	onData func(r received) error
}

type received struct {
	from, to string
	raw      string
	at       time.Time
}

// serve runs a sink at an address of the network until the test ends or it is closed.
func serve(t testing.TB, n *network, address string, options ...func(*sink)) *sink {
	t.Helper()
	s := &sink{}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.connections++
		return &sinkSession{sink: s}, nil
	}))
	s.server.Domain = "sink.test"
	s.server.MaxLineLength = 1000 // RFC 5321, 4.5.3.1.6
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	for _, option := range options {
		option(s)
	}
	l := n.listen(address)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = s.server.Serve(l)
	}()
	t.Cleanup(func() {
		s.close()
		l.Close()
		<-stopped
	})
	return s
}

func (s *sink) close() { _ = s.server.Close() }

func (s *sink) mails() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.received...)
}

func (s *sink) connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

type sinkSession struct {
	sink *sink
	mail received
}

func (s *sinkSession) Reset()        { s.mail = received{} }
func (s *sinkSession) Logout() error { return nil }

func (s *sinkSession) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.from = from
	if s.sink.onMail != nil {
		return s.sink.onMail(from)
	}
	return nil
}

func (s *sinkSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.to = to
	if s.sink.onRcpt != nil {
		return s.sink.onRcpt(to)
	}
	return nil
}

func (s *sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.raw, s.mail.at = string(raw), time.Now()
	if s.sink.onData != nil {
		if err := s.sink.onData(s.mail); err != nil {
			return err
		}
	}
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	s.sink.received = append(s.sink.received, s.mail)
	return nil
}

// refusal is a reply that refuses.
func refusal(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 7, 1}, Message: "not now"}
}

// pass moves the clock of a synctest bubble on, and lets all that comes of it happen. Nobody really waits.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// newOutbox returns an outbox on the network that is closed when the test ends.
func newOutbox(t testing.TB, n *network, options Options) *Outbox {
	t.Helper()
	if n != nil {
		options.Dial = n.dial
	}
	o := NewOutbox(options)
	t.Cleanup(func() {
		err := o.Close(context.Background())
		if undelivered := (*UndeliveredError)(nil); !errors.As(err, &undelivered) {
			require.NoError(t, err)
		}
	})
	return o
}

// sample is a complete notice without a server.
func sample() Notice {
	return Notice{
		Environment:   "O12345AA",
		Language:      "nl",
		Sender:        "AFAS Profit <noreply@profit.example>",
		Recipient:     "jan.jansen@example.com",
		RecipientName: "Jan Jansen",
		UserID:        "12345.jansen",
		AppConnector:  "Kassakoppeling",
		Device:        "Kassa 3, Zoë's toonbank",
		Code:          "01234567",
		Issued:        time.Date(2024, time.February, 29, 13, 37, 0, 0, time.FixedZone("", 3600)),
		Lifetime:      15 * time.Minute,
	}
}

// to returns the sample for a server and a recipient.
func to(server, recipient string) Notice {
	n := sample()
	n.Server, n.Recipient = server, recipient
	return n
}
