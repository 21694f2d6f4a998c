package mockprofit

import (
	"io/fs"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/environmentfile"
	"profitbdd/mockprofit/internal/mail"
	"profitbdd/mockprofit/internal/tenant"
)

// LoadEnvironments reads every *.yaml file of a folder as an environment,
// strictly. Shown is the folder's name in errors. The error tells all that is
// wrong, with file and line.
func LoadEnvironments(folder fs.FS, shown string) ([]control.Environment, error) {
	return environmentfile.Folder(folder, shown, tenant.Check)
}

// ParseSetting gives the text of a setting the type that [control.Settings]
// want, by the setting's own type. Whether it is allowed is checked where it is
// used.
func ParseSetting(name, text string) any { return tenant.ParseSetting(name, text) }

// UndeliveredError is what [Server.Close] returns when e-mails were left that
// no mail server took.
type UndeliveredError = mail.UndeliveredError
