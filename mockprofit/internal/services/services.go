// Package services describes Profit's web services and binds their operations
// to the domain: the nulls and strings of a call become a question to package
// profit, and what it decides becomes an answer or a fault.
package services

import (
	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
)

// Namespace is the XML namespace of every service (observed).
const Namespace = "urn:Afas.Profit.Services"

// All returns Profit's web services on top of a directory.
func All(directory *profit.Directory) []asmx.Service {
	return []asmx.Service{
		TokenConnector(directory),
		AppConnectorVersionInfo(directory),
	}
}

// The outcomes of a call that reached a service, as an exchange keeps them.
const (
	Accepted        = "accepted"
	Refused         = "refused"
	SilentlyRefused = "silently refused"
)

// conclude notes the decision with the exchange and returns the fault that
// tells it, nil when the answer is that of success.
func conclude(call *asmx.Call, outcome profit.Outcome) error {
	call.Exchange.Decision = asmx.Decision{
		Realm: outcome.Environment, Subject: outcome.UserID, Outcome: Accepted,
	}
	if outcome.Accepted() {
		call.Exchange.Decision.Remark = outcome.Remark
		return nil
	}
	call.Exchange.Decision.Reason = outcome.Refusal.Name
	if outcome.Silent {
		call.Exchange.Decision.Outcome, call.Exchange.Decision.Silent = SilentlyRefused, true
		return nil
	}
	call.Exchange.Decision.Outcome = Refused
	return refusal(outcome, call.Exchange.Reference)
}

// texts describes parameters of type string, in WSDL order.
func texts(names ...string) []asmx.Parameter {
	parameters := make([]asmx.Parameter, len(names))
	for i, name := range names {
		parameters[i] = asmx.Parameter{Name: name, Type: asmx.String}
	}
	return parameters
}
