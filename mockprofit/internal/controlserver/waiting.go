package controlserver

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// longestWait bounds how long a call waits for what it asks for.
const longestWait = time.Minute

// Waiting is the query by which a list is waited for.
type Waiting struct {
	Wait string `query:"wait" doc:"Wait so long for the first one when there is none yet, one minute at most" example:"10s"`
}

// await calls wait with a context that ends when the time is over, the
// environment is gone or the server ends; whatever ended it, what there is then
// is the answer. A text that is empty does not wait. Only that the environment
// is gone is an error, and a wait that makes no sense. Gone is nil when no
// environment is concerned.
func (s *server) await(ctx context.Context, text string, gone <-chan struct{}, wait func(context.Context)) error {
	if text == "" {
		return nil
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration < 0 || duration > longestWait {
		return huma.Error422UnprocessableEntity("the time to wait is wrong", &huma.ErrorDetail{
			Location: "query.wait", Message: fmt.Sprintf("expected a duration such as 500ms or 10s, one minute at most; got %.100q", text),
		})
	}
	ctx, cancel := context.WithTimeout(ctx, duration)
	defer cancel()
	go func() {
		select {
		case <-gone:
		case <-s.Done:
		case <-ctx.Done():
		}
		cancel()
	}()
	wait(ctx)
	select {
	case <-gone:
		return huma.Error404NotFound("the environment was deleted or reset while the call waited")
	default:
		return nil
	}
}
