package asmx

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"profitbdd/mockprofit/internal/soap"
)

// invoke calls the operation. When it fails the exception is not nil; the fault is there too if that was on purpose.
func (q *request) invoke(o *operation, arguments []Argument) (result *string, fault *soap.Fault, failure *exception) {
	q.exchange.Request.Body, q.exchange.Request.Length = q.incoming.kept, q.incoming.length
	q.exchange.Arguments = arguments
	q.exchange.Invoked = true
	result, err := q.call(o, &Call{Exchange: q.exchange, Arguments: arguments})
	if err == nil {
		if !o.Returns {
			result = nil
		}
		return result, nil, nil
	}
	var thrown *soap.Fault
	if errors.As(err, &thrown) {
		return nil, thrown, &exception{kind: kindSOAP, message: thrown.Message, at: q.signature(o)}
	}
	return nil, nil, &exception{kind: kindException, message: err.Error(), at: q.signature(o)}
}

// call runs the operation's code and makes an error of a panic.
func (q *request) call(o *operation, call *Call) (result *string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%v", problem)
			q.handler.options.Logger.Error("operation panicked", "service", q.service.Name, "operation", o.Name,
				"reference", q.exchange.Reference, "panic", problem, "stack", string(debug.Stack()))
		}
	}()
	return o.Invoke(q.Context(), call)
}

// signature returns the operation as a stack trace names it.
func (q *request) signature(o *operation) string {
	if !q.handler.options.DetailedErrors {
		return ""
	}
	parameters := make([]string, len(o.Parameters))
	for i, parameter := range o.Parameters {
		kind := "String"
		if parameter.Type == Int {
			kind = "Int32"
		}
		parameters[i] = kind + " " + parameter.Name
	}
	return q.service.Name + "." + o.Name + "(" + strings.Join(parameters, ", ") + ")"
}
