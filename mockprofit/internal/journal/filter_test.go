package journal

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/advice"
	"profitbdd/mockprofit/internal/asmx"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// mixed returns a journal with exchanges of several kinds, A00001 the oldest.
func mixed() *Journal {
	j := New(Options{Advise: func(exchange *asmx.Exchange) []advice.Hint {
		if exchange.Decision.Reason == "" {
			return nil
		}
		return []advice.Hint{{Rule: "refusal"}}
	}})
	add := func(number int, environment string, change func(*asmx.Exchange)) {
		exchange := finished(number, environment)
		exchange.Started = noon.Add(time.Duration(number) * time.Minute)
		if change != nil {
			change(exchange)
		}
		j.Finished(exchange)
	}
	add(1, "O1AA", nil)
	add(2, "O1AA", func(e *asmx.Exchange) { e.Decision.Outcome, e.Decision.Reason = "refused", "user-blocked" })
	add(3, "", func(e *asmx.Exchange) { e.Decision, e.Refused = asmx.Decision{}, "no" })
	add(4, "T1AA", func(e *asmx.Exchange) { e.Operation, e.Decision.Subject = "DeleteToken", "12345.DEVRIES" })
	add(5, "", func(e *asmx.Exchange) { e.Decision, e.Operation = asmx.Decision{}, "" })
	return j
}

func TestFilter(t *testing.T) {
	tests := map[string]struct {
		filter Filter
		want   []string
	}{
		"all":                          {Filter{}, []string{"A00005", "A00004", "A00003", "A00002", "A00001"}},
		"environment":                  {Filter{Environment: "O1AA"}, []string{"A00002", "A00001"}},
		"operation":                    {Filter{Operation: "DeleteToken"}, []string{"A00004"}},
		"the service's outcome":        {Filter{Outcome: "refused"}, []string{"A00002"}},
		"turned away":                  {Filter{Outcome: TurnedAway}, []string{"A00003"}},
		"answered":                     {Filter{Outcome: Answered}, []string{"A00005"}},
		"refusal":                      {Filter{Refusal: "user-blocked"}, []string{"A00002"}},
		"rule":                         {Filter{Rule: "refusal"}, []string{"A00002"}},
		"another rule":                 {Filter{Rule: "soap-action"}, []string{}},
		"user, whatever its case":      {Filter{User: "12345.devries"}, []string{"A00004"}},
		"since, inclusive":             {Filter{Since: noon.Add(4 * time.Minute)}, []string{"A00005", "A00004"}},
		"until, exclusive":             {Filter{Until: noon.Add(2 * time.Minute)}, []string{"A00001"}},
		"after":                        {Filter{After: 3}, []string{"A00005", "A00004"}},
		"after the newest":             {Filter{After: 5}, []string{}},
		"the newest two":               {Filter{Most: 2}, []string{"A00005", "A00004"}},
		"the newest of an environment": {Filter{Environment: "O1AA", Most: 1}, []string{"A00002"}},
		"several together":             {Filter{Environment: "O1AA", Outcome: "accepted", After: 1}, []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, references(mixed().List(test.filter)))
		})
	}
}

func TestNumber(t *testing.T) {
	j := mixed()
	number, found := j.Number(" " + reference(3) + "\n")
	require.True(t, found)
	require.EqualValues(t, 3, number)
	_, found = j.Number(reference(9))
	require.False(t, found)
	j.Forget("O1AA")
	number, found = j.Number(reference(3))
	require.True(t, found)
	require.EqualValues(t, 3, number, "whatever went meanwhile")
}

func TestWaitReturnsWhatIsThere(t *testing.T) {
	found, err := mixed().Wait(t.Context(), Filter{Environment: "O1AA"})
	require.NoError(t, err)
	require.Equal(t, []string{"A00002", "A00001"}, references(found))
}

func TestWaitReturnsTheNextThatMatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(Options{Entries: 2})
		j.Finished(finished(1, "O1AA"))
		waited := make(chan []Entry)
		go func() {
			found, err := j.Wait(t.Context(), Filter{Environment: "O1AA", After: 1})
			if err != nil {
				t.Error(err)
			}
			waited <- found
		}()
		synctest.Wait()
		for number := 2; number < 10; number++ { // the exchange to come after makes room
			j.Finished(finished(number, "T1AA"))
			synctest.Wait()
		}
		j.Finished(finished(10, "O1AA"))
		require.Equal(t, []string{"A0000A"}, references(<-waited))
	})
}

func TestManyWaitAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(Options{})
		waited := make(chan int)
		for range 50 {
			go func() {
				found, _ := j.Wait(t.Context(), Filter{})
				waited <- len(found)
			}()
		}
		synctest.Wait()
		j.Finished(finished(1, "O1AA"))
		for range 50 {
			require.Equal(t, 1, <-waited)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reason := errors.New("enough")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, reason)
		defer cancel()
		_, err := mixed().Wait(ctx, Filter{Environment: "A1AA"})
		require.ErrorIs(t, err, reason)
	})
}
