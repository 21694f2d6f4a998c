package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"

	"github.com/stretchr/testify/require"

	"profitbdd/steps/report"
)

// wellFormed checks that both files of a run can be parsed.
func wellFormed(t interface {
	require.TestingT
	Helper()
}, run report.Run) {
	t.Helper()
	var junit, cucumber bytes.Buffer
	require.NoError(t, report.WriteJUnit(&junit, run))
	decoder := xml.NewDecoder(&junit)
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	require.NoError(t, report.WriteCucumberJSON(&cucumber, run))
	require.True(t, json.Valid(cucumber.Bytes()))
}
