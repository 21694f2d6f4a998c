package mailhog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTailKeepsTheEndInWholeLines(t *testing.T) {
	var end tail
	require.Empty(t, end.String())
	fmt.Fprint(&end, "one\n")
	fmt.Fprint(&end, "two")
	require.Equal(t, "one\ntwo", end.String())

	line := strings.Repeat("x", 99) + "\n"
	fmt.Fprint(&end, "\n")
	for range 1000 {
		fmt.Fprint(&end, line)
	}
	got := end.String()
	require.Equal(t, strings.Repeat(line, tailSize/len(line)), got)

	var long tail
	fmt.Fprint(&long, strings.Repeat("y", 2*tailSize))
	require.Equal(t, strings.Repeat("y", tailSize), long.String(), "a single line has no beginning to cut at")
}
