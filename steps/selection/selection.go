// Package selection decides which scenarios a run executes: by place (folders, files, lines), by Cucumber tag
// expression, or because they failed last time.
//
// It works over an fs.FS, so that feature files on disk and embedded ones are chosen from alike, and hands godog the
// very text it has counted, not paths to be read a second time. Nothing here keeps state.
package selection

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/cucumber/godog"
)

// Folder is where features are looked for when no location is given.
const Folder = "features"

// Request is what a user asks for. Its zero value asks for everything below Folder.
type Request struct {
	// Locations are `folder`, `file.feature`, `file.feature:line` or `file.feature:line:line`, relative to the root of
	// the file system. A line selects the scenario it lies in: a row of an Examples table that row alone; a line of
	// the outline, of an Examples header, a rule or the feature itself all scenarios in it. Locations may overlap.
	Locations []string
	// Tags is a Cucumber tag expression; the empty one selects all.
	Tags string
}

// Scenario is one scenario of a selection; each row of an outline is one.
type Scenario struct {
	Path string   // of the feature file, slash-separated, relative to the root
	Line int      // of the `Scenario:` keyword, or of the row
	Name string   // as executed, placeholders filled in
	Tags []string // with their `@`, inherited ones included
}

// String returns `path:line`, by which the scenario can be requested again.
func (s Scenario) String() string { return fmt.Sprintf("%s:%d", s.Path, s.Line) }

// Selection is what was found for a Request: at least one scenario.
type Selection struct {
	// Scenarios are in the order of the files' paths, then of their lines.
	Scenarios []Scenario
	tags      Tags
	contents  []godog.Feature
}

// Select finds the scenarios asked for. It is an error, and says what there is instead, when a location leads to no
// scenario, a file is not valid Gherkin, the tag expression can't be read, or nothing at all is selected.
func Select(features fs.FS, request Request) (*Selection, error) {
	tags, err := ParseTags(request.Tags)
	if err != nil {
		return nil, err
	}
	chosen := choice{features: features, files: map[string]*chosenFile{}}
	locations := request.Locations
	if len(locations) == 0 {
		locations = []string{Folder}
	}
	var problems []error
	for _, given := range locations {
		problems = append(problems, chosen.add(given))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return chosen.selection(tags)
}

// Apply makes a suite run the selection, and nothing else, on one godog run.
func (s *Selection) Apply(options *godog.Options) {
	options.Tags = s.tags.Filter()
	options.Paths = nil
	options.FeatureContents = s.contents
}

// Files returns the number of scenarios by feature path.
func (s *Selection) Files() map[string]int {
	files := map[string]int{}
	for _, scenario := range s.Scenarios {
		files[scenario.Path]++
	}
	return files
}

// choice gathers, file by file, the lines of the scenarios that were asked for.
type choice struct {
	features fs.FS
	files    map[string]*chosenFile
}

type chosenFile struct {
	*feature
	lines map[int]bool // of chosen scenarios
}

func (c *choice) add(given string) error {
	location, err := parseLocation(given)
	if err != nil {
		return err
	}
	info, err := fs.Stat(c.features, location.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s does not exist; %s", location.path, inventory(c.features, location.path))
	case err != nil:
		return fmt.Errorf("%s: %w", location.path, err)
	case info.IsDir():
		return c.addFolder(location)
	case !strings.HasSuffix(location.path, extension):
		return fmt.Errorf("%s is not a feature file (*%s); %s", location.path, extension, inventory(c.features, location.path))
	}
	file, err := c.file(location.path)
	if err != nil {
		return err
	}
	if len(location.lines) == 0 {
		return file.choose(given, block{first: 1, last: file.length()})
	}
	for _, line := range location.lines {
		if line > file.length() {
			return fmt.Errorf("%s: the file has %d lines; %s", given, file.length(), file.contents())
		}
		if err := file.choose(given, file.at(line)); err != nil {
			return err
		}
	}
	return nil
}

func (c *choice) addFolder(folder location) error {
	if len(folder.lines) > 0 {
		return fmt.Errorf("%s is a folder and has no line %d", folder.path, folder.lines[0])
	}
	files := featureFiles(c.features, folder.path)
	if len(files) == 0 {
		return fmt.Errorf("%s holds no feature file; %s", folder.path, inventory(c.features, folder.path))
	}
	for _, path := range files {
		file, err := c.file(path)
		if err != nil {
			return err
		}
		// A file that can't fail would drop out of the run without a word.
		if err := file.choose(path, block{first: 1, last: file.length()}); err != nil {
			return err
		}
	}
	return nil
}

func (c *choice) file(path string) (*chosenFile, error) {
	if file, known := c.files[path]; known {
		return file, nil
	}
	feature, err := readFeature(c.features, path)
	if err != nil {
		return nil, err
	}
	c.files[path] = &chosenFile{feature: feature, lines: map[int]bool{}}
	return c.files[path], nil
}

// choose adds the scenarios of a block, which the given location led to.
func (f *chosenFile) choose(given string, block block) error {
	found := false
	for _, scenario := range f.scenarios {
		if block.first <= scenario.Line && scenario.Line <= block.last {
			f.lines[scenario.Line], found = true, true
		}
	}
	if !found {
		return fmt.Errorf("%s leads to no scenario; %s", given, f.contents())
	}
	return nil
}

// contents lists the scenarios there are, for an error about one that isn't.
func (f *feature) contents() string {
	if len(f.scenarios) == 0 {
		return "the file holds no scenario"
	}
	var scenarios []string
	for _, scenario := range f.scenarios {
		scenarios = append(scenarios, fmt.Sprintf("%d (%s)", scenario.Line, scenario.Name))
	}
	return "it has scenarios at " + listed(scenarios, ", ")
}

func (c *choice) selection(tags Tags) (*Selection, error) {
	result, considered := &Selection{tags: tags}, 0
	for _, file := range c.files {
		before := len(result.Scenarios)
		for _, scenario := range file.scenarios {
			if file.lines[scenario.Line] {
				considered++
				if tags.Match(scenario.Tags) {
					result.Scenarios = append(result.Scenarios, scenario)
				}
			}
		}
		if len(result.Scenarios) > before {
			result.contents = append(result.contents, godog.Feature{Name: file.path, Contents: file.excerpt(file.lines)})
		}
	}
	switch {
	case considered == 0:
		return nil, fmt.Errorf("nothing selected: there is no scenario in %s", listed(slices.Sorted(maps.Keys(c.files)), ", "))
	case len(result.Scenarios) == 0:
		return nil, fmt.Errorf("nothing selected: tags %q leave none of the %d scenarios in %d feature files", tags, considered, len(c.files))
	}
	slices.SortFunc(result.Scenarios, func(a, b Scenario) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), a.Line-b.Line)
	})
	slices.SortFunc(result.contents, func(a, b godog.Feature) int { return strings.Compare(a.Name, b.Name) })
	return result, nil
}
