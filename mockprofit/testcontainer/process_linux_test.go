package testcontainer

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestAProcessIsNotAliveBecauseAnotherOneHasItsNumber(t *testing.T) {
	self := thisProcess()
	require.NotEmpty(t, self.birth)
	require.False(t, alive(self.process, "1"))
}

// A process that was killed stays a zombie for as long as its parent doesn't ask how it ended, which may be always.
func TestAZombieIsNotAlive(t *testing.T) {
	waiting := child()
	waiting.Env = append(waiting.Env, childVariable+"=wait")
	input, err := waiting.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, waiting.Start())
	t.Cleanup(func() { waiting.Wait() })
	process := waiting.Process.Pid
	birth, known := birthOf(process)
	require.True(t, known)
	require.True(t, alive(process, birth))

	require.NoError(t, input.Close())
	require.NoError(t, unix.Waitid(unix.P_PID, process, nil, unix.WEXITED|unix.WNOWAIT, nil), "it has ended, and stays a zombie")

	require.False(t, alive(process, birth))
}
