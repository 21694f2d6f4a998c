package selection

import (
	"bytes"
	"fmt"
	"io/fs"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
)

// extension is what godog, too, knows a feature file by.
const extension = ".feature"

// feature is a parsed file: its scenarios, and the blocks through which a line leads to them.
type feature struct {
	path      string
	text      []byte
	scenarios []Scenario // by line; a row of an outline is one
	blocks    []block    // outer before inner
}

// block is a stretch of lines, the last one included, that stands for all scenarios in it.
type block struct {
	first, last int
	kind        blockKind
}

type blockKind int

const (
	wholeFeature blockKind = iota
	ruleBlock
	scenarioBlock
	examplesBlock
	rowBlock
)

func readFeature(features fs.FS, path string) (*feature, error) {
	text, err := fs.ReadFile(features, path)
	if err != nil {
		return nil, fmt.Errorf("reading feature file: %w", err)
	}
	newID := (&messages.Incrementing{}).NewId
	document, err := gherkin.ParseGherkinDocument(bytes.NewReader(text), newID)
	if err != nil {
		return nil, fmt.Errorf("%s is not valid Gherkin: %w", path, err)
	}
	result := &feature{path: path, text: text}
	if document.Feature == nil {
		return result, nil
	}
	lines := &outline{feature: result, lineOf: map[string]int{}}
	lines.walk(document.Feature)
	for _, pickle := range gherkin.Pickles(*document, path, newID) {
		scenario := Scenario{Path: path, Name: pickle.Name}
		// The last node is the row of an outline, or else the scenario itself.
		scenario.Line = lines.lineOf[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]]
		for _, tag := range pickle.Tags {
			scenario.Tags = append(scenario.Tags, tag.Name)
		}
		result.scenarios = append(result.scenarios, scenario)
	}
	return result, nil
}

// length returns the number of lines; a line break at the end starts no other line.
func (f *feature) length() int {
	lines := bytes.Count(f.text, []byte("\n"))
	if len(f.text) > 0 && !bytes.HasSuffix(f.text, []byte("\n")) {
		lines++
	}
	return lines
}

// at returns the innermost block that holds a line of the file.
func (f *feature) at(line int) block {
	found := block{first: 1, last: f.length()}
	for _, candidate := range f.blocks {
		if candidate.first <= line && line <= candidate.last {
			found = candidate
		}
	}
	return found
}

// outline collects the blocks of a feature.
type outline struct {
	feature *feature
	lineOf  map[string]int // of scenarios and rows, by their id in the document
}

func (o *outline) walk(document *messages.Feature) {
	o.add(wholeFeature, 1, o.feature.length())
	end := o.feature.length()
	for i, child := range document.Children {
		last := end
		if i+1 < len(document.Children) {
			last = firstLine(document.Children[i+1]) - 1
		}
		switch {
		case child.Rule != nil:
			o.rule(child.Rule, last)
		case child.Scenario != nil:
			o.scenario(child.Scenario, last)
		}
	}
}

func (o *outline) rule(rule *messages.Rule, last int) {
	o.add(ruleBlock, tagged(rule.Tags, rule.Location), last)
	for i, child := range rule.Children {
		end := last
		if i+1 < len(rule.Children) && rule.Children[i+1].Scenario != nil {
			next := rule.Children[i+1].Scenario
			end = tagged(next.Tags, next.Location) - 1
		}
		if child.Scenario != nil {
			o.scenario(child.Scenario, end)
		}
	}
}

func (o *outline) scenario(scenario *messages.Scenario, last int) {
	o.lineOf[scenario.Id] = int(scenario.Location.Line)
	o.add(scenarioBlock, tagged(scenario.Tags, scenario.Location), last)
	for i, examples := range scenario.Examples {
		end := last
		if i+1 < len(scenario.Examples) {
			next := scenario.Examples[i+1]
			end = tagged(next.Tags, next.Location) - 1
		}
		o.add(examplesBlock, tagged(examples.Tags, examples.Location), end)
		for _, row := range examples.TableBody {
			line := int(row.Location.Line)
			o.lineOf[row.Id] = line
			o.add(rowBlock, line, line)
		}
	}
}

func (o *outline) add(kind blockKind, first, last int) {
	o.feature.blocks = append(o.feature.blocks, block{kind: kind, first: first, last: last})
}

func firstLine(child *messages.FeatureChild) int {
	switch {
	case child.Rule != nil:
		return tagged(child.Rule.Tags, child.Rule.Location)
	case child.Scenario != nil:
		return tagged(child.Scenario.Tags, child.Scenario.Location)
	default:
		return int(child.Background.Location.Line)
	}
}

// tagged returns the line an element begins at: its first tag's, or else its own.
func tagged(tags []*messages.Tag, location *messages.Location) int {
	if len(tags) > 0 {
		return int(tags[0].Location.Line)
	}
	return int(location.Line)
}
