package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// unreachable is a dialer whose servers never answer, so that what is queued stays queued.
func unreachable(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// in returns the sample for an environment and a recipient.
func in(environment, recipient string) Notice {
	n := sample()
	n.Environment, n.Recipient = environment, recipient
	return n
}

func ids(messages []Message) []string {
	var ids []string
	for _, message := range messages {
		ids = append(ids, message.ID)
	}
	return ids
}

func TestKept(t *testing.T) {
	o := newOutbox(t, nil, Options{Dial: func(context.Context, string, string) (net.Conn, error) {
		t.Error("a message without a server is not delivered")
		return nil, errors.New("no")
	}})
	id := o.Add(sample())
	message := get(t, o, id)
	require.Equal(t, Kept, message.State)
	require.Empty(t, message.Attempts)
	require.Equal(t, sample(), message.Notice)
	require.Regexp(t, "^[0-9a-f]{32}$", id)

	content, err := o.Content(id)
	require.NoError(t, err)
	composed, err := o.Composed(id)
	require.NoError(t, err)
	envelope := read(t, composed)
	require.Equal(t, envelope.GetHeader("Subject"), content.Subject)
	require.Equal(t, strings.TrimSpace(strings.ReplaceAll(envelope.Text, "\r\n", "\n")), strings.TrimSpace(content.Text))
	require.Equal(t, strings.TrimSpace(strings.ReplaceAll(envelope.HTML, "\r\n", "\n")), strings.TrimSpace(content.HTML))
}

func TestUnknownMessage(t *testing.T) {
	o := newOutbox(t, nil, Options{})
	_, found := o.Get("00112233445566778899aabbccddeeff")
	require.False(t, found)
	_, err := o.Composed("00112233445566778899aabbccddeeff")
	require.ErrorIs(t, err, ErrNotFound)
	_, err = o.Content("00112233445566778899aabbccddeeff")
	require.ErrorIs(t, err, ErrNotFound)
	require.Empty(t, o.List("O12345AA", Filter{}))
	require.Zero(t, o.Forget("O12345AA"))
}

func TestMessageIDsComeFromInjectedRandomness(t *testing.T) {
	o := newOutbox(t, nil, Options{Random: bytes.NewReader([]byte("0123456789abcdef0123456789abcdef"))})
	require.Equal(t, "30313233343536373839616263646566", o.Add(sample()))
	repeated, exhausted := o.Add(sample()), o.Add(sample())
	require.Len(t, o.List("O12345AA", Filter{}), 3, "ids are unique whatever the source yields")
	require.Regexp(t, "^[0-9a-f]{32}$", repeated)
	require.Regexp(t, "^[0-9a-f]{32}$", exhausted)

	o = newOutbox(t, nil, Options{Random: iotest.ErrReader(io.ErrClosedPipe)})
	require.NotEqual(t, o.Add(sample()), o.Add(sample()))
}

func TestList(t *testing.T) {
	o := newOutbox(t, nil, Options{})
	jan := o.Add(in("O12345AA", "Jan@Example.com"))
	piet := o.Add(in("O12345AA", "piet@example.com"))
	elsewhere := o.Add(in("T12345AA", "jan@example.com"))
	again := o.Add(in("O12345AA", "jan@example.com"))
	seen := get(t, o, piet).Revision

	tests := map[string]struct {
		environment string
		filter      Filter
		want        []string
	}{
		"all":                      {"O12345AA", Filter{}, []string{jan, piet, again}},
		"another environment":      {"T12345AA", Filter{}, []string{elsewhere}},
		"unknown environment":      {"A12345AA", Filter{}, nil},
		"address ignoring case":    {"O12345AA", Filter{To: " JAN@example.COM"}, []string{jan, again}},
		"part of an address":       {"O12345AA", Filter{To: "jan"}, nil},
		"after":                    {"O12345AA", Filter{After: jan}, []string{piet, again}},
		"after the last":           {"O12345AA", Filter{After: again}, nil},
		"after, to an address":     {"O12345AA", Filter{After: jan, To: "jan@example.com"}, []string{again}},
		"after an unknown id":      {"O12345AA", Filter{After: "no such id"}, []string{jan, piet, again}},
		"after one elsewhere":      {"O12345AA", Filter{After: elsewhere}, []string{jan, piet, again}},
		"changed since a revision": {"O12345AA", Filter{ChangedSince: seen}, []string{again}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, ids(o.List(test.environment, test.filter)))
		})
	}

	require.Equal(t, 3, o.Forget("O12345AA"))
	require.Empty(t, o.List("O12345AA", Filter{}))
	require.Equal(t, []string{elsewhere}, ids(o.List("T12345AA", Filter{})), "no other environment's")
}

func TestHas(t *testing.T) {
	o := newOutbox(t, nil, Options{MaxEntries: 2})
	evicted, here := o.Add(in("O12345AA", "jan@example.com")), o.Add(in("O12345AA", "jan@example.com"))
	elsewhere := o.Add(in("T12345AA", "jan@example.com"))

	require.True(t, o.Has("O12345AA", here))
	require.True(t, o.Has("T12345AA", elsewhere))
	require.False(t, o.Has("O12345AA", elsewhere), "in another environment")
	require.False(t, o.Has("O12345AA", evicted))
	require.False(t, o.Has("O12345AA", "no such id"))
	require.False(t, o.Has("O12345AA", ""))
	require.Equal(t, 1, o.Forget("O12345AA"))
	require.False(t, o.Has("O12345AA", here), "forgotten")
}

func TestMessagesAreCopies(t *testing.T) {
	o := newOutbox(t, nil, Options{})
	id := o.Add(sample())
	o.mu.Lock()
	o.record(o.byID[id].Value.(*entry), Attempt{Error: "first"})
	o.mu.Unlock()
	get(t, o, id).Attempts[0].Error = "changed"
	require.Equal(t, "first", get(t, o, id).Attempts[0].Error)
}

// A notice may hold substrings of a whole request, which the bound in bytes wouldn't see.
func TestRequestsAreNotKeptInMemory(t *testing.T) {
	o := newOutbox(t, nil, Options{})
	request := strings.Repeat("request ", 1000)
	n := sample()
	n.Device, n.UserID = request[8:15], request[16:23]
	kept := get(t, o, o.Add(n)).Notice
	require.Equal(t, n, kept)
	require.NotSame(t, unsafe.StringData(n.Device), unsafe.StringData(kept.Device))
	require.NotSame(t, unsafe.StringData(n.UserID), unsafe.StringData(kept.UserID))
}

func TestEvictionOrder(t *testing.T) {
	var log bytes.Buffer
	o := newOutbox(t, nil, Options{MaxEntries: 4, Dial: unreachable, Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	queued := []string{o.Add(to(catcher, "a@example.com")), o.Add(to(catcher, "b@example.com"))}
	kept := []string{o.Add(sample()), o.Add(sample())}
	left := func() []string { return ids(o.List("O12345AA", Filter{})) }
	require.Equal(t, []string{queued[0], queued[1], kept[0], kept[1]}, left())

	newer := o.Add(sample())
	require.Equal(t, []string{queued[0], queued[1], kept[1], newer}, left(), "the oldest that isn't waiting for delivery")
	queued = append(queued, o.Add(to(other, "c@example.com")), o.Add(to(other, "d@example.com")))
	require.Equal(t, queued, left(), "all that don't wait go first")
	require.Empty(t, log.String())
	require.Zero(t, o.Stats().EvictedUndelivered)

	queued = append(queued, o.Add(to(other, "e@example.com")))
	require.Equal(t, queued[1:], left(), "then the oldest that waits")
	stats := o.Stats()
	require.EqualValues(t, 4, stats.Evicted)
	require.EqualValues(t, 1, stats.EvictedUndelivered)
	var warning struct {
		Level, Message string
		Msg            string `json:"msg"`
		Notice         map[string]string
	}
	require.NoError(t, json.Unmarshal(log.Bytes(), &warning))
	require.Equal(t, "WARN", warning.Level)
	require.Equal(t, queued[0], warning.Message)
	require.Equal(t, "a@example.com", warning.Notice["recipient"])
	require.NotContains(t, log.String(), sample().Code, "codes stay out of logs")

	last := o.Add(sample())
	require.NotContains(t, left(), last, "a message that waits is worth more than one that doesn't, even the newest")
	require.Equal(t, queued[1:], left())
}

func TestBytesAreBounded(t *testing.T) {
	const bound = 100_000
	o := newOutbox(t, nil, Options{MaxBytes: bound})
	for i := range 100 {
		n := sample()
		n.Device = strings.Repeat("x", i*100)
		o.Add(n)
		require.LessOrEqual(t, o.Stats().Bytes, int64(bound))
	}
	stats := o.Stats()
	require.Positive(t, stats.Evicted)
	require.Greater(t, stats.Messages, 5)

	huge := sample()
	huge.Device = strings.Repeat("x", bound)
	id := o.Add(huge)
	_, found := o.Get(id)
	require.False(t, found)
	require.Equal(t, stats.Messages, o.Stats().Messages, "one that can't fit pushes no other out")
	require.Equal(t, stats.Evicted+1, o.Stats().Evicted)
}

// A dead server's history is bounded with the rest.
func TestHistoriesCount(t *testing.T) {
	o := newOutbox(t, nil, Options{Dial: unreachable, MaxBytes: 20_000})
	var all []string
	for i := range 10 {
		all = append(all, o.Add(to(catcher, fmt.Sprintf("user%d@example.com", i))))
	}
	require.Equal(t, 10, o.Stats().Messages)
	for range KeptAttempts + 5 {
		o.update(func() {
			for _, id := range all {
				if element := o.byID[id]; element != nil {
					o.record(element.Value.(*entry), Attempt{Error: strings.Repeat("e", 300)})
				}
			}
		})
		require.LessOrEqual(t, o.Stats().Bytes, int64(20_000))
	}
	require.Less(t, o.Stats().Messages, 10)
	require.Positive(t, o.Stats().Messages)
	checkBooks(t, o)
}

// checkBooks checks that all the outbox's lists tell the same.
func checkBooks(t require.TestingT, o *Outbox) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var bytes int64
	boxed := 0
	for environment, box := range o.boxes {
		require.NotZero(t, box.Len())
		var previous uint64
		for element := box.Front(); element != nil; element = element.Next() {
			e := element.Value.(*entry)
			require.Equal(t, environment, e.notice.Environment)
			require.Same(t, element, o.byID[e.id])
			require.Greater(t, e.number, previous)
			require.False(t, e.gone)
			previous = e.number
			bytes += e.size
			boxed++
		}
	}
	require.Equal(t, len(o.byID), boxed)
	require.Equal(t, o.stats.Bytes, bytes)
	require.Equal(t, boxed, o.queued.Len()+o.settled.Len())
	require.LessOrEqual(t, boxed, o.options.MaxEntries)
	require.LessOrEqual(t, bytes, o.options.MaxBytes)
	for _, order := range []*order{o.queued, o.settled} {
		for i, e := range order.entries {
			require.Equal(t, i, e.inAge)
			require.Equal(t, order == o.queued, e.state == Queued)
		}
	}
}

// Whatever is added, forgotten and evicted, the outbox holds what a plain list would.
func TestOutboxAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 8).Draw(t, "limit")
		o := NewOutbox(Options{MaxEntries: limit, Dial: unreachable})
		defer o.Close(context.Background())
		type kept struct {
			id, environment string
			waits           bool
		}
		var model []kept
		environments := rapid.SampledFrom([]string{"O1AA", "T1AA", "A1AA"})
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				n := in(environments.Draw(t, "environment"), "jan@example.com")
				n.Server = rapid.SampledFrom([]string{"", catcher, other}).Draw(t, "server")
				model = append(model, kept{o.Add(n), n.Environment, n.Server != ""})
				if len(model) > limit {
					oldest := max(0, slices.IndexFunc(model, func(m kept) bool { return !m.waits }))
					model = slices.Delete(model, oldest, oldest+1)
				}
			},
			"forget": func(t *rapid.T) {
				environment := environments.Draw(t, "environment")
				before := len(model)
				model = slices.DeleteFunc(model, func(m kept) bool { return m.environment == environment })
				require.Equal(t, before-len(model), o.Forget(environment))
			},
			"": func(t *rapid.T) {
				for _, environment := range []string{"O1AA", "T1AA", "A1AA"} {
					var want []string
					for _, m := range model {
						if m.environment == environment {
							want = append(want, m.id)
						}
					}
					require.Equal(t, want, ids(o.List(environment, Filter{})))
				}
				checkBooks(t, o)
			},
		})
	})
}

func TestPause(t *testing.T) {
	tests := []struct {
		options Options
		want    []time.Duration
	}{
		{Options{}, []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond,
			1600 * time.Millisecond, 3200 * time.Millisecond, 5 * time.Second, 5 * time.Second}},
		{Options{FirstRetry: time.Second, MaxRetry: time.Second}, []time.Duration{time.Second, time.Second}},
		{Options{FirstRetry: time.Minute, MaxRetry: time.Second}, []time.Duration{time.Second, time.Second}},
		{Options{FirstRetry: -1, MaxRetry: -1}, []time.Duration{100 * time.Millisecond}},
	}
	for _, test := range tests {
		options := test.options.withDefaults()
		var pauses []time.Duration
		for failures := range test.want {
			pauses = append(pauses, options.pause(failures+1))
		}
		require.Equal(t, test.want, pauses)
		require.Equal(t, options.MaxRetry, options.pause(1_000_000))
	}
}

func BenchmarkAdd(b *testing.B) {
	benchmarks := map[string]Notice{"kept": sample(), "queued": to(catcher, "jan@example.com")}
	for name, notice := range benchmarks {
		b.Run(name, func(b *testing.B) {
			o := newOutbox(b, nil, Options{Dial: unreachable})
			b.ReportAllocs()
			for b.Loop() {
				o.Add(notice)
			}
		})
		b.Run(name+" by many", func(b *testing.B) {
			o := newOutbox(b, nil, Options{Dial: unreachable})
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					o.Add(notice)
				}
			})
		})
	}
}

// A server that can't be reached is recorded with every message that waits for it, under the lock that Add needs.
func BenchmarkUnreachableServer(b *testing.B) {
	o := newOutbox(b, nil, Options{Dial: unreachable})
	for range 10_000 {
		o.Add(to(catcher, "jan@example.com"))
	}
	o.mu.Lock()
	w := o.workers[catcher]
	o.mu.Unlock()
	a := Attempt{Time: time.Now(), Server: catcher, Error: "connect: connection refused"}
	b.ReportAllocs()
	for b.Loop() {
		o.update(func() {
			for _, waiting := range w.queue.entries {
				o.record(waiting, a)
			}
		})
	}
}
