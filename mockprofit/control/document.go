// Package control holds the documents of the mock's control port and its Go
// client.
//
// The control port is a listener of its own beside the one that plays Profit.
// Over it a test arranges an environment, reads the e-mails and activation
// codes, moves the clock and looks up what the mock decided. The same document,
// [Environment], is what the YAML files of environments hold.
package control

import "time"

// Environment is one Profit environment as an administrator sets it up. Keys
// that are left out are generated.
type Environment struct {
	Code           string         `json:"code,omitempty" yaml:"code,omitempty" doc:"O (production), T (test) or A (accept), digits, two letters" example:"O12345AA"`
	Language       string         `json:"language,omitempty" yaml:"language,omitempty" doc:"Base language of messages and e-mails: nl (default) or en"`
	EnvironmentKey string         `json:"environmentKey,omitempty" yaml:"environmentKey,omitempty" doc:"32 upper-case hexadecimal digits, unique in the server; generated when left out; masked unless revealed"`
	MailServer     string         `json:"mailServer,omitempty" yaml:"mailServer,omitempty" doc:"default (the server's own), none (requests for a code are refused) or host:port"`
	Sender         string         `json:"sender,omitempty" yaml:"sender,omitempty" doc:"Address the e-mails come from"`
	Users          []User         `json:"users,omitempty" yaml:"users,omitempty"`
	UserGroups     []UserGroup    `json:"userGroups,omitempty" yaml:"userGroups,omitempty"`
	AppConnectors  []AppConnector `json:"appConnectors,omitempty" yaml:"appConnectors,omitempty"`
	Settings       Settings       `json:"settings,omitempty" yaml:"settings,omitempty" doc:"Assumed behaviours that differ from their default"`
}

// Settings are assumed behaviours by name. A value is a string, a whole number
// or a boolean; GET /settings lists what there is.
type Settings map[string]any

// User is an entry of Profit's Authorisation tool.
type User struct {
	ID                string `json:"id" yaml:"id" doc:"12345.name on AFAS Online, free elsewhere" example:"12345.jansen"`
	Name              string `json:"name,omitempty" yaml:"name,omitempty"`
	Email             string `json:"email,omitempty" yaml:"email,omitempty" doc:"Where activation codes are sent; may be left out to rehearse the refusal" example:"jansen@example.com"`
	AllowInvalidEmail bool   `json:"allowInvalidEmail,omitempty" yaml:"allowInvalidEmail,omitempty" doc:"Accept a malformed address, to rehearse Profit's refusal"`
	Blocked           bool   `json:"blocked,omitempty" yaml:"blocked,omitempty"`
}

// UserGroup names the users that may use an app connector.
type UserGroup struct {
	ID      string   `json:"id" yaml:"id" example:"connectoren"`
	Members []string `json:"members,omitempty" yaml:"members,omitempty" doc:"Ids of users of this environment"`
}

// AppConnector is what a program connects through.
type AppConnector struct {
	ID            string `json:"id" yaml:"id" example:"crm"`
	Description   string `json:"description" yaml:"description" doc:"Appears in the subject of the e-mail" example:"CRM-koppeling"`
	Blocked       *bool  `json:"blocked,omitempty" yaml:"blocked,omitempty" doc:"A new app connector is blocked: true when left out"`
	UserGroup     string `json:"userGroup,omitempty" yaml:"userGroup,omitempty" doc:"Id of the user group whose members may use it"`
	APIKey        string `json:"apiKey,omitempty" yaml:"apiKey,omitempty" doc:"32 upper-case hexadecimal digits, unique in the server; generated when left out; masked unless revealed"`
	TokenValidity string `json:"tokenValidity,omitempty" yaml:"tokenValidity,omitempty" doc:"How long a token is valid, such as 12h or 90d; forever when left out" example:"90d"`
}

// UserToken is what an administrator sees of a token: never the token itself,
// which is shown once.
type UserToken struct {
	Number       int        `json:"number" doc:"In the order of issue; names the token in paths"`
	UserID       string     `json:"userId"`
	AppConnector string     `json:"appConnector" doc:"Id of the app connector"`
	Description  string     `json:"description"`
	IssuedOn     time.Time  `json:"issuedOn"`
	LastUsedOn   *time.Time `json:"lastUsedOn,omitempty" doc:"Left out when the token was never used"`
	ValidUntil   *time.Time `json:"validUntil,omitempty" doc:"Left out when the token does not expire"`
}

// ActivationCode is a live activation code.
type ActivationCode struct {
	Code          string    `json:"code" doc:"Masked unless revealed"`
	UserID        string    `json:"userId"`
	AppConnector  string    `json:"appConnector" doc:"Id of the app connector"`
	Description   string    `json:"description"`
	IssuedAt      time.Time `json:"issuedAt"`
	ExpiresAt     time.Time `json:"expiresAt"`
	WrongAttempts int       `json:"wrongAttempts"`
}

// Clock is the clock of an environment.
type Clock struct {
	Now    time.Time `json:"now" doc:"The environment's time"`
	Frozen bool      `json:"frozen" doc:"Whether its time stands still"`
	Offset string    `json:"offset" doc:"How far it is ahead of the real time, such as 15m0s; negative when behind" example:"15m0s"`
}

// ClockChange moves the clock of an environment. The fields apply in this
// order: release, set, shift, freeze.
type ClockChange struct {
	Release bool       `json:"release,omitempty" doc:"Back to the real time"`
	Set     *time.Time `json:"set,omitempty" doc:"Make it this time"`
	Shift   string     `json:"shift,omitempty" doc:"Move it by a duration such as 15m, 90d or -1s" example:"15m"`
	Freeze  bool       `json:"freeze,omitempty" doc:"Make it stand still"`
}

// Email is a message in the mock's outbox.
type Email struct {
	ID       string            `json:"id"`
	From     string            `json:"from"`
	To       string            `json:"to"`
	Subject  string            `json:"subject"`
	Text     string            `json:"text" doc:"The plain part"`
	HTML     string            `json:"html" doc:"The HTML part"`
	Code     string            `json:"code" doc:"The activation code in it; masked, here and in the texts, unless revealed"`
	Date     time.Time         `json:"date" doc:"By the environment's clock"`
	State    string            `json:"state" enum:"queued,delivered,kept,undeliverable" doc:"kept: there is no mail server, so it stays in the outbox; undeliverable: it could not be composed, see attempts"`
	Server   string            `json:"server,omitempty" doc:"Mail server it goes to"`
	Attempts []DeliveryAttempt `json:"attempts,omitempty" doc:"The last attempts to deliver it, the oldest first"`
}

// DeliveryAttempt is one attempt to hand an e-mail to its mail server.
type DeliveryAttempt struct {
	At    time.Time `json:"at" doc:"Real time"`
	Error string    `json:"error,omitempty" doc:"Left out when the mail server took the message"`
}

// Exchange is a journal entry: a request at Profit's port and its answer.
type Exchange struct {
	Reference   string     `json:"reference" doc:"The Log reference of a fault"`
	Started     time.Time  `json:"started" doc:"Real time"`
	Duration    string     `json:"duration" example:"412µs"`
	Client      string     `json:"client" doc:"Address of the caller"`
	TLS         string     `json:"tls,omitempty" doc:"Version of TLS; left out when the request was not encrypted" example:"TLS 1.3"`
	Request     Message    `json:"request"`
	Response    Message    `json:"response"`
	Door        string     `json:"door,omitempty" doc:"The way by which the request came in" example:"soap"`
	Version     string     `json:"version,omitempty" doc:"Version of SOAP" example:"1.1"`
	Service     string     `json:"service,omitempty" example:"TokenConnector"`
	Operation   string     `json:"operation,omitempty" example:"GenerateOTP"`
	Parameters  []Argument `json:"parameters,omitempty" doc:"As the service saw them"`
	Environment string     `json:"environment,omitempty" doc:"Code of the environment that the request belongs to"`
	UserID      string     `json:"userId,omitempty"`
	Outcome     string     `json:"outcome" enum:"accepted,refused,silently refused,turned away,answered" doc:"turned away: before it reached a service; answered: no service was concerned"`
	Refusal     string     `json:"refusal,omitempty" doc:"Machine name of the refusal" example:"user-not-in-group"`
	Reason      string     `json:"reason,omitempty" doc:"Why it was turned away, or what an accepted call did otherwise than one expects"`
	Hints       []Hint     `json:"hints,omitempty" doc:"What a connector's author can learn from it, the most useful first; they never change an answer"`
}

// Hint says what was wrong with a request that was refused, or reached Profit
// with less than its sender meant, and how to mend it.
type Hint struct {
	Rule   string `json:"rule" doc:"Name of the rule that noticed it" example:"parameter-namespace"`
	Label  string `json:"label" enum:"aspnet,documented,observed,assumed" doc:"Where the rule comes from"`
	Seen   string `json:"seen" doc:"What was seen, and what it led to"`
	Remedy string `json:"remedy" doc:"What to change"`
}

// Message is a request or an answer as it was on the wire.
type Message struct {
	Line   string              `json:"line" example:"POST /profitservices/tokenconnector.asmx HTTP/1.1"`
	Header map[string][]string `json:"header,omitempty" doc:"In canonical form"`
	Body   []byte              `json:"body,omitempty" doc:"The first bytes of the body, base64; left out unless revealed, since it may hold keys, codes and tokens"`
	Length int64               `json:"length" doc:"Length of the whole body in bytes"`
}

// Argument is a parameter as a service saw it. Null is not the empty string.
type Argument struct {
	Name  string  `json:"name"`
	Value *string `json:"value" nullable:"true" doc:"Null when the parameter was missing or misspelt; keys, codes and tokens are masked unless revealed"`
}

// Setting describes one assumed behaviour of an environment.
type Setting struct {
	Name     string   `json:"name"`
	Type     string   `json:"type" enum:"string,integer,boolean" doc:"In which a document writes it"`
	Label    string   `json:"label" doc:"Where the behaviour comes from" example:"assumed"`
	Value    string   `json:"value" doc:"What it is now"`
	Default  string   `json:"default"`
	Sentence string   `json:"sentence"`
	Source   string   `json:"source"`
	Values   []string `json:"values,omitempty" doc:"The words allowed, when it is a word"`
}

// Readiness tells whether the mock can do its work, and why not.
type Readiness struct {
	Ready    bool     `json:"ready"`
	Problems []string `json:"problems,omitempty"`
}

// Health tells that the mock lives.
type Health struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

// Refusal is one way in which the mock says no.
type Refusal struct {
	Name    string `json:"name" example:"user-not-in-group"`
	Dutch   Text   `json:"nl"`
	English Text   `json:"en"`
	Warning string `json:"warning,omitempty" doc:"What the WARN line of the detail says"`
}

// Text is a message with where it comes from.
type Text struct {
	Message string `json:"message"`
	Label   string `json:"label" example:"assumed"`
}
