package selection_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cucumber/godog"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"profitbdd/steps/selection"
)

func TestFilter(t *testing.T) {
	for expression, want := range map[string]string{
		"":                               "",
		"  ":                             "",
		"@a":                             "@a",
		"not @a":                         "~@a",
		"not not @a":                     "@a",
		"@a and @b":                      "@a && @b",
		"@a or @b":                       "@a,@b",
		"@a and not (@b or @c)":          "@a && ~@b && ~@c",
		"@a or @b and @c":                "@a,@b && @a,@c",
		"(@a or @b) and (@c or not @d)":  "@a,@b && @c,~@d",
		"@a or not @a":                   "",
		"@a and not @a":                  "@a && ~@a",
		"@a or (@a and @b)":              "@a",
		"@a and not @b or not @a and @b": "@a,@b && ~@a,~@b",
	} {
		t.Run(expression, func(t *testing.T) {
			tags, err := selection.ParseTags(expression)
			require.NoError(t, err)
			require.Equal(t, want, tags.Filter())
		})
	}
}

func TestParseTagsRefuses(t *testing.T) {
	for expression, want := range map[string]string{
		"~@x":                      `tag expression "~@x": "~@x" is of the old dialect; write ` + "`not` before the tag",
		"!@x":                      "write `not` before the tag",
		"@a && @b":                 "write `and` between the tags",
		"@a&&@b":                   "write `and` between the tags",
		"@a,@b":                    "write `or` between the tags",
		"@a, @b":                   "write `or` between the tags",
		"@a || @b":                 "write `or` between the tags",
		"wire":                     `"wire" is not a tag; write ` + "`@wire`",
		"@a and wire":              `"wire" is not a tag`,
		"@a AND @b":                "operators are written in lower case, `and`",
		"@":                        `"@" is not a tag`,
		"@@a":                      `"@@a" is not a tag`,
		"@a@b":                     `"@a@b" is not a tag`,
		"not@a":                    `"not@a" is not a tag`,
		"()":                       "empty parentheses",
		"@a and ()":                "empty parentheses",
		"@a and":                   `"and" needs a tag after it, found the end`,
		"@a or ":                   `"or" needs a tag after it, found the end`,
		"and @a":                   `"and" needs a tag before it, found the beginning`,
		"@a and or @b":             `"or" needs a tag before it, found "and"`,
		"(@a and)":                 `"and" needs a tag after it, found ")"`,
		"not":                      `"not" needs a tag after it, found the end`,
		"not and @a":               `"and" needs a tag before it, found "not"`,
		"@a @b":                    "expected `and` or `or` between \"@a\" and \"@b\"",
		"@a not @b":                "expected `and` or `or` between \"@a\" and \"not\"",
		"@a (@b)":                  "expected `and` or `or` between \"@a\" and \"(\"",
		"(@a":                      "a `(` without its `)`",
		"@a)":                      "a `)` without its `(`",
		")":                        "a `)` without its `(`",
		`@a\ `:                     `escapes (\) are not supported`,
		many(11):                   "names 11 tags; 10 are supported at most",
		strings.Repeat("@a ", 500): "is 1499 bytes long; 1000 are read at most",
	} {
		t.Run(expression, func(t *testing.T) {
			_, err := selection.ParseTags(expression)
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), `"" `)
		})
	}
}

func TestParseTagsTakesAsManyTagsAsItSays(t *testing.T) {
	tags, err := selection.ParseTags(many(10))
	require.NoError(t, err)
	require.Len(t, strings.Split(tags.Filter(), ","), 10)
}

func many(tags int) string {
	var names []string
	for i := range tags {
		names = append(names, fmt.Sprintf("@t%d", i))
	}
	return strings.Join(names, " or ")
}

// The filter must select, by godog's own reading of it, what the expression selects.
func TestFilterSelectsWhatTheExpressionDoes(t *testing.T) {
	names := []string{"@a", "@b", "@c", "@d", "@e"}
	scenarios, features := everyCombination(names)
	rapid.Check(t, func(t *rapid.T) {
		expression := expressions(names).Draw(t, "expression")
		tags, err := selection.ParseTags(expression)
		require.NoError(t, err)
		var want []string
		for name, of := range scenarios {
			if tags.Match(of) {
				want = append(want, name)
			}
		}
		suite := godog.TestSuite{Options: &godog.Options{FS: features, Paths: []string{"all.feature"}, Tags: tags.Filter()}}
		found, err := suite.RetrieveFeatures()
		require.NoError(t, err)
		var got []string
		for _, feature := range found {
			for _, pickle := range feature.Pickles {
				got = append(got, pickle.Name)
			}
		}
		require.ElementsMatch(t, want, got, "filter %q", tags.Filter())
	})
}

// everyCombination makes a feature with a scenario for each set of tags.
func everyCombination(names []string) (map[string][]string, fstest.MapFS) {
	scenarios := map[string][]string{}
	var text strings.Builder
	text.WriteString("Feature: all\n")
	for set := range 1 << len(names) {
		var tags []string
		for i, name := range names {
			if set&(1<<i) != 0 {
				tags = append(tags, name)
			}
		}
		name := fmt.Sprintf("set %d", set)
		scenarios[name] = tags
		fmt.Fprintf(&text, "  %s\n  Scenario: %s\n    Given a step\n", strings.Join(tags, " "), name)
	}
	return scenarios, fstest.MapFS{"all.feature": {Data: []byte(text.String())}}
}

// expressions draws expressions by their grammar. The meaning is checked independently by TestMatch.
func expressions(names []string) *rapid.Generator[string] {
	var generator *rapid.Generator[string]
	nested := rapid.Deferred(func() *rapid.Generator[string] { return generator })
	generator = rapid.OneOf(
		rapid.SampledFrom(names),
		rapid.SampledFrom(names),
		rapid.Custom(func(t *rapid.T) string { return "not " + nested.Draw(t, "negated") }),
		rapid.Custom(func(t *rapid.T) string { return "( " + nested.Draw(t, "enclosed") + ")" }),
		rapid.Custom(func(t *rapid.T) string {
			return nested.Draw(t, "left") + rapid.SampledFrom([]string{" and ", " or "}).Draw(t, "operator") + nested.Draw(t, "right")
		}),
	)
	return generator.Filter(func(text string) bool { return len(text) <= 400 })
}

func TestMatch(t *testing.T) {
	tags, err := selection.ParseTags("@a and not (@b or @c)")
	require.NoError(t, err)
	for list, want := range map[string]bool{"@a": true, "@a @d": true, "@a @b": false, "@a @c": false, "": false, "@d": false} {
		require.Equal(t, want, tags.Match(strings.Fields(list)), list)
	}
	require.True(t, selection.Tags{}.Match(nil), "the zero value selects all")
}

func TestParseTagsNeverPanics(t *testing.T) {
	tokens := []string{"@a", "@b", "and", "or", "not", "(", ")", "~@a", ",", "&&", "x", "@"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(tokens), 0, 12).Draw(t, "tokens"), " ")
		tags, err := selection.ParseTags(text)
		if err == nil {
			tags.Filter()
			tags.Match([]string{"@a"})
		}
	})
}
