// Package environmentfile reads environments from YAML files, strictly: what
// is wrong is reported with file and line, all of it at once, and nothing is
// taken from a file that is wrong.
package environmentfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"profitbdd/mockprofit/control"
)

// largestFile bounds a file, in bytes.
const largestFile = 64 << 20

// Check returns what is wrong with a document.
type Check func(control.Environment) []control.Problem

// Mistake is one thing wrong in a file.
type Mistake struct {
	File    string
	Line    int    // counted from 1; 0 when the whole file is meant
	Field   string // such as users[0].email; may be empty
	Message string
}

func (m *Mistake) Error() string {
	var text strings.Builder
	text.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&text, ":%d", m.Line)
	}
	text.WriteString(": ")
	if m.Field != "" {
		text.WriteString(m.Field + ": ")
	}
	text.WriteString(m.Message)
	return text.String()
}

// Folder reads every *.yaml file at the root of a folder, in
// alphabetical order. Shown is the folder's name in errors. The error joins a
// [*Mistake] for each thing wrong; a folder without such a file is one, since
// it is more likely a mistyped name than meant.
func Folder(folder fs.FS, shown string, check Check) ([]control.Environment, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, fmt.Errorf("read the folder of environments: %w", err)
	}
	var environments []control.Environment
	var mistakes []error
	origin := make(map[string]string)
	for _, entry := range entries {
		if extension := path.Ext(entry.Name()); entry.IsDir() || extension != ".yaml" {
			continue
		}
		name := path.Join(shown, entry.Name())
		environment, err := file(folder, entry.Name(), name, check)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		if other, taken := origin[environment.Code]; taken {
			mistakes = append(mistakes, &Mistake{File: name, Field: "code", Message: fmt.Sprintf("environment %s stands in %s already; codes are unique", environment.Code, other)})
			continue
		}
		origin[environment.Code] = name
		environments = append(environments, environment)
	}
	if len(environments) == 0 && len(mistakes) == 0 {
		return nil, &Mistake{File: shown, Message: "expected at least one environment in a file *.yaml, found none"}
	}
	return environments, errors.Join(mistakes...)
}

func file(folder fs.FS, name, shown string, check Check) (control.Environment, error) {
	opened, err := folder.Open(name)
	if err != nil {
		return control.Environment{}, &Mistake{File: shown, Message: err.Error()}
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, largestFile+1))
	if err != nil {
		return control.Environment{}, &Mistake{File: shown, Message: err.Error()}
	}
	if len(content) > largestFile {
		return control.Environment{}, &Mistake{File: shown, Message: fmt.Sprintf("expected at most %d bytes", largestFile)}
	}
	return Read(content, shown, check)
}

// Read reads one environment from YAML. Name is the file's name in errors. The
// error joins a [*Mistake] for each thing wrong.
func Read(content []byte, name string, check Check) (control.Environment, error) {
	var environment control.Environment
	tree, err := parser.ParseBytes(content, 0)
	if err != nil {
		return environment, mistake(name, err)
	}
	if documents := slices.DeleteFunc(slices.Clone(tree.Docs), func(d *ast.DocumentNode) bool { return d.Body == nil }); len(documents) != 1 {
		return environment, &Mistake{File: name, Message: fmt.Sprintf("expected one environment, found %d YAML documents", len(documents))}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content), yaml.Strict())
	if err := decoder.Decode(&environment); err != nil {
		return environment, mistake(name, err)
	}
	var mistakes []error
	for _, problem := range check(environment) {
		mistakes = append(mistakes, &Mistake{
			File: name, Line: line(tree, problem.Path), Field: problem.Field(), Message: problem.Message,
		})
	}
	return environment, errors.Join(mistakes...)
}

// mistake turns an error of the YAML library into one with file and line.
func mistake(name string, err error) *Mistake {
	result := &Mistake{File: name, Message: err.Error()}
	var positioned yaml.Error
	if errors.As(err, &positioned) {
		result.Message = positioned.GetMessage()
		if token := positioned.GetToken(); token != nil && token.Position != nil {
			result.Line = token.Position.Line
		}
	}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		result.Message += "; see the README for the fields of an environment"
	}
	return result
}

// line finds where a field stands: its own line, or that of the nearest thing
// around it when the field is missing.
func line(tree *ast.File, fieldPath []any) int {
	for length := len(fieldPath); length > 0; length-- {
		builder := (&yaml.PathBuilder{}).Root()
		for _, part := range fieldPath[:length] {
			switch part := part.(type) {
			case int:
				builder = builder.Index(uint(part))
			case string:
				builder = builder.Child(part)
			}
		}
		if node, err := builder.Build().FilterFile(tree); err == nil && node != nil {
			return firstLine(node)
		}
	}
	return 1
}

// firstLine returns the line on which a node starts. The token of a mapping is
// its first colon, which stands on the line of its first key.
func firstLine(node ast.Node) int {
	if token := node.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 1
}
