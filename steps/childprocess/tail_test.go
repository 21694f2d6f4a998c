package childprocess_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/steps/childprocess"
)

func TestTailKeepsTheEndInWholeLines(t *testing.T) {
	var end childprocess.Tail
	require.Empty(t, end.String())
	fmt.Fprint(&end, "one\n")
	fmt.Fprint(&end, "two")
	require.Equal(t, "one\ntwo", end.String())

	line := strings.Repeat("x", 99) + "\n"
	fmt.Fprint(&end, "\n")
	for range 1000 {
		fmt.Fprint(&end, line)
	}
	require.Equal(t, strings.Repeat(line, 163), end.String(), "16 KiB, less the line that was cut")
}

func TestTailIsAsLongAsAsked(t *testing.T) {
	for _, test := range []struct {
		name   string
		writes []string
		want   string
	}{
		{"all", []string{"a\n", "b\n"}, "a\nb\n"},
		{"exactly", []string{"12345678"}, "12345678"},
		{"one write over", []string{"1234567\n89"}, "89"},
		{"many writes over", []string{"1234\n", "5678\n", "9\n", "0\n"}, "9\n0\n"},
		{"a write that is more than all", []string{"1\n", strings.Repeat("2\n", 50)}, "2\n2\n2\n"},
		{"a line has no beginning to cut at", []string{"123", strings.Repeat("y", 50), "45"}, "yyyyyy45"},
		{"a long write, then a short one", []string{strings.Repeat("a", 8) + "\n", "b\n"}, "b\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			end := childprocess.Tail{Size: 8}
			for _, write := range test.writes {
				n, err := fmt.Fprint(&end, write)
				require.NoError(t, err)
				require.Equal(t, len(write), n)
			}
			require.Equal(t, test.want, end.String())
		})
	}
}
