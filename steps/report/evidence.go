package report

import (
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/cucumber/godog"
)

const (
	maxEvidence     = 50      // pieces a scenario
	maxEvidenceSize = 1 << 20 // bytes a piece
	maxErrorSize    = 1 << 16 // bytes
)

func newEvidence(step int, attachment godog.Attachment) Evidence {
	result := Evidence{Name: attachment.FileName, MediaType: attachment.MediaType, Body: attachment.Body, Step: step}
	if result.Name == "" {
		result.Name = "attachment"
	}
	if result.MediaType == "" {
		result.MediaType = "text/plain"
	}
	if excess := len(result.Body) - maxEvidenceSize; excess > 0 {
		if result.IsText() {
			result.Body = fmt.Appendf(result.Body[:maxEvidenceSize:maxEvidenceSize], "\n… %d more bytes left out", excess)
		} else {
			result.Body = fmt.Appendf(nil, "%s of %d bytes left out: %d are kept at most", result.MediaType, len(result.Body), maxEvidenceSize)
			result.MediaType = "text/plain"
		}
	}
	return result
}

// IsText tells whether the evidence can be shown to a reader as it is.
func (e Evidence) IsText() bool {
	kind, _, err := mime.ParseMediaType(e.MediaType)
	if err != nil {
		return utf8.Valid(e.Body)
	}
	return strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "message/") ||
		strings.HasSuffix(kind, "xml") || strings.HasSuffix(kind, "json")
}

// bounded keeps an error that quotes a whole message from filling the reports.
func bounded(text string) string {
	if excess := len(text) - maxErrorSize; excess > 0 {
		return strings.ToValidUTF8(text[:maxErrorSize], "") + fmt.Sprintf("\n… %d more bytes left out", excess)
	}
	return text
}

// visible makes control characters readable, and harmless to a terminal and to XML: each becomes its picture (␛ for
// escape), except line feeds and tabs; a carriage return before a line feed is left out.
func visible(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20:
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case r >= 0x80 && r < 0xa0, r == 0xfffe, r == 0xffff:
			return '\uFFFD'
		}
		return r
	}, text)
}

// firstLine returns the first line with text in it.
func firstLine(text string) string {
	for line := range strings.Lines(visible(text)) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}
