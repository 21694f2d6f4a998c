package controlserver

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/internal/profit"
)

// describe completes the OpenAPI description and serves it, as version 3.1 and,
// for generators that know no better, as 3.0. It is written out once, when it
// is first asked for: huma's own way of that is a race.
func describe(mux *http.ServeMux, description *huma.OpenAPI) {
	describeSettings(description)
	describeStatus(description.Paths["/environments/{code}"].Put, http.StatusCreated)
	describeStatus(description.Paths["/readyz"].Get, http.StatusServiceUnavailable)
	describeExamples(description)
	describePatch(description.Paths["/environments/{code}"].Patch)
	for path, write := range map[string]func() ([]byte, error){
		"/openapi.json":     func() ([]byte, error) { return json.Marshal(description) },
		"/openapi.yaml":     description.YAML,
		"/openapi-3.0.json": description.Downgrade,
		"/openapi-3.0.yaml": description.DowngradeYAML,
	} {
		contentType := "application/openapi+" + path[len(path)-len("json"):]
		written := sync.OnceValues(write)
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			text, err := written()
			if err != nil {
				refuse(w, http.StatusInternalServerError, "the description can't be written: "+err.Error())
				return
			}
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write(text)
		})
	}
}

// describeExamples gives each document that the port takes an example, which
// works for the demo environment.
func describeExamples(description *huma.OpenAPI) {
	type object = map[string]any
	environment, clock := description.Paths["/environments/{code}"], description.Paths["/environments/{code}/clock"]
	for operation, example := range map[*huma.Operation]object{
		environment.Put: {
			"users":      []object{{"id": "12345.jansen", "email": "anna.jansen@example.com"}},
			"userGroups": []object{{"id": "koppelingen", "members": []string{"12345.jansen"}}},
			"appConnectors": []object{{
				"id": "crm", "description": "CRM-koppeling", "blocked": false, "userGroup": "koppelingen", "tokenValidity": "90d",
			}},
			"settings": object{"activationCodeLifetime": "10m"},
		},
		description.Paths["/environments"].Post: {"language": "en"},
		environment.Patch:                       {"settings": object{"refusals": "silent"}},
		clock.Patch:                             {"shift": "15m", "freeze": true},
	} {
		operation.RequestBody.Content["application/json"].Example = example
	}
}

// describePatch says in which types a patch may come. That its bytes are looked
// at too makes huma say that they are no JSON.
func describePatch(operation *huma.Operation) {
	content := operation.RequestBody.Content
	delete(content, "application/octet-stream")
	content["application/merge-patch+json"] = content["application/json"]
}

// describeStatus adds a status that an operation answers with the same
// document as with 200.
func describeStatus(operation *huma.Operation, status int) {
	usual := *operation.Responses["200"]
	usual.Description = http.StatusText(status)
	operation.Responses[strconv.Itoa(status)] = &usual
}

// describeSettings replaces the free form of an environment's settings in the
// OpenAPI description by the catalogue: each by name, type and default. What
// is said about a setting stands in one place only, package profit.
func describeSettings(description *huma.OpenAPI) {
	environment := description.Components.Schemas.Map()["Environment"]
	settings := environment.Properties["settings"]
	settings.AdditionalProperties = false
	settings.Properties = make(map[string]*huma.Schema)
	for _, setting := range profit.Catalogue() {
		schema := &huma.Schema{Type: setting.Kind(), Description: setting.Sentence + " (" + string(setting.Label) + ")", Default: setting.Default}
		for _, word := range setting.Values() {
			schema.Enum = append(schema.Enum, word)
		}
		switch setting.Kind() {
		case huma.TypeInteger:
			schema.Default, _ = strconv.Atoi(setting.Default) // a test holds the catalogue to it
		case huma.TypeBoolean:
			schema.Default = setting.Default == "true"
		}
		settings.Properties[setting.Name] = schema
	}
	environment.PrecomputeMessages()
	settings.PrecomputeMessages()
}
