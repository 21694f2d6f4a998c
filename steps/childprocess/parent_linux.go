package childprocess

import (
	"os/exec"
	"syscall"
)

// terminate asks a program to end.
const terminate = syscall.SIGTERM

// DieWithParent has the kernel kill the program when this process ends, however
// that ends. It gets a group of its own, so that a Ctrl-C reaches it through us only.
func DieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
