package journal

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/advice"
	"profitbdd/mockprofit/internal/asmx"
)

func TestHintsAreKeptAndTheFirstIsLogged(t *testing.T) {
	var text bytes.Buffer
	given := []advice.Hint{
		{Rule: "soap-action", Seen: "The SOAPAction '" + apiKey + "' is none.", Remedy: "Mend it."},
		{Rule: "character-set", Seen: "Something else.", Remedy: "Later."},
	}
	asked := 0
	j := New(Options{Logger: slog.New(slog.NewTextHandler(&text, nil)), Advise: func(exchange *asmx.Exchange) []advice.Hint {
		asked++
		require.Len(t, *exchange.Arguments[0].Value, 2*longestArgument, "advice comes before anything is cut")
		return given
	}})
	exchange := finished(1, "O1AA")
	exchange.Arguments[0] = argument("userId", strings.Repeat("x", 2*longestArgument))
	j.Finished(exchange)

	require.Equal(t, 1, asked)
	require.Equal(t, given, j.List(Filter{})[0].Hints)
	found, ok := j.Find(reference(1))
	require.True(t, ok)
	require.Equal(t, given, found.Hints)
	require.Contains(t, text.String(), `rule=soap-action more=1 hint="The SOAPAction 'A0A1…' is none. Mend it."`)
	require.NotContains(t, text.String(), "Something else", "the others are found by the reference")
}

func TestSizeCountsHints(t *testing.T) {
	entry := Entry{Exchange: finished(1, "O1AA")}
	plain := size(entry)
	entry.Hints = []advice.Hint{{Seen: strings.Repeat("x", 1000)}}
	require.Greater(t, size(entry), plain+1000)
}
