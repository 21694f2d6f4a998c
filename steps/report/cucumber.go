package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// The classic format, as cucumber-ruby and cucumber-jvm write it; it was never specified beyond that.
type (
	cucumberFeature struct {
		URI         string            `json:"uri"`
		ID          string            `json:"id"`
		Keyword     string            `json:"keyword"`
		Name        string            `json:"name"`
		Description string            `json:"description"`
		Line        int               `json:"line"`
		Tags        []cucumberTag     `json:"tags,omitempty"`
		Elements    []cucumberElement `json:"elements"`
	}
	cucumberElement struct {
		ID          string         `json:"id,omitempty"` // a background has none
		Start       string         `json:"start_timestamp,omitempty"`
		Type        string         `json:"type"`
		Keyword     string         `json:"keyword"`
		Name        string         `json:"name"`
		Description string         `json:"description"`
		Line        int            `json:"line"`
		Tags        []cucumberTag  `json:"tags,omitempty"`
		Steps       []cucumberStep `json:"steps"`
	}
	cucumberTag struct {
		Name string `json:"name"`
		Line int    `json:"line"`
	}
	cucumberStep struct {
		Keyword    string              `json:"keyword"`
		Name       string              `json:"name"`
		Line       int                 `json:"line"`
		DocString  *cucumberDocString  `json:"doc_string,omitempty"`
		Rows       []cucumberRow       `json:"rows,omitempty"`
		Match      cucumberMatch       `json:"match"`
		Result     cucumberResult      `json:"result"`
		Embeddings []cucumberEmbedding `json:"embeddings,omitempty"`
	}
	cucumberDocString struct {
		Value       string `json:"value"`
		ContentType string `json:"content_type"`
		Line        int    `json:"line"`
	}
	cucumberRow struct {
		Cells []string `json:"cells"`
	}
	cucumberMatch struct {
		Location string `json:"location"`
	}
	cucumberResult struct {
		Status   string `json:"status"`
		Duration int64  `json:"duration"` // nanoseconds
		Error    string `json:"error_message,omitempty"`
	}
	cucumberEmbedding struct {
		Name     string `json:"name"`
		MimeType string `json:"mime_type"`
		Data     []byte `json:"data"` // base64 by encoding/json
	}
)

// WriteCucumberJSON writes a run in the classic Cucumber JSON format that report tools read. As they expect, the steps
// of a background stand in an element of their own right before the scenario's, whose tags include inherited ones, and
// a row of an outline is a scenario at the row's line. A step that was cut off is "failed", for the format has no word
// for it. An undefined step stands in for a scenario without any, which tools would take for passed.
func WriteCucumberJSON(out io.Writer, run Run) error {
	document := make([]cucumberFeature, 0, len(run.Features))
	for _, feature := range run.Features {
		document = append(document, cucumberFeatureOf(feature))
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("writing Cucumber JSON: %w", err)
	}
	return nil
}

func cucumberFeatureOf(feature Feature) cucumberFeature {
	result := cucumberFeature{
		URI:         feature.Path,
		ID:          identifier(feature.Name),
		Keyword:     feature.Keyword,
		Name:        feature.Name,
		Description: feature.Description,
		Line:        feature.Line,
		Tags:        cucumberTags(feature.Tags),
		Elements:    []cucumberElement{},
	}
	for _, scenario := range feature.Scenarios {
		background, own := cucumberSteps(scenario)
		if scenario.Background != nil {
			result.Elements = append(result.Elements, cucumberElement{
				Type:        "background",
				Keyword:     scenario.Background.Keyword,
				Name:        scenario.Background.Name,
				Description: scenario.Background.Description,
				Line:        scenario.Background.Line,
				Steps:       background,
			})
		}
		result.Elements = append(result.Elements, cucumberElement{
			ID:          result.ID + ";" + scenarioIdentifier(scenario),
			Start:       timestamp(scenario.Started),
			Type:        "scenario",
			Keyword:     scenario.Keyword,
			Name:        scenario.Name,
			Description: scenario.Description,
			Line:        scenario.Line,
			Tags:        cucumberTags(scenario.Tags),
			Steps:       own,
		})
	}
	return result
}

// cucumberSteps returns the steps of the background and the scenario's own.
func cucumberSteps(scenario Scenario) (background, own []cucumberStep) {
	background, own = []cucumberStep{}, []cucumberStep{}
	for i, step := range scenario.Steps {
		result := cucumberStepOf(scenario, step)
		for _, evidence := range scenario.Evidence {
			if evidence.Step == i {
				result.Embeddings = append(result.Embeddings, cucumberEmbedding{Name: evidence.Name, MimeType: evidence.MediaType, Data: evidence.Body})
			}
		}
		if step.Background {
			background = append(background, result)
		} else {
			own = append(own, result)
		}
	}
	if len(scenario.Steps) == 0 {
		own = append(own, cucumberStepOf(scenario, Step{Line: scenario.Line, Text: "(no steps)", Outcome: Undefined, Error: scenario.Reason}))
	}
	return background, own
}

func cucumberStepOf(scenario Scenario, step Step) cucumberStep {
	result := cucumberStep{
		Keyword: step.Keyword,
		Name:    step.Text,
		Line:    step.Line,
		Match:   cucumberMatch{Location: fmt.Sprintf("%s:%d", scenario.Path, step.Line)},
		Result:  cucumberResult{Status: string(step.Outcome), Duration: step.Duration.Nanoseconds(), Error: step.Error},
	}
	if step.Stack != "" {
		result.Result.Error += "\n" + step.Stack
	}
	if step.Outcome == Interrupted {
		result.Result.Status = string(Failed)
	}
	if step.Outcome == Skipped && step.Error == "" {
		result.Result.Error = scenario.Reason
	}
	if step.DocString != nil {
		result.DocString = &cucumberDocString{Value: step.DocString.Content, ContentType: step.DocString.MediaType, Line: step.DocString.Line}
	}
	for _, cells := range step.Table {
		result.Rows = append(result.Rows, cucumberRow{Cells: cells})
	}
	return result
}

func cucumberTags(tags []Tag) []cucumberTag {
	result := make([]cucumberTag, 0, len(tags))
	for _, tag := range tags {
		result = append(result, cucumberTag(tag))
	}
	return result
}

// scenarioIdentifier is, for a row of an outline, scenario;table;row, with the table's header for row 1.
func scenarioIdentifier(scenario Scenario) string {
	id := identifier(scenario.Name)
	if scenario.Example != nil {
		id += fmt.Sprintf(";%s;%d", identifier(scenario.Example.Table), scenario.Example.Row+1)
	}
	return id
}

func identifier(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", "-")
}

func timestamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}
