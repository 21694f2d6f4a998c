package tenant

import (
	"fmt"
	"sync"
	"time"

	"profitbdd/mockprofit/control"
)

// furthest is how far a clock may be from the real time. Times that are years
// of four digits in every sum are what JSON (RFC 3339) can express.
const furthest = 100 * 365 * 24 * time.Hour

// Clock is the clock of one environment: the real time, shifted or frozen when
// asked. It is safe for concurrent use. It implements profit.Clock.
type Clock struct {
	real func() time.Time

	mutex sync.RWMutex
	clockState
}

// clockState is what a change makes anew.
type clockState struct {
	ahead  time.Duration // of the real time while it runs
	frozen *time.Time    // where it stands still, nil while it runs
}

// NewClock returns a clock that runs with real, which is time.Now in earnest.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now returns the environment's time in UTC.
func (c *Clock) Now() time.Time {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.now(c.realNow())
}

// realNow returns the real time. UTC takes its monotonic reading away: the time
// of an environment is compared with times that were set.
func (c *Clock) realNow() time.Time { return c.real().UTC() }

func (s *clockState) now(real time.Time) time.Time {
	if s.frozen != nil {
		return *s.frozen
	}
	return real.Add(s.ahead)
}

// Reading is a clock at one moment.
type Reading struct {
	Now    time.Time // in UTC
	Frozen bool
	Ahead  time.Duration // of the real time; negative when behind
}

// Reading returns the environment's time, whether it stands still, and how far
// it is ahead of the real time.
func (c *Clock) Reading() Reading {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.reading(c.realNow())
}

func (s *clockState) reading(real time.Time) Reading {
	now := s.now(real)
	return Reading{Now: now, Frozen: s.frozen != nil, Ahead: now.Sub(real)}
}

// Change moves the clock and returns how it stands then. All of a change takes
// place at one moment: release, set, shift, freeze, in this order. A frozen
// clock that is set or shifted stands still at its new time. The error is an
// [*Invalid]; the clock was not touched then.
func (c *Clock) Change(change control.ClockChange) (Reading, error) {
	var shift time.Duration
	if change.Shift != "" {
		var err error
		if shift, err = control.ParseDuration(change.Shift); err != nil {
			return Reading{}, invalid("shift", err.Error())
		}
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	real := c.realNow()
	changed := c.clockState
	if change.Release {
		changed = clockState{}
	}
	if change.Set != nil {
		changed.set(change.Set.UTC(), real)
		if tooFar(changed.now(real), real) {
			return Reading{}, invalid("set", fmt.Sprintf("expected a time at most a hundred years from now, got %s", change.Set.Format(time.RFC3339)))
		}
	}
	changed.set(changed.now(real).Add(shift), real)
	if tooFar(changed.now(real), real) {
		return Reading{}, invalid("shift", fmt.Sprintf("expected to end at most a hundred years from now, got %s, which ends at %s", change.Shift, changed.now(real).Format(time.RFC3339)))
	}
	if change.Freeze {
		now := changed.now(real)
		changed.frozen = &now
	}
	c.clockState = changed
	return changed.reading(real), nil
}

func (s *clockState) set(to, real time.Time) {
	if s.frozen != nil {
		s.frozen = &to
		return
	}
	s.ahead = to.Sub(real)
}

func tooFar(now, real time.Time) bool { return now.Sub(real).Abs() > furthest }
