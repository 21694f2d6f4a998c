// Package profit holds the rules by which AFAS Profit hands out and accepts
// user tokens: who may ask for an activation code, who gets one, what a code is
// worth, what a token opens, and every reason to refuse.
//
// The package is pure: it knows neither HTTP, SOAP nor SMTP, reads no clock and
// no random source but those it is given, and tells what happened through
// values (an [Outcome], a [Refusal], a [CodeIssued] event).
//
// A [Directory] holds the environments of one server and finds the one that a
// request belongs to by the keys or the token that the request carries. All
// methods of Directory and [Environment] may be called concurrently.
//
// Where AFAS documents a rule, the comment says so. What nothing public tells
// is assumed, and is a [Setting] of the environment where that is possible.
package profit

import "time"

// Clock tells the time of an environment. Its methods must be safe for
// concurrent use.
type Clock interface {
	Now() time.Time
}

// Language is the base language of an environment, in which Profit words its
// messages and e-mails (documented).
type Language string

// The languages in which the product speaks.
const (
	Dutch   Language = "nl"
	English Language = "en"
)
