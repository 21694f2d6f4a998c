package mailhog

import (
	"os/exec"
	"syscall"
)

// diesWithParent has the kernel kill the command when this process ends, however it ends.
func diesWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
