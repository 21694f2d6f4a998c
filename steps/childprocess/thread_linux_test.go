package childprocess_test

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// onThreadThatEnds calls run on a thread of its own and returns when the system has none of that number any more.
func onThreadThatEnds(t *testing.T, run func()) {
	t.Helper()
	thread := <-lockedThread(run)
	require.NotZero(t, thread, "run did not return")
	require.Eventually(t, func() bool {
		_, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", thread))
		return os.IsNotExist(err)
	}, time.Minute, time.Millisecond, "the thread did not end")
}

// lockedThread calls run in a goroutine that ends its thread (see [runtime.LockOSThread]), and tells which that was.
func lockedThread(run func()) <-chan int {
	told := make(chan int, 1)
	go func() {
		defer close(told) // where run ends the goroutine
		runtime.LockOSThread()
		if syscall.Gettid() == os.Getpid() {
			// The main thread never ends. While this goroutine holds it, another goroutine gets another.
			told <- <-lockedThread(run)
			runtime.UnlockOSThread()
			return
		}
		run()
		told <- syscall.Gettid()
	}()
	return told
}
