package report

import (
	"regexp"
	"strings"

	messages "github.com/cucumber/messages/go/v21"
)

// document finds the source of what is executed: godog's scenarios ("pickles") and steps know it by id only.
type document struct {
	feature   Feature // without scenarios
	scenarios map[string]scenarioNode
	rows      map[string]rowNode
	steps     map[string]stepNode
	tags      map[string]Tag
}

type scenarioNode struct {
	*messages.Scenario
	rule       string
	background *Background // the feature's, else the rule's
}

type rowNode struct {
	line    int
	example Example
}

type stepNode struct {
	*messages.Step
	background bool
}

// lineSuffix is what godog appends to the path of a feature that was chosen by `path:line`.
var lineSuffix = regexp.MustCompile(`:\d+$`)

func pathOf(uri string) string { return lineSuffix.ReplaceAllString(uri, "") }

func newDocument(source *messages.GherkinDocument) *document {
	result := &document{
		scenarios: map[string]scenarioNode{},
		rows:      map[string]rowNode{},
		steps:     map[string]stepNode{},
		tags:      map[string]Tag{},
	}
	result.feature.Path = pathOf(source.Uri)
	feature := source.Feature
	if feature == nil {
		return result
	}
	result.feature.Line = lineOf(feature.Location)
	result.feature.Keyword = feature.Keyword
	result.feature.Name = feature.Name
	result.feature.Description = strings.TrimSpace(feature.Description)
	result.feature.Tags = result.addTags(feature.Tags)

	var background *Background
	for _, child := range feature.Children {
		switch {
		case child.Background != nil:
			background = result.addBackground(child.Background)
		case child.Scenario != nil:
			result.addScenario(child.Scenario, "", background)
		case child.Rule != nil:
			result.addRule(child.Rule, background)
		}
	}
	return result
}

func (d *document) addRule(rule *messages.Rule, background *Background) {
	d.addTags(rule.Tags)
	for _, child := range rule.Children {
		switch {
		case child.Background != nil:
			if own := d.addBackground(child.Background); background == nil {
				background = own
			}
		case child.Scenario != nil:
			d.addScenario(child.Scenario, rule.Name, background)
		}
	}
}

func (d *document) addBackground(background *messages.Background) *Background {
	d.addSteps(background.Steps, true)
	return &Background{
		Line:        lineOf(background.Location),
		Keyword:     background.Keyword,
		Name:        background.Name,
		Description: strings.TrimSpace(background.Description),
	}
}

func (d *document) addScenario(scenario *messages.Scenario, rule string, background *Background) {
	d.scenarios[scenario.Id] = scenarioNode{Scenario: scenario, rule: rule, background: background}
	d.addTags(scenario.Tags)
	d.addSteps(scenario.Steps, false)
	for _, examples := range scenario.Examples {
		d.addTags(examples.Tags)
		for i, row := range examples.TableBody {
			example := Example{Table: examples.Name, Row: i + 1}
			for column, cell := range row.Cells {
				example.Cells = append(example.Cells, Cell{Name: examples.TableHeader.Cells[column].Value, Value: cell.Value})
			}
			d.rows[row.Id] = rowNode{line: lineOf(row.Location), example: example}
		}
	}
}

func (d *document) addSteps(steps []*messages.Step, background bool) {
	for _, step := range steps {
		d.steps[step.Id] = stepNode{Step: step, background: background}
	}
}

func (d *document) addTags(source []*messages.Tag) []Tag {
	var result []Tag
	for _, tag := range source {
		d.tags[tag.Id] = Tag{Name: tag.Name, Line: lineOf(tag.Location)}
		result = append(result, d.tags[tag.Id])
	}
	return result
}

// scenario returns what is to be executed, with no outcome yet.
func (d *document) scenario(pickle *messages.Pickle) *Scenario {
	result := &Scenario{Path: pathOf(pickle.Uri), Name: pickle.Name}
	for _, id := range pickle.AstNodeIds {
		if node, found := d.scenarios[id]; found {
			result.Line = lineOf(node.Location)
			result.Keyword = node.Keyword
			result.Description = strings.TrimSpace(node.Description)
			result.Rule = node.rule
			result.Background = node.background
		}
		if row, found := d.rows[id]; found {
			result.Line = row.line
			result.Example = &row.example
		}
	}
	for _, tag := range pickle.Tags {
		result.Tags = append(result.Tags, Tag{Name: tag.Name, Line: d.tags[tag.AstNodeId].Line})
	}
	for _, step := range pickle.Steps {
		result.Steps = append(result.Steps, d.step(step))
	}
	return result
}

func (d *document) step(pickle *messages.PickleStep) Step {
	result := Step{Text: pickle.Text}
	var source stepNode
	for _, id := range pickle.AstNodeIds {
		if node, found := d.steps[id]; found {
			source = node
			result.Line, result.Keyword, result.Background = lineOf(node.Location), node.Keyword, node.background
		}
	}
	if pickle.Argument == nil {
		return result
	}
	if text := pickle.Argument.DocString; text != nil {
		result.DocString = &DocString{MediaType: text.MediaType, Content: text.Content}
		if source.Step != nil && source.DocString != nil {
			result.DocString.Line = lineOf(source.DocString.Location)
		}
	}
	if table := pickle.Argument.DataTable; table != nil {
		for _, row := range table.Rows {
			cells := make([]string, len(row.Cells))
			for i, cell := range row.Cells {
				cells[i] = cell.Value
			}
			result.Table = append(result.Table, cells)
		}
	}
	return result
}

func lineOf(location *messages.Location) int {
	if location == nil {
		return 0
	}
	return int(location.Line)
}
