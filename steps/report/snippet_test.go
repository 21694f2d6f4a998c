package report_test

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"profitbdd/steps/report"
)

func undefined(steps ...report.Step) report.Run {
	for i := range steps {
		steps[i].Outcome = report.Undefined
	}
	return report.Run{Features: []report.Feature{{Scenarios: []report.Scenario{{Steps: steps}}}}}
}

func TestSnippets(t *testing.T) {
	got := undefined(
		report.Step{Text: `the user "jan" has 3 tokens (at most)`, Table: [][]string{{"a"}}},
		report.Step{Text: `the user "piet" has 4 tokens (at most)`},
		report.Step{Text: "3", DocString: &report.DocString{}},
		report.Step{Text: "4 5"},
		report.Step{Text: "a `tick`"},
	).Snippets()
	golden(t, "snippets.txt", []byte(got))
	require.Empty(t, report.Run{}.Snippets())
}

// A suggestion compiles, and its expression matches the step it is for.
func TestSnippetsFitTheirStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(rapid.StringOf(rapid.OneOf(
			rapid.RuneFrom([]rune("abc \"1234`\\.*()[]$^|+?-é€_")), rapid.Rune(),
		)).Filter(func(s string) bool { return strings.TrimSpace(s) != "" && !strings.ContainsAny(s, "\n\r") }).Draw(t, "text"))
		got := undefined(report.Step{Text: text}).Snippets()

		registration, method, found := strings.Cut(got, "\n\n")
		require.True(t, found)
		file := "package p\n\nfunc register() {\n\t" + registration + "\n}\n\n" + strings.TrimSpace(method) + "\n"
		parsed, err := parser.ParseFile(token.NewFileSet(), "snippet.go", file, 0)
		require.NoError(t, err, file)
		formatted, err := format.Source([]byte(file))
		require.NoError(t, err)
		require.Equal(t, file, string(formatted))

		var literal *ast.BasicLit
		ast.Inspect(parsed, func(node ast.Node) bool {
			if found, ok := node.(*ast.BasicLit); ok && literal == nil {
				literal = found
			}
			return true
		})
		expression, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		require.Regexp(t, regexp.MustCompile(expression), text)
	})
}
