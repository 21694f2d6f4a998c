package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// argument is what a snippet makes a parameter of: a quoted text, or a number that stands alone.
var argument = regexp.MustCompile(`"[^"]*"|\b\d+\b`)

// Snippets suggests Go code for the run's undefined steps, each text once: the line that registers the step and the
// method it calls. It is empty when there is none.
func (r Run) Snippets() string {
	var text strings.Builder
	expressions, methods := map[string]bool{}, map[string]int{}
	for scenario := range r.Scenarios() {
		for _, step := range scenario.Steps {
			if step.Outcome != Undefined {
				continue
			}
			snippet := newSnippet(step)
			if expressions[snippet.expression] {
				continue
			}
			expressions[snippet.expression] = true
			if methods[snippet.method]++; methods[snippet.method] > 1 {
				snippet.method += strconv.Itoa(methods[snippet.method])
			}
			text.WriteString(snippet.String())
		}
	}
	return text.String()
}

type snippet struct {
	expression string
	method     string
	parameters []string
}

func newSnippet(step Step) snippet {
	var (
		result     snippet
		expression strings.Builder
		words      strings.Builder
		rest       = step.Text
	)
	for rest != "" {
		place := argument.FindStringIndex(rest)
		if place == nil {
			place = []int{len(rest), len(rest)}
		}
		expression.WriteString(regexp.QuoteMeta(rest[:place[0]]))
		words.WriteString(rest[:place[0]] + " ")
		switch found := rest[place[0]:place[1]]; {
		case found == "":
		case found[0] == '"':
			expression.WriteString(`"([^"]*)"`)
			result.parameters = append(result.parameters, "string")
		default:
			expression.WriteString(`(\d+)`)
			result.parameters = append(result.parameters, "int")
		}
		rest = rest[place[1]:]
	}
	if step.DocString != nil {
		result.parameters = append(result.parameters, "*godog.DocString")
	}
	if step.Table != nil {
		result.parameters = append(result.parameters, "*godog.Table")
	}
	result.expression = "^" + expression.String() + "$"
	result.method = methodName(words.String())
	return result
}

// methodName joins the words of a step to a name that Go takes.
func methodName(words string) string {
	var name strings.Builder
	for i, word := range strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		letters := []rune(word)
		if i == 0 {
			letters[0] = unicode.ToLower(letters[0])
		} else {
			letters[0] = unicode.ToUpper(letters[0])
		}
		name.WriteString(string(letters))
	}
	if first := name.String(); first == "" || !unicode.IsLetter([]rune(first)[0]) {
		return "step" + first
	}
	return name.String()
}

func (s snippet) String() string {
	quoted := "`" + s.expression + "`"
	if !strconv.CanBackquote(s.expression) {
		quoted = strconv.Quote(s.expression)
	}
	parameters := []string{"ctx context.Context"}
	for i, kind := range s.parameters {
		parameters = append(parameters, fmt.Sprintf("arg%d %s", i+1, kind))
	}
	return fmt.Sprintf("sc.Step(%s, w.%s)\n\nfunc (w *world) %s(%s) error {\n\treturn godog.ErrPending\n}\n\n",
		quoted, s.method, s.method, strings.Join(parameters, ", "))
}
