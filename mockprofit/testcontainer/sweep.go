package testcontainer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// abandonedAfter is the age at which a container is removed although its owner can't be looked up from here. A run takes
// seconds; a mock that somebody keeps running for a working day is left alone.
const abandonedAfter = 24 * time.Hour

// Leftover is a container that a run left behind.
type Leftover struct {
	ID, Subject string
	// Reason says how it is known that nobody will miss it.
	Reason string
}

// Sweep removes the containers that earlier runs left behind: those with [Labels] whose owner is a process of this
// machine that has ended, and those whose owner ran elsewhere and that are older than a day at the given time. What a
// living process owns is left alone, so that two runs can use one engine at the same time.
//
// It returns what it removed, also when there is an error about the rest.
func (e *Engine) Sweep(ctx context.Context, now time.Time) ([]Leftover, error) {
	found, err := e.client.ContainerList(ctx, client.ContainerListOptions{
		All:     true,
		Filters: make(client.Filters).Add("label", labelMachine),
	})
	if err != nil {
		return nil, fmt.Errorf("look for containers of earlier runs: %w", err)
	}
	var removed []Leftover
	var failures []error
	for _, candidate := range found.Items {
		reason, abandoned := abandoned(candidate, thisProcess().machine, now, alive)
		if !abandoned {
			continue
		}
		if err := e.remove(ctx, candidate.ID); err != nil {
			failures = append(failures, err)
			continue
		}
		removed = append(removed, Leftover{ID: candidate.ID, Subject: candidate.Labels[LabelSubject], Reason: reason})
	}
	return removed, errors.Join(failures...)
}

// RemoveRun removes all containers with this value of [LabelRun], running or not. It finds also one that the engine
// made for a request whose answer never arrived, because Ctrl-C came first.
func (e *Engine) RemoveRun(ctx context.Context, run string) error {
	found, err := e.client.ContainerList(ctx, client.ContainerListOptions{
		All:     true,
		Filters: make(client.Filters).Add("label", LabelRun+"="+run),
	})
	if err != nil {
		return fmt.Errorf("look for the containers of run %s: %w", run, err)
	}
	var failures []error
	for _, container := range found.Items {
		failures = append(failures, e.remove(ctx, container.ID))
	}
	return errors.Join(failures...)
}

// remove kills and removes the container with its anonymous volumes. Another run may be at it too: that it is gone, or
// going, is as good.
func (e *Engine) remove(ctx context.Context, id string) error {
	_, err := e.client.ContainerRemove(ctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	if err == nil || errdefs.IsNotFound(err) || errdefs.IsConflict(err) {
		return nil
	}
	return fmt.Errorf("remove container %.12s: %w", id, err)
}

// abandoned reports whether nobody will miss the container, and how that is known.
func abandoned(candidate container.Summary, here string, now time.Time, alive func(process int, birth string) bool) (reason string, yes bool) {
	owner, ok := ownerOf(candidate.Labels)
	if ok && owner.machine == here {
		if alive(owner.process, owner.birth) {
			return "", false
		}
		return fmt.Sprintf("process %d, which started it, has ended", owner.process), true
	}
	if age := now.Sub(time.Unix(candidate.Created, 0)); age > abandonedAfter {
		return fmt.Sprintf("it was started elsewhere, %s ago", age.Round(time.Hour)), true
	}
	return "", false
}
