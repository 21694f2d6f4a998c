package asmx

import (
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// refusal is a SOAP fault of the edge itself.
type refusal struct {
	cause Cause
	code  soap.FaultCode
	exception
}

// guessVersion chooses the version to answer in until the envelope has been seen (SoapServerProtocol.GuessVersion).
func (c *conversation) guessVersion() {
	_, named := c.soapAction()
	switch {
	case !c.open(ProtocolSOAP12):
		c.version = soap.Version11
	case !c.open(ProtocolSOAP11), !named, c.contentType.is(soap.Version12.MediaType()):
		c.version = soap.Version12
	default:
		c.version = soap.Version11
	}
}

const sentenceNoAction = "Unable to handle request without a valid action parameter. Please supply a valid soap action."

// route finds the operation.
func (c *conversation) route() (*operation, *refusal) {
	if c.version == soap.Version11 {
		return c.routeByHeader()
	}
	return c.routeByAction()
}

// unrouted notes what led nowhere.
func (c *conversation) unrouted(by Routing, action string) {
	c.exchange.Reading.Routing, c.exchange.Reading.Action = by, shortened(action)
}

// routeByHeader routes SOAP 1.1: by the SOAPAction header alone (Soap11ServerProtocolHelper.RouteRequest).
func (c *conversation) routeByHeader() (*operation, *refusal) {
	action, present := c.soapAction()
	if !present {
		c.unrouted(RoutedByHeader, "")
		return nil, &refusal{CauseAction, soap.Client, exception{kind: kindSOAP, message: sentenceNoAction}}
	}
	given := action
	if strings.HasPrefix(action, `"`) && strings.HasSuffix(action, `"`) {
		if len(action) == 1 { // String.Substring(1, -1)
			c.unrouted(RoutedByHeader, given)
			inner := &exception{kind: kindArgumentOutOfRange, message: "Length cannot be less than zero." + parameterName + "length"}
			return nil, &refusal{CauseAction, soap.Server, exception{kind: kindSOAP, message: sentenceUnableToProcess, inner: inner}}
		}
		action = action[1 : len(action)-1]
	}
	action = urlDecode(action)
	if o := c.service.actions[action]; o != nil {
		return o, nil
	}
	c.unrouted(RoutedByHeader, given)
	return nil, &refusal{CauseAction, soap.Client, exception{kind: kindSOAP, message: "Server did not recognize the value of HTTP Header SOAPAction: " + action + "."}}
}

// routeByAction routes SOAP 1.2: by the action parameter of the Content-Type, or else by the first element in the Body
// (Soap12ServerProtocolHelper.RouteRequest).
func (c *conversation) routeByAction() (*operation, *refusal) {
	action := urlDecode(c.contentType.parameter("action"))
	if o := c.service.actions[action]; o != nil && action != "" {
		return o, nil
	}
	o, refused := c.routeByBody()
	if o != nil {
		return o, nil
	}
	c.unrouted(RoutedByBody, action)
	switch {
	case refused != nil:
	case action == "":
		refused = &refusal{CauseAction, soap.Client, exception{kind: kindSOAP, message: sentenceNoAction}}
	default:
		refused = &refusal{CauseAction, soap.Client, exception{kind: kindSOAP, message: "Unable to handle request. The action '" + action + "' was not recognized."}}
	}
	if c.opened { // what is known of the envelope by now decides how the refused is told, or overrides it
		if mismatch := c.settleVersion(); mismatch != nil {
			return nil, mismatch
		}
	}
	return nil, refused
}

// routeByBody looks for the operation in the Body. Neither operation nor fault: it is not there.
func (c *conversation) routeByBody() (*operation, *refusal) {
	err := c.envelope.Open()
	if err == nil {
		c.opened = true
		err = c.envelope.Body(true)
	}
	if err != nil {
		return nil, &refusal{causeOf(err), soap.Server, exception{kind: kindSOAP, message: sentenceUnableToProcess, inner: unreadable(err)}}
	}
	namespace, local := c.envelope.Operation()
	if o := c.service.operations[local]; o != nil && namespace == c.service.Namespace {
		return o, nil
	}
	if local != "" {
		c.exchange.Reading.ignore(namespace, local, false)
	}
	return nil, nil
}

// settleVersion takes the version from the envelope. An envelope in neither, or in one that is switched off, is a mismatch
// (SoapServerProtocol.CheckHelperVersion).
func (c *conversation) settleVersion() *refusal {
	version := soap.VersionOf(c.envelope.Namespace)
	if version == soap.Version11 && c.open(ProtocolSOAP11) || version == soap.Version12 && c.open(ProtocolSOAP12) {
		c.version = version
		return nil
	}
	c.exchange.Reading.Envelope = shortened(c.envelope.Namespace)
	c.version = soap.Version11
	if !c.open(ProtocolSOAP11) {
		c.version = soap.Version12
	}
	message := "Possible SOAP version mismatch: Envelope namespace " + c.envelope.Namespace + " was unexpected. Expecting " + c.version.Namespace() + "."
	return &refusal{CauseVersion, soap.VersionMismatch, exception{kind: kindSOAP, message: message}}
}
