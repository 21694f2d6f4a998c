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
		return "userId is empty, or nothing but blanks.", "Send the id of the user in Profit, 12345.name on AFAS Online."
	case like != "":
		return nearlyAnID(s.argument("userId"), like)
	case strings.Contains(id, "@"):
		return "userId is an e-mail address, and this service wants the id of the user.", "Send the id of the user in Profit, 12345.name on AFAS Online; the e-mail goes to the address that Profit has on record."
	case !strings.Contains(id, ".") && s.hostNumber() != "":
		return "userId lacks the number with which ids on AFAS Online begin.", "Send it as " + s.hostNumber() + ".name."
	}
	return "", ""
}}

// nearlyAnID says why an id was not taken for that of the user whom it is but for its casing and what stands around it. Which of them count
// is a matter of settings; since the user was unknown, one of those that are there does.
func nearlyAnID(id, recorded string) (seen, remedy string) {
	trimmed := strings.Trim(id, " \t\r\n") // as Profit's mock does; other blanks count
	bare := strings.TrimSpace(id)
	switch {
	case bare != trimmed:
		return "userId has a blank around it that is not taken off, such as a no-break space.", "Type the id anew instead of copying it."
	case bare == recorded:
		return "userId has blanks around it, which count here.", "Take the blanks off, or in the mock leave the setting trimParameters on."
	case trimmed == id:
		return "userId differs from the user's id, " + quoted(recorded) + ", by its casing, which counts here.", "Send the id as Profit has it, or in the mock set userIdCase: ignored."
	}
	return "userId differs from the user's id, " + quoted(recorded) + ", by its casing and by blanks around it, of which one counts here, or both.",
		"Send the id as Profit has it, or in the mock leave the settings userIdCase and trimParameters as they are by default."
}
