package steps

import (
	"regexp"
	"sync"

	"github.com/cucumber/godog"
)

// sentences registers the sentences of one scenario. They are the same for
// each, so their expressions are compiled once for the suite: compiling all of
// them for every scenario took most of a run.
type sentences struct {
	scenario *godog.ScenarioContext
	compiled *expressions
}

// Step registers what a sentence means; see [godog.ScenarioContext.Step].
func (s sentences) Step(expression string, meaning any) {
	s.scenario.Step(s.compiled.get(expression), meaning)
}

// expressions are compiled when they are first asked for. The zero value is
// ready, and safe for concurrent use.
type expressions struct{ byText sync.Map }

func (e *expressions) get(text string) *regexp.Regexp {
	if known, found := e.byText.Load(text); found {
		return known.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(text)
	e.byText.Store(text, compiled)
	return compiled
}
