package tenant

import (
	"slices"
	"time"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

// defaultSender is where e-mails come from when a document does not say
// (assumed).
const defaultSender = "noreply@profit.example"

// keyDigits is the length of an API key and of an environment key (observed).
const keyDigits = 32

// Check returns everything that is wrong with a document by itself. Whether its
// keys are free only [Tenants.Put] can tell.
func Check(document control.Environment) []control.Problem {
	_, problems := check(document)
	return problems
}

// check is Check that also returns the settings, which it had to read.
func check(document control.Environment) (profit.Settings, []control.Problem) {
	settings, problems := ReadSettings(document.Settings)
	return settings, append(document.Validate(), problems...)
}

// define turns a document that was found sound into the domain's definition.
// Keys that it leaves out are those of former, or else made by random.
func define(document control.Environment, settings profit.Settings, former *profit.Definition, random *profit.Random) profit.Definition {
	definition := profit.Definition{
		Code:           document.Code,
		Language:       profit.Language(withDefault(document.Language, string(profit.Dutch))),
		EnvironmentKey: document.EnvironmentKey,
		MailServer:     profit.MailServer(withDefault(document.MailServer, string(profit.DefaultMailServer))),
		Sender:         withDefault(document.Sender, defaultSender),
		Settings:       settings,
	}
	formerKeys := map[string]string{}
	if former != nil {
		definition.EnvironmentKey = withDefault(definition.EnvironmentKey, former.EnvironmentKey)
		for _, connector := range former.AppConnectors {
			formerKeys[connector.ID] = connector.APIKey
		}
	}
	if definition.EnvironmentKey == "" {
		definition.EnvironmentKey = random.Hexadecimal(keyDigits)
	}
	for _, user := range document.Users {
		definition.Users = append(definition.Users, profit.User{ID: user.ID, Name: user.Name, Email: user.Email, Blocked: user.Blocked})
	}
	for _, group := range document.UserGroups {
		definition.UserGroups = append(definition.UserGroups, profit.UserGroup{ID: group.ID, Members: slices.Clone(group.Members)})
	}
	for _, connector := range document.AppConnectors {
		key := withDefault(connector.APIKey, formerKeys[connector.ID])
		if key == "" {
			key = random.Hexadecimal(keyDigits)
		}
		var validity time.Duration
		if connector.TokenValidity != "" {
			validity, _ = control.ParseDuration(connector.TokenValidity) // checked before
		}
		definition.AppConnectors = append(definition.AppConnectors, profit.AppConnector{
			ID: connector.ID, Description: connector.Description, UserGroup: connector.UserGroup, APIKey: key,
			Blocked:       connector.Blocked == nil || *connector.Blocked,
			TokenValidity: validity,
		})
	}
	return definition
}

func withDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// document is the reverse of define: what the definition says, settings only
// where they differ from the default.
func document(definition profit.Definition) control.Environment {
	result := control.Environment{
		Code:           definition.Code,
		Language:       string(definition.Language),
		EnvironmentKey: definition.EnvironmentKey,
		MailServer:     string(definition.MailServer),
		Sender:         definition.Sender,
	}
	for _, user := range definition.Users {
		result.Users = append(result.Users, control.User{
			ID: user.ID, Name: user.Name, Email: user.Email, Blocked: user.Blocked,
			AllowInvalidEmail: user.Email != "" && !profit.ValidAddress(user.Email),
		})
	}
	for _, group := range definition.UserGroups {
		result.UserGroups = append(result.UserGroups, control.UserGroup{ID: group.ID, Members: group.Members})
	}
	for _, connector := range definition.AppConnectors {
		blocked := connector.Blocked
		validity := ""
		if connector.TokenValidity > 0 {
			validity = connector.TokenValidity.String()
		}
		result.AppConnectors = append(result.AppConnectors, control.AppConnector{
			ID: connector.ID, Description: connector.Description, Blocked: &blocked,
			UserGroup: connector.UserGroup, APIKey: connector.APIKey, TokenValidity: validity,
		})
	}
	for _, setting := range profit.Catalogue() {
		if value := setting.Value(&definition.Settings); value != setting.Default {
			if result.Settings == nil {
				result.Settings = control.Settings{}
			}
			result.Settings[setting.Name] = typed(setting, value)
		}
	}
	return result
}
