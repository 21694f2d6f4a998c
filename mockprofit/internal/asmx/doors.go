package asmx

import (
	"errors"
	"net/http"
	"os"
	"strings"
)

// request is one request on its way through the doors.
type request struct {
	*http.Request
	handler  *Handler
	service  *service
	info     string // what follows the file's name in the path (HttpRequest.PathInfo)
	incoming *body
	exchange *Exchange
	session  *session
}

// Sentences of WebServiceHandlerFactory.
const (
	sentenceUnrecognized    = "Request format is unrecognized."
	sentenceUnrecognizedURL = "Request format is unrecognized for URL unexpectedly ending in '"
)

// serve composes the answer to a request. The request's body has been read when it returns, unless it was too large.
func (q *request) serve() answer {
	q.service, q.info = q.handler.find(canonicalPath(q.URL.Path))
	if q.service != nil {
		q.exchange.Service, q.exchange.PathInfo = q.service.Name, q.info
	}
	if q.incoming.failure() != nil { // announced to be too large: not read at all
		return q.incomplete()
	}
	answer := q.enter()
	if q.incoming.drain() != nil {
		return q.incomplete()
	}
	return answer
}

// enter finds the door (WebServiceHandlerFactory.CoreGetHandler).
func (q *request) enter() answer {
	switch {
	case q.service == nil:
		return q.refuse(CausePath, http.StatusNotFound, "The resource cannot be found.")
	case len(q.URL.RawQuery) > q.handler.options.MaximumQuery:
		return q.refuse(CauseQuery, http.StatusNotFound, "The request filtering module is configured to deny a request where the query string is too long.")
	case q.Method == http.MethodOptions: // answered by IIS, before ASP.NET sees it
		return answer{status: http.StatusOK, cacheControl: cacheFault, header: http.Header{"Allow": {"OPTIONS, TRACE, GET, HEAD, POST"}}}
	case q.info != "":
		return q.enterOperation()
	case q.Method == http.MethodPost && q.open(ProtocolSOAP11|ProtocolSOAP12):
		q.exchange.Door = DoorSOAP
		return q.serveSOAP()
	case q.Method == http.MethodPost:
		return q.refuse(CauseShutDoor, http.StatusInternalServerError, sentenceUnrecognized)
	case q.Method == http.MethodGet && q.open(ProtocolDocumentation):
		return q.serveDocumentation()
	}
	return q.refuse(CauseMethod, http.StatusMethodNotAllowed, sentenceUnrecognized)
}

// enterOperation finds the door of a path that goes on behind the file's name.
func (q *request) enterOperation() answer {
	named := len(q.info) > 1 // more than a slash
	q.exchange.Local = q.isLocal()
	switch {
	case named && q.Method == http.MethodGet && q.open(ProtocolGet):
		q.exchange.Door = DoorGet
		return q.serveForm()
	case named && q.Method == http.MethodPost && (q.open(ProtocolPost) || q.open(ProtocolPostLocalhost) && q.exchange.Local):
		q.exchange.Door = DoorPost
		return q.serveForm()
	}
	cause := CauseMethod
	if q.Method == http.MethodGet || q.Method == http.MethodPost {
		cause = CauseShutDoor
	}
	return q.refuse(cause, http.StatusInternalServerError, sentenceUnrecognizedURL+q.info+"'.")
}

// serveDocumentation serves what describes the service (DiscoveryServerProtocolFactory, DocumentationServerProtocolFactory).
func (q *request) serveDocumentation() answer {
	query := parseQuery(q.URL.RawQuery)
	bare := strings.ToLower(query.bare())
	_, isSchema := query.get("schema")
	_, isDescription := query.get("wsdl")
	switch {
	case isSchema:
		q.exchange.Door = DoorDescription
		return q.refuseText(CauseDescription, &exception{kind: kindInvalidOperation, message: "Schema not found."})
	case isDescription:
		q.exchange.Door = DoorDescription
		return q.refuseText(CauseDescription, &exception{kind: kindInvalidOperation, message: "XML Web service description was not found."})
	case bare == "wsdl":
		q.exchange.Door = DoorDescription
		return answer{status: http.StatusOK, contentType: textXML, cacheControl: cacheSuccess, body: q.service.describe(q.address(), q.handler.options.Protocols)}
	case bare == "disco":
		q.exchange.Door = DoorDiscovery
		return answer{status: http.StatusOK, contentType: textXML, cacheControl: cacheSuccess, body: q.service.discover(q.address(), q.handler.options.Protocols)}
	}
	q.exchange.Door = DoorHelp
	return q.serveHelp(query)
}

// open reports whether one of the protocols is switched on.
func (q *request) open(protocols Protocols) bool {
	return q.handler.options.Protocols&protocols != 0
}

// turnAway notes why the request is turned away. The last word counts: that the body is incomplete comes out late.
func (q *request) turnAway(cause Cause, sentence string) {
	q.exchange.Cause, q.exchange.Refused = cause, sentence
}

// refuse composes one of the error pages that ASP.NET itself shows.
func (q *request) refuse(cause Cause, status int, sentence string) answer {
	q.turnAway(cause, sentence)
	return q.page(status, q.handler.pages.failure(status, sentence))
}

// refuseText composes an error of the doors that answer in plain text.
func (q *request) refuseText(cause Cause, e *exception) answer {
	q.turnAway(cause, e.text(false))
	return textAnswer(e.escaped(q.handler.options.DetailedErrors))
}

// incomplete composes the answer to a request whose body is too large or did not arrive. The connection can't be used again.
func (q *request) incomplete() answer {
	err := q.incoming.failure()
	status, cause := http.StatusBadRequest, CauseNotCompleted
	switch {
	case isTooLarge(err):
		status, cause = http.StatusRequestEntityTooLarge, CauseTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		cause = CauseTimeout
	}
	q.turnAway(cause, err.Error())
	answer := q.page(status, q.handler.pages.failure(status, http.StatusText(status)+"."))
	answer.header = answer.header.Clone()
	answer.header.Set("Connection", "close")
	return answer
}
