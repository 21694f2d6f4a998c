package selection

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Fields splits what a user typed, say in a make variable, into locations: separated by blanks, commas or both.
func Fields(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
}

// location is a folder or a file below the features' root, of a file perhaps some lines only.
type location struct {
	path  string
	lines []int
}

// parseLocation reads `path`, `path:line` or, as Cucumber has it, `path:line:line`.
func parseLocation(given string) (location, error) {
	parts := strings.Split(given, ":")
	result := location{path: path.Clean(strings.TrimSpace(parts[0]))}
	if parts[0] == "" {
		return location{}, fmt.Errorf("%q names no file: expected path or path:line", given)
	}
	if !fs.ValidPath(result.path) {
		return location{}, fmt.Errorf("%q lies outside: give a path relative to the folder that holds the features, such as features or features/wire/soap.feature:12", given)
	}
	for _, part := range parts[1:] {
		line, err := strconv.Atoi(part)
		if err != nil || line < 1 {
			return location{}, fmt.Errorf("%q: %q is no line number: expected path:line, lines count from 1", given, part)
		}
		result.lines = append(result.lines, line)
	}
	return result, nil
}

// inventory says which feature files there are, for an error about one that isn't: those of the same name first,
// else those of the nearest folder that exists.
func inventory(features fs.FS, missing string) string {
	var namesakes, neighbours []string
	folder := path.Dir(missing)
	for folder != "." {
		if info, err := fs.Stat(features, folder); err == nil && info.IsDir() {
			break
		}
		folder = path.Dir(folder)
	}
	for _, file := range featureFiles(features, ".") {
		if strings.TrimSuffix(path.Base(file), extension) == strings.TrimSuffix(path.Base(missing), extension) {
			namesakes = append(namesakes, file)
		}
		if folder == "." || strings.HasPrefix(file, folder+"/") {
			neighbours = append(neighbours, file)
		}
	}
	switch {
	case len(namesakes) > 0:
		return "did you mean " + listed(namesakes, " or ") + "?"
	case len(neighbours) > 0:
		return "there are " + listed(neighbours, ", ")
	}
	return "there are no feature files at all"
}

// featureFiles returns the feature files below a folder in lexical order; what can't be read is left out.
func featureFiles(features fs.FS, folder string) []string {
	var files []string
	_ = fs.WalkDir(features, folder, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case entry.IsDir() && file != folder && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.IsDir() && strings.HasSuffix(file, extension):
			files = append(files, file)
		}
		return nil
	})
	slices.Sort(files)
	return files
}

func listed(items []string, separator string) string {
	const most = 10
	if len(items) > most {
		return strings.Join(items[:most], separator) + fmt.Sprintf(" and %d more", len(items)-most)
	}
	return strings.Join(items, separator)
}
