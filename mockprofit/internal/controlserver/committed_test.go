package controlserver_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/controlserver"
)

var update = flag.Bool("update", false, "write the committed OpenAPI description anew")

// TestCommittedDescriptionIsWhatIsServed lets those who generate a client take
// the description from the repository, and reviewers see what a change does
// to the port.
func TestCommittedDescriptionIsWhatIsServed(t *testing.T) {
	w := newParts(t)
	options := w.options()
	options.Version = "development"
	response := httptest.NewRecorder()
	controlserver.New(options).ServeHTTP(response, httptest.NewRequest(http.MethodGet, "http://localhost/openapi.yaml", nil))
	require.Equal(t, http.StatusOK, response.Code)
	served := response.Body.String()
	file := filepath.Join("..", "..", "control", "openapi.yaml")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(served), 0o644))
	}
	committed, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(string(committed), served), "run the tests of this package with -update")
}

// TestDescriptionIsValid asks a validator that nobody here wrote.
func TestDescriptionIsValid(t *testing.T) {
	for _, path := range []string{"/openapi.json", "/openapi-3.0.json"} {
		description, err := openapi3.NewLoader().LoadFromData([]byte(newWorld(t).get(path).body))
		require.NoError(t, err, path)
		require.NoError(t, description.Validate(t.Context()), path)
	}
}

// TestExamplesWork sends the example of every document that the port takes.
func TestExamplesWork(t *testing.T) {
	w := newWorld(t)
	description := read[object](w.get("/openapi.json"))
	sent := 0
	for path, item := range at(t, description, "paths").(object) {
		for method, operation := range item.(object) {
			if _, takes := operation.(object)["requestBody"]; !takes {
				continue
			}
			example, err := json.Marshal(at(t, operation, "requestBody", "content", "application/json", "example"))
			require.NoError(t, err)
			answer := w.send(strings.ToUpper(method), strings.ReplaceAll(path, "{code}", "O12345AA"), string(example))
			require.Less(t, answer.status, http.StatusMultipleChoices, "%s %s %s: %s", method, path, example, answer.body)
			sent++
		}
	}
	require.Equal(t, 4, sent)
}
