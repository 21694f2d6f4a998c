package asmx

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Type is the type of a parameter.
type Type uint8

// The types that the services described here need.
const (
	String Type = iota // s:string, may be null
	Int                // s:int, 0 when it is missing
)

// String returns the type's local name in XML Schema.
func (t Type) String() string {
	if t == Int {
		return "int"
	}
	return "string"
}

// Parameter describes one parameter of an operation.
type Parameter struct {
	Name string
	Type Type
	// Optional says that callers may leave it out. ASP.NET makes no difference, and neither does the WSDL: it is for those who watch.
	Optional bool
}

// Operation describes one web method.
type Operation struct {
	Name       string
	Parameters []Parameter // in WSDL order
	// Returns says that there is a string result, the element {Name}Result; false means void.
	Returns bool
	// Invoke does the work. It is called by many goroutines at once; the context ends when the caller goes away.
	//
	// It returns the result; nil is null, whose element is left out. The result of a void operation is ignored.
	// A *soap.Fault (also one that is wrapped) is an exception thrown on purpose: its message alone is told. Any other error is told as
	// "Server was unable to process request. ---> " and its text. A panic is treated as such an error, and logged.
	Invoke func(ctx context.Context, call *Call) (*string, error)
}

// Service describes one .asmx file.
type Service struct {
	Name       string // of the WSDL's service; the port type is called {Name}Soap
	File       string // for example "tokenconnector.asmx"; found in any casing under each of Options.Roots
	Namespace  string // of the operations; an operation's action is {Namespace}/{operation}
	Operations []Operation
}

// Action returns the SOAP action of an operation.
func (s *Service) Action(operation string) string {
	return strings.TrimSuffix(s.Namespace, "/") + "/" + operation
}

// validate reports everything that would make the description ambiguous or unusable.
func (s *Service) validate() error {
	var problems []error
	report := func(format string, arguments ...any) {
		problems = append(problems, fmt.Errorf("service %q: "+format, append([]any{s.Name}, arguments...)...))
	}
	if !isName(s.Name) {
		report("the name must be an XML name without a colon")
	}
	if s.File == "" || strings.ContainsAny(s.File, "/?#% ") {
		report("the file must be a plain file name such as %q, not %q", "service.asmx", s.File)
	}
	if s.Namespace == "" {
		report("the namespace is missing")
	}
	if len(s.Operations) == 0 {
		report("there are no operations")
	}
	operations := make(map[string]bool, len(s.Operations))
	for _, operation := range s.Operations {
		if !isName(operation.Name) {
			report("operation %q: the name must be an XML name without a colon", operation.Name)
		}
		if operations[operation.Name] {
			report("operation %q is described twice", operation.Name)
		}
		operations[operation.Name] = true
		if operation.Invoke == nil {
			report("operation %q: Invoke is missing", operation.Name)
		}
		if len(operation.Parameters) > maximumParameters {
			report("operation %q has more than %d parameters", operation.Name, maximumParameters)
		}
		parameters := make(map[string]bool, len(operation.Parameters))
		for _, parameter := range operation.Parameters {
			if !isName(parameter.Name) {
				report("operation %q: parameter %q: the name must be an XML name without a colon", operation.Name, parameter.Name)
			}
			// The form doors look parameters up in any casing.
			if folded := strings.ToLower(parameter.Name); parameters[folded] {
				report("operation %q: parameter %q is described twice", operation.Name, parameter.Name)
			} else {
				parameters[folded] = true
			}
			if parameter.Type > Int {
				report("operation %q: parameter %q: unknown type %d", operation.Name, parameter.Name, parameter.Type)
			}
		}
	}
	return errors.Join(problems...)
}

// isName reports whether name can stand in a description as it is: an ASCII subset of the XML names.
func isName(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || !('0' <= r && r <= '9' || r == '-' || r == '.')) {
			return false
		}
	}
	return name != ""
}
