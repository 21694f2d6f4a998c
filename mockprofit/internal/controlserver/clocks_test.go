package controlserver_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
)

func TestClock(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	clock, err := w.client.Clock(ctx, "O12345AA")
	require.NoError(t, err)
	require.Equal(t, control.Clock{Now: noon, Offset: "0s"}, clock)

	day := noon.AddDate(0, 0, 1)
	clock, err = w.client.ChangeClock(ctx, "O12345AA", control.ClockChange{Set: &day, Shift: "15m", Freeze: true})
	require.NoError(t, err)
	require.Equal(t, control.Clock{Now: day.Add(15 * time.Minute), Frozen: true, Offset: "24h15m0s"}, clock)
	require.JSONEq(t, `{"now":"2026-03-02T12:15:00Z","frozen":true,"offset":"24h15m0s"}`, w.get("/environments/O12345AA/clock").body)

	clock, err = w.client.ChangeClock(ctx, "O12345AA", control.ClockChange{Release: true})
	require.NoError(t, err)
	require.Equal(t, control.Clock{Now: noon, Offset: "0s"}, clock)
}

func TestClockRefuses(t *testing.T) {
	tests := map[string]struct {
		body   string
		status int
		field  string
	}{
		"no duration":    {`{"shift":"soon","freeze":true}`, 422, "body.shift"},
		"too far":        {`{"set":"9999-12-31T00:00:00Z","freeze":true}`, 422, "body.set"},
		"no time":        {`{"set":"tomorrow"}`, 422, "body.set"},
		"wrong type":     {`{"freeze":"yes"}`, 422, "body.freeze"},
		"unknown field":  {`{"stop":true}`, 422, "body.stop"},
		"no JSON":        {`shift=15m`, 400, "body"},
		"an offset only": {`{"offset":"15m"}`, 422, "body.offset"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			require.Equal(t, []string{test.field}, w.send(http.MethodPatch, "/environments/O12345AA/clock", test.body).problem(test.status).fields())
			clock, err := w.client.Clock(t.Context(), "O12345AA")
			require.NoError(t, err)
			require.Equal(t, control.Clock{Now: noon, Offset: "0s"}, clock, "the clock was not touched")
		})
	}
}
