package asmx

import (
	"io"
	"net/http"
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// formType is the only media type that the form door takes.
const formType = "application/x-www-form-urlencoded"

// serveForm answers a call of an operation by its name in the path, with its arguments in the query or in a form (HttpServerProtocol).
func (q *request) serveForm() answer {
	o, refused := q.routeByPath()
	if refused != nil {
		return q.refuseText(CauseFormMethod, refused)
	}
	q.exchange.Operation = o.Name
	arguments, cause, refused := q.formArguments(o)
	if refused != nil {
		return q.refuseText(cause, refused)
	}
	if q.incoming.drain() != nil {
		return q.incomplete()
	}
	result, _, failure := q.invoke(o, arguments)
	switch {
	case failure != nil: // no fault code, no detail
		return textAnswer(failure.escaped(q.handler.options.DetailedErrors))
	case !o.Returns:
		return answer{status: http.StatusOK, cacheControl: cacheSuccess}
	}
	return answer{status: http.StatusOK, contentType: textXML, cacheControl: cacheSuccess, body: appendString(nil, q.service.Namespace, result)}
}

// routeByPath finds the operation that the path names. Here its casing matters (HttpServerType.GetMethod).
func (q *request) routeByPath() (*operation, *exception) {
	name := q.info[1:]
	if o := q.service.operations[name]; o != nil {
		return o, nil
	}
	for i := range q.service.Operations {
		if other := q.service.Operations[i].Name; strings.EqualFold(other, name) {
			return nil, &exception{kind: kindArgument, message: "Invalid method name '" + name + "',  method names are case sensitive.   The method name '" +
				other + "' with the same name but different casing was found." + parameterName + "methodName"}
		}
	}
	return nil, &exception{kind: kindInvalidOperation, message: name + " Web Service method name is not valid."}
}

// formArguments reads the arguments. Names are found in any casing; every parameter must be there, though it may be empty.
func (q *request) formArguments(o *operation) ([]Argument, Cause, *exception) {
	pairs := parseQuery(q.URL.RawQuery)
	if q.Method == http.MethodPost {
		given := q.contentType()
		if !given.is(formType) {
			return nil, CauseFormType, &exception{kind: kindInvalidOperation, message: "Request format is invalid: " + string(given) + "."}
		}
		form, err := io.ReadAll(q.incoming)
		if err != nil {
			return nil, CauseNotCompleted, &exception{kind: kindInvalidOperation, message: err.Error()} // not told: the request is incomplete
		}
		pairs = parsePairs(string(form), given.parameter("charset"))
	}
	arguments := make([]Argument, len(o.Parameters))
	for i, parameter := range o.Parameters {
		value, found := pairs.get(parameter.Name)
		if !found {
			q.exchange.Reading.Missing = parameter.Name
			return nil, CauseFormMissing, &exception{kind: kindInvalidOperation, message: "Missing parameter: " + parameter.Name + "."}
		}
		if parameter.Type == Int {
			if _, err := parseInt(value); err != nil {
				q.exchange.Reading.Unreadable = parameter.Name
				conversion := conversionError{err: err}
				return nil, CauseConversion, &exception{kind: kindArgument, message: "Cannot convert " + value + " to System.Int32." + parameterName + "type", inner: conversion.exception()}
			}
		}
		arguments[i] = Argument{Name: parameter.Name, Value: &value, Optional: parameter.Optional}
	}
	return arguments, CauseNone, nil
}

// appendString appends the result of an operation as a document of its own (XmlReturnWriter).
func appendString(to []byte, namespace string, result *string) []byte {
	to = append(to, soap.Declaration+"\r\n<string"...)
	if result == nil {
		to = append(to, ` xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"`...)
	}
	to = append(to, ` xmlns="`...)
	to = soap.AppendAttribute(to, namespace)
	if result == nil || *result == "" {
		return append(to, `" />`...)
	}
	to = append(to, `">`...)
	to = soap.AppendText(to, *result)
	return append(to, "</string>"...)
}
