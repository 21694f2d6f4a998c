package tenant

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"profitbdd/mockprofit/control"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// realTime is the real time of a test, which moves when told.
type realTime struct {
	mutex sync.Mutex
	now   time.Time
}

func (r *realTime) Now() time.Time {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.now
}

func (r *realTime) pass(by time.Duration) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.now = r.now.Add(by)
}

func at(text string) *time.Time {
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return &parsed
}

func TestClockChanges(t *testing.T) {
	type change = control.ClockChange
	tests := map[string]struct {
		changes []change // a second apart
		want    Reading  // a second after the last
	}{
		"none":                        {nil, Reading{Now: noon.Add(time.Second)}},
		"nothing":                     {[]change{{}}, Reading{Now: noon.Add(time.Second)}},
		"shift forward":               {[]change{{Shift: "15m"}}, Reading{Now: noon.Add(15*time.Minute + time.Second), Ahead: 15 * time.Minute}},
		"shift back":                  {[]change{{Shift: "-1h"}}, Reading{Now: noon.Add(time.Second - time.Hour), Ahead: -time.Hour}},
		"shift by days":               {[]change{{Shift: "90d"}}, Reading{Now: noon.AddDate(0, 0, 90).Add(time.Second), Ahead: 90 * 24 * time.Hour}},
		"shift twice":                 {[]change{{Shift: "1h"}, {Shift: "30m"}}, Reading{Now: noon.Add(90*time.Minute + 2*time.Second), Ahead: 90 * time.Minute}},
		"set":                         {[]change{{Set: at("2026-03-02T12:00:00Z")}}, Reading{Now: noon.Add(24*time.Hour + time.Second), Ahead: 24 * time.Hour}},
		"set in another zone":         {[]change{{Set: at("2026-03-02T13:00:00+01:00")}}, Reading{Now: noon.Add(24*time.Hour + time.Second), Ahead: 24 * time.Hour}},
		"set and shift":               {[]change{{Set: at("2026-03-02T12:00:00Z"), Shift: "1h"}}, Reading{Now: noon.Add(25*time.Hour + time.Second), Ahead: 25 * time.Hour}},
		"set after a shift":           {[]change{{Shift: "1h"}, {Set: at("2026-03-01T12:00:01Z")}}, Reading{Now: noon.Add(2 * time.Second), Ahead: 0}},
		"freeze":                      {[]change{{Freeze: true}}, Reading{Now: noon, Frozen: true, Ahead: -time.Second}},
		"freeze twice":                {[]change{{Freeze: true}, {Freeze: true}}, Reading{Now: noon, Frozen: true, Ahead: -2 * time.Second}},
		"set and freeze: exactly":     {[]change{{Set: at("2027-01-01T00:00:00.123456789Z"), Freeze: true}}, Reading{Now: *at("2027-01-01T00:00:00.123456789Z"), Frozen: true, Ahead: at("2027-01-01T00:00:00.123456789Z").Sub(noon.Add(time.Second))}},
		"shift while frozen":          {[]change{{Freeze: true}, {Shift: "1h"}}, Reading{Now: noon.Add(time.Hour), Frozen: true, Ahead: time.Hour - 2*time.Second}},
		"set while frozen":            {[]change{{Freeze: true}, {Set: at("2026-03-02T12:00:00Z")}}, Reading{Now: noon.Add(24 * time.Hour), Frozen: true, Ahead: 24*time.Hour - 2*time.Second}},
		"release what was shifted":    {[]change{{Shift: "1h"}, {Release: true}}, Reading{Now: noon.Add(2 * time.Second)}},
		"release what was frozen":     {[]change{{Freeze: true}, {Release: true}}, Reading{Now: noon.Add(2 * time.Second)}},
		"release, then shift":         {[]change{{Freeze: true}, {Release: true, Shift: "1h"}}, Reading{Now: noon.Add(time.Hour + 2*time.Second), Ahead: time.Hour}},
		"release and freeze: stop":    {[]change{{Shift: "1h"}, {Release: true, Freeze: true}}, Reading{Now: noon.Add(time.Second), Frozen: true, Ahead: -time.Second}},
		"everything at once":          {[]change{{Shift: "9h"}, {Release: true, Set: at("2026-04-01T00:00:00Z"), Shift: "-1m", Freeze: true}}, Reading{Now: *at("2026-03-31T23:59:00Z"), Frozen: true, Ahead: at("2026-03-31T23:59:00Z").Sub(noon.Add(2 * time.Second))}},
		"frozen stays when only read": {[]change{{Freeze: true}, {}, {}}, Reading{Now: noon, Frozen: true, Ahead: -3 * time.Second}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			real := &realTime{now: noon}
			clock := NewClock(real.Now)
			for _, change := range test.changes {
				changed, err := clock.Change(change)
				require.NoError(t, err)
				require.Equal(t, clock.Reading(), changed)
				real.pass(time.Second)
			}
			if len(test.changes) == 0 {
				real.pass(time.Second)
			}
			require.Equal(t, test.want, clock.Reading())
			require.Equal(t, test.want.Now, clock.Now())
		})
	}
}

func TestClockRefusesAWholeChange(t *testing.T) {
	for name, test := range map[string]struct {
		change  control.ClockChange
		field   string
		message string
	}{
		"no duration":         {control.ClockChange{Shift: "soon", Freeze: true}, "shift", `expected a duration such as 90s, 15m, 12h or 90d, got "soon"`},
		"set too far":         {control.ClockChange{Set: at("9999-01-01T00:00:00Z"), Release: true}, "set", "at most a hundred years from now, got 9999-01-01T00:00:00Z"},
		"set long ago":        {control.ClockChange{Set: at("0001-01-01T00:00:00Z")}, "set", "at most a hundred years from now"},
		"shift too far":       {control.ClockChange{Shift: "36500d", Freeze: true}, "shift", "at most a hundred years from now, got 36500d"},
		"shift too far ahead": {control.ClockChange{Set: at("2120-01-01T00:00:00Z"), Shift: "3650d"}, "shift", "at most a hundred years from now"},
		"longest duration":    {control.ClockChange{Shift: "2562047h"}, "shift", "at most a hundred years from now"},
	} {
		t.Run(name, func(t *testing.T) {
			real := &realTime{now: noon}
			clock := NewClock(real.Now)
			before, err := clock.Change(control.ClockChange{Shift: "1h"})
			require.NoError(t, err)
			_, err = clock.Change(test.change)
			var wrong *Invalid
			require.ErrorAs(t, err, &wrong)
			require.Len(t, wrong.Problems, 1)
			require.Equal(t, test.field, wrong.Problems[0].Field())
			require.ErrorContains(t, err, test.message)
			require.Equal(t, before, clock.Reading(), "the clock was not touched")
		})
	}
}

// TestClockCanAlwaysBeTold draws changes at random: whatever was accepted, the
// time is one that JSON can express and near the real one.
func TestClockCanAlwaysBeTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		real := &realTime{now: noon}
		clock := NewClock(real.Now)
		for range rapid.IntRange(1, 20).Draw(t, "changes") {
			change := control.ClockChange{Release: rapid.Bool().Draw(t, "release"), Freeze: rapid.Bool().Draw(t, "freeze")}
			if rapid.Bool().Draw(t, "sets") {
				set := time.Unix(rapid.Int64().Draw(t, "set"), 0)
				change.Set = &set
			}
			if rapid.Bool().Draw(t, "shifts") {
				change.Shift = time.Duration(rapid.Int64().Draw(t, "shift")).String()
			}
			before := clock.Reading()
			if _, err := clock.Change(change); err != nil {
				require.Equal(t, before, clock.Reading())
			}
			_, err := json.Marshal(clock.Now())
			require.NoError(t, err)
			require.LessOrEqual(t, clock.Now().Sub(real.Now()).Abs(), furthest)
		}
	})
}

func TestClockRunsWithTheRealTime(t *testing.T) {
	clock := NewClock(time.Now)
	before := time.Now().Round(0)
	now := clock.Now()
	require.Equal(t, time.UTC, now.Location())
	require.False(t, now.Before(before) || now.After(time.Now().Round(0)))
	require.NotContains(t, now.String(), "m=", "without a monotonic reading, which Equal of a time that was set would miss")
}

func TestClockIsSafeForConcurrentUse(t *testing.T) {
	real := &realTime{now: noon}
	clock := NewClock(real.Now)
	var everyone sync.WaitGroup
	for range 4 {
		everyone.Go(func() {
			for range 100 {
				// One change, both halves of which are seen or neither.
				_, err := clock.Change(control.ClockChange{Release: true, Shift: "1h", Freeze: true})
				assert.NoError(t, err)
				_, err = clock.Change(control.ClockChange{Release: true})
				assert.NoError(t, err)
			}
		})
		everyone.Go(func() {
			for range 200 {
				switch reading := clock.Reading(); reading.Frozen {
				case true:
					assert.Equal(t, time.Hour, reading.Ahead)
				default:
					assert.Zero(t, reading.Ahead)
				}
				clock.Now()
			}
		})
	}
	everyone.Wait()
}
