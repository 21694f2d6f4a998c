package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// keysSwapped: each key is known, but not as what it was sent. REST's name for the environment key, apiToken, leads to it.
var keysSwapped = Rule{Name: "keys-swapped", Label: profit.Documented, see: func(s *subject) (string, string) {
	if !s.refusedFor("unknown-api-key", "unknown-environment-key", "keys-of-different-environments") {
		return "", ""
	}
	const remedy = "Send the API key of the app connector as apiKey and the key of the environment as environmentKey."
	api, environment := s.directory.Key(strings.TrimSpace(s.argument("apiKey"))), s.directory.Key(strings.TrimSpace(s.argument("environmentKey")))
	apiIsEnvironments := api.Environment != "" && api.AppConnector == ""
	switch {
	case apiIsEnvironments && environment.AppConnector != "":
		return "apiKey and environmentKey are swapped.", remedy
	case apiIsEnvironments:
		return "apiKey is not an API key but the key of the environment " + api.Environment + ".", remedy
	case environment.AppConnector != "":
		return "environmentKey is not the key of an environment but the API key of an app connector in " + environment.Environment + ".", remedy
	case api.Environment != environment.Environment && api.Environment != "" && environment.Environment != "":
		return "The API key belongs to the environment " + api.Environment + ", the environment key to " + environment.Environment + ".", "Take both keys from the same environment: production (O), test (T) and accept (A) have keys of their own."
	}
	return "", ""
}}
