package profit

import (
	"cmp"
	"crypto/subtle"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Environment is one Profit environment: its definition, the activation codes
// that were issued and the user tokens. Get one from [Directory.Put].
type Environment struct {
	clock  Clock
	random *Random
	notify func(CodeIssued)
	index  *tokenIndex

	mutex         sync.Mutex
	definition    *Definition // replaced, never changed
	removed       bool
	users         map[string]*User         // by user key
	appConnectors map[string]*appConnector // by id
	codes         map[codeOwner]*activationCode
	tokens        map[tokenHash]*userToken
	withdrawn     []tokenHash // the last of them, the oldest first
	issued        int         // codes and tokens so far
}

// withdrawnKept is how many withdrawn tokens an environment still recognises
// as once its own, so that their refusal speaks its language.
const withdrawnKept = 1000

// CodeIssued tells that an activation code is to be e-mailed.
type CodeIssued struct {
	Environment  string
	Language     Language
	MailServer   MailServer
	Sender       string
	Recipient    string
	UserName     string
	UserID       string
	AppConnector string // its description
	Device       string // the description of the device
	Code         string
	IssuedAt     time.Time
	Lifetime     time.Duration
}

func (e *Environment) codeLength() int {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.definition.Settings.ActivationCodeLength
}

func (e *Environment) userLike(id string) string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	id = strings.ToLower(id) // as the setting userIdCase does: EqualFold knows more pairs
	for i := range e.definition.Users {
		if recorded := e.definition.Users[i].ID; strings.ToLower(recorded) == id {
			return recorded
		}
	}
	return ""
}

// Code returns the environment's code, such as O12345AA.
func (e *Environment) Code() string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.definition.Code
}

// Definition returns a copy of the environment as it was last put.
func (e *Environment) Definition() Definition {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.definition.clone()
}

// apply makes the definition the environment's. Codes and tokens stay as long
// as their user and app connector do: an administrator who changes something
// does not withdraw what was handed out.
func (e *Environment) apply(definition Definition) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.definition = &definition
	e.users = definition.users()
	e.appConnectors = definition.appConnectors()

	codes := make(map[codeOwner]*activationCode, len(e.codes))
	for _, code := range e.codes {
		owner := codeOwner{user: definition.Settings.userKey(code.userID), appConnector: code.appConnector}
		if e.users[owner.user] != nil && e.appConnectors[owner.appConnector] != nil {
			codes[owner] = code
		}
	}
	e.codes = codes
	for hash, token := range e.tokens {
		token.user = definition.Settings.userKey(token.UserID)
		if e.users[token.user] == nil || e.appConnectors[token.AppConnector] == nil {
			e.withdraw(hash)
		}
	}
}

// serial numbers what is issued. Lists are in its order: the clock may stand
// still or be set back.
func (e *Environment) serial() int {
	e.issued++
	return e.issued
}

// UserTokens lists the tokens, expired ones included, in the order in which
// they were issued.
func (e *Environment) UserTokens() []UserToken {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	held := slices.SortedFunc(maps.Values(e.tokens), func(a, b *userToken) int { return cmp.Compare(a.Number, b.Number) })
	tokens := make([]UserToken, len(held))
	for i, token := range held {
		tokens[i] = token.UserToken
	}
	return tokens
}

// DeleteUserToken deletes the token with a number, as an administrator does on
// the tab 'User tokens' of an app connector, and reports whether there was one. Who
// uses it afterwards is refused as after DeleteToken.
func (e *Environment) DeleteUserToken(number int) bool {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	for hash, token := range e.tokens {
		if token.Number == number {
			e.withdraw(hash)
			return true
		}
	}
	return false
}

// live returns the token with the hash. The map finds it by its digest, which
// tells nothing about the token; the digest itself is compared in constant
// time all the same.
func (e *Environment) live(hash tokenHash) *userToken {
	token := e.tokens[hash]
	if token == nil || subtle.ConstantTimeCompare(token.hash[:], hash[:]) != 1 {
		return nil
	}
	return token
}

// issue makes a token that no environment of the server has, keeps its hash
// and returns its document.
func (e *Environment) issue(user *User, connector *appConnector, description string, now time.Time) string {
	token := &userToken{
		UserToken: UserToken{Number: e.serial(), UserID: user.ID, AppConnector: connector.ID, Description: description, IssuedOn: now},
		user:      e.definition.Settings.userKey(user.ID),
	}
	if connector.TokenValidity > 0 {
		token.ValidUntil = now.Add(connector.TokenValidity)
	}
	for {
		data := e.random.Hexadecimal(tokenDigits)
		token.hash = hashToken(data)
		if e.index.claim(token.hash, e) {
			e.tokens[token.hash] = token
			return FormatToken(data)
		}
	}
}

func (e *Environment) withdraw(hash tokenHash) {
	delete(e.tokens, hash)
	e.withdrawn = append(e.withdrawn, hash)
	if len(e.withdrawn) > withdrawnKept {
		e.index.release(e.withdrawn[0])
		e.withdrawn = e.withdrawn[1:]
	}
}

// remove withdraws everything for good.
func (e *Environment) remove() {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.removed = true
	clear(e.codes)
	for hash := range e.tokens {
		e.index.release(hash)
	}
	for _, hash := range e.withdrawn {
		e.index.release(hash)
	}
	clear(e.tokens)
	e.withdrawn = nil
}

// descriptionTaken reports whether a live token of the same user and app
// connector bears the description.
func (e *Environment) descriptionTaken(user *User, connector *appConnector, description string, now time.Time) bool {
	if e.definition.Settings.DuplicateDescription == Allow || strings.TrimSpace(description) == "" {
		return false
	}
	key := e.definition.Settings.userKey(user.ID)
	for _, token := range e.tokens {
		if token.user == key && token.AppConnector == connector.ID && token.Description == description && !token.expired(now) {
			return true
		}
	}
	return false
}
