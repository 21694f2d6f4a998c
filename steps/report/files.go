package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Names of the files that WriteFiles writes.
const (
	JUnitFile    = "junit.xml"
	CucumberFile = "cucumber.json"
)

// WriteFiles writes the reports of a run, finished or not, to a folder, which is made if need be, and returns their
// paths. A file is replaced at once, so that a reader never finds half of it.
func WriteFiles(folder string, run Run) ([]string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("writing reports: %w", err)
	}
	var written []string
	for _, file := range []struct {
		name  string
		write func(io.Writer, Run) error
	}{{JUnitFile, WriteJUnit}, {CucumberFile, WriteCucumberJSON}} {
		var text bytes.Buffer
		if err := file.write(&text, run); err != nil {
			return written, err
		}
		path := filepath.Join(folder, file.name)
		if err := replace(path, text.Bytes()); err != nil {
			return written, fmt.Errorf("writing reports: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}

// RemoveFiles removes the reports of an earlier run from a folder, if there are any.
func RemoveFiles(folder string) error {
	var problems []error
	for _, name := range []string{JUnitFile, CucumberFile} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, fmt.Errorf("removing the report of an earlier run: %w", err))
		}
	}
	return errors.Join(problems...)
}

func replace(path string, text []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // another run may be writing the same report
	if err != nil {
		return err
	}
	_, err = draft.Write(text)
	if err = errors.Join(err, draft.Chmod(0o644), draft.Close()); err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return nil
}
