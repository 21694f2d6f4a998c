package mockprofit

import (
	"errors"
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

// CheckSetting returns what is wrong with a setting that is given as text, nil
// when [ParseSetting] makes something of it that a server takes.
func CheckSetting(name, text string) error {
	_, problems := tenant.ReadSettings(control.Settings{name: ParseSetting(name, text)})
	if len(problems) == 0 {
		return nil
	}
	return errors.New(problems[0].Message)
}

// Environment returns an environment as it is now, as GET
// /environments/{code}?reveal=true does: its keys are in clear, those that were
// generated too. The error tells that there is none with the code.
func (s *Server) Environment(code string) (control.Environment, error) {
	found, err := s.tenants.Find(code)
	if err != nil {
		return control.Environment{}, err
	}
	return found.Document(), nil
}

// UndeliveredError is what [Server.Close] returns when e-mails were left that
// no mail server took.
type UndeliveredError = mail.UndeliveredError
