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
	huma.Register(s.api, operation(http.MethodGet, "/environments/{code}/clock", "getClock", "Read the environment's clock"),
		func(_ context.Context, input *EnvironmentPath) (*answer[control.Clock], error) {
			found, err := s.Tenants.Find(input.Code)
			if err != nil {
				return nil, problem(err)
			}
			return body(reading(found.Clock)), nil
		})

	huma.Register(s.api, operation(http.MethodPatch, "/environments/{code}/clock", "changeClock", "Shift, set, freeze or release the environment's clock"),
		func(_ context.Context, input *struct {
			EnvironmentPath
			Body control.ClockChange
		}) (*answer[control.Clock], error) {
			found, err := s.Tenants.Find(input.Code)
			if err != nil {
				return nil, problem(err)
			}
			if err := change(found.Clock, input.Body); err != nil {
				return nil, huma.Error422UnprocessableEntity("the change is wrong; the clock was not touched",
					&huma.ErrorDetail{Location: "body.shift", Message: err.Error(), Value: input.Body.Shift})
			}
			return body(reading(found.Clock)), nil
		})
}

func change(clock *tenant.Clock, wanted control.ClockChange) error {
	var shift time.Duration
	if wanted.Shift != "" {
		var err error
		if shift, err = control.ParseDuration(wanted.Shift); err != nil {
			return err
		}
	}
	if wanted.Release {
		clock.Release()
	}
	if wanted.Set != nil {
		clock.Set(*wanted.Set)
	}
	clock.Shift(shift)
	if wanted.Freeze {
		clock.Freeze()
	}
	return nil
}

func reading(clock *tenant.Clock) control.Clock {
	now, frozen, ahead := clock.Reading()
	return control.Clock{Now: now, Frozen: frozen, Offset: ahead.Round(time.Millisecond).String()}
}
