//go:build !linux

package mailhog

import "os/exec"

// diesWithParent can't be had on this system. On Unix a MailHog whose parent was killed ends when it next writes to its
// output, which nobody reads any more: within a minute, when it mentions that it keeps its listeners alive.
func diesWithParent(*exec.Cmd) {}
