package profit

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// atOnce runs count calls at the same time and returns what they returned.
func atOnce[T any](count int, call func(i int) T) []T {
	results := make([]T, count)
	start := make(chan struct{})
	var group sync.WaitGroup
	for i := range count {
		group.Go(func() {
			<-start
			results[i] = call(i)
		})
	}
	close(start)
	group.Wait()
	return results
}

func TestOneCodeYieldsOneToken(t *testing.T) {
	defer goleak.VerifyNone(t)
	w := newWorld(t, productionDefinition())
	code := w.code(t, asks("Laptop"))
	type result struct {
		token   string
		refusal *Refusal
	}
	results := atOnce(50, func(int) result {
		token, outcome := w.GetTokenFromOTP(redeems(code))
		return result{token, outcome.Refusal}
	})
	var tokens []string
	for _, result := range results {
		if result.token != "" {
			require.Nil(t, result.refusal)
			tokens = append(tokens, result.token)
			continue
		}
		requireRefusal(t, CodeUsed, result.refusal)
	}
	require.Len(t, tokens, 1)
	require.Len(t, w.Environment("O12345AA").UserTokens(), 1)
	requireRefusal(t, nil, w.Use(&tokens[0]).Refusal)
}

func TestAttemptsAreCountedExactly(t *testing.T) {
	defer goleak.VerifyNone(t)
	w := newWorld(t, productionDefinition())
	code := w.code(t, asks("Laptop"))
	refusals := atOnce(50, func(int) *Refusal { return w.redeem(wrong(code)) })
	count := make(map[*Refusal]int)
	for _, refusal := range refusals {
		count[refusal]++
	}
	require.Equal(t, map[*Refusal]int{WrongCode: 5, TooManyAttempts: 45}, count)
}

func TestOneTokenIsDeletedOnce(t *testing.T) {
	defer goleak.VerifyNone(t)
	w := newWorld(t, productionDefinition())
	token := w.token(t, asks("Laptop"))
	refusals := atOnce(50, func(int) *Refusal { return w.DeleteToken(&token).Refusal })
	accepted := slices.DeleteFunc(refusals, func(r *Refusal) bool { return r == TokenUnknown })
	require.Equal(t, []*Refusal{nil}, accepted)
}

// Whatever the administrator does meanwhile, calls are answered with a refusal
// that fits, belong to the environment they were sent to or to none, and leave
// nothing behind.
func TestPutAndRemoveWhileCallsRun(t *testing.T) {
	defer goleak.VerifyNone(t)
	const rounds = 100
	w := newWorld(t, productionDefinition(), testDefinition())
	anyTime := []*Refusal{nil, UnknownAPIKey, AppConnectorBlocked, CodeUsed, WrongCode, TooManyAttempts, DescriptionTaken, TokenUnknown}

	caller := func(i int) error {
		for round := range rounds {
			device := fmt.Sprint("Laptop ", i, " ", round)
			outcomes := []Outcome{w.GenerateOTP(asks(device))}
			code := ""
			if mails := w.all(); len(mails) > 0 {
				code = mails[len(mails)-1].Code
			}
			token, outcome := w.GetTokenFromOTP(redeems(code))
			outcomes = append(outcomes, outcome)
			if outcome.Accepted() {
				outcomes = append(outcomes, w.Use(&token), w.DeleteToken(&token), w.Use(&token))
			}
			for _, outcome := range outcomes {
				if !slices.Contains(anyTime, outcome.Refusal) {
					return fmt.Errorf("unexpected refusal %s", outcome.Refusal.Name)
				}
				if outcome.Environment != "O12345AA" && (outcome.Environment != "" || outcome.Accepted()) {
					return fmt.Errorf("attributed to %q", outcome.Environment)
				}
			}
		}
		return nil
	}
	administrator := func() error {
		for round := range rounds {
			definition := productionDefinition()
			definition.AppConnectors[0].Blocked = round%3 == 0
			environment, err := w.Put(definition, w.clock, w.add)
			if err != nil {
				return err
			}
			environment.UserTokens()
			environment.ActivationCodes()
			environment.Definition()
			w.Codes()
			if round%2 == 0 && !w.Remove(definition.Code) {
				return fmt.Errorf("round %d: nothing to remove", round)
			}
		}
		return nil
	}
	for _, err := range atOnce(5, func(i int) error {
		if i == 0 {
			return administrator()
		}
		return caller(i)
	}) {
		require.NoError(t, err)
	}

	w.Remove("O12345AA")
	require.Empty(t, w.tokens.owners)
	w.put(t, productionDefinition())
	requireRefusal(t, nil, w.Use(new(w.token(t, asks("Laptop")))).Refusal)
}

// yieldingClock lets others run while the environment that asks for the time is
// locked, so that they queue for it.
type yieldingClock struct{}

func (yieldingClock) Now() time.Time {
	runtime.Gosched()
	return epoch
}

// A key and what it opens are seen together: a key that was replaced does not
// open what was set up along with its successor.
func TestAReplacedKeyOpensNothing(t *testing.T) {
	defer goleak.VerifyNone(t)
	const rounds = 300
	former, renewed := productionDefinition(), productionDefinition()
	former.AppConnectors[0].Blocked = true
	renewed.AppConnectors[0].APIKey = unknownKey
	directory := NewDirectory(seeded(), Definition{})
	environment, err := directory.Put(former, yieldingClock{}, nil)
	require.NoError(t, err)

	administrator := func() error {
		for range rounds {
			for _, definition := range []Definition{renewed, former} {
				if _, err := directory.Put(definition, nil, nil); err != nil {
					return err
				}
			}
		}
		return nil
	}
	caller := func() error {
		for range rounds {
			environment.ActivationCodes()
			refusal := directory.GenerateOTP(asks("Laptop")).Refusal
			if refusal != UnknownAPIKey && refusal != AppConnectorBlocked {
				return errors.New("the former key was let in")
			}
		}
		return nil
	}
	for _, err := range atOnce(33, func(i int) error {
		if i == 0 {
			return administrator()
		}
		return caller()
	}) {
		require.NoError(t, err)
	}
}
