package mailhog

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"profitbdd/mockprofit/testcontainer"
)

const (
	// readyTimeout is how long MailHog may take from its start to its first answer; it takes milliseconds.
	readyTimeout = 20 * time.Second
	// pollPause lies between two attempts to reach a MailHog that is starting.
	pollPause = 5 * time.Millisecond
	// messagesPath is asked to learn whether MailHog is ready, as it has no health endpoint.
	messagesPath = "/api/v2/messages?limit=1"
	// originHeader is the one in which MailHog repeats MH_CORS_ORIGIN with each answer.
	originHeader = "Access-Control-Allow-Origin"
)

// identity is a name that a MailHog of ours is given and repeats: in its SMTP greeting, and as the origin that its API
// allows. The port that was free a moment ago may have gone to somebody else's MailHog, which would answer just as well.
// The zero value accepts any MailHog.
type identity string

func newIdentity() identity { return identity("mailhog-" + strings.ToLower(rand.Text()) + ".example") }

// settings are MailHog's environment variables; the addresses are those to listen on.
func (i identity) settings(smtp, api string) map[string]string {
	return map[string]string{
		"MH_SMTP_BIND_ADDR": smtp,
		"MH_API_BIND_ADDR":  api,
		"MH_UI_BIND_ADDR":   api, // another address would open a third port
		"MH_STORAGE":        "memory",
		"MH_HOSTNAME":       string(i),
		"MH_CORS_ORIGIN":    i.origin(),
	}
}

func (i identity) origin() string { return "http://" + string(i) }

// api is answered by a MailHog of this identity on its API.
func (i identity) api() testcontainer.Probe {
	return testcontainer.HTTP(messagesPath, func(response *http.Response) error {
		if err := testcontainer.StatusOK(response); err != nil {
			return err
		}
		if origin := response.Header.Get(originHeader); i != "" && origin != i.origin() {
			return fmt.Errorf("another MailHog answers there: its %s is %q, ours is %q", originHeader, origin, i.origin())
		}
		return nil
	})
}

// smtp is answered by a MailHog of this identity, or by any SMTP server when there is none: RFC 5321, section 4.2, has
// a server greet with 220 and its name.
func (i identity) smtp() testcontainer.Probe {
	return func(ctx context.Context, address string) error {
		connection, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil {
			return err
		}
		defer connection.Close()
		defer context.AfterFunc(ctx, func() { connection.Close() })()
		greeting, err := bufio.NewReader(io.LimitReader(connection, 512)).ReadString('\n')
		if err != nil {
			return fmt.Errorf("no SMTP greeting came: %w", errors.Join(err, context.Cause(ctx)))
		}
		if want := strings.TrimSpace("220 " + string(i)); !strings.HasPrefix(greeting, want) {
			return fmt.Errorf("an SMTP greeting %q… was expected, came %q", want, greeting)
		}
		fmt.Fprint(connection, "QUIT\r\n") // or MailHog logs a broken session
		return nil
	}
}

// await probes the address until it answers or ctx ends.
func await(ctx context.Context, address string, probe testcontainer.Probe) error {
	for {
		err := probe(ctx, address)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w; the last attempt at %s: %w", context.Cause(ctx), address, err)
		case <-time.After(pollPause):
		}
	}
}

// both runs two functions at the same time, waits for both and returns what went wrong in either.
func both(ctx context.Context, first, second func(context.Context) error) error {
	result := make(chan error)
	go func() { result <- second(ctx) }()
	err := first(ctx)
	return errors.Join(err, <-result)
}

// firstLine shortens an error for a description of one line.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
