package testcontainer

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// Direct returns an HTTP transport that never goes through a proxy, whatever HTTP_PROXY says: a proxy can't see a
// container on this machine, and answers for it with an error page.
func Direct() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	return transport
}

// HTTP returns a [Probe] that sends GET path, without a proxy and without following redirects, and leaves the verdict to
// accept. The response's body is closed for accept, which must not read more than it needs.
func HTTP(path string, accept func(*http.Response) error) Probe {
	return func(ctx context.Context, address string) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			return err
		}
		transport := Direct()
		transport.DisableKeepAlives = true
		// The transport's own dialling goes on in the background when the request has ended, minutes long at a silent address.
		transport.DialContext = func(_ context.Context, network, address string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		response, err := transport.RoundTrip(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		return accept(response)
	}
}

// StatusOK accepts a response with status 200, and quotes the beginning of any other.
func StatusOK(response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	beginning, _ := io.ReadAll(io.LimitReader(response.Body, 200))
	return fmt.Errorf("status 200 was expected, came %s: %q", response.Status, beginning)
}
