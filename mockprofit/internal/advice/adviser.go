package advice

import (
	"cmp"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/profit"
)

// Hint is what a rule says about one exchange.
type Hint struct {
	Rule   string       // name of the rule, stable: parameter-namespace
	Label  profit.Label // where the rule comes from
	Seen   string       // what was seen and what it led to, a sentence
	Remedy string       // what to change, a sentence
}

// String returns both sentences.
func (h Hint) String() string { return h.Seen + " " + h.Remedy }

// ASPNET is the label of what the stack around the service does. The other labels are those of package profit.
const ASPNET profit.Label = "aspnet"

// Rule recognises one thing that connectors do wrong.
type Rule struct {
	Name  string
	Label profit.Label
	see   func(*subject) (seen, remedy string) // both empty: nothing of the kind
}

// The rules, in the order in which their hints are of use: what kept a request from being read comes before what was in it. They are in groups,
// so that the many exchanges with nothing to say about cost next to nothing.
var (
	// Why the edge turned it away: where it went, then how it was wrapped.
	edgeRules = [...]Rule{
		requestPath, requestMethod, shutDoor, formCall, descriptionPart, queryLength,
		incompleteBody, soapAction, mediaType, envelopeVersion, envelopeStructure, headerBlock, notXML, intParameter,
	}
	// What stood in it.
	messageRules = [...]Rule{
		unescapedXML, operationElement, parameterNamespace, parameterName, parameterMissing, parameterRepeated, operationRepeated, characterSet,
	}
	// What Profit made of it, and what explains a refusal when none of them knows better.
	profitRules  = [...]Rule{keysSwapped, keyForm, userIDForm, codeForm, tokenForm, authorizationHeader}
	generalRules = [...]Rule{refusalByProfit}
	// Where it was sent, whatever became of it.
	placeRules = [...]Rule{hostEnvironment, localForm}
)

// Adviser looks at exchanges of described services. It is safe for concurrent use.
type Adviser struct {
	services  []asmx.Service
	protocols asmx.Protocols
	directory Directory
}

// Directory tells what explains a refusal. It is safe for concurrent use, as profit.Directory is.
type Directory interface {
	Key(key string) profit.Key
	CodeLength(environment string) int
	UserLike(environment, id string) string
}

// Names returns the names of all rules, in the order in which they are asked.
func Names() []string {
	var names []string
	for _, rules := range [][]Rule{edgeRules[:], messageRules[:], profitRules[:], generalRules[:], placeRules[:]} {
		for i := range rules {
			names = append(names, rules[i].Name)
		}
	}
	return names
}

// New returns an Adviser for the services described, the protocols that are open (0: those that ASP.NET opens by itself), and the environments that
// are served.
func New(services []asmx.Service, protocols asmx.Protocols, directory Directory) *Adviser {
	return &Adviser{services, cmp.Or(protocols, asmx.DefaultProtocols), directory}
}

// Advise returns the hints for an exchange that is finished, the most useful first: at least one when the edge or Profit refused it, or when a
// parameter was null that must not be, and none for most others.
func (a *Adviser) Advise(exchange *asmx.Exchange) []Hint {
	turnedAway := exchange.Cause != asmx.CauseNone
	belongs := exchange.Decision.Reason != "" || exchange.Decision.Realm != ""
	noticed := remarkable(exchange)
	form := exchange.Door == asmx.DoorPost && !turnedAway
	if !turnedAway && !belongs && !noticed && !form {
		return nil
	}
	s := a.subject(exchange)
	var hints []Hint
	if turnedAway {
		hints = s.apply(edgeRules[:], hints)
	}
	if noticed {
		hints = s.apply(messageRules[:], hints)
	}
	if belongs {
		before := len(hints)
		hints = s.apply(profitRules[:], hints)
		if len(hints) == before || exchange.Decision.Silent { // that nothing was told is worth a word in any case
			hints = s.apply(generalRules[:], hints)
		}
	}
	if belongs || form {
		hints = s.apply(placeRules[:], hints)
	}
	return hints
}

// Object returns why a request must not reach its operation in strict mode: a parameter would be null without the sender's meaning it. It
// returns "" for one that may. It is for [asmx.Options].
func (a *Adviser) Object(exchange *asmx.Exchange) string {
	s := a.subject(exchange)
	if !s.lacking() {
		return ""
	}
	reason := "a parameter would be null."
	if hints := s.apply(messageRules[:], nil); len(hints) > 0 {
		reason = hints[0].String()
	}
	return "Strict mode of the mock: " + reason
}

// remarkable reports whether there is anything about the message itself to speak of.
func remarkable(exchange *asmx.Exchange) bool {
	reading := &exchange.Reading
	return reading.Damaged || reading.Recoded || reading.Nested != "" || reading.Unreadable != "" || len(reading.Ignored) > 0 || reading.Operations > 1 || lacking(exchange)
}

// apply appends the hints of the rules that have something to say.
func (s *subject) apply(rules []Rule, hints []Hint) []Hint {
	for i := range rules {
		if seen, remedy := rules[i].see(s); seen != "" {
			hints = append(hints, Hint{Rule: rules[i].Name, Label: rules[i].Label, Seen: seen, Remedy: remedy})
		}
	}
	return hints
}
