package report

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
)

// Options of a Recorder. The zero value records in silence.
type Options struct {
	// Output takes the live progress; nil for none. Errors in writing to it are ignored: a run doesn't end because
	// nobody looks.
	Output io.Writer
	// Style says what Output understands; the zero value suits a pipe.
	Style Style
	// Planned is the number of scenarios by feature path. Without it progress has no total, and a feature's line comes
	// when the run ends.
	Planned map[string]int
	// Now tells the time; nil for time.Now.
	Now func() time.Time
}

// Recorder records one run of one suite. All its methods are safe for concurrent use.
type Recorder struct {
	now func() time.Time

	mutex     sync.Mutex
	pending   []byte // of a message whose end is still to come
	run       Run
	state     state
	cause     string // why the run's context was cancelled, if a scenario saw that it was
	documents map[string]*document
	features  []*recorded
	progress  *progress
	heartbeat *heartbeat
}

type state int

const (
	idle state = iota
	running
	ended
)

// recorded is a feature whose scenarios are still being written to.
type recorded struct {
	Feature
	watches []*watch
}

// New returns a recorder for one run.
func New(options Options) *Recorder {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Output == nil {
		options.Output = io.Discard
	}
	recorder := &Recorder{now: options.Now, documents: map[string]*document{}}
	for _, count := range options.Planned {
		recorder.run.Planned += count
	}
	recorder.progress = newProgress(options, recorder.run.Planned)
	return recorder
}

// Suite returns the suite as it must be run to be recorded: with the recorder's format and output, and its hooks around
// the suite's own. The suite handed in is left as it was. To be run once.
//
// The suite's TestSuiteContext must not register hooks of scenarios (its ScenarioContext method): with concurrency
// godog copies them into each scenario in a way that is a data race.
func (r *Recorder) Suite(suite godog.TestSuite) godog.TestSuite {
	var options godog.Options
	if suite.Options != nil {
		options = *suite.Options
	}
	options.Format = formatName
	options.Output = r
	options.NoColors = false // true would have godog rewrite what the formatter writes, rune by rune
	suite.Options = &options
	suite.ScenarioInitializer = r.scenario(suite.ScenarioInitializer)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.run.Name = suite.Name
	return suite
}

// Write takes the formatter's messages. It is for godog only; use Suite.
func (r *Recorder) Write(text []byte) (int, error) {
	for _, message := range r.complete(text) {
		r.receive(message)
	}
	return len(text), nil
}

// complete returns the messages that end in text.
func (r *Recorder) complete(text []byte) []messages.Envelope {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.pending = append(r.pending, text...)
	var result []messages.Envelope
	for {
		document, rest, found := bytes.Cut(r.pending, []byte("\n"))
		if !found {
			return result
		}
		var message messages.Envelope
		if json.Unmarshal(document, &message) == nil {
			result = append(result, message)
		}
		r.pending = rest
	}
}

func (r *Recorder) receive(message messages.Envelope) {
	switch {
	case message.TestRunStarted != nil:
		r.begin()
	case message.GherkinDocument != nil:
		r.mutex.Lock()
		defer r.mutex.Unlock()
		r.documents[message.GherkinDocument.Uri] = newDocument(message.GherkinDocument)
	case message.Pickle != nil:
		r.withoutSteps(message.Pickle)
	case message.TestRunFinished != nil:
		r.end()
	}
}

func (r *Recorder) begin() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.state != idle {
		return
	}
	r.state = running
	r.run.Started = r.now()
	r.progress.begin(r.run.Started)
	r.heartbeat = startHeartbeat(r.progress.style, r.tick)
}

func (r *Recorder) end() {
	r.mutex.Lock()
	if r.state == running {
		r.state = ended
		r.run.Duration = r.now().Sub(r.run.Started)
		r.progress.end()
	}
	r.mutex.Unlock()
	r.Close()
}

// Close ends the live progress of a run that is given up; Run still tells what was recorded. When godog has ended by
// itself nothing is left to be closed.
func (r *Recorder) Close() {
	r.mutex.Lock()
	heartbeat := r.heartbeat
	r.heartbeat = nil
	r.progress.close()
	r.mutex.Unlock()
	heartbeat.stop()
}

// Say writes a line at once, above the live progress while there is one.
func (r *Recorder) Say(line string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.progress.say(r.now(), line)
}

func (r *Recorder) tick() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.state == running && r.heartbeat != nil {
		r.progress.tick(r.now())
	}
}

// Run returns what has been recorded so far, at any time: a scenario that is still running is shown as cut off.
func (r *Recorder) Run() Run {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	run := r.run
	run.Interrupted = r.cause
	switch {
	case r.state == idle:
		run.Interrupted = "the run has not begun"
	case r.state == running:
		run.Duration = r.now().Sub(run.Started)
		if run.Interrupted == "" {
			run.Interrupted = "the run has not come to its end"
		}
	}
	for _, feature := range r.features {
		copied := feature.Feature
		copied.Scenarios = nil
		for _, watch := range feature.watches {
			copied.Scenarios = append(copied.Scenarios, watch.snapshot(r.now()))
		}
		slices.SortStableFunc(copied.Scenarios, func(a, b Scenario) int { return a.Line - b.Line })
		run.Features = append(run.Features, copied)
	}
	slices.SortStableFunc(run.Features, func(a, b Feature) int { return strings.Compare(a.Path, b.Path) })
	return run
}

// add begins the record of a scenario. The caller holds the mutex.
func (r *Recorder) add(pickle *messages.Pickle, w *watch) {
	source, found := r.documents[pickle.Uri]
	if !found {
		source = newDocument(&messages.GherkinDocument{Uri: pickle.Uri})
	}
	w.scenario = source.scenario(pickle)
	w.scenario.Started = r.now()
	index := slices.IndexFunc(r.features, func(f *recorded) bool { return f.Path == source.feature.Path })
	if index < 0 {
		index = len(r.features)
		r.features = append(r.features, &recorded{Feature: source.feature})
	}
	r.features[index].watches = append(r.features[index].watches, w)
}

// withoutSteps records a scenario that has no steps. godog fails it and calls no hook.
func (r *Recorder) withoutSteps(pickle *messages.Pickle) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	w := &watch{recorder: r, finished: true}
	r.add(pickle, w)
	w.scenario.Outcome = Undefined
	w.scenario.Reason = "the scenario has no steps"
	r.progress.finished(w.scenario, r.now())
}
