package mockprofit_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"profitbdd/mockprofit"
	"profitbdd/mockprofit/control"
)

var update = flag.Bool("update", false, "bring the run that the README shows up to date")

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	return string(text)
}

// Every curl line of the README works against the demo environment, one after
// the other.
func TestTheCurlLinesOfTheREADMEWork(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		require.Empty(t, os.Getenv("CI"), "CI needs curl")
		t.Skip("curl is not installed: the README's lines are not tried")
	}
	server := start(t, mockprofit.Options{Environments: demo(t)})
	lines := regexp.MustCompile(`(?m)^curl -s .*$`).FindAllString(readme(t), -1)
	require.Greater(t, len(lines), 10)
	for _, line := range lines {
		line = strings.NewReplacer("http://127.0.0.1:8080", server.URL, "http://127.0.0.1:8081", server.ControlURL).Replace(line)
		line = strings.Replace(strings.ReplaceAll(line, "wait=5s", "wait=1ms"), "curl -s", "curl -sS --fail-with-body", 1)
		command := exec.CommandContext(context.Background(), "sh", "-c", line)
		command.Dir = t.TempDir() // for what it saves
		output, err := command.CombinedOutput()
		require.NoError(t, err, "%s\n%s", line, output)
	}
}

// The README's table of settings says what the mock itself says of them.
func TestTheREADMEListsEverySetting(t *testing.T) {
	server := start(t, mockprofit.Options{})
	client := control.NewClient(server.ControlURL, "")
	defer client.Close()
	settings, err := client.Settings(t.Context())
	require.NoError(t, err)
	text := readme(t)
	for _, setting := range settings {
		standard := setting.Default
		if standard == "" {
			standard = "(none)"
		}
		row := "| `" + setting.Name + "` | `" + standard + "` | " + setting.Sentence + " |"
		require.True(t, strings.Contains(text, row), "the README lacks the row %s", row)
	}
}

// The environment that the README shows is one that the mock reads.
func TestTheEnvironmentOfTheREADMEIsSound(t *testing.T) {
	_, rest, found := strings.Cut(readme(t), "```yaml\n")
	require.True(t, found)
	example, _, _ := strings.Cut(rest, "```")
	environments, err := mockprofit.LoadEnvironments(fstest.MapFS{"readme.yaml": {Data: []byte(example)}}, "README")
	require.NoError(t, err)
	require.NoError(t, start(t, mockprofit.Options{}).Put(environments[0]))
}

// The run that the README shows is one of the features as they are.
func TestTheRunOfTheREADMEIsUpToDate(t *testing.T) {
	counts, steps, scenarios := make(map[string]int), 0, 0
	for name, content := range files(t, os.DirFS(".."), ".feature") {
		for _, pickle := range picklesOf(t, name, content) {
			scenarios++
			steps += len(pickle.Steps)
			for _, tag := range pickle.Tags {
				counts[tag.Name]++
			}
		}
	}
	lines := map[string]string{ // by how the line is found
		`\d+ scenarios: \d+ passed`:            fmt.Sprintf("%d scenarios: %[1]d passed", scenarios),
		`\d+ steps: \d+ passed`:                fmt.Sprintf("%d steps: %[1]d passed", steps),
		`PASSED: \d+ scenarios \(\d+ passed\)`: fmt.Sprintf("PASSED: %d scenarios (%[1]d passed)", scenarios),
	}
	for _, provenance := range provenances {
		lines["  "+provenance+` +\d+ +\d+ passed`] = fmt.Sprintf("  %-12s %-4d %[2]d passed", provenance, counts[provenance])
	}
	text := readme(t)
	for pattern, line := range lines {
		if *update {
			text = regexp.MustCompile(`(?m)^`+pattern+`$`).ReplaceAllString(text, line)
		}
		require.True(t, strings.Contains(text, "\n"+line+"\n"), "the README lacks the line %q; run the tests of this package with -update", line)
	}
	if *update {
		require.NoError(t, os.WriteFile("../README.md", []byte(text), 0o644))
	}
}

// The hint that the README shows is what the mock says.
func TestTheHintOfTheREADMEIsGiven(t *testing.T) {
	server := start(t, mockprofit.Options{Environments: demo(t)})
	const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><p:GenerateOTP xmlns:p="urn:Afas.Profit.Services">` +
		`<userId>12345.jansen</userId><p:apiKey>A0A1A2A3A4A5A6A7A8A9AAABACADAEAF</p:apiKey>` +
		`<p:environmentKey>E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEF</p:environmentKey><p:description/></p:GenerateOTP></s:Body></s:Envelope>`
	request := generateOTP(t, server)
	request.Body, request.ContentLength = io.NopCloser(strings.NewReader(envelope)), int64(len(envelope))
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	client := control.NewClient(server.ControlURL, "")
	defer client.Close()
	exchanges, err := client.Exchanges(t.Context(), control.ExchangeFilter{Environment: "O12345AA", Most: 1})
	require.NoError(t, err)
	require.Len(t, exchanges, 1)
	hint := exchanges[0].Hints[0]
	for field, value := range map[string]string{"rule": hint.Rule, "label": hint.Label, "seen": hint.Seen, "remedy": hint.Remedy} {
		require.Contains(t, readme(t), fmt.Sprintf(`"%s": "%s"`, field, strings.ReplaceAll(value, `"`, `\"`)))
	}
}

// A mistyped variable must not run all features where a few were meant; the
// README's own are known.
func TestMakeRefusesAMistypedVariable(t *testing.T) {
	if _, err := exec.LookPath("make"); err != nil {
		require.Empty(t, os.Getenv("CI"), "CI needs make")
		t.Skip("make is not installed: its variables are not tried")
	}
	dry := func(variable string) (string, error) {
		command := exec.CommandContext(t.Context(), "make", "-n", "bdd-help", variable)
		command.Dir = ".."
		command.Env = append(os.Environ(), "MAKEFLAGS=", "MAKELEVEL=")
		output, err := command.CombinedOutput()
		return string(output), err
	}
	output, err := dry("TAG=@smoke")
	require.Error(t, err)
	require.Contains(t, output, "unknown variable TAG: expected one of TAGS FEATURES")
	table := regexp.MustCompile("(?m)^\\| (`[A-Z_`, ]+) \\|").FindAllStringSubmatch(readme(t), -1)
	require.Greater(t, len(table), 8)
	for _, row := range table {
		for _, name := range regexp.MustCompile("[A-Z_]+").FindAllString(row[1], -1) {
			output, err := dry(name + "=x")
			require.NoError(t, err, output)
		}
	}
}

// Each target that the README names exists.
func TestTheTargetsOfTheREADMEExist(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	require.NoError(t, err)
	for _, match := range regexp.MustCompile("(?:`|\n)make ([a-z-]+)").FindAllStringSubmatch(readme(t), -1) {
		require.Regexp(t, `(?m)^`+match[1]+`:`, string(makefile))
	}
}
