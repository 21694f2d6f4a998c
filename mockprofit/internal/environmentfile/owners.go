package environmentfile

import "fmt"

// owners are the codes and keys of the files read so far, which no two
// environments of a server may share, each with where it stands.
type owners map[owned]owner

type owned struct{ kind, value string }

// owner is where a code or key stands; within its own file the check of the
// document tells what is there twice.
type owner struct{ file, at string }

// add takes the codes and keys of a document and returns a [*Mistake] for each
// that another file has already.
func (o owners) add(d document) []error {
	mistakes := o.take(d, owned{"code", d.Code}, "environment "+d.Code+" stands in %s already; codes are unique", "code")
	mistakes = append(mistakes, o.take(d, owned{"environment key", d.EnvironmentKey},
		"is the environment key at %s already; environment keys are unique", "environmentKey")...)
	for i, connector := range d.AppConnectors {
		mistakes = append(mistakes, o.take(d, owned{"API key", connector.APIKey},
			"is the API key at %s already; API keys are unique", "appConnectors", i, "apiKey")...)
	}
	return mistakes
}

func (o owners) take(d document, what owned, message string, path ...any) []error {
	if what.value == "" {
		return nil
	}
	first, taken := o[what]
	if !taken {
		o[what] = owner{d.file, d.at(path...)}
		return nil
	}
	if first.file == d.file {
		return nil
	}
	return []error{&Mistake{File: d.file, Line: d.shape.line(path), Field: field(path), Message: fmt.Sprintf(message, first.at)}}
}
