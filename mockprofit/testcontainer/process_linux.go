package testcontainer

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// machine identifies the space in which a process number means one process: this boot of this kernel, and the PID
// namespace, as a container has its own.
func machine() string {
	name, _ := os.Hostname()
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	namespace, _ := os.Readlink("/proc/self/ns/pid")
	return strings.Join([]string{name, string(bytes.TrimSpace(boot)), namespace}, " ")
}

// birthOf returns when the process started, in clock ticks since boot: field 22 of /proc/<pid>/stat, see proc(5). A
// zombie has no birth, but does have an end: it is reported as born never.
func birthOf(process int) (birth string, known bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(process) + "/stat")
	if err != nil {
		return "", false
	}
	// The second field is the program's name in parentheses and may hold anything, also parentheses and spaces.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	const state, startTime = 0, 22 - 3 // the first field after the name is the third
	if len(fields) <= startTime {
		return "", false
	}
	if fields[state] == "Z" || fields[state] == "X" {
		return "never", true
	}
	return fields[startTime], true
}
