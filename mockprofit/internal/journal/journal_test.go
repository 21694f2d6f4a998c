package journal

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
)

func TestTheOldestMakeRoom(t *testing.T) {
	each := size(Entry{Exchange: finished(0, "O1AA")})
	tests := map[string]struct {
		options Options
		count   int
		want    []string
	}{
		"fewer than the bound":       {Options{Entries: 3}, 2, []string{"A00001", "A00000"}},
		"entries":                    {Options{Entries: 3}, 5, []string{"A00004", "A00003", "A00002"}},
		"bytes":                      {Options{Bytes: 2*each + each/2}, 5, []string{"A00004", "A00003"}},
		"exactly so many bytes":      {Options{Bytes: 2 * each}, 5, []string{"A00004", "A00003"}},
		"one over the bound alone":   {Options{Bytes: 1}, 3, []string{"A00002"}},
		"no bounds given":            {Options{}, 3, []string{"A00002", "A00001", "A00000"}},
		"bounds that make no sense":  {Options{Entries: -1, Bytes: -1}, 2, []string{"A00001", "A00000"}},
		"whichever is reached first": {Options{Entries: 2, Bytes: 100 * each}, 5, []string{"A00004", "A00003"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			j := New(test.options)
			keep(j, test.count)
			require.Equal(t, test.want, references(j.List(Filter{})))
			require.Equal(t, int64(len(test.want))*each, j.size)
			require.Len(t, j.byReference, len(test.want), "what went can't be looked up any more")
		})
	}
}

func TestFind(t *testing.T) {
	j := New(Options{Entries: 2})
	keep(j, 3)
	for name, given := range map[string]string{
		"as written":  reference(2),
		"lower case":  strings.ToLower(reference(2)),
		"with blanks": " \t" + reference(2) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			found, ok := j.Find(given)
			require.True(t, ok)
			require.Equal(t, reference(2), found.Reference)
		})
	}
	for name, given := range map[string]string{
		"made room": reference(0), "never was": reference(9), "nothing": "", "a part of one": reference(2)[:31],
	} {
		t.Run(name, func(t *testing.T) {
			_, ok := j.Find(given)
			require.False(t, ok)
		})
	}
}

func TestReferenceThatComesTwiceLeadsToTheNewest(t *testing.T) {
	j := New(Options{Entries: 2})
	first, second := finished(1, "O1AA"), finished(1, "O2AA")
	j.Finished(first)
	j.Finished(second)
	j.Finished(finished(2, "O1AA")) // the first makes room
	found, ok := j.Find(reference(1))
	require.True(t, ok)
	require.Same(t, second, found.Exchange)
}

func TestListChoosesTheNewest(t *testing.T) {
	j := New(Options{})
	for i, environment := range []string{"O1AA", "T1AA", "", "O1AA", "T1AA", "O1AA"} {
		j.Finished(finished(i, environment))
	}
	tests := map[string]struct {
		filter Filter
		want   []string
	}{
		"all":                         {Filter{}, []string{"A00005", "A00004", "A00003", "A00002", "A00001", "A00000"}},
		"at most so many":             {Filter{Most: 2}, []string{"A00005", "A00004"}},
		"of an environment":           {Filter{Environment: "T1AA"}, []string{"A00004", "A00001"}},
		"at most so many of it":       {Filter{Environment: "O1AA", Most: 2}, []string{"A00005", "A00003"}},
		"more than there are":         {Filter{Environment: "T1AA", Most: 9}, []string{"A00004", "A00001"}},
		"of an environment with none": {Filter{Environment: "A1AA"}, []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, references(j.List(test.filter)))
		})
	}
}

func TestForgetDropsAnEnvironmentWhole(t *testing.T) {
	j := New(Options{})
	for i, environment := range []string{"O1AA", "T1AA", "", "O1AA"} {
		j.Finished(finished(i, environment))
	}
	j.Forget("O1AA")
	j.Forget("A1AA") // has none
	require.Equal(t, []string{"A00002", "A00001"}, references(j.List(Filter{})))
	_, found := j.Find(reference(0))
	require.False(t, found)
	require.Equal(t, size(Entry{Exchange: finished(1, "T1AA")})+size(Entry{Exchange: finished(2, "")}), j.size)
	j.Forget("T1AA")
	j.Forget("")
	require.Zero(t, j.size)
}

func TestConcurrentUse(t *testing.T) {
	j := New(Options{Entries: 50})
	var everyone sync.WaitGroup
	for worker := range 4 {
		everyone.Go(func() {
			for i := range 200 {
				environment := []string{"O1AA", "T1AA"}[i%2]
				j.Finished(finished(worker*1000+i, environment))
				j.Find(reference(worker*1000 + i))
				for _, exchange := range j.List(Filter{Environment: environment, Most: 5}) {
					_ = *exchange.Arguments[0].Value
				}
				if i%50 == 0 {
					j.Forget("T1AA")
				}
			}
		})
	}
	everyone.Wait()
	require.LessOrEqual(t, len(j.kept), 50)
	require.Len(t, j.byReference, len(j.kept))
	var total int64
	for _, kept := range j.kept {
		total += kept.size
	}
	require.Equal(t, total, j.size)
}

// BenchmarkFinished measures what the journal adds to each request.
func BenchmarkFinished(b *testing.B) {
	j := New(Options{Entries: 1000})
	exchanges := make([]*asmx.Exchange, 4096)
	for i := range exchanges {
		exchanges[i] = finished(i, "O1AA")
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		j.Finished(exchanges[i%len(exchanges)])
		i++
	}
}
