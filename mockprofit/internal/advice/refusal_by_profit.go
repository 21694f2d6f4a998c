package advice

import "profitbdd/mockprofit/internal/profit"

// refusalByProfit explains each refusal of Profit by its name. What is behind most of them is documented, but not whether and how Profit tells
// them, so that the label is the weaker one.
var refusalByProfit = Rule{Name: "refusal", Label: profit.Assumed, see: func(s *subject) (string, string) {
	explained, known := refusals[s.Decision.Reason]
	if !known || s.lost(explained.of...) {
		return "", "" // what was lost on the way is told already, and is the reason
	}
	seen := explained.seen
	if s.Operation == "DeleteToken" && s.refusedFor("token-unknown") {
		return seen, "If it was deleted already, there is nothing left to do."
	}
	if s.Decision.Silent {
		seen += " The answer is that of success, since the setting refusals is silent; no e-mail was sent."
	}
	return seen, explained.remedy
}}

// refusals are the sentences for each refusal by its name, with the parameters whose loss leads to it.
var refusals = map[string]struct {
	seen, remedy string
	of           []string
}{
	"missing-key": {"apiKey or environmentKey did not reach Profit: it was missing or empty.",
		"Send both keys with every request.", []string{"apiKey", "environmentKey"}},
	"unknown-api-key": {"No app connector has this API key.",
		"Compare it with the app connector's in this environment: a key that was regenerated is worth nothing, and each environment has its own.", nil},
	"unknown-environment-key": {"No environment has this environment key.",
		"Compare it with the one on the app connector; production, test and accept each have their own.", nil},
	"keys-of-different-environments": {"The API key and the environment key belong to different environments.",
		"Take both keys from the same environment.", nil},
	"app-connector-blocked": {"The app connector is blocked, as a new one is.",
		"Take the tick off 'Blocked' at the app connector; in the mock set blocked: false.", nil},
	"unknown-user": {"The environment has no user with this id.",
		"Send the id under which the user stands in Profit's Authorisation tool, 12345.name on AFAS Online.", []string{"userId"}},
	"user-blocked": {"The user is blocked.", "Unblock the user in Profit's Authorisation tool.", nil},
	"user-not-in-group": {"The user exists but is not a member of the user group that is linked to the app connector.",
		"Make the user a member of that group, or link another group.", nil},
	"no-mail-server": {"The environment has no mail server, so that no activation code can be sent.",
		"Set one up in the environment; in the mock change mailServer: none.", nil},
	"invalid-email-address": {"The user has no valid e-mail address to send an activation code to, which a system user needs too.",
		"Record an address for the user in Profit's Authorisation tool.", nil},
	"description-missing": {"The description of the device is empty.",
		"Say what the token is for, for example the name of the device: it is shown on the app connector's tab 'User tokens'.", []string{"description"}},
	"description-too-long": {"The description of the device is longer than the mock accepts.",
		"Shorten it, or raise the setting descriptionLength; what Profit accepts is not known.", nil},
	"description-taken": {"A token of the same user and app connector has this description already.",
		"Delete the old token when a device is linked anew, or choose another description.", nil},
	"code-used": {"The activation code has been redeemed already: it works once.",
		"Keep the token that it gave; when that is lost, delete it and request another code.", nil},
	"code-expired": {"The activation code is older than it may be.",
		"Request a new one, or in the mock lengthen activationCodeLifetime.", nil},
	"too-many-attempts": {"Wrong codes were tried so often that even the right one is refused now.",
		"Request a new code, and don't try again by yourself.", nil},
	"wrong-code": {"The code is not the one that was sent last to this user for this app connector, or none was requested.",
		"Send the code of the newest e-mail, with the same user and keys as in the request.", []string{"otp"}},
	"token-malformed": {"The token could not be parsed.",
		"Send the whole token, tags included.", []string{"token"}},
	"token-unknown": {"The token is well-formed but nobody has it: it was deleted, or belongs to another environment.",
		"Request a new activation code.", nil},
	"token-expired": {"The token is older than the app connector's token validity allows.",
		"Request a new activation code.", nil},
}
