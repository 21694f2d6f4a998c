package tenant

import (
	"sync"
	"time"
)

// Clock is the clock of one environment: the real time, shifted or frozen when
// asked. It is safe for concurrent use. It implements profit.Clock.
type Clock struct {
	real func() time.Time

	mutex  sync.RWMutex
	offset time.Duration // ahead of the real time while it runs
	frozen *time.Time    // where it stands still
}

// NewClock returns a clock that runs with real, which is time.Now in earnest.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now returns the environment's time in UTC.
func (c *Clock) Now() time.Time {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.frozen != nil {
		return *c.frozen
	}
	return c.real().Add(c.offset).UTC().Round(0)
}

// Shift moves the clock by a duration, forward or back; a frozen clock stands
// still at the new time.
func (c *Clock) Shift(by time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.frozen != nil {
		moved := c.frozen.Add(by)
		c.frozen = &moved
		return
	}
	c.offset += by
}

// Set makes it the given time; a running clock runs on from there.
func (c *Clock) Set(to time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	to = to.UTC().Round(0)
	if c.frozen != nil {
		c.frozen = &to
		return
	}
	c.offset = to.Sub(c.real().Round(0))
}

// Freeze makes the clock stand still.
func (c *Clock) Freeze() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	now := c.now()
	c.frozen = &now
}

// Release makes it the real time again.
func (c *Clock) Release() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.frozen, c.offset = nil, 0
}

// Reading returns the environment's time, whether it stands still, and how far
// it is ahead of the real time.
func (c *Clock) Reading() (now time.Time, frozen bool, ahead time.Duration) {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	now = c.now()
	if c.frozen == nil {
		return now, false, c.offset
	}
	return now, true, now.Sub(c.real().Round(0))
}
