package mailhog

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"profitbdd/mockprofit/testcontainer"
)

const (
	requestTimeout = 10 * time.Second
	// pageSize is MailHog's own; it allows up to 250, but a page holds each mail three times over.
	pageSize = 50
	// maximumPages and maximumPage bound what is read for one address: 10,000 mails, 64 MiB a page.
	maximumPages = 200
	maximumPage  = 64 << 20 // the default of store.limit
)

// store reads MailHog's API, version 2.
type store struct {
	base   string // without a slash at the end
	client *http.Client
	limit  int64        // of an answer's size in bytes; zero stands for maximumPage
	ended  func() error // nil, or returns how MailHog ended, once it has
}

// message is a mail as MailHog's API gives it. Of the fields that it parsed itself only the addresses are taken: it
// knows each header once, and doesn't decode.
type message struct {
	ID      string
	From    path
	To      []path
	Created time.Time
	Raw     struct{ Data string }
}

// path is an address of the SMTP envelope.
type path struct{ Mailbox, Domain string }

func (p path) String() string {
	if p.Domain == "" {
		return p.Mailbox
	}
	return p.Mailbox + "@" + p.Domain
}

type page struct {
	Total *int
	Items []message
}

// sentTo returns the mails that MailHog finds for an address, oldest first. It finds more than was asked for: recipients
// and To headers that contain the address, in any case.
func (s store) sentTo(ctx context.Context, address string) ([]message, error) {
	var found []message
	known := make(map[string]bool)
	for number := range maximumPages {
		start := number * pageSize
		page, err := s.get(ctx, "/api/v2/search", url.Values{
			"kind": {"to"}, "query": {address}, "start": {strconv.Itoa(start)}, "limit": {strconv.Itoa(pageSize)},
		})
		if err != nil {
			return nil, err
		}
		// A mail that comes in meanwhile pushes the others on to the next page, where they are seen a second time. None
		// is missed, as nothing is deleted.
		for _, item := range page.Items {
			if !known[item.ID] {
				known[item.ID] = true
				found = append(found, item)
			}
		}
		if start+pageSize >= *page.Total {
			slices.Reverse(found)
			return found, nil
		}
	}
	return nil, fmt.Errorf("MailHog has more than %d mails for %s: give each scenario an address of its own", maximumPages*pageSize, address)
}

// ping reports whether a MailHog answers.
func (s store) ping(ctx context.Context) error {
	_, err := s.get(ctx, "/api/v2/messages", url.Values{"limit": {"1"}})
	return err
}

// get asks for a page. It asks twice when no answer comes, as MailHog reads its store without a lock: a mail that is
// being stored at that moment can make it drop the connection.
func (s store) get(ctx context.Context, path string, query url.Values) (page, error) {
	address := s.base + path + "?" + query.Encode()
	response, err := s.send(ctx, address)
	if err != nil && ctx.Err() == nil {
		response, err = s.send(ctx, address)
	}
	if err != nil && s.ended != nil {
		err = errors.Join(err, s.ended())
	}
	if err != nil {
		return page{}, fmt.Errorf("MailHog doesn't answer: %w", err)
	}
	defer response.Body.Close()
	if err := testcontainer.StatusOK(response); err != nil {
		return page{}, fmt.Errorf("GET %s: %w", address, err)
	}
	limit := cmp.Or(s.limit, maximumPage)
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return page{}, fmt.Errorf("GET %s: %w", address, err)
	}
	if int64(len(body)) > limit {
		return page{}, fmt.Errorf("GET %s: an answer of at most %d bytes was expected, it is longer", address, limit)
	}
	var answer page
	err = json.Unmarshal(body, &answer)
	if err == nil && answer.Total == nil {
		err = errors.New(`"total" is missing`)
	}
	if err != nil {
		return page{}, fmt.Errorf("GET %s is no answer of MailHog: %w: %.200q", address, err, body)
	}
	return answer, nil
}

func (s store) send(ctx context.Context, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return s.client.Do(request)
}
