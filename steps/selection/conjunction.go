package selection

import (
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// Filter returns the expression in godog's dialect: clauses joined by `&&`, the tags of a clause joined by `,` (or),
// a tag negated by `~`. It is empty, which godog takes for "all", when every scenario satisfies the expression.
//
// godog's dialect has no parentheses, so the expression is brought into conjunctive form: each row of its truth table
// that is false gives a clause forbidding that row, and rows that differ in one tag merge into one clause
// (Quine–McCluskey, with the false rows for minterms).
func (t Tags) Filter() string {
	if t.evaluate == nil {
		return ""
	}
	var clauses []string
	for _, forbidden := range cover(t.falseRows()) {
		clauses = append(clauses, t.clauses(forbidden)...)
	}
	return strings.Join(clauses, " && ")
}

// rows is a set of truth table rows: those that agree with value in every bit of care. Bit i is the tag names[i].
type rows struct{ care, value uint16 }

func (r rows) contains(row uint16) bool { return row&r.care == r.value }

func (t Tags) falseRows() []rows {
	all := uint16(1)<<len(t.names) - 1
	var result []rows
	for row := uint16(0); ; row++ {
		var present []string
		for i, name := range t.names {
			if row&(1<<i) != 0 {
				present = append(present, name)
			}
		}
		if !t.evaluate.Evaluate(present) {
			result = append(result, rows{care: all, value: row})
		}
		if row == all {
			return result
		}
	}
}

// clauses forbids the rows: at least one of the tags they agree in must be otherwise. Forbidding every row takes two
// clauses that contradict each other, for godog has no word for "none".
func (t Tags) clauses(forbidden rows) []string {
	if forbidden.care == 0 {
		return []string{t.names[0], "~" + t.names[0]}
	}
	var literals []string
	for i, name := range t.names {
		switch bit := uint16(1) << i; {
		case forbidden.care&bit == 0:
		case forbidden.value&bit == 0:
			literals = append(literals, name)
		default:
			literals = append(literals, "~"+name)
		}
	}
	return []string{strings.Join(literals, ",")}
}

// cover returns few sets that together hold exactly the given rows: the largest mergeable sets, chosen greedily.
func cover(minterms []rows) []rows {
	primes := merged(minterms)
	left := make(map[uint16]bool, len(minterms))
	for _, minterm := range minterms {
		left[minterm.value] = true
	}
	var chosen []rows
	for len(left) > 0 {
		best, most := rows{}, 0
		for _, prime := range primes {
			covered := 0
			for row := range left {
				if prime.contains(row) {
					covered++
				}
			}
			if covered > most {
				best, most = prime, covered
			}
		}
		chosen = append(chosen, best)
		maps.DeleteFunc(left, func(row uint16, _ bool) bool { return best.contains(row) })
	}
	return chosen
}

// merged returns the sets that can't be merged any further, the largest first, in an order that depends on nothing
// but the input.
func merged(sets []rows) []rows {
	var primes []rows
	for len(sets) > 0 {
		known := make(map[rows]bool, len(sets))
		for _, set := range sets {
			known[set] = true
		}
		larger := map[rows]bool{}
		for _, set := range sets {
			prime := true
			for care := set.care; care != 0; care &= care - 1 {
				bit := care & -care
				if known[rows{care: set.care, value: set.value ^ bit}] {
					larger[rows{care: set.care &^ bit, value: set.value &^ bit}] = true
					prime = false
				}
			}
			if prime {
				primes = append(primes, set)
			}
		}
		sets = slices.Collect(maps.Keys(larger))
	}
	slices.SortFunc(primes, func(a, b rows) int {
		if d := bits.OnesCount16(a.care) - bits.OnesCount16(b.care); d != 0 {
			return d
		}
		if a.care != b.care {
			return int(a.care) - int(b.care)
		}
		return int(a.value) - int(b.value)
	})
	return primes
}
