package profit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Directory holds the environments of a server and finds the one that a
// request belongs to. Locks are taken in one order: the directory's, an
// environment's, that of the token index or of whoever is told of a code.
// The zero value is not usable; see [NewDirectory].
type Directory struct {
	random   *Random
	defaults Definition
	tokens   tokenIndex

	mutex           sync.RWMutex
	environments    map[string]*Environment // by code
	environmentKeys map[string]*Environment
	apiKeys         map[string]keyOwner
}

type keyOwner struct {
	environment  *Environment
	appConnector string
}

// NewDirectory returns an empty directory that draws codes and tokens from
// random. Requests that belong to no environment are answered in the language
// and with the settings of defaults.
func NewDirectory(random *Random, defaults Definition) *Directory {
	return &Directory{
		random:          random,
		defaults:        defaults,
		tokens:          tokenIndex{owners: make(map[tokenHash]*Environment)},
		environments:    make(map[string]*Environment),
		environmentKeys: make(map[string]*Environment),
		apiKeys:         make(map[string]keyOwner),
	}
}

// KeyClash is the error of [Directory.Put] when a key of the definition is
// another environment's already, or that of two app connectors. It does not
// tell the key.
type KeyClash struct {
	AppConnector string // id of the app connector with the API key, "" for the environment key
	Environment  string // code of the environment that has it
}

func (c *KeyClash) Error() string {
	if c.AppConnector == "" {
		return fmt.Sprintf("the environment key is that of environment %s already; environment keys are unique in the server", c.Environment)
	}
	return fmt.Sprintf("the API key of app connector %s is used in environment %s already; API keys are unique in the server", c.AppConnector, c.Environment)
}

// Put makes an environment as defined, or changes the one with that code;
// its codes and tokens stay as long as their user and app connector do. The
// clock and the function that is told of issued codes are those of the first
// Put. notify is called while the environment is locked and must not call back.
func (d *Directory) Put(definition Definition, clock Clock, notify func(CodeIssued)) (*Environment, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.put(definition.clone(), clock, notify)
}

// Reset makes an environment as defined, of which nothing was there before: the
// one with that code goes in the same moment, with its codes and tokens.
func (d *Directory) Reset(definition Definition, clock Clock, notify func(CodeIssued)) (*Environment, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if err := d.clash(&definition); err != nil {
		return nil, err
	}
	d.remove(definition.Code)
	return d.put(definition.clone(), clock, notify)
}

// put is Put with the directory locked.
func (d *Directory) put(definition Definition, clock Clock, notify func(CodeIssued)) (*Environment, error) {
	if err := d.clash(&definition); err != nil {
		return nil, err
	}
	environment := d.environments[definition.Code]
	if environment == nil {
		environment = &Environment{
			clock: clock, random: d.random, notify: notify, index: &d.tokens,
			codes:  make(map[codeOwner]*activationCode),
			tokens: make(map[tokenHash]*userToken),
		}
		d.environments[definition.Code] = environment
	} else {
		d.forgetKeys(environment)
	}
	environment.apply(definition)
	d.environmentKeys[definition.EnvironmentKey] = environment
	for _, connector := range definition.AppConnectors {
		d.apiKeys[connector.APIKey] = keyOwner{environment, connector.ID}
	}
	return environment, nil
}

func (d *Directory) clash(definition *Definition) error {
	own := d.environments[definition.Code]
	if other := d.environmentKeys[definition.EnvironmentKey]; other != nil && other != own {
		return &KeyClash{Environment: other.Code()}
	}
	seen := make(map[string]bool, len(definition.AppConnectors))
	for _, connector := range definition.AppConnectors {
		if other := d.apiKeys[connector.APIKey].environment; other != nil && other != own {
			return &KeyClash{AppConnector: connector.ID, Environment: other.Code()}
		}
		if seen[connector.APIKey] {
			return &KeyClash{AppConnector: connector.ID, Environment: definition.Code}
		}
		seen[connector.APIKey] = true
	}
	return nil
}

// Remove deletes an environment with all its codes and tokens, and reports
// whether there was one.
func (d *Directory) Remove(code string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.remove(code)
}

func (d *Directory) remove(code string) bool {
	environment := d.environments[code]
	if environment == nil {
		return false
	}
	delete(d.environments, code)
	d.forgetKeys(environment)
	environment.remove()
	return true
}

func (d *Directory) forgetKeys(environment *Environment) {
	definition := environment.Definition()
	delete(d.environmentKeys, definition.EnvironmentKey)
	for _, connector := range definition.AppConnectors {
		delete(d.apiKeys, connector.APIKey)
	}
}

// Environment returns the environment with the code, nil when there is none.
func (d *Directory) Environment(code string) *Environment {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	return d.environments[code]
}

// Codes lists the codes of all environments in alphabetical order.
func (d *Directory) Codes() []string {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	return slices.Sorted(maps.Keys(d.environments))
}

// Key says whose a key is. The zero value is that of a key nobody has.
type Key struct {
	Environment  string // code
	AppConnector string // id; "" when it is the environment's own key
}

// Key returns whose a key is, compared exactly, for those who explain a refusal.
func (d *Directory) Key(key string) Key {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	if environment := d.environmentKeys[key]; environment != nil {
		return Key{Environment: environment.Code()}
	}
	if owner := d.apiKeys[key]; owner.environment != nil {
		return Key{owner.environment.Code(), owner.appConnector}
	}
	return Key{}
}

// CodeLength returns how many digits the activation codes of an environment
// have, or those of the server's defaults when there is no such environment.
func (d *Directory) CodeLength(environment string) int {
	if found := d.Environment(environment); found != nil {
		return found.codeLength()
	}
	return d.defaults.Settings.ActivationCodeLength
}

// UserLike returns the id of the environment's user whom an id would be if
// neither its casing nor blanks around it mattered, "" when there is none, for
// those who explain a refusal.
func (d *Directory) UserLike(environment, id string) string {
	if found := d.Environment(environment); found != nil {
		return found.userLike(strings.Trim(id, blanks))
	}
	return ""
}

// enterByKeys finds what the keys of a request lead to: the owner of the API
// key, the environment of the environment key; either may be missing. The visit
// enters the former's environment, or else the latter, before the directory can
// change, so that a key that is replaced meanwhile opens nothing.
func (d *Directory) enterByKeys(v *visit, apiKey, environmentKey string) (owner keyOwner, environment *Environment) {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	owner, environment = d.apiKeys[apiKey], d.environmentKeys[environmentKey]
	if found := cmp.Or(owner.environment, environment); found != nil {
		v.enter(found)
	}
	return owner, environment
}

// tokenIndex leads from the hash of a token to its environment, for requests
// that carry nothing else. Its lock is the innermost: it is taken with an
// environment locked, never the other way round.
type tokenIndex struct {
	mutex  sync.RWMutex
	owners map[tokenHash]*Environment
}

// claim makes the environment the owner of the hash unless it has one.
func (t *tokenIndex) claim(hash tokenHash, environment *Environment) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if _, taken := t.owners[hash]; taken {
		return false
	}
	t.owners[hash] = environment
	return true
}

func (t *tokenIndex) release(hash tokenHash) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	delete(t.owners, hash)
}

func (t *tokenIndex) owner(hash tokenHash) *Environment {
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	return t.owners[hash]
}
