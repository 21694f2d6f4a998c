package advice

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/internal/asmx"
)

var update = flag.Bool("update", false, "write the golden files anew")

var fixtures = filepath.Join("..", "..", "..", "fixtures", "asmx")

// TestCapturedExchanges shows what is advised for each captured exchange. The golden file is meant to be read.
func TestCapturedExchanges(t *testing.T) {
	index, err := os.ReadFile(filepath.Join(fixtures, "cases.json"))
	require.NoError(t, err)
	var cases []struct{ ID, Title, Protocols string }
	require.NoError(t, json.Unmarshal(index, &cases))
	require.NotEmpty(t, cases)
	var text strings.Builder
	for _, c := range cases {
		protocols := asmx.DefaultProtocols
		if c.Protocols == "all" {
			protocols = asmx.AllProtocols
		}
		w := newWorld(t, asmx.Options{Protocols: protocols})
		raw, err := os.ReadFile(filepath.Join(fixtures, c.ID+".request.http"))
		require.NoError(t, err)
		request, err := parse(raw)
		require.NoError(t, err)
		_, exchange, hints := w.serve(t, request)
		requireUseful(t, exchange, hints)
		if len(hints) > 0 {
			fmt.Fprintf(&text, "%s: %s\n", c.ID, c.Title)
		}
		for _, hint := range hints {
			fmt.Fprintf(&text, "    %s: %s\n", hint.Rule, hint)
		}
	}
	golden(t, "captured.txt", text.String())
}

// requireUseful checks what is promised for every exchange: that whoever was refused, or whose parameters were lost, is told why; and that nobody
// else is bothered.
func requireUseful(t testing.TB, exchange *asmx.Exchange, hints []Hint) {
	t.Helper()
	lost := false
	for _, argument := range exchange.Arguments {
		lost = lost || argument.Value == nil && !argument.Optional
	}
	concerned := lost || exchange.Refused != "" || exchange.Decision.Reason != ""
	if concerned {
		require.NotEmpty(t, hints, "refused: %q, arguments: %+v", exchange.Refused, exchange.Arguments)
	}
	for _, hint := range hints {
		require.NotEmpty(t, hint.Remedy, hint)
		require.Regexp(t, `^\S.*[.)]$`, hint.Seen)
		require.Less(t, len(hint.String()), 1500, "a hint is short, whatever was sent")
		require.NotContains(t, hint.String(), "\n")
		if !concerned {
			require.Contains(t, []string{"character-set", "parameter-repeated", "host-environment", "local-form", "unescaped-xml", "operation-repeated"}, hint.Rule)
		}
	}
}

// FuzzAdvise checks the same for whatever is sent.
func FuzzAdvise(f *testing.F) {
	requests, err := filepath.Glob(filepath.Join(fixtures, "*.request.http"))
	require.NoError(f, err)
	require.NotEmpty(f, requests)
	for _, file := range requests {
		raw, err := os.ReadFile(file)
		require.NoError(f, err)
		if len(raw) < 2000 {
			f.Add(raw)
		}
	}
	w := newWorld(f, asmx.Options{MaximumBody: 1 << 20, Keep: 1000})
	f.Fuzz(func(t *testing.T, raw []byte) {
		request, err := parse(raw)
		if err != nil {
			return
		}
		_, exchange, hints := w.serve(t, request)
		requireUseful(t, exchange, hints)
		if objection := w.adviser.Object(exchange); exchange.Invoked && exchange.Door == asmx.DoorSOAP {
			s := w.adviser.subject(exchange)
			require.Equal(t, s.lacking(), objection != "", objection)
		}
	})
}
