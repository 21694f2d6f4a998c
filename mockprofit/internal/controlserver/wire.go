package controlserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// format writes JSON that people can read: "<" stays "<". That an answer can't
// be delivered is no failure of this side, for which huma would panic.
var format = huma.Format{
	Marshal: func(w io.Writer, value any) error {
		var encoded bytes.Buffer
		encoder := json.NewEncoder(&encoded)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return err
		}
		_, _ = w.Write(encoded.Bytes())
		return nil
	},
	Unmarshal: json.Unmarshal,
}

// plain takes what programs send without a thought: a document that curl
// --data calls a form is JSON all the same (the guard keeps the forms of web
// pages out). Answers hold secrets and are not for caches.
func plain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType == "application/x-www-form-urlencoded" {
			r = r.Clone(r.Context())
			r.Header.Set("Content-Type", "application/json")
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// once refuses a query that says something twice: only the first would count,
// silently.
func once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		for _, name := range slices.Sorted(maps.Keys(query)) {
			if given := len(query[name]); given > 1 {
				refuse(w, http.StatusUnprocessableEntity, fmt.Sprintf("query.%.100s: expected it once, got it %d times", name, given))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// routed serves the mux and tells with a problem what it has nothing for.
func routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		refused := &unrouted{header: w.Header()}
		handler.ServeHTTP(refused, r)
		if allowed := refused.header.Get("Allow"); allowed != "" {
			refuse(w, http.StatusMethodNotAllowed, fmt.Sprintf("expected one of the methods %s, got %s", allowed, r.Method))
			return
		}
		refuse(w, http.StatusNotFound, fmt.Sprintf("there is nothing at %.200q; see /openapi.json for what there is", r.URL.Path))
	})
}

// unrouted takes the header of the mux's own answer and drops the rest.
type unrouted struct{ header http.Header }

func (u *unrouted) Header() http.Header            { return u.header }
func (u *unrouted) Write(body []byte) (int, error) { return len(body), nil }
func (u *unrouted) WriteHeader(int)                {}
