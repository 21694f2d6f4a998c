package testcontainer

import (
	"errors"
	"os"
	"syscall"
)

// alive reports whether the process still runs: false only when that is certain.
func alive(process int, birth string) bool {
	handle, err := os.FindProcess(process)
	if err != nil {
		return false // Windows says so at once.
	}
	defer handle.Release()
	if err := handle.Signal(syscall.Signal(0)); errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) {
		return false
	}
	now, known := birthOf(process)
	if !known || birth == "" {
		return true
	}
	return now == birth
}
