package report

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
)

// formatName is what the formatter is registered under.
const formatName = "profitbdd-messages"

// init registers the formatter, as godog's own do: there is no other way to have one, and a list that is written once,
// before main, needs no lock. What is registered knows no run.
func init() {
	godog.Format(formatName, "Writes Cucumber messages for a Recorder.", func(_ string, out io.Writer) godog.Formatter {
		return &formatter{out: json.NewEncoder(out)}
	})
}

// formatter tells what hooks don't: that the run starts and ends, the documents, and scenarios without steps.
//
// godog builds it by name and hands it nothing but a writer, wrapped so that one can't see whose it is. So the writer is
// the Recorder, and what the formatter knows is written to it, as Cucumber messages: one JSON document a line.
type formatter struct {
	mutex sync.Mutex
	out   *json.Encoder
}

func (f *formatter) send(message messages.Envelope) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	_ = f.out.Encode(message) // a Recorder's Write returns no error
}

func (f *formatter) TestRunStarted() {
	f.send(messages.Envelope{TestRunStarted: &messages.TestRunStarted{}})
}

func (f *formatter) Feature(document *messages.GherkinDocument, _ string, _ []byte) {
	f.send(messages.Envelope{GherkinDocument: document})
}

// Pickle passes on scenarios without steps, for which godog calls no hook.
func (f *formatter) Pickle(pickle *messages.Pickle) {
	if len(pickle.Steps) == 0 {
		f.send(messages.Envelope{Pickle: pickle})
	}
}

func (f *formatter) Summary() {
	f.send(messages.Envelope{TestRunFinished: &messages.TestRunFinished{}})
}

func (*formatter) Defined(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)          {}
func (*formatter) Failed(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition, error)    {}
func (*formatter) Passed(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)           {}
func (*formatter) Skipped(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)          {}
func (*formatter) Undefined(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)        {}
func (*formatter) Pending(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition)          {}
func (*formatter) Ambiguous(*messages.Pickle, *messages.PickleStep, *godog.StepDefinition, error) {}
