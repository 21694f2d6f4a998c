package controlserver_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/profit"
)

// object is a JSON object.
type object = map[string]any

// at follows names into a document.
func at(t *testing.T, document any, names ...string) any {
	t.Helper()
	for _, name := range names {
		members, isObject := document.(object)
		require.True(t, isObject, "nothing has a member %q", name)
		require.Contains(t, members, name)
		document = members[name]
	}
	return document
}

// walk visits every value of a document.
func walk(document any, visit func(object)) {
	switch value := document.(type) {
	case object:
		visit(value)
		for _, member := range value {
			walk(member, visit)
		}
	case []any:
		for _, member := range value {
			walk(member, visit)
		}
	}
}

func TestDescriptionListsEverySetting(t *testing.T) {
	w := newWorld(t)
	description := read[object](w.get("/openapi.json"))
	settings := at(t, description, "components", "schemas", "Environment", "properties", "settings").(object)
	require.Equal(t, false, settings["additionalProperties"])
	properties := settings["properties"].(object)
	require.Len(t, properties, len(profit.Catalogue()))
	for _, setting := range profit.Catalogue() {
		described := at(t, properties, setting.Name).(object)
		require.Equal(t, setting.Kind(), described["type"], setting.Name)
		require.Equal(t, setting.Sentence+" (assumed)", described["description"])
		require.Contains(t, described, "default", setting.Name)
		standard, err := json.Marshal(described["default"])
		require.NoError(t, err)
		require.Equal(t, setting.Default, strings.Trim(string(standard), `"`), setting.Name)
		if words := setting.Values(); words != nil {
			require.Len(t, described["enum"], len(words))
			for _, word := range words {
				require.Contains(t, described["enum"], word)
			}
		}
	}
}

func TestNothingInTheDescriptionDangles(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/openapi.json", "/openapi-3.0.json"} {
		description := read[object](w.get(path))
		used, identifiers := map[string]bool{}, map[string]bool{}
		walk(description, func(value object) {
			if reference, found := value["$ref"].(string); found {
				name, local := strings.CutPrefix(reference, "#/components/schemas/")
				require.True(t, local, reference)
				require.Contains(t, at(t, description, "components", "schemas"), name)
				used[name] = true
			}
			if identifier, found := value["operationId"].(string); found {
				require.False(t, identifiers[identifier], "%s is there twice", identifier)
				identifiers[identifier] = true
				require.NotEmpty(t, value["summary"])
				require.NotEmpty(t, value["responses"])
			}
		})
		for name := range at(t, description, "components", "schemas").(object) {
			require.True(t, used[name], "%s: nothing refers to %s", path, name)
		}
		require.NotContains(t, w.get(path).body, "$schema")

		// Each path's parameters are described, and no others.
		for path, item := range at(t, description, "paths").(object) {
			named := []string{}
			for _, match := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
				named = append(named, match[1])
			}
			for method, operation := range item.(object) {
				given := []string{}
				parameters, _ := operation.(object)["parameters"].([]any)
				for _, parameter := range parameters {
					if at(t, parameter, "in") == "path" {
						given = append(given, at(t, parameter, "name").(string))
					}
					require.NotEmpty(t, at(t, parameter, "description"))
				}
				require.ElementsMatch(t, named, given, "%s %s", method, path)
			}
		}
	}
}

// TestDescriptionNamesWhatIsServed calls every operation that is described.
func TestDescriptionNamesWhatIsServed(t *testing.T) {
	w := newWorld(t)
	w.generateOTP(jansen)
	reference := w.journal.List(journal.Filter{})[0].Reference
	paths := strings.NewReplacer("{code}", "O12345AA", "{reference}", reference, "{number}", "2")
	described := at(t, read[object](w.get("/openapi.json")), "paths").(object)
	require.Len(t, described, 18)
	isLate := func(method, path string) bool {
		return method == "delete" || method == "post" && strings.HasSuffix(path, "/reset")
	}
	// What resets comes late, what deletes last, and what is within before what it is in.
	inner := slices.SortedFunc(maps.Keys(described), func(a, b string) int { return len(b) - len(a) })
	for _, turn := range []string{"", "post", "delete"} {
		if turn == "delete" {
			w.token()
		}
		for _, path := range inner {
			for method, operation := range described[path].(object) {
				if isLate(method, path) && method != turn || !isLate(method, path) && turn != "" {
					continue
				}
				body := ""
				if _, takes := operation.(object)["requestBody"]; takes {
					body = `{}`
				}
				answer := w.send(strings.ToUpper(method), paths.Replace(path), body)
				require.Less(t, answer.status, 300, "%s %s", method, path)
				require.Contains(t, at(t, operation, "responses"), strconv.Itoa(answer.status), "%s %s", method, path)
			}
		}
	}
}

func TestDescriptionTellsItsStatuses(t *testing.T) {
	description := read[object](newWorld(t).get("/openapi.json"))
	for path, statuses := range map[string][]string{
		"put /environments/{code}":    {"200", "201", "400", "404", "409", "413", "415", "422", "500"},
		"get /readyz":                 {"200", "422", "500", "503"},
		"delete /environments/{code}": {"204", "404", "422", "500"},
	} {
		method, path, _ := strings.Cut(path, " ")
		got := []string{}
		for status := range at(t, description, "paths", path, method, "responses").(object) {
			got = append(got, status)
		}
		require.ElementsMatch(t, statuses, got, "%s %s", method, path)
	}
}

func TestDescriptionAsYAML(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/openapi.yaml", "/openapi-3.0.yaml"} {
		answer := w.get(path)
		require.Equal(t, "application/openapi+yaml", answer.header.Get("Content-Type"))
		var description object
		require.NoError(t, yaml.Unmarshal([]byte(answer.body), &description))
		require.Contains(t, description, "paths")
	}
	require.Equal(t, "application/openapi+json", w.get("/openapi.json").header.Get("Content-Type"))
	require.Equal(t, "3.0.3", read[object](w.get("/openapi-3.0.json"))["openapi"])
}

func TestDescriptionTellsOfTheToken(t *testing.T) {
	open := read[object](newWorld(t).get("/openapi.json"))
	require.NotContains(t, open, "security")
	w := newWorld(t, withToken)
	description := read[object](w.send(http.MethodGet, "/openapi.json", "", "Authorization", "Bearer secret"))
	require.Equal(t, []any{object{"controlToken": []any{}}}, description["security"])
	require.Equal(t, "bearer", at(t, description, "components", "securitySchemes", "controlToken", "scheme"))
	require.Equal(t, []any{object{}}, at(t, description, "paths", "/healthz", "get", "security"), "health checks need none")
}
