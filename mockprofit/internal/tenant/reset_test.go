package tenant

import (
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

func TestResetGoesBackToTheFirstDocument(t *testing.T) {
	w := newWorld()
	require.ErrorIs(t, w.Reset("O12345AA"), ErrUnknown)
	w.put(t, usual())
	found, err := w.Find("O12345AA")
	require.NoError(t, err)
	first := found.Document()
	require.NotEmpty(t, first.EnvironmentKey)

	changed := found.Document()
	changed.Language, changed.EnvironmentKey = "en", key("B")
	w.put(t, changed)
	require.NoError(t, w.Reset("O12345AA"))
	require.ElementsMatch(t, []string{"e-mails of O12345AA", "exchanges of O12345AA"}, w.forgotten)
	select {
	case <-found.Gone:
	default:
		t.Fatal("whoever waits for something in the environment is not told that it is gone")
	}
	again, err := w.Find("O12345AA")
	require.NoError(t, err)
	require.Equal(t, first, again.Document())
	require.NotSame(t, found.Environment, again.Environment)
	require.NotSame(t, found.Clock, again.Clock, "the clock is a new one")
	require.Nil(t, w.ask(key("A"), key("E")).Refusal)
}

// TestResetToAKeyThatIsTaken: another environment may have got a key that
// this one gave up.
func TestResetToAKeyThatIsTaken(t *testing.T) {
	w := newWorld()
	w.put(t, usual())
	found, err := w.Find("O12345AA")
	require.NoError(t, err)
	changed := found.Document()
	freed := changed.EnvironmentKey
	changed.EnvironmentKey = key("B")
	w.put(t, changed)
	w.put(t, control.Environment{Code: "T1AA", EnvironmentKey: freed})

	var clash *profit.KeyClash
	require.ErrorAs(t, w.Reset("O12345AA"), &clash)
	require.Equal(t, "T1AA", clash.Environment)
	again, err := w.Find("O12345AA")
	require.NoError(t, err)
	require.Equal(t, changed, again.Document(), "nothing was changed")
	require.Empty(t, w.forgotten)
}
