package selection

import (
	"fmt"
	"slices"
	"strings"

	tagexpressions "github.com/cucumber/tag-expressions/go/v6"
)

const (
	// maxTags bounds the truth table behind Filter: 2^10 rows.
	maxTags = 10
	// maxExpression bounds what is parsed at all, in bytes.
	maxExpression = 1000
)

// Tags is a parsed Cucumber tag expression. Its zero value is the empty expression, which every scenario satisfies.
// It is safe for concurrent use.
type Tags struct {
	text     string
	names    []string
	evaluate tagexpressions.Evaluatable
}

// ParseTags reads an expression of Cucumber's own dialect, such as `@wire and not (@slow or @assumed)`.
//
// Stricter than the library on purpose: what it would panic on or read as something else (a missing operand, an
// operand without `@`) and what godog would read but Cucumber wouldn't (`~@a`, `@a && @b`, `@a,@b`) is refused, with
// the expression to write instead.
func ParseTags(expression string) (Tags, error) {
	text := strings.TrimSpace(expression)
	if text == "" {
		return Tags{}, nil
	}
	names, err := operands(text)
	if err != nil {
		return Tags{}, fmt.Errorf("tag expression %q: %w", shortened(text), err)
	}
	evaluate, err := tagexpressions.Parse(text)
	if err != nil {
		return Tags{}, fmt.Errorf("tag expression %q: %w", text, err)
	}
	return Tags{text: text, names: names, evaluate: evaluate}, nil
}

// String returns the expression as it was written.
func (t Tags) String() string { return t.text }

// Match tells whether a scenario with these tags (each with its `@`, inherited ones included) is selected.
func (t Tags) Match(tags []string) bool {
	return t.evaluate == nil || t.evaluate.Evaluate(tags)
}

// operands checks the grammar of a whole expression and returns the tags it names, each once, in order of appearance.
func operands(text string) ([]string, error) {
	if len(text) > maxExpression {
		return nil, fmt.Errorf("is %d bytes long; %d are read at most", len(text), maxExpression)
	}
	if strings.Contains(text, `\`) {
		return nil, fmt.Errorf(`escapes (\) are not supported`)
	}
	var (
		names    []string
		open     int
		previous string
		complete bool // the tokens so far are an expression
	)
	for _, token := range strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text)) {
		switch token {
		case "and", "or":
			if !complete {
				return nil, fmt.Errorf("%q needs a tag before it, found %s", token, found(previous))
			}
			complete = false
		case "not", "(":
			if complete {
				return nil, fmt.Errorf("expected `and` or `or` between %s and %q", found(previous), token)
			}
			if token == "(" {
				open++
			}
		case ")":
			if previous == "(" {
				return nil, fmt.Errorf("empty parentheses: write a tag between them or leave them out")
			}
			if open--; open < 0 {
				return nil, fmt.Errorf("a `)` without its `(`")
			}
			if !complete {
				return nil, fmt.Errorf("%q needs a tag after it, found %q", previous, token)
			}
		default:
			if err := checkTag(token); err != nil {
				return nil, err
			}
			if complete {
				return nil, fmt.Errorf("expected `and` or `or` between %s and %q", found(previous), token)
			}
			if !slices.Contains(names, token) {
				names = append(names, token)
			}
			complete = true
		}
		previous = token
	}
	switch {
	case !complete:
		return nil, fmt.Errorf("%q needs a tag after it, found the end", previous)
	case open > 0:
		return nil, fmt.Errorf("a `(` without its `)`")
	case len(names) > maxTags:
		return nil, fmt.Errorf("names %d tags; %d are supported at most", len(names), maxTags)
	}
	return names, nil
}

// checkTag refuses operands that aren't a tag, most of all those of godog's old dialect.
func checkTag(token string) error {
	const old = "is of the old dialect; write %s"
	switch {
	case strings.ContainsAny(token, ","):
		return fmt.Errorf("%q "+old, token, "`or` between the tags")
	case strings.Contains(token, "&&"):
		return fmt.Errorf("%q "+old, token, "`and` between the tags")
	case strings.Contains(token, "||"):
		return fmt.Errorf("%q: write `or` between the tags", token)
	case strings.ContainsAny(token, "~!"):
		return fmt.Errorf("%q "+old, token, "`not` before the tag")
	case slices.Contains([]string{"and", "or", "not"}, strings.ToLower(token)):
		return fmt.Errorf("%q: operators are written in lower case, `%s`", token, strings.ToLower(token))
	case !strings.HasPrefix(token, "@"):
		return fmt.Errorf("%q is not a tag; write `@%s`", token, token)
	case token == "@" || strings.Count(token, "@") > 1:
		return fmt.Errorf("%q is not a tag; a tag is one @ and a name, and tags are joined by `and` or `or`", token)
	}
	return nil
}

func found(token string) string {
	if token == "" {
		return "the beginning"
	}
	return fmt.Sprintf("%q", token)
}

func shortened(text string) string {
	const most = 120
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
