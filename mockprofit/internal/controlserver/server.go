// Package controlserver is the control port: over it a test arranges
// environments, reads e-mails and codes, moves clocks, and looks up what the
// mock decided. It shows what package tenant owns and decides nothing itself.
//
// Its OpenAPI description is made from the code and served at /openapi.json.
package controlserver

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/profit"
	"profitbdd/mockprofit/internal/tenant"
)

// largestDocument bounds the body of a request, in bytes: an environment with
// a hundred thousand users fits.
const largestDocument = 64 << 20

// Outbox is what the control port shows of the e-mails.
type Outbox interface {
	List(environment string, filter mail.Filter) []mail.Message
	Wait(ctx context.Context, environment string, filter mail.Filter) (mail.Message, error)
	Content(id string) (mail.Content, error)
}

// Journal is what the control port shows of the exchanges.
type Journal interface {
	Find(reference string) (*asmx.Exchange, bool)
	List(journal.Filter) []*asmx.Exchange
}

// Options are what the control port works on. All fields but Token and Ready
// are required.
type Options struct {
	Tenants *tenant.Tenants
	Outbox  Outbox
	Journal Journal
	Version string
	Token   string                         // what callers must present as a bearer token; "": nothing
	Ready   func(context.Context) []string // why the mock isn't ready; nil: it is
	Done    <-chan struct{}                // closed when the server ends, so that no call waits on
}

// New returns the control port's handler.
func New(options Options) http.Handler {
	mux := http.NewServeMux()
	configuration := huma.DefaultConfig("mockprofit control port", options.Version)
	configuration.Info.Description = "Arrange environments, read e-mails and activation codes, move clocks, look up decisions. Not part of AFAS Profit."
	configuration.DocsPath = "" // its page would load scripts from elsewhere
	configuration.CreateHooks = nil
	configuration.Formats = map[string]huma.Format{
		"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat,
		// What curl says of --data unless told otherwise; the guard keeps forms
		// of web pages out.
		"application/x-www-form-urlencoded": huma.DefaultJSONFormat,
	}
	server := &server{Options: options, api: humago.New(mux, configuration)}
	server.environments()
	server.clocks()
	server.emails()
	server.exchanges()
	server.settings()
	server.health()
	describeSettings(server.api.OpenAPI())
	return guard(options.Token, mux)
}

type server struct {
	Options
	api huma.API
}

// operation is what the operations of the port have in common.
func operation(method, path, id, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary,
		MaxBodyBytes: largestDocument, Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity},
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

// problem turns an error of the layers below into one that tells the caller
// what to do (RFC 9457).
func problem(err error) error {
	var invalid *tenant.Invalid
	var clash *profit.KeyClash
	switch {
	case err == nil:
		return nil
	case errors.As(err, &invalid):
		details := make([]error, len(invalid.Problems))
		for i, problem := range invalid.Problems {
			details[i] = &huma.ErrorDetail{Location: "body." + problem.Field(), Message: problem.Message}
		}
		return huma.Error422UnprocessableEntity("the environment's document is wrong; nothing was changed", details...)
	case errors.As(err, &clash):
		return huma.Error409Conflict(clash.Error() + "; nothing was changed")
	case errors.Is(err, tenant.ErrUnknown):
		return huma.Error404NotFound(err.Error())
	}
	return err
}

// mask hides a secret but for what helps to recognise it: its length is not
// told, and of a key the first four digits are.
func mask(secret string) string {
	switch {
	case secret == "":
		return ""
	case len(secret) >= 32:
		return secret[:4] + "…"
	}
	return "…"
}

// isMasked reports whether a value is one that mask made.
func isMasked(value string) bool { return strings.HasSuffix(value, "…") }

// maskDocument hides the keys of a document.
func maskDocument(document control.Environment) control.Environment {
	document.EnvironmentKey = mask(document.EnvironmentKey)
	connectors := make([]control.AppConnector, len(document.AppConnectors))
	copy(connectors, document.AppConnectors)
	for i := range connectors {
		connectors[i].APIKey = mask(connectors[i].APIKey)
	}
	document.AppConnectors = connectors
	return document
}
