package tenant

import (
	"errors"
	"fmt"
	"strings"

	"profitbdd/mockprofit/control"
)

// ErrTaken is the error when an environment is to be created that is there
// already.
var ErrTaken = errors.New("there is an environment with this code already")

// Create makes an environment that is not there yet and returns its code. What
// the document leaves out is made up, so that a test needs one call: the code,
// keys, and, where it has no users, user groups and app connectors at all, one of
// each, the user a member of the group, the app connector unblocked. The error
// wraps [ErrTaken], or is one of Put's; nothing was changed then.
func (t *Tenants) Create(document control.Environment) (code string, err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if document.Code == "" {
		document.Code = t.unusedCode()
	}
	settings, problems := check(document) // of what was sent: nobody is told of mistakes in what is made up
	if len(problems) > 0 {
		return "", &Invalid{Problems: problems}
	}
	if _, taken := t.owned[document.Code]; taken {
		return "", fmt.Errorf("%w: %s; put or patch it, or leave the code out to get another", ErrTaken, document.Code)
	}
	if len(document.Users)+len(document.UserGroups)+len(document.AppConnectors) == 0 {
		furnish(&document)
	}
	_, err = t.put(document, settings)
	return document.Code, err
}

// unusedCode returns the code of a production environment that is not there.
// The lock is held.
func (t *Tenants) unusedCode() string {
	for {
		digits := t.options.Random.Digits(8)
		code := "O" + digits[:6] + string([]byte{'A' + digits[6] - '0', 'A' + digits[7] - '0'})
		if _, taken := t.owned[code]; !taken {
			return code
		}
	}
}

// furnish gives a document one user, in one user group, who may use one app
// connector. The user's address is used in no other environment, so that a test
// finds its e-mail at a mail server that is shared.
func furnish(document *control.Environment) {
	number := strings.Trim(document.Code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	user := number + ".jansen"
	open := false
	document.Users = []control.User{{ID: user, Name: "Anna Jansen", Email: "jansen@" + strings.ToLower(document.Code) + ".example.com"}}
	document.UserGroups = []control.UserGroup{{ID: "koppelingen", Members: []string{user}}}
	document.AppConnectors = []control.AppConnector{{ID: "crm", Description: "CRM-koppeling", Blocked: &open, UserGroup: "koppelingen"}}
}
