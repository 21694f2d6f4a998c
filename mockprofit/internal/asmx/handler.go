package asmx

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"strings"
	"sync"

	"profitbdd/mockprofit/internal/soap"
)

// Handler serves described services as ASP.NET serves .asmx files.
type Handler struct {
	options  Options
	mounts   []mount
	pages    *pages
	sessions sync.Pool // of *session
}

// mount is a path under which a service is found.
type mount struct {
	path    string
	service *service
}

// NewHandler checks the description and returns a handler for it, safe for use by many goroutines. The error names everything
// that is wrong.
//
// The handler bounds the size of a body, not the time that a client takes: without timeouts a slow one holds a goroutine for
// ever. So the caller's http.Server should set ReadHeaderTimeout (ten seconds will do), ReadTimeout for a whole request,
// WriteTimeout, which net/http counts from the end of the head and which therefore has to be longer than ReadTimeout,
// IdleTimeout for the wait between requests (IIS closes an idle connection after two minutes, connectionTimeout) and
// MaxHeaderBytes.
func NewHandler(options Options) (*Handler, error) {
	h := &Handler{options: options.withDefaults()}
	h.sessions.New = func() any { return new(session) }
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

// session is the memory that serving a request takes, apart from what is handed over. It is used again for other requests.
type session struct {
	request      request
	incoming     body
	conversation conversation
	reader       soap.Reader
}

// ServeHTTP serves one request. It implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := h.sessions.Get().(*session)
	s.incoming = newBody(r.Body, r.ContentLength, h.options.MaximumBody, h.options.Keep)
	s.request = request{Request: r, handler: h, incoming: &s.incoming, exchange: h.newExchange(r), session: s}

	answer := s.request.serve()
	answer.prepare(w.Header())
	reference := s.request.exchange.Reference
	h.finish(&s.request, w.Header(), &answer) // before the caller can ask for it by the reference in the answer
	if err := answer.write(w); err != nil {
		h.options.Logger.Debug("answer not delivered", "reference", reference, "error", err)
	}

	s.request, s.incoming, s.conversation = request{}, body{}, conversation{}
	s.reader.Release()
	h.sessions.Put(s)
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
func (h *Handler) finish(q *request, header http.Header, sent *answer) {
	if h.options.Watcher == nil {
		return
	}
	exchange := q.exchange
	exchange.Request.Body, exchange.Request.Length = q.incoming.kept, q.incoming.length
	exchange.Response = Message{
		Line:   statusLine(q.Request, sent.status),
		Header: header, // net/http made it for this answer alone, and copies it before it adds to it
		Body:   sent.body[:min(len(sent.body), h.options.Keep)],
		Length: int64(len(sent.body)),
	}
	exchange.Duration = h.options.Now().Sub(exchange.Started)
	h.options.Watcher.Finished(exchange)
}

// statusLine returns the first line of the answer as net/http writes it.
func statusLine(r *http.Request, status int) string {
	if r.ProtoAtLeast(1, 1) { // the usual ones are not put together anew
		switch status {
		case http.StatusOK:
			return "HTTP/1.1 200 OK"
		case http.StatusInternalServerError:
			return "HTTP/1.1 500 Internal Server Error"
		}
	}
	return fmt.Sprintf("HTTP/1.%d %d %s", min(r.ProtoMinor, 1), status, http.StatusText(status))
}

// canonicalPath resolves dots and repeated slashes in a path, as HTTP.SYS and IIS have done before ASP.NET sees it. A slash at the end stays.
func canonicalPath(given string) string {
	if !strings.Contains(given, "//") && !strings.Contains(given, "/.") {
		return given
	}
	canonical := path.Clean(given)
	if last := given[strings.LastIndexByte(given, '/')+1:]; (last == "" || last == "." || last == "..") && canonical != "/" {
		canonical += "/"
	}
	return canonical
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
