package selection

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrNothingFailed says that there is nothing to run again: the last run had no failure, or there was none.
var ErrNothingFailed = errors.New("nothing failed last time")

// WriteFailed writes the list of scenarios (`path:line`) that a later run can repeat, one a line, to a file whose
// folder is made if need be. An empty list is written too: it says that nothing failed. The file is replaced at once,
// so that an interrupted run leaves either list whole.
func WriteFailed(file string, locations []string) (err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("re-run list: %w", err)
	}
	draft, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("re-run list: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(draft.Name())
			err = fmt.Errorf("re-run list: %w", err)
		}
	}()
	for _, location := range locations {
		if _, err := fmt.Fprintln(draft, location); err != nil {
			return errors.Join(err, draft.Close())
		}
	}
	if err := errors.Join(draft.Chmod(0o644), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), file)
}

// ReadFailed reads a list that WriteFailed wrote. The error wraps ErrNothingFailed when the list is missing or empty.
func ReadFailed(file string) ([]string, error) {
	list, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no list %s; run without RERUN first", ErrNothingFailed, file)
	}
	if err != nil {
		return nil, fmt.Errorf("re-run list: %w", err)
	}
	defer list.Close()
	var locations []string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			locations = append(locations, line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("re-run list %s: %w", file, err)
	}
	if len(locations) == 0 {
		return nil, fmt.Errorf("%w: the list %s is empty", ErrNothingFailed, file)
	}
	return locations, nil
}

// Again selects the listed scenarios, those of them that satisfy the tag expression. Locations at which no scenario
// starts any more, because files have changed since, are returned as gone, each with the reason; it is an error when
// nothing else is left.
func Again(features fs.FS, locations []string, expression string) (selection *Selection, gone []error, err error) {
	tags, err := ParseTags(expression)
	if err != nil {
		return nil, nil, err
	}
	chosen := choice{features: features, files: map[string]*chosenFile{}}
	left := 0
	for _, given := range locations {
		if err := chosen.addExactly(given); err != nil {
			gone = append(gone, err)
			continue
		}
		left++
	}
	if left == 0 {
		return nil, gone, fmt.Errorf("%w that is still there: %w", ErrNothingFailed, errors.Join(gone...))
	}
	selection, err = chosen.selection(tags)
	return selection, gone, err
}

// addExactly is for locations this package wrote itself: a line that lies within a scenario, but isn't its own, is
// some other scenario than the one that was meant.
func (c *choice) addExactly(given string) error {
	location, err := parseLocation(given)
	if err != nil {
		return err
	}
	if len(location.lines) != 1 {
		return fmt.Errorf("%q: expected path:line", given)
	}
	if _, err := fs.Stat(c.features, location.path); err != nil {
		return fmt.Errorf("%s: the file is gone; %s", given, inventory(c.features, location.path))
	}
	file, err := c.file(location.path)
	if err != nil {
		return err
	}
	for _, scenario := range file.scenarios {
		if scenario.Line == location.lines[0] {
			file.lines[scenario.Line] = true
			return nil
		}
	}
	return fmt.Errorf("%s: no scenario starts at this line any more; %s", given, file.contents())
}
