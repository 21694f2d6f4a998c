package mailhog

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"profitbdd/mockprofit/testcontainer"
)

// externalTimeout is how long an external MailHog may take to answer: it is said to run already.
const externalTimeout = 5 * time.Second

// connectExternal checks that the given MailHog answers; the error says which of its two addresses doesn't.
func connectExternal(ctx context.Context, options Options) (*Server, error) {
	if options.SMTP == "" || options.API == "" {
		return nil, fmt.Errorf(`both addresses are needed: SMTP, such as "mail.example:1025" (given: %q), and API, such as "http://mail.example:8025" (given: %q)`,
			options.SMTP, options.API)
	}
	if _, _, err := net.SplitHostPort(options.SMTP); err != nil {
		return nil, fmt.Errorf("the SMTP address %q is not of the form host:port: %w", options.SMTP, err)
	}
	api, err := url.Parse(options.API)
	if err != nil || api.Scheme != "http" && api.Scheme != "https" || api.Host == "" || api.RawQuery != "" || api.Fragment != "" {
		return nil, fmt.Errorf(`the API address %q is not of the form "http://host:port"`, options.API)
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
