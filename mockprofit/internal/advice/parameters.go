package advice

import (
	"slices"
	"strings"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/spelling"
)

// nullParameters returns the parameters that were null and must not be.
func (s *subject) nullParameters() []string {
	if s.Reading.Nested != "" {
		return nil // lost behind the element: that is one mistake, not several
	}
	var names []string
	for i := range s.Arguments {
		if lost(s.Exchange, &s.Arguments[i]) {
			names = append(names, s.Arguments[i].Name)
		}
	}
	return names
}

// found returns the first element in the operation that fits.
func (s *subject) found(fits func(asmx.Element) bool) (asmx.Element, bool) {
	elements := s.elements(true)
	if i := slices.IndexFunc(elements, fits); i >= 0 {
		return elements[i], true
	}
	return asmx.Element{}, false
}

// foreign returns the element that bears a parameter's name in another namespace.
func (s *subject) foreign(parameter string) (asmx.Element, bool) {
	return s.found(func(e asmx.Element) bool {
		return e.Namespace != s.description.Namespace && strings.EqualFold(e.Local, parameter)
	})
}

// misspelt returns the element that bears a parameter's name in another casing, or one that resembles it.
func (s *subject) misspelt(parameter string) (asmx.Element, bool) {
	return s.found(func(e asmx.Element) bool {
		return e.Namespace == s.description.Namespace && e.Local != parameter && s.meant(e.Local) == parameter
	})
}

// meant returns the parameter of the operation that a name was probably meant to be.
func (s *subject) meant(name string) string {
	names := make([]string, len(s.Arguments))
	for i := range s.Arguments {
		names[i] = s.Arguments[i].Name
	}
	return spelling.Nearest(name, names)
}

// whichIsNull says what it led to, or would have led to when somebody objected.
func (s *subject) whichIsNull(count int) string {
	if !s.Invoked {
		return plural(count, ", so that ASP.NET would take it for null and run the operation.", ", so that ASP.NET would take them for null and run the operation.")
	}
	return plural(count, ", so that it was null and the operation ran all the same.", ", so that they were null and the operation ran all the same.")
}

// nullBecause returns the null parameters for which something is so, with the first thing found.
func (s *subject) nullBecause(of func(parameter string) (asmx.Element, bool)) ([]string, asmx.Element) {
	var names []string
	var first asmx.Element
	for _, name := range s.nullParameters() {
		if element, is := of(name); is {
			if names == nil {
				first = element
			}
			names = append(names, name)
		}
	}
	return names, first
}
