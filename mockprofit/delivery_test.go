package mockprofit_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// sink is a mail server that takes everything and tells of it.
type sink struct{ received chan string }

func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return s, nil }
func (s *sink) Mail(string, *smtp.MailOptions) error        { return nil }
func (s *sink) Reset()                                      {}
func (s *sink) Logout() error                               { return nil }
func (s *sink) Data(data io.Reader) error {
	_, err := io.Copy(io.Discard, data)
	return err
}

func (s *sink) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.received <- to
	return nil
}

// An e-mail that was delivered leaves a connection to the mail server open for
// a while; that must not keep the server from ending in order.
func TestCloseEndsInOrderAfterADelivery(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	caught := &sink{received: make(chan string, 1)}
	mailServer := smtp.NewServer(caught)
	serving := make(chan error, 1)
	go func() { serving <- mailServer.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, mailServer.Close())
		if err := <-serving; !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			require.NoError(t, err)
		}
	})

	server, err := mockprofit.NewServer(mockprofit.Options{Environments: demo(t), SMTP: listener.Addr().String()})
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(generateOTP(t, server))
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, "anna.jansen@example.com", <-caught.received)

	port := control.NewClient(server.ControlURL, "")
	defer port.Close()
	require.Eventually(t, func() bool {
		emails, err := port.Emails(t.Context(), "O12345AA", control.EmailFilter{})
		return err == nil && emails[0].State == "delivered"
	}, 10*time.Second, time.Millisecond)

	connection, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	defer connection.Close()
	_, err = io.WriteString(connection, "POST /tokenconnector.asmx HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n<")
	require.NoError(t, err)

	used, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	require.NoError(t, server.Close(used), "nothing was lost")
}
