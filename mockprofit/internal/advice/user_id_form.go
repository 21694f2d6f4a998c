package advice

import (
	"strings"

	"profitbdd/mockprofit/internal/profit"
)

// userIDForm: an unknown user whose id can't be one. REST takes an e-mail address in its place; the SOAP service asks for the user (documented).
var userIDForm = Rule{Name: "user-id-form", Label: profit.Documented, see: func(s *subject) (string, string) {
	if !s.refusedFor("unknown-user") {
		return "", ""
	}
	id := strings.TrimSpace(s.argument("userId"))
	like := s.directory.UserLike(s.Decision.Realm, id)
	switch {
	case id == "" && !s.given("userId"):
		return "", "" // lost on the way
	case s.known(id):
		return "userId holds a key.", "Send the id of the user in Profit, 12345.name on AFAS Online, as userId, and the keys under their own names."
	case id == "":
		return "userId is empty.", "Send the id of the user in Profit, 12345.name on AFAS Online."
	case like != "" && id != s.argument("userId"):
		return "userId has blanks around it, which count here.", "Take the blanks off, or in the mock leave the setting trimParameters on."
	case like != "":
		return "userId differs from the user's id, " + quoted(like) + ", by its casing, which counts here.", "Send the id as Profit has it, or in the mock set userIdCase: ignored."
	case strings.Contains(id, "@"):
		return "userId is an e-mail address, and this service wants the id of the user.", "Send the id of the user in Profit, 12345.name on AFAS Online; the e-mail goes to the address that Profit has on record."
	case !strings.Contains(id, ".") && s.hostNumber() != "":
		return "userId lacks the number with which ids on AFAS Online begin.", "Send it as " + s.hostNumber() + ".name."
	}
	return "", ""
}}
