package controlserver

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

// settings registers the operations that list the assumed behaviours.
func (s *server) settings() {
	huma.Register(s.api, s.operation(http.MethodGet, "/settings", "listSettings", "List the settings of an environment: every assumed behaviour with its default"),
		func(context.Context, *struct{}) (*answer[[]control.Setting], error) {
			defaults := profit.DefaultSettings()
			return body(catalogue(&defaults)), nil
		})

	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/settings", "listEnvironmentSettings", "List the settings of an environment as they are now"),
		func(_ context.Context, input *EnvironmentPath) (*answer[[]control.Setting], error) {
			found, err := s.Tenants.Find(input.Code)
			if err != nil {
				return nil, problem(err)
			}
			definition := found.Definition()
			return body(catalogue(&definition.Settings)), nil
		})

	huma.Register(s.api, s.operation(http.MethodGet, "/refusals", "listRefusals", "List every refusal with its texts and where they come from"),
		func(context.Context, *struct{}) (*answer[[]control.Refusal], error) {
			refusals := []control.Refusal{}
			for _, refusal := range profit.Refusals() {
				refusals = append(refusals, control.Refusal{
					Name: refusal.Name, Warning: refusal.Warning,
					Dutch:   control.Text{Message: refusal.Dutch.Message, Label: string(refusal.Dutch.Label)},
					English: control.Text{Message: refusal.English.Message, Label: string(refusal.English.Label)},
				})
			}
			return body(refusals), nil
		})
}

func catalogue(settings *profit.Settings) []control.Setting {
	list := []control.Setting{}
	for _, setting := range profit.Catalogue() {
		list = append(list, control.Setting{
			Name: setting.Name, Type: setting.Kind(), Label: string(setting.Label), Value: setting.Value(settings), Default: setting.Default,
			Sentence: setting.Sentence, Source: setting.Source, Values: setting.Values(),
		})
	}
	return list
}
