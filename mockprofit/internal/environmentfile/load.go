// Package environmentfile reads environments from YAML files, strictly: what
// is wrong is reported with file and line, all of it at once, and nothing is
// taken from a file that is wrong.
package environmentfile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"profitbdd/mockprofit/control"
)

// largestFile bounds a file, in bytes, and deepest how many brackets may be open
// in it: the parser takes a multiple of both in memory. An environment needs two.
const (
	largestFile = 16 << 20
	deepest     = 100
)

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

// document is an environment and where its fields stand.
type document struct {
	control.Environment
	file  string
	shape *shape
}

// at tells where a field stands: file and line.
func (d document) at(path ...any) string { return fmt.Sprintf("%s:%d", d.file, d.shape.line(path)) }

// Folder reads every *.yaml file at the root of a folder, in
// alphabetical order. Shown is the folder's name in errors. The error joins a
// [*Mistake] for each thing wrong, codes and keys that two files share
// included; a folder without such a file is one, since it is more likely a
// mistyped name than meant.
func Folder(folder fs.FS, shown string, check Check) ([]control.Environment, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, fmt.Errorf("read the folder of environments: %w", err)
	}
	var environments []control.Environment
	var mistakes []error
	taken := make(owners)
	for _, entry := range entries {
		if extension := path.Ext(entry.Name()); entry.IsDir() || extension != ".yaml" {
			continue
		}
		read, err := file(folder, entry.Name(), path.Join(shown, entry.Name()), check)
		if err != nil {
			mistakes = append(mistakes, err)
		}
		mistakes = append(mistakes, taken.add(read)...)
		environments = append(environments, read.Environment)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	if len(environments) == 0 {
		return nil, &Mistake{File: shown, Message: "expected at least one environment in a file *.yaml, found none"}
	}
	return environments, nil
}

func file(folder fs.FS, name, shown string, check Check) (document, error) {
	opened, err := folder.Open(name)
	if err != nil {
		return document{}, &Mistake{File: shown, Message: err.Error()}
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, largestFile+1))
	if err != nil {
		return document{}, &Mistake{File: shown, Message: err.Error()}
	}
	if len(content) > largestFile {
		return document{}, &Mistake{File: shown, Message: fmt.Sprintf("expected at most %d bytes", largestFile)}
	}
	return read(content, shown, check)
}

// Read reads one environment from YAML. Name is the file's name in errors. The
// error joins a [*Mistake] for each thing wrong, in the order of lines.
func Read(content []byte, name string, check Check) (control.Environment, error) {
	document, err := read(content, name, check)
	return document.Environment, err
}

// tooDeep looks for more open brackets than there is any use for, and tells the
// line. Those in texts count too, which keeps it simple and does no harm.
func tooDeep(content []byte) (line int, deep bool) {
	line, open := 1, 0
	for _, c := range content {
		switch c {
		case '\n':
			line++
		case '[', '{':
			open++
		case ']', '}':
			open--
		}
		if open > deepest {
			return line, true
		}
	}
	return 0, false
}

func read(content []byte, name string, check Check) (document, error) {
	if line, deep := tooDeep(content); deep {
		return document{}, &Mistake{File: name, Line: line, Message: fmt.Sprintf("expected at most %d brackets within each other", deepest)}
	}
	tree, err := parser.ParseBytes(content, 0)
	if err != nil {
		return document{}, mistake(name, err)
	}
	documents := slices.DeleteFunc(slices.Clone(tree.Docs), func(d *ast.DocumentNode) bool { return d.Body == nil })
	if len(documents) != 1 {
		return document{}, &Mistake{File: name, Message: fmt.Sprintf("expected one environment, found %d YAML documents", len(documents))}
	}
	result := document{file: name, shape: shapeOf(name, documents[0].Body, reflect.TypeFor[control.Environment]())}
	mistakes := result.shape.mistakes
	if result.shape.root == nil {
		return result, mistakes[0]
	}
	if err := yaml.NodeToValue(result.shape.root, &result.Environment); err == nil {
		for _, problem := range check(result.Environment) {
			if !result.shape.spoilt(problem.Path) {
				mistakes = append(mistakes, &Mistake{
					File: name, Line: result.shape.line(problem.Path), Field: problem.Field(), Message: problem.Message,
				})
			}
		}
	} else if len(mistakes) == 0 { // else it is their consequence
		mistakes = append(mistakes, mistake(name, err))
	}
	slices.SortStableFunc(mistakes, func(a, b *Mistake) int { return cmp.Compare(a.Line, b.Line) })
	joined := make([]error, len(mistakes))
	for i, one := range mistakes {
		joined[i] = one
	}
	return result, errors.Join(joined...)
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
	return result
}
