// Package connector holds the programs that the scenarios drive: clients of
// Profit's token service, as an integrator would build them. None of them
// shares code with the mock.
package connector

import (
	"context"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

// Program is a client of Profit. Its errors are a [*Fault] when Profit
// answered with one. A text that is empty is left out of the request, so that
// Profit sees null. Programs are safe for concurrent use.
type Program interface {
	GenerateOTP(ctx context.Context, request CodeRequest) error
	GetTokenFromOTP(ctx context.Context, redemption Redemption) (token string, err error)
	DeleteToken(ctx context.Context, token string) error
	GetProductVersion(ctx context.Context, token string) (version string, err error)
}

// CodeRequest asks for an activation code.
type CodeRequest struct {
	UserID, APIKey, EnvironmentKey, Description string
}

// Redemption trades an activation code for a token.
type Redemption struct {
	UserID, APIKey, EnvironmentKey, Code string
}

// Fault is a SOAP fault as a program sees it.
type Fault struct {
	Status  int    // of HTTP
	Code    string // faultcode; of SOAP 1.2 the Code's Value
	Message string // faultstring; of SOAP 1.2 the Reason's Text
	Number  string // ErrorNumber in the detail
	Repeat  string // Message in the detail
	Detail  string // Detail in the detail: lines of text
}

func (f *Fault) Error() string {
	return fmt.Sprintf("fault %s (HTTP %d): %s", f.Code, f.Status, f.Message)
}

// The lines of the detail, read the way an existing client reads them.
var (
	logReference = regexp.MustCompile(`Log reference\.+:([ A-Z0-9]+)`)
	warning      = regexp.MustCompile(`WARN\.+:(.+)`)
	description  = regexp.MustCompile(`Description\.+:(.+)`)
)

// LogReference returns the log reference in the detail, "" when there is none.
func (f *Fault) LogReference() string { return firstGroup(logReference, f.Detail) }

// Warning returns what the detail warns of, "" when it doesn't.
func (f *Fault) Warning() string { return firstGroup(warning, f.Detail) }

// Description returns the description in the detail, "" when there is none.
func (f *Fault) Description() string { return firstGroup(description, f.Detail) }

func firstGroup(form *regexp.Regexp, text string) string {
	if match := form.FindStringSubmatch(text); match != nil {
		return strings.TrimSpace(match[1])
	}
	return ""
}

// profitException is the content of a fault's detail.
type profitException struct {
	Number  string `xml:"ProfitApplicationException>ErrorNumber"`
	Message string `xml:"ProfitApplicationException>Message"`
	Detail  string `xml:"ProfitApplicationException>Detail"`
}

// readFault reads a fault of either version of SOAP; it is false when the
// answer holds none. Children of a 1.1 fault are unqualified, and the detail
// that ASP.NET puts into a 1.2 fault is too.
func readFault(status int, answer []byte) (*Fault, bool) {
	var envelope struct {
		Fault *struct {
			Code     string          `xml:"faultcode"`
			Message  string          `xml:"faultstring"`
			Detail   profitException `xml:"detail"`
			Code12   string          `xml:"http://www.w3.org/2003/05/soap-envelope Code>Value"`
			Reason12 string          `xml:"http://www.w3.org/2003/05/soap-envelope Reason>Text"`
		} `xml:"Body>Fault"`
	}
	if err := xml.Unmarshal(answer, &envelope); err != nil || envelope.Fault == nil {
		return nil, false
	}
	read := envelope.Fault
	return &Fault{
		Status: status, Code: read.Code + read.Code12, Message: read.Message + read.Reason12,
		Number: read.Detail.Number, Repeat: read.Detail.Message, Detail: read.Detail.Detail,
	}, true
}
