package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"
)

// watch follows one scenario through its hooks. godog initialises each scenario anew and runs it on one goroutine, so
// the hooks need no context to find what they write to; the mutex is for those who look on.
type watch struct {
	recorder    *Recorder
	scenario    *Scenario
	steps       map[string]int // index by id
	current     int            // index of the step that runs or ran last; -1 before the first
	stepError   string         // of the step that ran last
	stepsEnded  int
	afterCalled bool
	finished    bool
	notRun      bool
	cancelled   func() error // of the run
}

// scenario wraps a suite's initializer. The recorder's hooks come first where something begins and last where it ends:
// so durations include the suite's hooks, and errors of those are seen.
func (r *Recorder) scenario(initialize func(*godog.ScenarioContext)) func(*godog.ScenarioContext) {
	return func(scenario *godog.ScenarioContext) {
		w := &watch{recorder: r, current: -1}
		scenario.Before(w.before)
		scenario.StepContext().Before(w.beforeStep)
		if initialize != nil {
			initialize(scenario)
		}
		scenario.StepContext().After(w.afterStep)
		scenario.After(w.after)
	}
}

func (w *watch) before(ctx context.Context, pickle *godog.Scenario) (context.Context, error) {
	w.recorder.mutex.Lock()
	defer w.recorder.mutex.Unlock()
	w.recorder.add(pickle, w)
	w.steps = make(map[string]int, len(pickle.Steps))
	for i, step := range pickle.Steps {
		w.steps[step.Id] = i
	}
	w.cancelled = func() error { return context.Cause(ctx) }
	w.recorder.progress.started(w.scenario)
	if cause := w.cancelled(); cause != nil {
		w.recorder.cause = cause.Error()
		w.notRun = true
		return ctx, Skip("the run was interrupted: " + cause.Error())
	}
	return ctx, nil
}

func (w *watch) beforeStep(ctx context.Context, step *godog.Step) (context.Context, error) {
	w.recorder.mutex.Lock()
	defer w.recorder.mutex.Unlock()
	// The steps a step is made of have no id: they count as part of it.
	if i, own := w.steps[step.Id]; own {
		w.current = i
		w.scenario.Steps[i].Started = w.recorder.now()
		if i == 0 { // godog runs a scenario's Before hooks within its first step
			w.scenario.Steps[i].Started = w.scenario.Started
		}
	}
	return ctx, nil
}

func (w *watch) afterStep(ctx context.Context, step *godog.Step, status godog.StepResultStatus, err error) (context.Context, error) {
	w.recorder.mutex.Lock()
	defer w.recorder.mutex.Unlock()
	i, own := w.steps[step.Id]
	if !own {
		return ctx, nil
	}
	w.current = i
	w.stepsEnded++
	recorded := &w.scenario.Steps[i]
	if recorded.Started.IsZero() { // a Before hook that panicked kept beforeStep from being called
		recorded.Started = w.scenario.Started
	}
	recorded.Duration = w.recorder.now().Sub(recorded.Started)
	if err == nil && status == godog.StepSkipped {
		recorded.Outcome, w.stepError = Skipped, ""
	} else {
		w.settle(recorded, err)
	}
	w.attach(ctx, i)
	w.finishWhenComplete()
	return ctx, nil
}

// after is called with the last step, or with the one that failed; then the remaining steps are still to come, skipped.
func (w *watch) after(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
	w.recorder.mutex.Lock()
	defer w.recorder.mutex.Unlock()
	w.afterCalled = true
	if w.current >= 0 {
		if err != nil && err.Error() != w.stepError {
			w.settleHookError(&w.scenario.Steps[w.current], err)
		}
		w.attach(ctx, w.current)
	}
	w.finishWhenComplete()
	return ctx, nil
}

func (w *watch) settle(step *Step, err error) {
	step.Outcome = outcomeOf(err)
	w.stepError = ""
	if err == nil {
		return
	}
	w.stepError = err.Error()
	if step.Outcome == Skipped {
		w.scenario.Reason = skipReason(err)
		return
	}
	step.Error = bounded(w.stepError)
	if stack := fmt.Sprintf("%+v", err); stack != w.stepError {
		step.Stack = bounded(strings.TrimSpace(strings.TrimPrefix(stack, w.stepError)))
	}
	w.noticeCancellation(step)
}

// settleHookError takes the error of one of the suite's After hooks, which godog puts before that of the step. When the
// step was skipped godog lets the error pass; a check that fails at the end of a scenario is a failure all the same.
func (w *watch) settleHookError(step *Step, err error) {
	switch step.Outcome {
	case Passed:
		step.Outcome = outcomeOf(err)
	case Skipped:
		step.Outcome = Failed
	}
	reason, own := err.Error(), ""
	if before, found := strings.CutSuffix(reason, ", step error: "+w.stepError); found && step.Error != "" {
		reason, own = before, step.Error+"\n" // which came first, and is likely why the hook fails
	}
	step.Error = bounded(own + "after scenario hook failed: " + reason)
	w.noticeCancellation(step)
}

// noticeCancellation takes a failure for the interruption's doing when the run's context is cancelled.
func (w *watch) noticeCancellation(step *Step) {
	if cause := w.cancelled(); cause != nil && step.Outcome == Failed {
		w.recorder.cause = cause.Error()
		w.scenario.Reason = "cut off: " + cause.Error()
		step.Outcome = Interrupted
	}
}

// attach takes the evidence godog has gathered for a step; a later call for the same step sees the earlier one's, too.
func (w *watch) attach(ctx context.Context, step int) {
	w.scenario.Evidence = slices.DeleteFunc(w.scenario.Evidence, func(e Evidence) bool { return e.Step == step })
	for _, attachment := range godog.Attachments(ctx) {
		if len(w.scenario.Evidence) == maxEvidence {
			return
		}
		w.scenario.Evidence = append(w.scenario.Evidence, newEvidence(step, attachment))
	}
}

func (w *watch) finishWhenComplete() {
	if w.scenario == nil || w.finished || !w.afterCalled || w.stepsEnded < len(w.scenario.Steps) {
		return
	}
	w.finished = true
	now := w.recorder.now()
	w.scenario.Duration = now.Sub(w.scenario.Started)
	w.scenario.Outcome = gravest(w.scenario.Steps)
	if cause := w.cancelled(); cause != nil && w.scenario.Outcome == Skipped { // by a hook of the suite's, which saw it first
		w.recorder.cause = cause.Error()
		w.notRun = true
	}
	if w.notRun {
		w.scenario.Outcome = NotRun
	}
	if w.scenario.Outcome == Passed {
		w.scenario.Evidence = nil // kept, it would only make the reports large
	}
	w.recorder.progress.finished(w.scenario, now)
}

// snapshot returns a copy, in which a scenario that is still running is cut off.
func (w *watch) snapshot(now time.Time) Scenario {
	result := *w.scenario
	result.Steps = slices.Clone(result.Steps)
	result.Evidence = slices.Clone(result.Evidence)
	if w.finished {
		return result
	}
	result.Duration = now.Sub(result.Started)
	for i := range result.Steps {
		step := &result.Steps[i]
		switch {
		case step.Outcome != "":
		case i == max(w.current, 0):
			step.Outcome = Interrupted
			step.Error = "cut off: the run ended while this step was running"
			if !step.Started.IsZero() {
				step.Duration = now.Sub(step.Started)
			}
		default:
			step.Outcome = Skipped
		}
	}
	switch result.Outcome = gravest(result.Steps); {
	case w.notRun:
		result.Outcome = NotRun
	case !result.Outcome.Bad():
		result.Outcome, result.Reason = Interrupted, "cut off while it ran"
	}
	return result
}
