package asmx

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"profitbdd/mockprofit/internal/soap"
)

const stubNamespace = "urn:Afas.Profit.Services"

// stub is the service behind the captured exchanges. It notes what it was called with.
type stub struct {
	mu    sync.Mutex
	bound string
}

func (s *stub) service() Service {
	keys := []Parameter{{Name: "userId"}, {Name: "apiKey"}, {Name: "environmentKey"}}
	return Service{
		Name: "TokenConnector", File: "tokenconnector.asmx", Namespace: stubNamespace,
		Operations: []Operation{
			{Name: "GenerateOTP", Parameters: append(keys[:3:3], Parameter{Name: "description"}), Invoke: s.invoke},
			{Name: "GetTokenFromOTP", Parameters: append(keys[:3:3], Parameter{Name: "otp"}), Returns: true, Invoke: s.invoke},
			{Name: "DeleteToken", Parameters: []Parameter{{Name: "token"}}, Invoke: s.invoke},
		},
	}
}

func (s *stub) invoke(_ context.Context, call *Call) (*string, error) {
	s.mu.Lock()
	s.bound = boundText(call.Arguments)
	s.mu.Unlock()
	selector := ""
	if value := call.Arguments[0].Value; value != nil {
		selector = *value
	}
	result := "<token><version>1</version><data>ABC&123</data></token>"
	switch selector {
	case "fault":
		detail := []byte("<ProfitApplicationException><ErrorCode>42</ErrorCode><Detail>Gebruiker &amp; &lt;code&gt;</Detail></ProfitApplicationException>")
		return nil, &soap.Fault{Message: "Onbekende gebruiker", Detail: detail}
	case "faultnodetail":
		return nil, &soap.Fault{Message: "Onbekende gebruiker"}
	case "faultactor":
		return nil, &soap.Fault{Code: soap.Client, Message: "Onbekende gebruiker", Actor: "urn:actor"}
	case "crash":
		return nil, errors.New("boom")
	case "panic":
		panic("boom")
	case "null":
		return nil, nil
	case "empty":
		result = ""
	case "ctl":
		result = "a\tb\nc\rdé€😀]]>\"'"
	}
	return &result, nil
}

// take returns what the last call was bound to, and forgets it.
func (s *stub) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	bound := s.bound
	s.bound = ""
	return bound
}

// boundText writes arguments as the index of the captured exchanges does.
func boundText(arguments []Argument) string {
	entries := make([]string, len(arguments))
	for i, argument := range arguments {
		entries[i] = "null"
		if argument.Value != nil {
			entries[i] = "[" + strings.ReplaceAll(url.QueryEscape(*argument.Value), "+", "%20") + "]"
		}
	}
	return strings.Join(entries, " ")
}
