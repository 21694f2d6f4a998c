//go:build !linux

package mockprocess

import (
	"os"
	"os/exec"
)

// terminate asks a process to end; Windows knows only to kill.
var terminate os.Signal = os.Interrupt

// dieWithParent can't be asked for here.
func dieWithParent(*exec.Cmd) {}
