//go:build !linux

package childprocess

import (
	"os"
	"os/exec"
)

// terminate asks a program to end; Windows knows only to kill, and says so.
var terminate os.Signal = os.Interrupt

// DieWithParent can't be had on this system. On Unix a program whose parent was
// killed ends when it next writes to its output, which nobody reads any more.
func DieWithParent(*exec.Cmd) {}
