package selection_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/require"

	"profitbdd/steps/selection"
)

// tree is what the tests choose from. Line numbers matter.
var tree = fstest.MapFS{
	"features/mail/code.feature": {Data: []byte(strings.TrimPrefix(`
@observed
Feature: The code arrives
  So that a user can redeem it.

  Background:
    Given a user

  @plain
  Scenario: by e-mail
    When a code is requested
    Then an e-mail comes

  # in each language
  Scenario Outline: in <language>
    When a code is requested in "<language>"
    """
    Scenario: not one
    """

    Examples: near
      | language |
      | Dutch    |
      | German   |

    @far
    Examples: far
      | language |
      | English  |

  @ruled
  Rule: One at a time
    Background:
      Given another user

    @assumed
    Scenario: the second waits
      When a code is requested

    Scenario: the third, too
      When a code is requested
`, "\n"))},
	"features/wire/soap.feature": {Data: []byte("Feature: SOAP\n  @wire\n  Scenario: 1.1\n    Given a user\n\n  @wire @slow\n  Scenario: 1.2\n    Given a user\n")},
	"hollow/empty.feature":       {Data: []byte("Feature: Nothing yet\n\n  Scenario Outline: none\n    Given a user\n\n    Examples:\n      | language |\n")},
	"features/wire/README.md":    {Data: []byte("# SOAP\n")},
	"drafts/blank.feature":       {Data: nil},
	"broken/broken.feature":      {Data: []byte("Feature: x\n  Scenario: y\n    Given z\n    Givn z\n")},
	"docs/only.md":               {Data: []byte("#")},
}

const (
	code = "features/mail/code.feature"
	soap = "features/wire/soap.feature"
)

func TestSelect(t *testing.T) {
	all := []string{code + ":9", code + ":22", code + ":23", code + ":28", code + ":36", code + ":39", soap + ":3", soap + ":7"}
	for name, test := range map[string]struct {
		locations string
		tags      string
		want      []string
	}{
		"nothing given":              {want: all},
		"a folder":                   {locations: "features", want: all},
		"a folder, untidy":           {locations: "./features//wire/", want: all[6:]},
		"a file":                     {locations: code, want: all[:6]},
		"files, overlapping":         {locations: code + ", features/mail " + code + ":9," + soap + ":3", want: append(append([]string{}, all[:6]...), soap+":3")},
		"keyword line":               {locations: code + ":9", want: all[:1]},
		"tag line":                   {locations: code + ":8", want: all[:1]},
		"step line":                  {locations: code + ":11", want: all[:1]},
		"two lines":                  {locations: code + ":9 " + code + ":36", want: []string{all[0], all[4]}},
		"two lines, Cucumber's way":  {locations: code + ":36:9", want: []string{all[0], all[4]}},
		"same scenario twice":        {locations: code + ":9 " + code + ":10", want: all[:1]},
		"a row":                      {locations: code + ":23", want: all[2:3]},
		"an Examples header":         {locations: code + ":21", want: all[1:3]},
		"tag of an Examples table":   {locations: code + ":25", want: all[3:4]},
		"outline":                    {locations: code + ":14", want: all[1:4]},
		"doc string that looks like": {locations: code + ":17", want: all[1:4]},
		"rule":                       {locations: code + ":31", want: all[4:6]},
		"tag of a rule":              {locations: code + ":30", want: all[4:6]},
		"background of a rule":       {locations: code + ":33", want: all[4:6]},
		"feature line":               {locations: code + ":2", want: all[:6]},
		"background":                 {locations: code + ":6", want: all[:6]},
		"last line":                  {locations: code + ":40", want: all[5:6]},
		"a tag":                      {tags: "@wire", want: all[6:]},
		"tags":                       {tags: "@observed and not (@ruled or @far)", want: all[:3]},
		"tags on the chosen":         {locations: code + ":30 " + soap, tags: "@assumed or @slow", want: []string{all[4], all[7]}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := selection.Select(tree, selection.Request{Locations: selection.Fields(test.locations), Tags: test.tags})
			require.NoError(t, err)
			require.Equal(t, test.want, locations(got))

			count := 0
			for _, of := range got.Files() {
				count += of
			}
			require.Equal(t, len(test.want), count)
			require.ElementsMatch(t, names(got), executed(t, got), "what godog runs")
		})
	}
}

func TestSelectRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		locations, tags string
		want            string
	}{
		"unknown folder":           {locations: "features/post", want: "features/post does not exist; there are features/mail/code.feature, features/wire/soap.feature"},
		"unknown file":             {locations: "features/wire/rest.feature", want: "there are features/wire/soap.feature"},
		"file without its folder":  {locations: "soap.feature:3", want: "soap.feature does not exist; did you mean features/wire/soap.feature?"},
		"file without its suffix":  {locations: "features/soap", want: "did you mean features/wire/soap.feature?"},
		"no feature file":          {locations: "features/wire/README.md", want: "is not a feature file (*.feature); there are features/wire/soap.feature"},
		"folder without features":  {locations: "docs", want: "docs holds no feature file"},
		"line beyond the end":      {locations: soap + ":9", want: soap + ":9: the file has 8 lines; it has scenarios at 3 (1.1), 7 (1.2)"},
		"line 0":                   {locations: soap + ":0", want: `"0" is no line number`},
		"line that is none":        {locations: soap + ":x", want: `"x" is no line number`},
		"line of a folder":         {locations: "features:3", want: "features is a folder and has no line 3"},
		"outside":                  {locations: "../features", want: "lies outside"},
		"absolute":                 {locations: "/features", want: "lies outside"},
		"no name":                  {locations: ":3", want: "names no file"},
		"outline without examples": {locations: "hollow/empty.feature:3", want: "leads to no scenario; the file holds no scenario"},
		"file without a feature":   {locations: "drafts/blank.feature", want: "leads to no scenario"},
		"not Gherkin":              {locations: "broken", want: "broken/broken.feature is not valid Gherkin: Parser errors:\n(4:5)"},
		"several problems":         {locations: "nothing " + soap + ":99", want: "the file has 8 lines"},
		"bad tags":                 {tags: "~@wire", want: "old dialect"},
		"nothing there":            {locations: "hollow/empty.feature drafts", want: "hollow/empty.feature leads to no scenario"},
		"only empty files":         {locations: "drafts", want: "drafts/blank.feature leads to no scenario; the file holds no scenario"},
		"nothing selected":         {locations: "features/wire", tags: "@mail", want: `nothing selected: tags "@mail" leave none of the 2 scenarios in 1 feature files`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := selection.Select(tree, selection.Request{Locations: selection.Fields(test.locations), Tags: test.tags})
			require.ErrorContains(t, err, test.want)
			require.Nil(t, got)
		})
	}
}

func TestSelectFromDisk(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, tree))
	got, err := selection.Select(os.DirFS(root), selection.Request{Locations: []string{code + ":9"}})
	require.NoError(t, err)
	require.Equal(t, []string{code + ":9"}, locations(got))
}

func TestReRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "reports", "failed.txt")

	_, err := selection.ReadFailed(file)
	require.ErrorIs(t, err, selection.ErrNothingFailed)
	require.ErrorContains(t, err, "there is no list")

	require.NoError(t, selection.WriteFailed(file, []string{code + ":23", soap + ":7"}))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, code+":23\n"+soap+":7\n", string(text))

	list, err := selection.ReadFailed(file)
	require.NoError(t, err)
	again, gone, err := selection.Again(tree, list, "")
	require.NoError(t, err)
	require.Empty(t, gone)
	require.Equal(t, list, locations(again))
	require.ElementsMatch(t, []string{"in German", "1.2"}, executed(t, again))

	require.NoError(t, selection.WriteFailed(file, nil))
	_, err = selection.ReadFailed(file)
	require.ErrorIs(t, err, selection.ErrNothingFailed)
	require.ErrorContains(t, err, "is empty")

	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
	require.NoError(t, err)
	require.Equal(t, []string{file}, left, "no drafts remain")
}

func TestAgainReportsWhatIsGone(t *testing.T) {
	list := []string{soap + ":3", soap + ":4", "features/wire/rest.feature:3", soap, "x:y"}
	again, gone, err := selection.Again(tree, list, "")
	require.NoError(t, err)
	require.Equal(t, []string{soap + ":3"}, locations(again))
	require.Len(t, gone, 4)
	require.ErrorContains(t, gone[0], soap+":4: no scenario starts at this line any more; it has scenarios at 3 (1.1), 7 (1.2)")
	require.ErrorContains(t, gone[1], "features/wire/rest.feature:3: the file is gone; there are")
	require.ErrorContains(t, gone[2], "expected path:line")

	_, gone, err = selection.Again(tree, list[1:], "")
	require.ErrorIs(t, err, selection.ErrNothingFailed)
	require.ErrorContains(t, err, "no scenario starts")
	require.Len(t, gone, 4)

	_, _, err = selection.Again(tree, list, "@slow")
	require.ErrorContains(t, err, "nothing selected")
	_, _, err = selection.Again(tree, list, "~@slow")
	require.ErrorContains(t, err, "old dialect")
}

// What remains of a file must be what godog would have run of it: same names, tags, steps and lines.
func TestSelectionLeavesScenariosAsTheyWere(t *testing.T) {
	whole, err := selection.Select(tree, selection.Request{})
	require.NoError(t, err)
	for _, scenario := range whole.Scenarios {
		one, err := selection.Select(tree, selection.Request{Locations: []string{scenario.String()}})
		require.NoError(t, err)
		require.Equal(t, []selection.Scenario{scenario}, one.Scenarios)
		require.Equal(t, steps(t, whole)[scenario.Name], steps(t, one)[scenario.Name])

		var options godog.Options
		one.Apply(&options)
		require.Len(t, options.FeatureContents, 1)
		before := strings.Split(string(tree[scenario.Path].Data), "\n")
		after := strings.Split(string(options.FeatureContents[0].Contents), "\n")
		require.Len(t, after, len(before))
		require.Equal(t, before[scenario.Line-1], after[scenario.Line-1])
	}
}

func TestSelectIsSafeForConcurrentUse(t *testing.T) {
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			_, err := selection.Select(fs.FS(tree), selection.Request{Tags: "@wire and not @slow"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func locations(s *selection.Selection) []string {
	var result []string
	for _, scenario := range s.Scenarios {
		result = append(result, scenario.String())
	}
	return result
}

func names(s *selection.Selection) []string {
	var result []string
	for _, scenario := range s.Scenarios {
		result = append(result, scenario.Name)
	}
	return result
}

// executed runs the selection and returns the names of the scenarios in order.
func executed(t *testing.T, s *selection.Selection) []string {
	var result []string
	run(t, s, func(scenario *godog.Scenario) { result = append(result, scenario.Name) })
	return result
}

func steps(t *testing.T, s *selection.Selection) map[string][]string {
	result := map[string][]string{}
	run(t, s, func(scenario *godog.Scenario) {
		for _, step := range scenario.Steps {
			result[scenario.Name] = append(result[scenario.Name], step.Text)
		}
	})
	return result
}

func run(t *testing.T, s *selection.Selection, watch func(*godog.Scenario)) {
	t.Helper()
	options := godog.Options{Format: "progress", NoColors: true, Output: &strings.Builder{}, Strict: true}
	s.Apply(&options)
	status := godog.TestSuite{
		Options: &options,
		ScenarioInitializer: func(scenarios *godog.ScenarioContext) {
			scenarios.Before(func(ctx context.Context, scenario *godog.Scenario) (context.Context, error) {
				watch(scenario)
				return ctx, nil
			})
			scenarios.Step(`.*`, func() {})
		},
	}.Run()
	require.Zero(t, status)
}
