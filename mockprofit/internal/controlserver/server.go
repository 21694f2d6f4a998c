// Package controlserver is the control port: over it a test arranges
// environments, reads e-mails and codes, moves clocks, and looks up what the
// mock decided. It shows what package tenant owns and decides nothing itself.
//
// Its OpenAPI description is made from the code and served at /openapi.json.
// Whatever is refused is told as a problem (RFC 9457).
package controlserver

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/tenant"
)

// DefaultMaximumBody bounds the body of a request, in bytes: an environment
// with a hundred thousand users fits.
const DefaultMaximumBody = 64 << 20

// Outbox is what the control port shows of the e-mails.
type Outbox interface {
	List(environment string, filter mail.Filter) []mail.Message
	Wait(ctx context.Context, environment string, filter mail.Filter) (mail.Message, error)
	Content(id string) (mail.Content, error)
	Has(environment, id string) bool
}

// Journal is what the control port shows of the exchanges.
type Journal interface {
	Find(reference string) (journal.Entry, bool)
	List(journal.Filter) []journal.Entry
	Number(reference string) (number uint64, found bool)
	Wait(context.Context, journal.Filter) ([]journal.Entry, error)
	Forget(environment string)
}

// Options are what the control port works on. Tenants, Outbox and Journal are
// required.
type Options struct {
	Tenants *tenant.Tenants
	Outbox  Outbox
	Journal Journal
	Version string
	Token   string                         // what callers must present as a bearer token; "": nothing
	Ready   func(context.Context) []string // why the mock isn't ready; nil: it is
	Done    <-chan struct{}                // closed when the server ends, so that no call waits on
	Metrics http.Handler                   // for Prometheus; nil: there are none

	Operations []string // of the services, to tell a mistyped filter; none: no operation is told to be unknown

	MaximumBody int64 // bytes; 0: DefaultMaximumBody
}

// New returns the control port's handler. It is safe for concurrent use.
func New(options Options) http.Handler {
	options.MaximumBody = cmp.Or(options.MaximumBody, DefaultMaximumBody)
	mux := http.NewServeMux()
	server := &server{Options: options, api: humago.New(mux, configuration(options))}
	server.environments()
	server.clocks()
	server.emails()
	server.exchanges()
	server.settings()
	server.health()
	describe(mux, server.api.OpenAPI())
	if options.Metrics != nil {
		mux.Handle("GET /metrics", options.Metrics)
	}
	return guard(options.Token, plain(once(routed(mux))))
}

func configuration(options Options) huma.Config {
	configuration := huma.DefaultConfig("mockprofit control port", options.Version)
	configuration.Info.Description = "Arrange environments, read e-mails and activation codes, move clocks, look up decisions. Not part of AFAS Profit."
	configuration.DocsPath = ""    // its page would load scripts from elsewhere
	configuration.SchemasPath = "" // nothing refers to them
	configuration.OpenAPIPath = "" // see describe
	configuration.CreateHooks = nil
	configuration.Formats = map[string]huma.Format{"application/json": format, "json": format}
	configuration.RejectUnknownQueryParameters = true // a mistyped reveal or after would change nothing, silently
	configuration.Transformers = []huma.Transformer{tidy}
	if options.Token != "" {
		configuration.Components.SecuritySchemes = map[string]*huma.SecurityScheme{bearer: {Type: "http", Scheme: "bearer", Description: "The control token"}}
		configuration.Security = []map[string][]string{{bearer: {}}}
	}
	return configuration
}

// bearer is the name of the security scheme in the description.
const bearer = "controlToken"

type server struct {
	Options
	api huma.API
}

// operation is what the operations of the port have in common.
func (s *server) operation(method, path, id, summary string) huma.Operation {
	refusals := []int{http.StatusUnprocessableEntity}
	if strings.Contains(path, "{") {
		refusals = append(refusals, http.StatusNotFound)
	}
	if method == http.MethodPut || method == http.MethodPatch || path == "/environments" && method == http.MethodPost {
		refusals = append(refusals, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Errors: refusals,
		MaxBodyBytes: s.MaximumBody, BodyReadTimeout: time.Minute,
	}
}

// EnvironmentPath is the part of a path that names an environment. Like the other
// parts of inputs it is exported because huma looks at nothing else.
type EnvironmentPath struct {
	Code string `path:"code" doc:"Code of the environment" example:"O12345AA"`
}

// Revealing is the query by which secrets are shown.
type Revealing struct {
	Reveal bool `query:"reveal" doc:"Show keys, codes and bodies instead of masking them"`
}

type answer[T any] struct{ Body T }

func body[T any](value T) *answer[T] { return &answer[T]{Body: value} }
