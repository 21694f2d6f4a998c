package report

import "time"

const (
	pipeInterval   = 100 * time.Millisecond
	redrawInterval = 200 * time.Millisecond
)

// heartbeat calls a function at an interval until it is stopped. A nil one is stopped already.
type heartbeat struct{ quit, done chan struct{} }

func startHeartbeat(style Style, tick func()) *heartbeat {
	interval := pipeInterval
	if style.Redraw {
		interval = redrawInterval
	}
	h := &heartbeat{quit: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(h.done)
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-h.quit:
				return
			case <-ticker.C:
				tick()
			}
		}
	}()
	return h
}

// stop returns when the last call of the function has returned. It is called once.
func (h *heartbeat) stop() {
	if h == nil {
		return
	}
	close(h.quit)
	<-h.done
}
