package testcontainer

import (
	"os"
	"strconv"
	"sync"
)

// Labels of what this module starts in a container engine. They say who has to clean up, and let the next run do so when
// that one no longer can.
const (
	// LabelSubject is what runs in the container: "mailhog".
	LabelSubject = "profitbdd.subject"
	// LabelRun identifies one start, so that all it made can be removed together: see [Engine.RemoveRun].
	LabelRun = "profitbdd.run"

	// The owner is the process that started the container. Its number alone doesn't tell it apart: a machine, a container
	// and a reboot each count from one again, and numbers are used again.
	labelMachine = "profitbdd.owner.machine"
	labelProcess = "profitbdd.owner.process"
	labelBirth   = "profitbdd.owner.birth"
)

// Labels returns the labels of a container that this process starts and has to remove: subject is what runs in it, run
// identifies the start and is unique, a UUID for example.
func Labels(subject, run string) map[string]string {
	owner := thisProcess()
	return map[string]string{
		LabelSubject: subject,
		LabelRun:     run,
		labelMachine: owner.machine,
		labelProcess: strconv.Itoa(owner.process),
		labelBirth:   owner.birth,
	}
}

// owner is a process that started containers.
type owner struct {
	machine string // where process numbers mean what they mean here, since the last boot
	process int
	birth   string // when the process started, in a form that only equality means something for; may be empty
}

// thisProcess doesn't change while the process lives.
var thisProcess = sync.OnceValue(func() owner {
	process := os.Getpid()
	birth, _ := birthOf(process)
	return owner{machine: machine(), process: process, birth: birth}
})

// ownerOf reads the labels of a container; ok is false when they aren't complete.
func ownerOf(labels map[string]string) (o owner, ok bool) {
	process, err := strconv.Atoi(labels[labelProcess])
	o = owner{machine: labels[labelMachine], process: process, birth: labels[labelBirth]}
	return o, err == nil && o.process > 0 && o.machine != ""
}
