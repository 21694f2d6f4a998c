package mailhog

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestListPagesThroughAllMailsNewestLast(t *testing.T) {
	for _, count := range []int{0, 1, 49, 50, 51, 100, 137} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			fake := newFake()
			var want []string
			for i := range count {
				want = append(want, fmt.Sprintf("mail %d", i))
				fake.receive("Subject: "+want[i]+"\n\n", "reader@example.test")
			}
			got := subjects(list(t, serve(t, fake), "reader@example.test"))
			require.Equal(t, append([]string{}, want...), got)
			require.Len(t, fake.asked, max(1, (count+pageSize-1)/pageSize), "requests")
		})
	}
}

func TestListKeepsEachMailOnceWhenOneArrivesBetweenTwoPages(t *testing.T) {
	fake := newFake()
	for i := range 60 {
		fake.receive(fmt.Sprintf("Subject: %d\n\n", i), "reader@example.test")
	}
	fake.before = func(request int) {
		if request == 2 {
			fake.receive("Subject: late\n\n", "reader@example.test")
		}
	}
	got := subjects(list(t, serve(t, fake), "reader@example.test"))
	require.Len(t, got, 60, "those that were there when the listing began")
	for i, subject := range got {
		require.Equal(t, fmt.Sprint(i), subject)
	}
}

func TestInboxHoldsWhatWasDeliveredToExactlyItsAddress(t *testing.T) {
	fake := newFake()
	fake.receive("Subject: own\nTo: ann@example.test\n\n", "ann@example.test")
	fake.receive("Subject: longer local part\n\n", "joann@example.test")
	fake.receive("Subject: longer domain\n\n", "ann@example.test.nl")
	fake.receive("Subject: local part in capitals\n\n", "Ann@example.test")
	fake.receive("Subject: domain in capitals\n\n", "ann@EXAMPLE.test")
	fake.receive("Subject: named in the header only\nTo: ann@example.test\n\n", "bob@example.test")
	fake.receive("Subject: blind copy\nTo: bob@example.test\n\n", "bob@example.test", "ann@example.test")
	fake.receive("Subject: named encoded\nTo: =?utf-8?q?ann=40example=2Etest?= <bob@example.test>\n\n", "bob@example.test")
	server := serve(t, fake)

	require.Equal(t, []string{"own", "domain in capitals", "blind copy"}, subjects(list(t, server, "ann@example.test")))
	require.Equal(t, []string{"local part in capitals"}, subjects(list(t, server, "Ann@example.test")))
	require.Equal(t, []string{"longer local part"}, subjects(list(t, server, "joann@example.test")))
	require.Empty(t, list(t, server, "nn@example.test"))
	require.Empty(t, list(t, server, "ann"))
}

func TestNextReturnsEachMailOnceOldestFirst(t *testing.T) {
	fake := newFake()
	first := fake.receive("Subject: one\n\n", "ann@example.test")
	second := fake.receive("Subject: two\n\n", "ann@example.test")
	server := serve(t, fake)
	inbox := server.Inbox("ann@example.test")

	mail, err := inbox.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, first, mail.ID)
	_, err = inbox.List(t.Context())
	require.NoError(t, err)
	mail, err = inbox.Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, second, mail.ID, "listing makes no difference")

	mail, err = server.Inbox("ann@example.test").Next(t.Context())
	require.NoError(t, err)
	require.Equal(t, first, mail.ID, "another inbox has another memory")
}

func TestNextWaitsForAMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		inbox := direct(fake, "ann@example.test")
		fake.receive("Subject: old\n\n", "ann@example.test")
		_, err := inbox.Next(t.Context())
		require.NoError(t, err)
		begin := time.Now()
		time.AfterFunc(3*time.Second, func() {
			fake.mutex.Lock()
			defer fake.mutex.Unlock()
			fake.receive("Subject: new\n\n", "ann@example.test")
		})

		mail, err := inbox.Next(t.Context())

		require.NoError(t, err)
		require.Equal(t, "new", mail.Subject)
		require.Equal(t, 3*time.Second, time.Since(begin).Truncate(2*longestPause), "it is seen at the next look")
		require.Less(t, len(fake.asked), 50, "it doesn't hammer at MailHog")
	})
}

func TestNextTellsWhatDidArrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		inbox := direct(fake, "ann@example.test")
		fake.receive("Subject: =?utf-8?q?E=C3=A9n?=\n\n", "ann@example.test")
		fake.receive("Subject: for somebody else\n\n", "joann@example.test")
		_, err := inbox.Next(t.Context())
		require.NoError(t, err)
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("one second is over"))
		defer cancel()

		_, err = inbox.Next(ctx)

		require.EqualError(t, err, "no new mail for ann@example.test: one second is over; "+
			`1 came before (`+stamp(fake, 0)+`: "Eén" to ann@example.test); `+
			`1 went to other addresses that contain it (`+stamp(fake, 1)+`: "for somebody else" to joann@example.test)`)
	})
}

func stamp(fake *fakeMailHog, index int) string {
	return fake.store.Messages[index].Created.Format(time.TimeOnly)
}

func TestNextNamesOnlyTheNewestOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		for i := range 30 {
			fake.receive(fmt.Sprintf("Subject: number %d.\n\n", i), "joann@example.test")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()

		_, err := direct(fake, "ann@example.test").Next(ctx)

		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "0 came before; 30 went to other addresses that contain it (…, ")
		require.ErrorContains(t, err, "number 29.")
		require.NotContains(t, err.Error(), "number 19.")
	})
}

// MailHog reads its store without a lock and may drop a connection over it.
func TestADroppedConnectionIsTriedAgain(t *testing.T) {
	fake := newFake()
	fake.receive("Subject: there\n\n", "ann@example.test")
	var requests atomic.Int32
	server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		fake.ServeHTTP(w, r)
	}))
	server.transport.DisableKeepAlives = true // or net/http tries again itself

	require.Equal(t, []string{"there"}, subjects(list(t, server, "ann@example.test")))
}

func TestNextGoesOnAfterAFailureAndTellsOfTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		fake.receive("Subject: there\n\n", "ann@example.test")
		var failing atomic.Bool
		failing.Store(true)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if failing.Load() {
				http.Error(w, "out of order", http.StatusInternalServerError)
				return
			}
			fake.ServeHTTP(w, r)
		})
		inbox := direct(handler, "ann@example.test")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()

		_, err := inbox.Next(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "MailHog can't be read: GET http://mailhog/api/v2/search?")
		require.ErrorContains(t, err, `500 Internal Server Error: "out of order\n"`)

		time.AfterFunc(time.Second, func() { failing.Store(false) })
		mail, err := inbox.Next(t.Context())
		require.NoError(t, err)
		require.Equal(t, "there", mail.Subject)
	})
}

func TestAnswersThatAreNotMailHogs(t *testing.T) {
	for name, c := range map[string]struct {
		answer, want string
	}{
		"a page of HTML":      {"<html>", `invalid character '<' looking for beginning of value: "<html>"`},
		"other JSON":          {"{}", `"total" is missing`},
		"a number for a list": {`{"total":1,"items":1}`, "cannot unmarshal number"},
		"nothing":             {"", "unexpected end of JSON input"},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(c.answer)) }))
			_, err := server.Inbox("ann@example.test").List(t.Context())
			require.ErrorContains(t, err, "list the mails for ann@example.test: GET http")
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestAnEndlessStoreIsRefused(t *testing.T) {
	requests := 0
	inbox := direct(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests++
		w.Write([]byte(`{"total":1000000,"items":[]}`))
	}), "ann@example.test")
	_, err := inbox.List(t.Context())
	require.ErrorContains(t, err, "more than 10000 mails for ann@example.test")
	require.Equal(t, maximumPages, requests)
}

func TestAHugePageIsRefused(t *testing.T) {
	answer := `{"total":0,"items":[]}`
	inbox := direct(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(answer)) }), "ann@example.test")

	inbox.store.limit = int64(len(answer))
	_, err := inbox.List(t.Context())
	require.NoError(t, err)

	inbox.store.limit--
	_, err = inbox.List(t.Context())
	require.ErrorContains(t, err, "an answer of at most 21 bytes was expected, it is longer")
}
