//go:build !linux

package testcontainer

import "os"

// machine identifies the space in which a process number means one process.
func machine() string {
	name, _ := os.Hostname()
	return name
}

// birthOf doesn't know on this system: a process number that was used again makes a leftover look owned until it is old
// enough to be removed anyway.
func birthOf(int) (birth string, known bool) { return "", false }
