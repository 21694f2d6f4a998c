package profit

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Definition is an environment as an administrator sets it up: everything but
// what happens afterwards (codes, tokens). It is a plain value; whoever builds
// one vouches for its references (groups name existing users, app connectors
// existing groups).
type Definition struct {
	Code           string // O, T or A, digits, two letters: O12345AA (documented)
	Language       Language
	EnvironmentKey string // 32 upper-case hexadecimal digits (observed)
	MailServer     MailServer
	Sender         string // address the e-mails come from
	Users          []User
	UserGroups     []UserGroup
	AppConnectors  []AppConnector
	Settings       Settings
}

// MailServer says where an environment's e-mails go: [DefaultMailServer],
// [NoMailServer] or the "host:port" of an SMTP server.
type MailServer string

// The two mail servers that are not an address.
const (
	DefaultMailServer MailServer = "default" // the server's own choice
	NoMailServer      MailServer = "none"    // requests for a code are refused
)

// User is an entry of Profit's Authorisation tool.
type User struct {
	ID      string // 12345.jansen on AFAS Online, free elsewhere (documented)
	Name    string
	Email   string
	Blocked bool
}

// UserGroup names the users that may use an app connector.
type UserGroup struct {
	ID      string
	Members []string // user ids
}

// AppConnector is what a program connects through.
type AppConnector struct {
	ID            string
	Description   string // in the subject of the e-mail (documented)
	Blocked       bool   // a new one is (documented)
	UserGroup     string
	APIKey        string        // 32 upper-case hexadecimal digits (observed)
	TokenValidity time.Duration // 0: tokens don't expire
}

// ValidAddress reports whether an e-mail can be sent to the address: one
// addr-spec of RFC 5322, without a display name.
func ValidAddress(address string) bool {
	parsed, err := mail.ParseAddress(address)
	return err == nil && parsed.Address == address
}

// clone returns a copy that shares nothing with d: an index of keys that were
// changed behind its back would let a replaced key go on working.
func (d *Definition) clone() Definition {
	copied := *d
	copied.Users = slices.Clone(d.Users)
	copied.AppConnectors = slices.Clone(d.AppConnectors)
	copied.UserGroups = slices.Clone(d.UserGroups)
	for i := range copied.UserGroups {
		copied.UserGroups[i].Members = slices.Clone(copied.UserGroups[i].Members)
	}
	return copied
}

// users indexes the users of a definition by the form of their id that the
// settings compare.
func (d *Definition) users() map[string]*User {
	index := make(map[string]*User, len(d.Users))
	for i := range d.Users {
		index[d.Settings.userKey(d.Users[i].ID)] = &d.Users[i]
	}
	return index
}

// appConnectors indexes the app connectors of a definition by id, each with
// the members of its user group.
func (d *Definition) appConnectors() map[string]*appConnector {
	members := make(map[string]map[string]bool, len(d.UserGroups))
	for _, group := range d.UserGroups {
		set := make(map[string]bool, len(group.Members))
		for _, id := range group.Members {
			set[d.Settings.userKey(id)] = true
		}
		members[group.ID] = set
	}
	index := make(map[string]*appConnector, len(d.AppConnectors))
	for _, connector := range d.AppConnectors {
		index[connector.ID] = &appConnector{AppConnector: connector, members: members[connector.UserGroup]}
	}
	return index
}

type appConnector struct {
	AppConnector
	members map[string]bool // user keys of its user group
}

// userKey is the form in which user ids are compared.
func (s *Settings) userKey(id string) string {
	if s.UserIDCase == CaseExact {
		return id
	}
	return strings.ToLower(id)
}
