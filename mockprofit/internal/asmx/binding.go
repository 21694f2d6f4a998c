package asmx

import (
	"errors"
	"strconv"

	"profitbdd/mockprofit/internal/soap"
)

// maximumParameters is how many parameters an operation can have here.
const maximumParameters = 64

// readParameters reads the arguments of an operation from the content of a Body.
//
// It follows the code that XmlSerializer generates for a wrapped message, step by step, because what that code does with
// messages it was not meant for is what connectors run into: elements are found by name and namespace in any order, unknown ones
// are stepped over, the first of several parameters counts, the last of several operations, and what is missing is null.
//
// What it passes over is noted in reading.
//
// The error is a *soap.SyntaxError, a *conversionError, or comes from the request's body.
func readParameters(r *soap.Reader, namespace string, o *operation, reading *Reading) ([]Argument, error) {
	arguments := make([]Argument, len(o.Parameters))
	for i := range arguments {
		arguments[i].Name, arguments[i].Optional = o.Parameters[i].Name, o.Parameters[i].Optional || o.Parameters[i].Type == Int
	}
	values := make([]string, len(o.Parameters))
	if err := r.MoveToContent(); err != nil {
		return nil, err
	}
	for r.Kind() != soap.EndElement && r.Kind() != soap.None {
		var err error
		if r.Is(namespace, o.Name) {
			reading.Operations++
		}
		switch {
		case !r.Is(namespace, o.Name):
			err = skip(r, reading, false)
		case r.Empty():
			err = r.Skip()
		default:
			err = readOperation(r, namespace, o, arguments, values, reading)
		}
		if err == nil {
			err = r.MoveToContent()
		}
		if err != nil {
			return nil, err
		}
	}
	return arguments, nil
}

// readOperation reads one element of the operation's name, from its start tag to the node after its end.
func readOperation(r *soap.Reader, namespace string, o *operation, arguments []Argument, values []string, reading *Reading) error {
	if err := r.Read(); err != nil {
		return err
	}
	var seen uint64 // which parameters this element has already given
	for {
		if err := r.MoveToContent(); err != nil {
			return err
		}
		if r.Kind() == soap.EndElement || r.Kind() == soap.None {
			return r.Step()
		}
		i := parameterAt(r, namespace, o, seen)
		if i < 0 {
			if err := skip(r, reading, true); err != nil {
				return err
			}
			continue
		}
		seen |= 1 << i
		value, err := r.ReadText()
		if err != nil {
			reading.Unreadable, reading.Met = o.Parameters[i].Name, r.Kind()
			return err
		}
		if r.Nested() {
			reading.Nested = o.Parameters[i].Name
		}
		if o.Parameters[i].Type == Int {
			if _, err := parseInt(value); err != nil {
				reading.Unreadable = o.Parameters[i].Name
				return &conversionError{value: value, at: r.Position(), err: err}
			}
		}
		values[i] = value
		arguments[i].Value = &values[i]
	}
}

// skip steps over a node, and notes it when it is an element.
func skip(r *soap.Reader, reading *Reading, parameter bool) error {
	if r.Kind() == soap.EntityReference { // XmlSerializationReader.UnknownNode makes a node of whatever is no element
		return r.Unresolved()
	}
	if r.Kind() == soap.Element && len(reading.Ignored) < maximumIgnored { // asked here, so that a name beyond is not copied
		reading.ignore(r.Namespace(), r.Local(), parameter)
	}
	return r.Skip()
}

// parameterAt returns which parameter the current node gives that was not seen yet, -1 for none.
func parameterAt(r *soap.Reader, namespace string, o *operation, seen uint64) int {
	if r.Kind() != soap.Element {
		return -1
	}
	for i := range o.Parameters {
		if seen&(1<<i) == 0 && r.Is(namespace, o.Parameters[i].Name) {
			return i
		}
	}
	return -1
}

// conversionError says that text is no value of the parameter's type.
type conversionError struct {
	value string
	at    soap.Position // of the node after the value, which is where the reader stands when .NET notices
	err   error         // from parseInt
}

func (e *conversionError) Error() string { return e.exception().message }

func (e *conversionError) Unwrap() error { return e.err }

// exception returns the error in .NET's words.
func (e *conversionError) exception() *exception {
	if errors.Is(e.err, strconv.ErrRange) {
		return &exception{kind: kindOverflow, message: "Value was either too large or too small for an Int32."}
	}
	return &exception{kind: kindFormat, message: "Input string was not in a correct format."}
}
