package testcontainer

import (
	"maps"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/stretchr/testify/require"
)

func TestAbandoned(t *testing.T) {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	nobody := func(int, string) bool { return false }
	only := func(process int, birth string) func(int, string) bool {
		return func(p int, b string) bool { return p == process && b == birth }
	}
	labels := func(machine, process, birth string) map[string]string {
		return map[string]string{labelMachine: machine, labelProcess: process, labelBirth: birth}
	}
	for name, c := range map[string]struct {
		labels map[string]string
		age    time.Duration
		alive  func(int, string) bool
		want   string // the reason; empty to leave it alone
	}{
		"its owner lives":            {labels("here", "7", "100"), 48 * time.Hour, only(7, "100"), ""},
		"its owner has ended":        {labels("here", "7", "100"), 0, nobody, "process 7, which started it, has ended"},
		"its owner's number is used": {labels("here", "7", "100"), 0, only(7, "200"), "process 7, which started it, has ended"},
		"elsewhere, new":             {labels("there", "7", "100"), 24 * time.Hour, nobody, ""},
		"elsewhere, old":             {labels("there", "7", "100"), 25 * time.Hour, only(7, "100"), "it was started elsewhere, 25h0m0s ago"},
		"unreadable, new":            {labels("here", "seven", ""), time.Hour, nobody, ""},
		"unreadable, old":            {labels("here", "-7", ""), 30 * time.Hour, nobody, "it was started elsewhere, 30h0m0s ago"},
	} {
		t.Run(name, func(t *testing.T) {
			reason, yes := abandoned(container.Summary{Labels: c.labels, Created: now.Add(-c.age).Unix()}, "here", now, c.alive)
			require.Equal(t, c.want, reason)
			require.Equal(t, c.want != "", yes)
		})
	}
}

func TestSweepRemovesWhatDeadProcessesLeftAndNothingElse(t *testing.T) {
	dead := Labels("mailhog", "run 1")
	dead[labelProcess] = strconv.Itoa(endedProcess(t))
	own := Labels("mailhog", "run 2")
	created := time.Now().Unix()
	fake := &fakeEngine{
		containers: []map[string]any{
			{"Id": "own", "Labels": own, "Created": created},
			{"Id": "dead", "Labels": dead, "Created": created},
			{"Id": "gone", "Labels": dead, "Created": created},
			{"Id": "going", "Labels": dead, "Created": created},
			{"Id": "stuck", "Labels": dead, "Created": created},
		},
		refuse: map[string]int{"gone": http.StatusNotFound, "going": http.StatusConflict, "stuck": http.StatusInternalServerError},
	}
	removed, err := fake.find(t).Sweep(t.Context(), time.Now())

	require.EqualError(t, err, "remove container stuck: Error response from daemon: the fake refuses")
	require.Equal(t, []string{"dead?force=1&v=1"}, fake.removed)
	require.Equal(t, []string{`1 {"label":{"profitbdd.owner.machine":true}}`}, fake.filters, "stopped ones are looked for too")
	require.Len(t, removed, 3, "that another run removes it is as good")
	reason := "process " + dead[labelProcess] + ", which started it, has ended"
	require.Equal(t, Leftover{ID: "dead", Subject: "mailhog", Reason: reason}, removed[0])
}

func TestRemoveRun(t *testing.T) {
	fake := &fakeEngine{containers: []map[string]any{{"Id": "one"}, {"Id": "two"}}}

	require.NoError(t, fake.find(t).RemoveRun(t.Context(), "run 1"))

	require.Equal(t, []string{`1 {"label":{"profitbdd.run=run 1":true}}`}, fake.filters)
	require.Equal(t, []string{"one?force=1&v=1", "two?force=1&v=1"}, fake.removed)
}

func TestLabelsNameThisProcess(t *testing.T) {
	labels := Labels("mailhog", "run 1")
	require.Equal(t, "mailhog", labels[LabelSubject])
	require.Equal(t, "run 1", labels[LabelRun])
	owner, ok := ownerOf(labels)
	require.True(t, ok)
	require.Equal(t, thisProcess(), owner)
	require.Equal(t, os.Getpid(), owner.process)
	for name := range maps.Keys(labels) {
		require.Regexp(t, `^profitbdd\.`, name)
	}
}

func TestAlive(t *testing.T) {
	self := thisProcess()
	require.True(t, alive(self.process, self.birth))
	require.True(t, alive(self.process, ""), "a birth that wasn't known is not held against it")
	require.False(t, alive(endedProcess(t), ""))
}

// endedProcess returns the number of a process that has ended.
func endedProcess(t *testing.T) int {
	t.Helper()
	command := child("-test.run=^$")
	require.NoError(t, command.Run())
	return command.Process.Pid
}
