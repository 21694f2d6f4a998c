package report_test

import (
	"path/filepath"
	"testing"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/require"

	"profitbdd/steps/report"
	"profitbdd/steps/selection"
)

// What a run calls failed, a selection finds again: exactly that.
func TestFailedScenariosCanBeRunAgain(t *testing.T) {
	all, err := selection.Select(features, selection.Request{})
	require.NoError(t, err)
	require.Equal(t, planned, all.Files())
	first := runSelection(all)
	require.False(t, first.Verdict(1).Passed)
	require.Len(t, first.Failed(), 10)

	list := filepath.Join(t.TempDir(), "failed.txt")
	require.NoError(t, selection.WriteFailed(list, first.Failed()))
	locations, err := selection.ReadFailed(list)
	require.NoError(t, err)
	failed, gone, err := selection.Again(features, locations, "")
	require.NoError(t, err)
	require.Empty(t, gone)

	second := runSelection(failed)
	require.Equal(t, first.Failed(), second.Failed())
	ran := 0
	for range second.Scenarios() {
		ran++
	}
	require.Equal(t, 10, ran)
}

func runSelection(selected *selection.Selection) report.Run {
	options := godog.Options{Strict: true, Concurrency: 3}
	selected.Apply(&options)
	recorder := report.New(report.Options{Planned: selected.Files()})
	recorder.Suite(godog.TestSuite{ScenarioInitializer: initialize(newClock()), Options: &options}).Run()
	return recorder.Run()
}
