package tenant

import (
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit/control"
	"profitbdd/mockprofit/internal/profit"
)

func TestCreateMakesUpWhatIsLeftOut(t *testing.T) {
	w := newWorld()
	codes := make(map[string]bool)
	for range 20 {
		code, err := w.Create(control.Environment{})
		require.NoError(t, err)
		require.Regexp(t, `^O[0-9]{6}[A-J]{2}$`, code)
		codes[code] = true
	}
	require.Len(t, codes, 20)
	require.Len(t, w.Codes(), 20)

	code, err := w.Create(control.Environment{Code: "T7AB"})
	require.NoError(t, err)
	require.Equal(t, "T7AB", code)
	found, err := w.Find("T7AB")
	require.NoError(t, err)
	require.Equal(t, "7.jansen", found.Document().Users[0].ID)
	require.Equal(t, "jansen@t7ab.example.com", found.Document().Users[0].Email)
}

func TestCreateChangesNothingThatIsThere(t *testing.T) {
	w := newWorld()
	w.put(t, usual())
	_, err := w.Create(control.Environment{Code: "O12345AA"})
	require.ErrorIs(t, err, ErrTaken)
	require.True(t, w.ask(key("A"), key("E")).Accepted(), "its keys still work")

	var invalid *Invalid
	_, err = w.Create(control.Environment{Code: "nonsense"})
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Problems, 1, "no mistakes of a user that nobody sent")
	var clash *profit.KeyClash
	_, err = w.Create(control.Environment{EnvironmentKey: key("E")})
	require.ErrorAs(t, err, &clash)
	require.Equal(t, []string{"O12345AA"}, w.Codes())
}
