package profit

import "strings"

// Outcome is what was decided about one call.
type Outcome struct {
	Environment  string // code of the environment the call belongs to, "" when to none
	UserID       string // as sent, or the holder of a token; trimmed as the settings say
	AppConnector string // id, "" when it was not found
	Refusal      *Refusal
	Silent       bool   // the refusal is not told: the answer is that of success
	Remark       string // what an accepted call did otherwise than one expects, "" when nothing

	Language Language
	Settings *Settings // of the environment, or the server's defaults; never nil
}

// Accepted reports whether the call did what was asked.
func (o Outcome) Accepted() bool { return o.Refusal == nil }

// visit is one call at an environment, which stays locked until it is left.
// It carries what the refusals that are common to requesting and redeeming a
// code found out.
type visit struct {
	environment *Environment // nil: the call belongs to none
	definition  *Definition
	userID      string
	user        *User
	connector   *appConnector
	refusal     *Refusal
	remark      string
}

// visit finds the environment of the call and applies the common refusals. A
// call belongs to the environment of its API key, or else of its environment
// key (assumed).
func (d *Directory) visit(userID, apiKey, environmentKey *string) *visit {
	v := &visit{definition: &d.defaults}
	owner, other := d.enterByKeys(v, trimmed(apiKey), trimmed(environmentKey))
	settings := &v.definition.Settings
	v.userID = settings.parameter(userID)
	if owner.environment != nil && settings.exact(apiKey) {
		v.connector = owner.environment.appConnectors[owner.appConnector]
	}
	switch {
	case settings.parameter(apiKey) == "" || settings.parameter(environmentKey) == "":
		v.refusal = MissingKey
	case v.connector == nil:
		v.refusal = UnknownAPIKey
	case other == nil || !settings.exact(environmentKey):
		v.refusal = UnknownEnvironmentKey
	case owner.environment != other:
		v.refusal = KeysOfDifferentEnvironments
	default:
		v.user = v.environment.users[settings.userKey(v.userID)]
		v.refusal = v.admission()
	}
	return v
}

// admission decides whether the user may use the app connector at all.
func (v *visit) admission() *Refusal {
	switch {
	case v.connector.Blocked:
		return AppConnectorBlocked
	case v.user == nil:
		return UnknownUser
	case v.user.Blocked:
		return UserBlocked
	case !v.connector.members[v.definition.Settings.userKey(v.user.ID)]:
		return UserNotInGroup
	}
	return nil
}

// enter locks the environment and makes the call its own, unless the
// environment was removed since it was found.
func (v *visit) enter(environment *Environment) {
	environment.mutex.Lock()
	if environment.removed {
		environment.mutex.Unlock()
		return
	}
	v.environment, v.definition = environment, environment.definition
}

func (v *visit) leave() {
	if v.environment != nil {
		v.environment.mutex.Unlock()
	}
}

func (v *visit) outcome(refusal *Refusal) Outcome {
	outcome := Outcome{
		UserID: v.userID, Refusal: refusal, Remark: v.remark,
		Language: v.definition.Language, Settings: &v.definition.Settings,
	}
	if v.environment != nil {
		outcome.Environment = v.definition.Code
	}
	if v.connector != nil {
		outcome.AppConnector = v.connector.ID
	}
	return outcome
}

const blanks = " \t\r\n"

func trimmed(parameter *string) string {
	if parameter == nil {
		return ""
	}
	return strings.Trim(*parameter, blanks)
}

// parameter returns what a parameter says: null says nothing, and blanks and
// newlines around it don't count unless the setting trimParameters is off.
func (s *Settings) parameter(value *string) string {
	if value != nil && !s.TrimParameters {
		return *value
	}
	return trimmed(value)
}

// exact reports whether a key that was found by its trimmed form may be used.
func (s *Settings) exact(key *string) bool {
	return s.parameter(key) == trimmed(key)
}
