//go:build !linux

package mailhog

import "os/exec"

// diesWithParent can't be had on this system: a MailHog whose parent was killed goes on until somebody ends it.
func diesWithParent(*exec.Cmd) {}
