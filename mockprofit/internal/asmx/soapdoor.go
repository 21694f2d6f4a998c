package asmx

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// conversation is one request that came to the SOAP door (SoapServerProtocol).
type conversation struct {
	*request
	contentType contentType
	// version is what the answer is written in: a guess at first, then what the envelope says (the "helper").
	version  soap.Version
	envelope soap.Envelope
	opened   bool // the envelope's root was read, and where routing needed it the way into the Body
}

// Sentences that stand before the reason.
const (
	sentenceUnableToProcess = "Server was unable to process request."
	sentenceUnableToRead    = "Server was unable to read request."
)

// serveSOAP answers a SOAP request, in the order in which ASP.NET takes things: version guess, route, media type, root, version, body,
// headers, and only then the operation.
func (q *request) serveSOAP() answer {
	given := q.contentType()
	c := &q.session.conversation
	*c = conversation{request: q, contentType: given, envelope: soap.Envelope{Reader: &q.session.reader}}
	q.session.reader.Reset(q.incoming, given.charset())
	c.guessVersion()
	answer := c.converse()
	q.exchange.Version = c.version
	c.noteDamage() // of a message that was not read to its end
	return answer
}

func (c *conversation) converse() answer {
	o, refused := c.route()
	if refused != nil {
		return c.refuseFault(refused)
	}
	c.exchange.Operation = o.Name
	if !c.contentType.isSOAP() {
		return c.refuseMediaType()
	}
	if !c.opened {
		if err := c.envelope.Open(); err != nil {
			return c.refuseUnreadable(err)
		}
	}
	if refused := c.settleVersion(); refused != nil {
		return c.refuseFault(refused)
	}
	if c.version == soap.Version11 && !c.contentType.is(soap.Version11.MediaType()) {
		return c.refuseMediaType()
	}
	arguments, err := c.read(o)
	if err != nil {
		return c.refuseUnreadable(err)
	}
	if c.incoming.drain() != nil {
		return c.incomplete()
	}
	if name := c.envelope.NotUnderstood; name != "" {
		c.exchange.Arguments, c.exchange.Reading.Header = arguments, shortened(name)
		return c.refuseFault(&refusal{CauseHeader, soap.MustUnderstand, exception{kind: kindSOAPHeader, message: "SOAP header " + name + " was not understood."}})
	}
	if objection := c.objection(arguments); objection != "" {
		return c.refuseFault(&refusal{CauseObjection, soap.Client, exception{kind: kindSOAP, message: objection}})
	}
	return c.invokeSOAP(o, arguments)
}

// read reads the message up to its end.
func (c *conversation) read(o *operation) ([]Argument, error) {
	if !c.opened {
		if err := c.envelope.Body(false); err != nil {
			return nil, err
		}
	} else if err := c.envelope.Stray(); err != nil {
		return nil, err
	}
	defer c.noteDamage() // before the operation: who objects may want to know
	arguments, err := readParameters(c.envelope.Reader, c.service.Namespace, o, &c.exchange.Reading)
	if err != nil {
		return nil, err
	}
	return arguments, c.envelope.Close()
}

func (c *conversation) noteDamage() {
	if reading := &c.exchange.Reading; c.envelope.Reader.Damaged() {
		reading.Damaged, reading.Charset = true, shortened(c.contentType.parameter("charset"))
		reading.ASCII, reading.Declared = c.envelope.Reader.ASCII()
	} else if c.envelope.Reader.Recoded() {
		reading.Recoded, reading.Charset = true, shortened(c.contentType.parameter("charset"))
	}
}

// invokeSOAP calls the operation and writes what comes of it.
func (c *conversation) invokeSOAP(o *operation, arguments []Argument) answer {
	c.exchange.Version = c.version
	result, fault, failure := c.invoke(o, arguments)
	if failure == nil {
		size := 512 + 2*len(o.Name) // somewhat more than the envelope
		if result != nil {
			size += len(*result) + len(*result)/2 // XML in a string grows when it is escaped
		}
		body := soap.AppendResponse(make([]byte, 0, size), c.version, c.service.Namespace, o.Name, result)
		return answer{status: http.StatusOK, contentType: c.version.ContentType(), cacheControl: cacheSuccess, body: body}
	}
	if fault != nil {
		if c.handler.options.DetailedErrors {
			told := *fault // the service's own may be shared
			told.Message = failure.text(true)
			fault = &told
		}
		return faultAnswer(c.version, fault)
	}
	outer := exception{kind: kindSOAP, message: sentenceUnableToProcess, inner: failure}
	return faultAnswer(c.version, &soap.Fault{Code: soap.Server, Message: outer.text(c.handler.options.DetailedErrors)})
}

// refuseFault answers with a fault of the edge itself.
func (c *conversation) refuseFault(r *refusal) answer {
	c.turnAway(r.cause, r.text(false))
	return faultAnswer(c.version, &soap.Fault{Code: r.code, Message: r.text(c.handler.options.DetailedErrors)})
}

// refuseMediaType answers 415 without a body.
func (c *conversation) refuseMediaType() answer {
	c.turnAway(CauseMediaType, "Server did not recognize the value of HTTP Header Content-Type: "+string(c.contentType)+".")
	return bareAnswer(http.StatusUnsupportedMediaType, c.version)
}

// refuseUnreadable answers a message that can't be read: 400 without a body if it is not well-formed, else a fault
// (Soap11ServerProtocolHelper.SetResponseErrorCode).
func (c *conversation) refuseUnreadable(err error) answer {
	inner := unreadable(err)
	r := &refusal{causeOf(err), soap.Client, exception{kind: kindSOAP, message: sentenceUnableToRead, inner: inner}}
	if inner.kind == kindXML {
		c.turnAway(r.cause, r.text(false))
		return bareAnswer(http.StatusBadRequest, c.version)
	}
	return c.refuseFault(r)
}

// unreadable translates an error of reading.
func unreadable(err error) *exception {
	var conversion *conversionError
	switch {
	case errors.As(err, &conversion):
		message := fmt.Sprintf("There is an error in XML document (%d, %d).", conversion.at.Line, conversion.at.Column)
		return &exception{kind: kindInvalidOperation, message: message, inner: conversion.exception()}
	case errors.Is(err, soap.ErrMissingEnvelope), errors.Is(err, soap.ErrMissingBody):
		return &exception{kind: kindInvalidOperation, message: err.Error()}
	}
	e := &exception{kind: kindXML, message: err.Error()}
	if syntax := (*soap.SyntaxError)(nil); errors.As(err, &syntax) && syntax.Reason != "" {
		e.inner = &exception{kind: kindArgument, message: syntax.Reason}
	}
	return e
}

// causeOf returns what an error of reading is a case of.
func causeOf(err error) Cause {
	switch conversion := new(conversionError); {
	case errors.As(err, &conversion):
		return CauseConversion
	case errors.Is(err, soap.ErrMissingEnvelope):
		return CauseEnvelope
	case errors.Is(err, soap.ErrMissingBody):
		return CauseBody
	}
	return CauseNoXML
}

// objection asks who may object to a request that is about to be let through.
func (c *conversation) objection(arguments []Argument) string {
	if c.handler.options.Object == nil {
		return ""
	}
	c.exchange.Request.Body, c.exchange.Request.Length = c.incoming.kept, c.incoming.length
	c.exchange.Arguments = arguments
	return c.handler.options.Object(c.exchange)
}

// isTooLarge reports whether a body went over the limit.
func isTooLarge(err error) bool { return errors.Is(err, errTooLarge) }

// soapAction returns the value of the SOAPAction header. Its presence counts, not only its value.
func (c *conversation) soapAction() (string, bool) {
	values, present := c.Header["Soapaction"]
	return latin1(strings.Join(values, ",")), present
}
