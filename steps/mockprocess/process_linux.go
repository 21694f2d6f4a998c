package mockprocess

import (
	"os/exec"
	"syscall"
)

// terminate asks a process to end.
const terminate = syscall.SIGTERM

// dieWithParent has the process end with this one, however that ends. It gets
// its own group, so that a Ctrl-C reaches it through us only.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
