package mailhog

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"profitbdd/mockprofit/testcontainer"
)

// externalTimeout is how long an external MailHog may take to answer: it is said to run already.
const externalTimeout = 5 * time.Second

// CheckSMTP reports why an address is not of the form "host:port". Nothing is asked.
func CheckSMTP(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err == nil && host != "" && isPort(port) {
		return nil
	}
	return fmt.Errorf("the SMTP address %q is not of the form host:port, such as mail.example:1025", address)
}

// CheckAPI reports why an address is not of the form "http://host:port", of which the port may be left out. Nothing is
// asked.
func CheckAPI(address string) error {
	api, err := url.Parse(address)
	if err == nil && (api.Scheme == "http" || api.Scheme == "https") && api.Hostname() != "" && api.RawQuery == "" && api.Fragment == "" &&
		(isPort(api.Port()) || !strings.HasSuffix(api.Host, ":") && api.Port() == "") {
		return nil
	}
	return fmt.Errorf("the API address %q is not of the form http://host:port, such as http://mail.example:8025", address)
}

func isPort(text string) bool {
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && port > 0
}

// connectExternal checks that the given MailHog answers; the error says which of its two addresses doesn't.
func connectExternal(ctx context.Context, options Options) (*Server, error) {
	if options.SMTP == "" || options.API == "" {
		return nil, fmt.Errorf(`both addresses are needed: SMTP, such as "mail.example:1025" (given: %q), and API, such as "http://mail.example:8025" (given: %q)`,
			options.SMTP, options.API)
	}
	if err := errors.Join(CheckSMTP(options.SMTP), CheckAPI(options.API)); err != nil {
		return nil, err
	}
	api, err := url.Parse(options.API)
	if err != nil {
		return nil, err
	}
	server := &Server{
		mode:        External,
		description: fmt.Sprintf("external, SMTP at %s, API at %s", options.SMTP, api.Redacted()),
		smtp:        options.SMTP,
		api:         strings.TrimRight(options.API, "/"),
		transport:   testcontainer.Direct(),
	}
	ctx, cancel := context.WithTimeoutCause(ctx, externalTimeout, fmt.Errorf("no answer within %s", externalTimeout))
	defer cancel()
	err = both(ctx,
		func(ctx context.Context) error {
			if err := identity("").smtp()(ctx, server.smtp); err != nil {
				return fmt.Errorf("its SMTP port %s doesn't answer: %w", server.smtp, err)
			}
			return nil
		},
		func(ctx context.Context) error {
			if err := server.store().ping(ctx); err != nil {
				return fmt.Errorf("its API %s doesn't answer: %w", api.Redacted(), err)
			}
			return nil
		})
	if err != nil {
		return nil, server.abort(ctx, err)
	}
	return server, nil
}
