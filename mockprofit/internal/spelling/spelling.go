// Package spelling guesses what a mistyped name was meant to be.
package spelling

import (
	"strings"
	"unicode"
)

// longestGuess bounds the names for which a meant one is looked for, in bytes.
const longestGuess = 40

// Nearest returns the candidate that a mistyped name is most likely meant to
// be, "" when none is near. Case, hyphens and underscores don't count.
func Nearest(name string, candidates []string) string {
	if len(name) > longestGuess {
		return ""
	}
	best, least := "", 0
	for _, candidate := range candidates {
		given, wanted := letters(name), letters(candidate)
		away := distance(given, wanted)
		if near := away <= (len(wanted)+1)/3 && away < len(given); near && (best == "" || away < least) {
			best, least = candidate, away
		}
	}
	return best
}

func letters(name string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, name))
}

// distance is how many letters must be added, left out or replaced to make one
// word of the other (Levenshtein).
func distance(from, to []rune) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, a := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, b := range to {
			replaced := diagonal
			if a != b {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
