package asmx

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"profitbdd/mockprofit/internal/soap"
)

// Handler serves described services as ASP.NET serves .asmx files.
type Handler struct {
	options Options
	mounts  []mount
	readers sync.Pool // of *soap.Reader
	pages   *pages
}

// mount is a path under which a service is found.
type mount struct {
	path    string
	service *service
}

// NewHandler checks the description and returns a handler for it, safe for use by many goroutines. The error names everything
// that is wrong.
func NewHandler(options Options) (*Handler, error) {
	h := &Handler{options: options.withDefaults()}
	h.readers.New = func() any { return new(soap.Reader) }
	h.pages = newPages()
	problems := []error{options.validate()}
	paths := make(map[string]bool)
	for i := range h.options.Services {
		description := &h.options.Services[i]
		if err := description.validate(); err != nil {
			problems = append(problems, err)
			continue
		}
		compiled := newService(description)
		for _, root := range h.options.Roots {
			path := root + description.File
			if folded := strings.ToLower(path); paths[folded] {
				problems = append(problems, fmt.Errorf("service %q: another service has the path %s", description.Name, path))
			} else {
				paths[folded] = true
			}
			h.mounts = append(h.mounts, mount{path, compiled})
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return h, nil
}

// validate reports values that make no sense.
func (o *Options) validate() error {
	var problems []error
	for _, root := range o.Roots {
		if !strings.HasPrefix(root, "/") || !strings.HasSuffix(root, "/") {
			problems = append(problems, fmt.Errorf("root %q: must begin and end with a slash, as in \"/profitservices/\"", root))
		}
	}
	if o.MaximumBody < 0 || o.MaximumQuery < 0 || o.Keep < 0 {
		problems = append(problems, fmt.Errorf("maximum body %d, maximum query %d, keep %d: must not be negative", o.MaximumBody, o.MaximumQuery, o.Keep))
	}
	if o.Protocols&^AllProtocols != 0 {
		problems = append(problems, fmt.Errorf("protocols %b: there are no others than %b", o.Protocols, AllProtocols))
	}
	return errors.Join(problems...)
}

// withDefaults fills in what was left open.
func (o Options) withDefaults() Options {
	o.Services = slices.Clone(o.Services)
	if o.Protocols == 0 {
		o.Protocols = DefaultProtocols
	}
	if o.MaximumBody == 0 {
		o.MaximumBody = DefaultMaximumBody
	}
	if o.MaximumQuery == 0 {
		o.MaximumQuery = DefaultMaximumQuery
	}
	if o.Keep == 0 {
		o.Keep = DefaultKeep
	}
	if o.Roots == nil {
		o.Roots = []string{"/profitservices/", "/"}
	}
	if o.Reference == nil {
		o.Reference = randomReference
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

func randomReference() string {
	const digits = "0123456789ABCDEF"
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	var text [2 * len(random)]byte
	for i, b := range random {
		text[2*i], text[2*i+1] = digits[b>>4], digits[b&0xF]
	}
	return string(text[:])
}

// ServeHTTP serves one request. It implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	incoming := newBody(r.Body, r.ContentLength, h.options.MaximumBody, h.options.Keep)
	exchange := h.newExchange(r)

	answer := h.serve(r, incoming, exchange)
	err := answer.write(w)
	if err != nil {
		h.options.Logger.Debug("answer not delivered", "reference", exchange.Reference, "error", err)
	}
	h.finish(exchange, r, incoming, answer)
}

// newExchange notes what is known of a request before its body is read.
func (h *Handler) newExchange(r *http.Request) *Exchange {
	header := maps.Clone(r.Header)
	if header == nil {
		header = make(http.Header)
	}
	header["Host"] = []string{r.Host}
	if len(r.TransferEncoding) > 0 {
		header["Transfer-Encoding"] = r.TransferEncoding
	}
	return &Exchange{
		Reference: h.options.Reference(),
		Started:   h.options.Now(),
		Client:    r.RemoteAddr,
		TLS:       r.TLS,
		Request:   Message{Line: r.Method + " " + r.RequestURI + " " + r.Proto, Header: header},
	}
}

// finish completes the exchange and hands it over.
func (h *Handler) finish(exchange *Exchange, r *http.Request, incoming *body, sent answer) {
	if h.options.Watcher == nil {
		return
	}
	exchange.Request.Body, exchange.Request.Length = incoming.kept, incoming.length
	exchange.Response = Message{
		Line:   statusLine(r, sent.status),
		Header: sent.header,
		Body:   sent.body[:min(len(sent.body), h.options.Keep)],
		Length: int64(len(sent.body)),
	}
	exchange.Duration = h.options.Now().Sub(exchange.Started)
	h.options.Watcher.Finished(exchange)
}

// statusLine returns the first line of the answer as net/http writes it.
func statusLine(r *http.Request, status int) string {
	protocol := "HTTP/1.1"
	if !r.ProtoAtLeast(1, 1) {
		protocol = "HTTP/1.0"
	}
	return protocol + " " + strconv.Itoa(status) + " " + http.StatusText(status)
}

// find returns the service of a path and what follows the file's name in it, "" or something that begins with a slash.
func (h *Handler) find(path string) (*service, string) {
	for i := range h.mounts {
		m := &h.mounts[i]
		if len(path) < len(m.path) || !strings.EqualFold(path[:len(m.path)], m.path) {
			continue
		}
		if info := path[len(m.path):]; info == "" || info[0] == '/' {
			return m.service, info
		}
	}
	return nil, ""
}
