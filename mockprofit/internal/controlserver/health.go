package controlserver

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
)

// health registers what supervisors ask.
func (s *server) health() {
	open := []map[string][]string{{}} // without the token

	live := s.operation(http.MethodGet, "/healthz", "healthz", "Whether the mock lives")
	live.Security = open
	huma.Register(s.api, live, func(context.Context, *struct{}) (*answer[control.Health], error) {
		return body(control.Health{Status: "ok", Version: s.Version}), nil
	})

	ready := s.operation(http.MethodGet, "/readyz", "readyz", "Whether the mock can do its work, and why not")
	ready.Security = open
	huma.Register(s.api, ready, func(ctx context.Context, _ *struct{}) (*readyOutput, error) {
		output := &readyOutput{Status: http.StatusOK, Body: control.Readiness{Ready: true}}
		if s.Ready == nil {
			return output, nil
		}
		if problems := s.Ready(ctx); len(problems) > 0 {
			output.Status = http.StatusServiceUnavailable
			output.Body = control.Readiness{Problems: problems}
		}
		return output, nil
	})
}

type readyOutput struct {
	Status int
	Body   control.Readiness
}
