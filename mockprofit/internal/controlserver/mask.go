package controlserver

import (
	"regexp"
	"slices"

	"profitbdd/mockprofit/control"
)

// hidden stands for a secret of which nothing is shown, and ends one of which
// the beginning is.
const hidden = "…"

var (
	key    = regexp.MustCompile(`^[0-9A-Fa-f]{32,}$`)
	masked = regexp.MustCompile(`^([0-9A-Fa-f]{4})?` + hidden + `$`)
)

// mask hides a secret but for what helps to recognise it: of a key the first
// four digits are shown. Its length is not told.
func mask(secret string) string {
	switch {
	case secret == "":
		return ""
	case key.MatchString(secret):
		return secret[:4] + hidden
	}
	return hidden
}

// isMasked reports whether a value is one that mask made.
func isMasked(value string) bool { return masked.MatchString(value) }

// maskDocument returns the document with its keys masked.
func maskDocument(document control.Environment) control.Environment {
	return withKeys(document, mask)
}

// unmasked leaves out the keys that an answer masked, so that a document which
// was read, changed and put back keeps its keys.
func unmasked(document control.Environment) control.Environment {
	return withKeys(document, func(key string) string {
		if isMasked(key) {
			return ""
		}
		return key
	})
}

// withKeys returns a copy of the document with its keys replaced.
func withKeys(document control.Environment, replace func(string) string) control.Environment {
	document.EnvironmentKey = replace(document.EnvironmentKey)
	document.AppConnectors = slices.Clone(document.AppConnectors)
	for i := range document.AppConnectors {
		document.AppConnectors[i].APIKey = replace(document.AppConnectors[i].APIKey)
	}
	return document
}
