package selection

import "bytes"

// excerpt returns the file's text with only the scenarios at the given lines left; the lines of all others are empty,
// so that what remains keeps its line numbers.
//
// godog's own `path:line` can't do this: it knows no rows of an outline, and two lines of one file become two features,
// with a scenario that both lead to run twice.
func (f *feature) excerpt(keep map[int]bool) []byte {
	lines := bytes.SplitAfter(f.text, []byte("\n"))
	for _, block := range f.blocks {
		if (block.kind == scenarioBlock || block.kind == rowBlock) && !block.holds(keep) {
			for number := block.first; number <= block.last; number++ {
				lines[number-1] = lineBreak(lines[number-1])
			}
		}
	}
	return bytes.Join(lines, nil)
}

func (b block) holds(lines map[int]bool) bool {
	for line := b.first; line <= b.last; line++ {
		if lines[line] {
			return true
		}
	}
	return false
}

func lineBreak(line []byte) []byte {
	if bytes.HasSuffix(line, []byte("\n")) {
		return []byte("\n")
	}
	return nil
}
