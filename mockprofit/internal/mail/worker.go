package mail

import (
	"context"
	"errors"
	"net/textproto"
	"time"
)

// worker delivers the messages for one SMTP server, one after the other over one connection, so that no server waits for another. It
// lives as long as there is work or the connection is open.
//
// A message that is refused is put back with a pause of its own, and the others go on. When the server can't be reached, or the connection breaks,
// the server as a whole has a pause; the message at which it broke has its own as well, so that the others go first next time.
type worker struct {
	outbox *Outbox
	server string
	wake   chan struct{} // something was queued

	// Guarded by the outbox's lock.
	queue *order // by due; without the message that is being delivered

	// The worker goroutine's own.
	session  *session
	failures int       // of the server, in a row
	resume   time.Time // when the server may be tried again
}

// dispatch queues an entry for its server, and sees to it that a worker is there. The caller holds the lock.
func (o *Outbox) dispatch(e *entry) {
	if o.closed {
		return
	}
	w := o.workers[e.notice.Server]
	if w == nil {
		w = &worker{outbox: o, server: e.notice.Server, wake: make(chan struct{}, 1), queue: byDue()}
		o.workers[w.server] = w
		go w.run(o.ctx)
	}
	w.queue.add(e)
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// run delivers until nothing is left to do, or the context ends.
func (w *worker) run(ctx context.Context) {
	for ctx.Err() == nil {
		e, due := w.next()
		switch {
		case e != nil:
			w.deliver(ctx, e)
		case due.IsZero() && w.session == nil:
			if w.retire() {
				return
			}
		default:
			w.rest(ctx, due)
		}
	}
	w.hangUp(ctx)
	w.retire()
}

// next takes the entry out of the queue that is to be tried now. Where there's none, it tells when there will be, the zero time for not at all.
func (w *worker) next() (e *entry, due time.Time) {
	w.outbox.mu.Lock()
	defer w.outbox.mu.Unlock()
	e = w.queue.first()
	if e == nil {
		return nil, time.Time{}
	}
	due = e.due
	if due.Before(w.resume) {
		due = w.resume
	}
	if due.After(time.Now()) {
		return nil, due
	}
	w.queue.remove(e)
	return e, due
}

// rest waits for work: for the given time unless it is zero, or until something is queued. It ends a session that is idle for too long.
func (w *worker) rest(ctx context.Context, due time.Time) {
	pause := w.outbox.options.IdleTimeout
	idle := w.session != nil
	if until := time.Until(due); !due.IsZero() && (!idle || until < pause) {
		pause, idle = until, false
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		if idle {
			w.hangUp(ctx)
		}
	case <-w.wake:
	case <-ctx.Done():
	}
}

// retire takes the worker off the outbox, unless there is work and the outbox is open.
func (w *worker) retire() bool {
	o := w.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	if w.queue.Len() > 0 && !o.closed {
		return false
	}
	delete(o.workers, w.server)
	if o.closed && len(o.workers) == 0 {
		close(o.allGone)
	}
	return true
}

// hangUp ends the session, if there is one: politely, unless the outbox is closing.
func (w *worker) hangUp(ctx context.Context) {
	if w.session != nil && ctx.Err() == nil {
		w.session.quit()
	}
	w.drop()
}

// drop cuts the session, if there is one.
func (w *worker) drop() {
	if w.session != nil {
		w.session.cut()
		w.session = nil
	}
}

// deliver tries to deliver one message, and records how it went.
func (w *worker) deliver(ctx context.Context, e *entry) {
	began := time.Now()
	attempt := func(code int, reply string, err error) Attempt {
		a := Attempt{Time: began, Duration: time.Since(began), Server: w.server, Code: code, Reply: brief(reply)}
		if err != nil {
			a.Error = brief(err.Error())
		}
		return a
	}

	message, err := compose(e.notice, e.id)
	if err != nil {
		w.settle(e, Undeliverable, attempt(0, "", err))
		return
	}
	out, err := w.transmit(ctx, message)
	switch {
	case err == nil && out.err == nil:
		w.answered()
		w.settle(e, Delivered, attempt(out.code, out.reply, nil))
	case ctx.Err() != nil: // it failed because we stopped; the message stays queued
	case err != nil:
		w.unreachable(e, attempt(replyCode(err), "", err))
	case out.broken:
		a := attempt(out.code, out.reply, out.err)
		w.drop()
		w.postpone(e, a)
		w.unanswered(a.Error)
	default:
		w.answered()
		w.postpone(e, attempt(out.code, out.reply, out.err))
	}
}

// transmit sends a message over the open session or a new one. The error is that of making the connection. A connection that was left open and
// turns out to be closed by the server is replaced: that is no failure.
func (w *worker) transmit(ctx context.Context, message envelope) (outcome, error) {
	if w.session != nil {
		out := w.session.send(message)
		if !out.stale {
			return out, nil
		}
		w.drop()
	}
	session, err := w.outbox.options.open(ctx, w.server)
	if err != nil {
		return outcome{}, err
	}
	w.session = session
	w.outbox.update(func() { w.outbox.stats.Connections++ })
	return session.send(message), nil
}

// answered notes that the server took or refused a message, and so works.
func (w *worker) answered() {
	if w.failures > 0 {
		w.outbox.options.Logger.Info("SMTP server answers again", "server", w.server, "failures", w.failures)
	}
	w.failures, w.resume = 0, time.Time{}
}

// unanswered gives the server a pause.
func (w *worker) unanswered(err string) {
	w.failures++
	pause := w.outbox.options.pause(w.failures)
	w.resume = time.Now().Add(pause)
	if w.failures == 1 {
		w.outbox.options.Logger.Warn("SMTP server fails; its messages stay queued and are tried again", "server", w.server, "error", err)
	}
}

// settle records the attempt that was the message's last.
func (w *worker) settle(e *entry, state State, a Attempt) {
	o := w.outbox
	logger := o.options.Logger
	if state == Delivered {
		logger.Debug("message delivered", "message", e.id, "notice", e.notice, "duration", a.Duration)
	} else {
		logger.Warn("message can't be delivered", "message", e.id, "notice", e.notice, "error", a.Error)
	}
	o.update(func() {
		if state == Delivered {
			o.stats.Delivered++
		}
		if e.gone {
			return
		}
		o.queued.remove(e)
		e.state = state
		o.settled.add(e)
		o.record(e, a)
	})
}

// postpone records an attempt that failed because of this message, and queues it again with a pause.
func (w *worker) postpone(e *entry, a Attempt) {
	o := w.outbox
	o.update(func() {
		if e.gone {
			return
		}
		e.refusals++
		e.due = time.Now().Add(o.options.pause(e.refusals))
		w.queue.add(e)
		o.record(e, a)
	})
	if e.refusals == 1 {
		o.options.Logger.Warn("message not accepted; it stays queued and is tried again", "message", e.id, "notice", e.notice, "error", a.Error)
	}
}

// unreachable records that the server couldn't be reached, for all messages that wait for it, and queues the one that was to be delivered again.
func (w *worker) unreachable(e *entry, a Attempt) {
	w.unanswered(a.Error)
	o := w.outbox
	o.update(func() {
		if !e.gone {
			w.queue.add(e)
		}
		for _, waiting := range w.queue.entries {
			if !waiting.due.After(a.Time) {
				o.record(waiting, a)
			}
		}
	})
}

// record adds an attempt to the history of an entry.
func (o *Outbox) record(e *entry, a Attempt) {
	before := e.size
	if len(e.attempts) == KeptAttempts {
		e.size -= e.attempts[0].size()
		e.attempts = append(e.attempts[:0], e.attempts[1:]...)
	}
	e.attempts = append(e.attempts, a)
	e.size += a.size()
	o.stats.Bytes += e.size - before
	e.tries++
	if a.Error != "" {
		o.stats.Failures++
	}
	o.changed(e)
}

// brief bounds and cleans what a server said.
func brief(s string) string {
	const longest = 500
	return shorten(line(s), longest)
}

// replyCode returns the code of the server's reply in an error, 0 if there's none.
func replyCode(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}
