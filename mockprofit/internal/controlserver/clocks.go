package controlserver

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/tenant"
)

// clocks registers the operations on the clock of an environment.
func (s *server) clocks() {
	huma.Register(s.api, s.operation(http.MethodGet, "/environments/{code}/clock", "getClock", "Read the environment's clock"),
		func(_ context.Context, input *EnvironmentPath) (*answer[control.Clock], error) {
			found, err := s.Tenants.Find(input.Code)
			if err != nil {
				return nil, problem(err)
			}
			return body(reading(found.Clock.Reading())), nil
		})

	huma.Register(s.api, s.operation(http.MethodPatch, "/environments/{code}/clock", "changeClock", "Shift, set, freeze or release the environment's clock"),
		func(_ context.Context, input *struct {
			EnvironmentPath
			Body control.ClockChange
		}) (*answer[control.Clock], error) {
			found, err := s.Tenants.Find(input.Code)
			if err != nil {
				return nil, problem(err)
			}
			changed, err := found.Clock.Change(input.Body)
			if err != nil {
				return nil, problem(err)
			}
			return body(reading(changed)), nil
		})
}

func reading(clock tenant.Reading) control.Clock {
	return control.Clock{Now: clock.Now, Frozen: clock.Frozen, Offset: clock.Ahead.Round(time.Millisecond).String()}
}
