package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const (
	// abandonTimeout is how long the command stays at most once it was told to
	// end for the second time.
	abandonTimeout = 3 * time.Second
	// hasteTimeout bounds what is still removed then.
	hasteTimeout = abandonTimeout - 500*time.Millisecond
)

// ending is what is said to a user who pressed Ctrl-C.
const ending = "ending …; press Ctrl-C again to abandon"

// errInterrupted is why nothing ran when the run was told to end before.
var errInterrupted = errors.New("interrupted")

// interrupted is the cause with which the run's context ends by a signal.
type interrupted struct{ signal os.Signal }

func (i *interrupted) Error() string { return fmt.Sprintf("told to end (%s)", i.signal) }

// wasInterrupted reports whether ctx has ended by a signal.
func wasInterrupted(ctx context.Context) bool {
	told := new(interrupted)
	return ctx.Err() != nil && errors.As(context.Cause(ctx), &told)
}

// interruption is what a user's signals do to a run: the first one ends it in
// order, the second one has it abandoned. It is safe for concurrent use.
type interruption struct {
	run       context.Context // of the run, ended by the first signal
	abandoned context.Context // ended by the second one
	end       context.CancelCauseFunc
	abandon   context.CancelCauseFunc

	mutex sync.Mutex
	say   func(line string) // nil while nothing need be said
}

func newInterruption(ctx context.Context) *interruption {
	i := new(interruption)
	i.run, i.end = context.WithCancelCause(ctx)
	i.abandoned, i.abandon = context.WithCancelCause(ctx)
	return i
}

// saying sets how the user is told, from now on, what the first signal does.
func (i *interruption) saying(say func(line string)) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.say = say
}

// receive takes a signal.
func (i *interruption) receive(signal os.Signal) {
	if i.run.Err() != nil {
		i.abandon(&interrupted{signal})
		return
	}
	// First, as the same Ctrl-C ends programs that scenarios have started, and those then fail.
	i.end(&interrupted{signal})
	i.mutex.Lock()
	say := i.say
	i.mutex.Unlock()
	if say != nil {
		say(ending)
	}
}

// listen has Ctrl-C and SIGTERM received. The third one ends the command as if
// nobody listened. The function returned stops that.
func (i *interruption) listen() (stop func()) {
	received := make(chan os.Signal, 2)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // SIGHUP: the terminal was closed
	done := make(chan struct{})
	go func() {
		defer signal.Stop(received)
		for range 2 {
			select {
			case signal := <-received:
				i.receive(signal)
			case <-done:
				return
			}
		}
	}()
	return func() {
		close(done)
		i.end(nil)
		i.abandon(nil)
	}
}
