package control

import (
	"fmt"
	"net"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Problem is one thing wrong with a document.
type Problem struct {
	Path    []any  // where: field names and indexes from the root, such as "users", 0, "email"
	Message string // what was expected, what came, what to do
}

// Field returns the path as it is written: users[0].email.
func (p Problem) Field() string {
	var field strings.Builder
	for _, part := range p.Path {
		if index, isIndex := part.(int); isIndex {
			fmt.Fprintf(&field, "[%d]", index)
			continue
		}
		if field.Len() > 0 {
			field.WriteByte('.')
		}
		fmt.Fprint(&field, part)
	}
	return field.String()
}

func (p Problem) String() string { return p.Field() + ": " + p.Message }

// The forms of codes and keys, as AFAS documents or observed ones show them.
var (
	codeForm = regexp.MustCompile(`^[OTA][0-9]{1,12}[A-Z]{2}$`)
	keyForm  = regexp.MustCompile(`^[0-9A-F]{32}$`)
)

// The longest texts and lists of a document.
const (
	longestText = 500
	longestList = 100_000
)

// Validate returns what is wrong with the document by itself: malformed codes,
// keys, addresses and durations, ids that are given twice, references to users
// and groups that it doesn't hold. An empty result means it is sound. Of the
// settings only userIdCase is looked at, which decides when user ids are the
// same; the server knows which settings there are.
func (e *Environment) Validate() []Problem {
	v := validation{exactUserIDs: e.Settings["userIdCase"] == "exact"}
	if !codeForm.MatchString(e.Code) {
		v.add(fmt.Sprintf("expected O, T or A, digits and two capitals, such as O12345AA; got %.100q", e.Code), "code")
	}
	if e.Language != "" && e.Language != "nl" && e.Language != "en" {
		v.add(fmt.Sprintf("expected nl or en, got %.100q", e.Language), "language")
	}
	v.key(e.EnvironmentKey, "environmentKey")
	v.mailServer(e.MailServer)
	if e.Sender != "" {
		v.text(e.Sender, "sender")
		v.address(e.Sender, "", "sender")
	}
	users := v.users(e.Users)
	groups := v.userGroups(e.UserGroups, users)
	v.appConnectors(e.AppConnectors, groups)
	return v.problems
}

type validation struct {
	problems     []Problem
	exactUserIDs bool
}

// userKey is the form in which user ids are compared.
func (v *validation) userKey(id string) string {
	if v.exactUserIDs {
		return id
	}
	return strings.ToLower(id)
}

func (v *validation) add(message string, path ...any) {
	v.problems = append(v.problems, Problem{Path: path, Message: message})
}

func (v *validation) key(key string, path ...any) {
	if key != "" && !keyForm.MatchString(key) {
		v.add(fmt.Sprintf("expected 32 upper-case hexadecimal digits, or nothing to have a key generated; got %d characters that are not", len(key)), path...)
	}
}

func (v *validation) mailServer(server string) {
	if server == "" || server == "default" || server == "none" {
		return
	}
	host, port, err := net.SplitHostPort(server)
	number, portErr := strconv.Atoi(port)
	if err != nil || host == "" || portErr != nil || number < 1 || number > 65535 || !printable(host) {
		v.add(fmt.Sprintf("expected default, none or host:port, got %.100q", server), "mailServer")
	}
}

func (v *validation) address(address, hint string, path ...any) {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || parsed.Name != "" {
		v.add(fmt.Sprintf("expected an e-mail address such as jansen@example.com, got %.100q%s", address, hint), path...)
	}
}

func (v *validation) text(text string, path ...any) {
	if len(text) > longestText || !printable(text) {
		v.add(fmt.Sprintf("expected at most %d bytes without control characters", longestText), path...)
	}
}

// id checks an id and that it is not among the former ones, which are compared
// as the map's keys say.
func (v *validation) id(id string, seen map[string]int, key string, path ...any) {
	v.text(id, path...)
	if strings.TrimSpace(id) == "" || strings.TrimSpace(id) != id {
		v.add(fmt.Sprintf("expected an id without blanks around it, got %.100q", id), path...)
		return
	}
	if first, duplicate := seen[key]; duplicate {
		v.add(fmt.Sprintf("%.100q is the id of %v[%d] already; ids are unique", id, path[0], first), path...)
		return
	}
	seen[key] = path[1].(int)
}

func (v *validation) users(users []User) map[string]int {
	seen := make(map[string]int, len(users))
	v.length(len(users), "users")
	for i, user := range users {
		v.id(user.ID, seen, v.userKey(user.ID), "users", i, "id")
		v.text(user.Name, "users", i, "name")
		v.text(user.Email, "users", i, "email")
		if user.Email != "" && !user.AllowInvalidEmail {
			v.address(user.Email, "; set allowInvalidEmail: true to rehearse Profit's refusal", "users", i, "email")
		}
	}
	return seen
}

func (v *validation) userGroups(groups []UserGroup, users map[string]int) map[string]int {
	seen := make(map[string]int, len(groups))
	v.length(len(groups), "userGroups")
	for i, group := range groups {
		v.id(group.ID, seen, group.ID, "userGroups", i, "id")
		v.length(len(group.Members), "userGroups", i, "members")
		for j, member := range group.Members {
			if _, found := users[v.userKey(member)]; !found {
				v.add(fmt.Sprintf("user %.100q does not exist; add it to users or remove it here", member), "userGroups", i, "members", j)
			}
		}
	}
	return seen
}

func (v *validation) appConnectors(connectors []AppConnector, groups map[string]int) {
	seen := make(map[string]int, len(connectors))
	keys := make(map[string]int, len(connectors))
	v.length(len(connectors), "appConnectors")
	for i, connector := range connectors {
		v.id(connector.ID, seen, connector.ID, "appConnectors", i, "id")
		v.text(connector.Description, "appConnectors", i, "description")
		if strings.TrimSpace(connector.Description) == "" {
			v.add("expected a description: it is in the subject of the e-mail", "appConnectors", i, "description")
		}
		v.key(connector.APIKey, "appConnectors", i, "apiKey")
		if first, taken := keys[connector.APIKey]; taken && connector.APIKey != "" {
			v.add(fmt.Sprintf("is the API key of appConnectors[%d] already; API keys are unique", first), "appConnectors", i, "apiKey")
		}
		keys[connector.APIKey] = i
		if _, found := groups[connector.UserGroup]; connector.UserGroup != "" && !found {
			v.add(fmt.Sprintf("user group %.100q does not exist; add it to userGroups", connector.UserGroup), "appConnectors", i, "userGroup")
		}
		if connector.TokenValidity != "" {
			validity, err := ParseDuration(connector.TokenValidity)
			if err != nil {
				v.add(err.Error(), "appConnectors", i, "tokenValidity")
			} else if validity <= 0 {
				v.add(fmt.Sprintf("expected a duration above zero, got %.100q", connector.TokenValidity), "appConnectors", i, "tokenValidity")
			}
		}
	}
}

func (v *validation) length(length int, path ...any) {
	if length > longestList {
		v.add(fmt.Sprintf("expected at most %d entries, got %d", longestList, length), path...)
	}
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar })
}
