package main

import (
	"context"
	"fmt"
	"time"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

// healthcheck are the flags of `mockprofit healthcheck`.
type healthcheck struct {
	ControlAddress string        `default:"127.0.0.1:8081" help:"The control port to ask." placeholder:"HOST:PORT"`
	Timeout        time.Duration `default:"3s" help:"How long to wait for an answer."`
}

// Validate checks what kong can't: it calls this when the flags were read.
func (h *healthcheck) Validate() error {
	if h.Timeout <= 0 {
		return fmt.Errorf("--timeout: expected a duration above 0 such as 3s, got %s", h.Timeout)
	}
	return checkAddress("--control-address", h.ControlAddress, 1)
}

// Run asks for readiness. The error says why the mock isn't ready.
func (h *healthcheck) Run(to streams) error {
	ctx, cancel := context.WithTimeout(context.Background(), h.Timeout)
	defer cancel()
	client := control.NewClient("http://"+mockprofit.Reachable(h.ControlAddress), "")
	readiness, err := client.Ready(ctx)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	if !readiness.Ready {
		return fmt.Errorf("not ready: %v", readiness.Problems)
	}
	_, err = fmt.Fprintln(to.out, "ready")
	return err
}
