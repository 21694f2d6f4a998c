package mockprofit_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/stretchr/testify/require"
)

// module is the path of this module, with the slash that follows it.
const module = "profitbdd/"

// mayImport says which packages of this module each of its packages may
// import, apart from its own subfolders; "x/..." is x and all below it. The most
// exact entry holds. A package without one is refused, so that whoever adds a
// package decides where it stands. Tests may import what they like.
var mayImport = map[string][]string{
	"fixtures/...": {},

	// The mock's public face. What wires it knows all the parts.
	"mockprofit":               {"mockprofit/control", "mockprofit/internal/..."},
	"mockprofit/control":       {},
	"mockprofit/testcontainer": {},
	"mockprofit/cmd/...":       {"mockprofit", "mockprofit/control", "fixtures"},

	// Pure: rules and envelopes.
	"mockprofit/internal/profit":   {},
	"mockprofit/internal/soap":     {},
	"mockprofit/internal/spelling": {},

	// What stands under the protocols.
	"mockprofit/internal/certificate": {},

	// What speaks a protocol.
	"mockprofit/internal/asmx/...": {"mockprofit/internal/soap"},
	"mockprofit/internal/mail":     {},
	"mockprofit/internal/services": {"mockprofit/internal/profit", "mockprofit/internal/asmx", "mockprofit/internal/soap"},
	"mockprofit/internal/rest":     {"mockprofit/internal/profit", "mockprofit/internal/asmx", "mockprofit/internal/soap"},

	// What watches and disturbs, through asmx's interface.
	"mockprofit/internal/journal":     {"mockprofit/internal/advice", "mockprofit/internal/asmx"},
	"mockprofit/internal/metrics":     {"mockprofit/internal/asmx", "mockprofit/internal/journal", "mockprofit/internal/mail"},
	"mockprofit/internal/disturbance": {"mockprofit/internal/asmx"},
	"mockprofit/internal/advice":      {"mockprofit/internal/asmx", "mockprofit/internal/profit", "mockprofit/internal/soap", "mockprofit/internal/spelling"},

	// What owns, loads and shows.
	"mockprofit/internal/tenant":          {"mockprofit/control", "mockprofit/internal/disturbance", "mockprofit/internal/mail", "mockprofit/internal/profit"},
	"mockprofit/internal/environmentfile": {"mockprofit/control", "mockprofit/internal/spelling"},
	"mockprofit/internal/controlserver": {
		"mockprofit/control", "mockprofit/internal/advice", "mockprofit/internal/asmx", "mockprofit/internal/disturbance",
		"mockprofit/internal/journal", "mockprofit/internal/mail", "mockprofit/internal/profit", "mockprofit/internal/spelling", "mockprofit/internal/tenant",
	},

	// Scenarios use the mock as everyone does: by its public packages and ports.
	"steps/...": {"steps/...", "mockprofit", "mockprofit/control", "mockprofit/testcontainer", "fixtures/..."},
}

// mayNotKnow lists packages of the standard library that would betray a
// package's purpose.
var mayNotKnow = map[string][]string{
	"mockprofit/internal/profit": {"net", "net/http", "net/smtp"},
	"mockprofit/internal/soap":   {"net", "net/http", "net/smtp"},
	"mockprofit/internal/mail":   {"net/http"},

	"mockprofit/internal/certificate": {"net/http", "net/smtp"},
}

const longestFile = 450 // lines

func TestArchitecture(t *testing.T) {
	tree := os.DirFS("..")
	require.Empty(t, architectureProblems(t, tree))
	require.Empty(t, featureProblems(t, tree))
}

// architectureProblems returns what the Go files of a tree do wrong.
func architectureProblems(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var problems []string
	count := 0
	for name, content := range files(t, tree, ".go") {
		count++
		problems = append(problems, goFileProblems(t, name, content)...)
	}
	require.NotZero(t, count, "there are no Go files where they were looked for")
	slices.Sort(problems)
	return problems
}

// files yields the files of a tree with an extension, in no order.
// Folders for other tools, and what is built, are not looked into.
func files(t *testing.T, tree fs.FS, extension string) map[string][]byte {
	t.Helper()
	found := make(map[string][]byte)
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (name == "build" || entry.Name() == "testdata" || entry.Name()[0] == '.' || entry.Name()[0] == '_'):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != extension:
			return nil
		}
		found[name], err = fs.ReadFile(tree, name)
		return err
	})
	require.NoError(t, err)
	return found
}

func goFileProblems(t *testing.T, name string, content []byte) []string {
	t.Helper()
	var problems []string
	report := func(format string, arguments ...any) {
		problems = append(problems, name+": "+fmt.Sprintf(format, arguments...))
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), name, content, parser.ParseComments)
	require.NoError(t, err)
	isTest := strings.HasSuffix(name, "_test.go")
	folder := path.Dir(name)

	if lines := bytes.Count(content, []byte("\n")); lines > longestFile && !ast.IsGenerated(parsed) {
		report("has %d lines, expected at most %d: one concept each", lines, longestFile)
	}
	for _, given := range []string{parsed.Name.Name, strings.TrimSuffix(path.Base(name), ".go")} {
		if nameless.MatchString(given) {
			report("%q says nothing about what is in it", given)
		}
	}
	if sleeps(parsed) && (isTest || below(folder, "steps/...")) {
		report("calls time.Sleep; wait for what is to happen")
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		ours, isOurs := strings.CutPrefix(imported, module)
		switch {
		case isOurs && below(folder, "steps/...") && strings.HasPrefix(ours, "mockprofit/internal"):
			report("imports %s: scenarios use the mock through its public packages and ports", ours)
		case isTest:
		case isOurs && !allowed(folder, ours):
			report("imports %s: see mayImport for what it may", ours)
		case slices.Contains(mayNotKnow[folder], imported):
			report("imports %s, of which it is to know nothing", imported)
		}
	}
	if _, known := ruleFor(folder); !known {
		report("package without a rule: add it to mayImport")
	}
	return problems
}

var nameless = regexp.MustCompile(`(?i)^(util|helper|manager|common)s?(_test)?$`)

// sleeps reports whether a file calls time.Sleep, or hands it on.
func sleeps(file *ast.File) (found bool) {
	name := ""
	for _, spec := range file.Imports {
		if spec.Path.Value == `"time"` {
			if name = "time"; spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, is := node.(*ast.SelectorExpr); is && selector.Sel.Name == "Sleep" {
			of, is := selector.X.(*ast.Ident)
			found = found || is && name != "" && of.Name == name
		}
		return !found
	})
	return found
}

// allowed reports whether the package in a folder may import another of ours.
func allowed(folder, imported string) bool {
	if below(imported, folder+"/...") {
		return true
	}
	rule, _ := ruleFor(folder)
	return slices.ContainsFunc(mayImport[rule], func(pattern string) bool { return below(imported, pattern) })
}

// ruleFor returns the most exact entry of mayImport for a folder.
func ruleFor(folder string) (rule string, known bool) {
	for pattern := range mayImport {
		if below(folder, pattern) && len(pattern) > len(rule) {
			rule = pattern
		}
	}
	if _, exact := mayImport[folder]; exact {
		rule = folder
	}
	return rule, rule != ""
}

// below reports whether a folder is the one that a pattern names, or below it
// when the pattern ends in "/...".
func below(folder, pattern string) bool {
	root, all := strings.CutSuffix(pattern, "/...")
	return folder == root || all && strings.HasPrefix(folder, root+"/")
}

// provenances are the tags that say where a behaviour comes from; @mock and
// @harness are of scenarios that do not concern Profit's behaviour.
var provenances = []string{"@documented", "@observed", "@aspnet", "@assumed", "@mock", "@harness"}

// featureProblems returns what the feature files of a tree do wrong.
func featureProblems(t *testing.T, tree fs.FS) []string {
	t.Helper()
	features := files(t, tree, ".feature")
	require.NotEmpty(t, features, "there are no feature files where they were looked for")
	var problems []string
	for _, name := range slices.Sorted(maps.Keys(features)) {
		scenarios := picklesOf(t, name, features[name])
		if len(scenarios) == 0 {
			problems = append(problems, name+": has no scenario")
		}
		for _, pickle := range scenarios {
			var tagged []string
			for _, tag := range pickle.Tags {
				if slices.Contains(provenances, tag.Name) {
					tagged = append(tagged, tag.Name)
				}
			}
			if len(tagged) != 1 {
				problems = append(problems, fmt.Sprintf("%s: %s: expected exactly one of the tags %s, got %q",
					name, pickle.Name, strings.Join(provenances, ", "), tagged))
			}
		}
	}
	return slices.Compact(problems) // the examples of an outline may bear one name
}

// picklesOf returns the scenarios of a feature file, an outline once for each
// of its examples.
func picklesOf(t *testing.T, name string, content []byte) []*messages.Pickle {
	t.Helper()
	number := 0
	newID := func() string { number++; return strconv.Itoa(number) }
	document, err := gherkin.ParseGherkinDocument(bytes.NewReader(content), newID)
	require.NoError(t, err, name)
	return gherkin.Pickles(*document, name, newID)
}

// TestArchitectureIsWatched shows that each rule can be broken: a rule that
// finds nothing in a tree of mistakes would find nothing anywhere.
func TestArchitectureIsWatched(t *testing.T) {
	const domain = "mockprofit/internal/profit/rules.go"
	tests := map[string]struct{ name, content, want string }{
		"the domain knows SOAP":           {domain, `package profit; import _ "profitbdd/mockprofit/internal/soap"`, domain + ": imports mockprofit/internal/soap: see mayImport for what it may"},
		"the domain knows HTTP":           {domain, `package profit; import _ "net/http"`, domain + ": imports net/http, of which it is to know nothing"},
		"asmx knows Profit":               {"mockprofit/internal/asmx/pages/a.go", `package pages; import _ "profitbdd/mockprofit/internal/profit"`, "imports mockprofit/internal/profit"},
		"control knows what is within":    {"mockprofit/control/a.go", `package control; import _ "profitbdd/mockprofit/internal/tenant"`, "imports mockprofit/internal/tenant"},
		"the journal knows services":      {"mockprofit/internal/journal/a.go", `package journal; import _ "profitbdd/mockprofit/internal/services"`, "imports mockprofit/internal/services"},
		"steps look within":               {"steps/mailhog/a.go", `package mailhog; import _ "profitbdd/mockprofit/internal/mail"`, "imports mockprofit/internal/mail: scenarios use the mock"},
		"tests of steps look within":      {"steps/a_test.go", `package steps; import _ "profitbdd/mockprofit/internal/mail"`, "imports mockprofit/internal/mail: scenarios use the mock"},
		"a package nobody thought of":     {"mockprofit/internal/new/a.go", `package new`, "package without a rule"},
		"a package that means nothing":    {"mockprofit/internal/asmx/parse/a.go", `package utils`, `"utils" says nothing`},
		"a file that means nothing":       {"mockprofit/helpers_test.go", `package mockprofit_test`, `"helpers_test" says nothing`},
		"a test that sleeps":              {"mockprofit/a_test.go", `package a; import "time"; func f() { time.Sleep(1) }`, "calls time.Sleep"},
		"a step that sleeps":              {"steps/a.go", `package a; import clock "time"; var sleep = clock.Sleep`, "calls time.Sleep"},
		"a file that is too long":         {"mockprofit/a.go", "package a\n" + strings.Repeat("\n", longestFile), "has 451 lines, expected at most 450"},
		"what is sound":                   {"mockprofit/a.go", `package mockprofit; import _ "profitbdd/mockprofit/internal/mail"`, ""},
		"its own subfolder":               {"mockprofit/internal/asmx/a.go", `package asmx; import _ "profitbdd/mockprofit/internal/asmx/pages"`, ""},
		"a test of the domain with more":  {"mockprofit/internal/profit/a_test.go", `package profit; import _ "net/http"`, ""},
		"a long file that is generated":   {"mockprofit/a.go", "// Code generated by a program. DO NOT EDIT.\n\npackage a\n" + strings.Repeat("\n", longestFile), ""},
		"a method that is called Sleep":   {"mockprofit/a_test.go", `package a; import _ "time"; func f(c interface{ Sleep() }) { c.Sleep() }`, ""},
		"what is built is not looked at":  {"build/a/a.go", "", ""},
		"what is test data is not either": {"mockprofit/testdata/a.go", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{test.name: {Data: []byte(test.content)}, "fixtures/fixtures.go": {Data: []byte("package fixtures")}}
			problems := architectureProblems(t, tree)
			if test.want == "" {
				require.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			require.Contains(t, problems[0], test.want)
		})
	}
}

func TestProvenanceIsWatched(t *testing.T) {
	tests := map[string]struct {
		feature string
		want    []string
	}{
		"tagged":                            {"Feature: f\n\n  @observed\n  Scenario: one\n    Given x\n", nil},
		"tagged with the feature":           {"@harness\nFeature: f\n\n  Scenario: one\n    Given x\n", nil},
		"tagged by its examples":            {"Feature: f\n\n  Scenario Outline: one\n    Given <x>\n\n    @aspnet\n    Examples:\n      | x |\n      | 1 |\n", nil},
		"one of two":                        {"Feature: f\n\n  @assumed\n  Scenario: one\n    Given x\n\n  Scenario: two\n    Given x\n", []string{"two"}},
		"another tag":                       {"Feature: f\n\n  @slow @Observed\n  Scenario: one\n    Given x\n", []string{"one"}},
		"tagged twice":                      {"Feature: f\n\n  @aspnet @observed\n  Scenario: one\n    Given x\n", []string{"one"}},
		"tagged with the feature and again": {"@mock\nFeature: f\n\n  @assumed\n  Scenario: one\n    Given x\n", []string{"one"}},
		"an outline, once":                  {"Feature: f\n\n  Scenario Outline: one\n    Given <x>\n\n    Examples:\n      | x |\n      | 1 |\n      | 2 |\n", []string{"one"}},
		"nothing in it":                     {"Feature: f\n", []string{"has no scenario"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			problems := featureProblems(t, fstest.MapFS{"features/a.feature": {Data: []byte(test.feature)}})
			require.Len(t, problems, len(test.want))
			for i, want := range test.want {
				require.True(t, strings.HasPrefix(problems[i], "features/a.feature: "+want), problems[i])
			}
		})
	}
}
