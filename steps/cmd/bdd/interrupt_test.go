package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"profitbdd/steps/report"
	"profitbdd/steps/selection"
)

// broken is a feature that fails, then waits, then would pass.
const broken = `Feature: Broken
  Scenario: One
    Given a step that fails
  Scenario: Two
    Given a step that never ends
  Scenario: Three
    Given a step that passes
  Scenario: Four
    Given a step that passes
`

// rehearsal makes a folder with a feature the working directory, and returns
// options that run it one scenario after the other.
func rehearsal(t *testing.T, feature string) *options {
	t.Helper()
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("features", 0o700))
	require.NoError(t, os.WriteFile("features/broken.feature", []byte(feature), 0o600))
	rehearsed := &options{Mail: "auto", Timeout: "30s", Parallel: "1", Seed: "1", Reports: "reports", SelfTest: true}
	require.NoError(t, rehearsed.check())
	rehearsed.seed = 0 // in the order of the file
	return rehearsed
}

func failedList(t *testing.T) []string {
	t.Helper()
	list, err := selection.ReadFailed(filepath.Join("reports", "failed.txt"))
	require.NoError(t, err)
	return list
}

// cue is an output that does something once when it is told a text.
type cue struct {
	mutex sync.Mutex
	all   bytes.Buffer
	text  string
	do    func()
	once  sync.Once
}

func (c *cue) Write(text []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.all.Write(text)
	if strings.Contains(c.all.String(), c.text) {
		c.once.Do(c.do)
	}
	return len(text), nil
}

func (c *cue) String() string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.all.String()
}

func TestAnInterruptedRunKeepsWhatIsToBeRepeated(t *testing.T) {
	rehearsed := rehearsal(t, broken)
	require.NoError(t, os.WriteFile("features/later.feature", []byte("Feature: Later\n  Scenario: Five\n    Given a step that passes\n"), 0o600))
	interrupt := func() string {
		var receiving sync.WaitGroup
		user := newInterruption(t.Context())
		out := &cue{text: "running features/broken.feature:4", do: func() { receiving.Go(func() { user.receive(os.Interrupt) }) }}
		status, err := rehearsed.execute(user, out)
		receiving.Wait()
		require.NoError(t, err)
		require.Equal(t, failed, status)
		return out.String()
	}
	all := []string{"features/broken.feature:2", "features/broken.feature:4", "features/broken.feature:6", "features/broken.feature:8", "features/later.feature:2"}
	out := interrupt()
	require.Contains(t, out, ending)
	require.NotContains(t, out, "features/later.feature", "the summary counts what did not run")
	require.Equal(t, all, failedList(t))

	rehearsed.Rerun = "failed"
	interrupt()
	require.Equal(t, all, failedList(t))

	// When it comes to its end, what passed is left out.
	require.NoError(t, os.WriteFile("features/broken.feature", []byte(strings.Replace(broken, "never ends", "passes", 1)), 0o600))
	_, err := rehearsed.execute(newInterruption(t.Context()), &bytes.Buffer{})
	require.NoError(t, err)
	require.Equal(t, all[:1], failedList(t))
}

func TestARunThatComesToItsEndKeepsWhatFailed(t *testing.T) {
	rehearsed := rehearsal(t, strings.Replace(broken, "never ends", "passes", 1))
	_, err := rehearsed.execute(newInterruption(t.Context()), &bytes.Buffer{})
	require.NoError(t, err)
	require.Equal(t, []string{"features/broken.feature:2"}, failedList(t))
}

func TestInterruptedWhileStartingSaysNoMore(t *testing.T) {
	rehearsed := rehearsal(t, broken)
	rehearsed.SelfTest, rehearsed.Mail, rehearsed.Program = false, "process", "absent"
	require.NoError(t, rehearsed.check())
	user := newInterruption(t.Context())
	out := &cue{text: "starting MailHog (process) and the mock", do: func() { user.receive(os.Interrupt) }}
	var problems bytes.Buffer
	require.Equal(t, failed, rehearsed.endWith(user, out, &problems))
	require.Equal(t, "bdd: interrupted\n", problems.String())
	require.NotContains(t, out.String(), ending)
}

func TestReportsOfAnEarlierRunGoWhateverBecomesOfThisOne(t *testing.T) {
	for _, arguments := range [][]string{
		{"--features", "features/absent.feature"},
		{"--mail", "pigeon"},
		{"--rerun", "failed", "--tags", "@nobody"},
	} {
		rehearsal(t, broken)
		require.NoError(t, os.Mkdir("reports", 0o700))
		for _, name := range []string{report.JUnitFile, report.CucumberFile, "failed.txt"} {
			require.NoError(t, os.WriteFile(filepath.Join("reports", name), []byte("features/broken.feature:2\n"), 0o600))
		}
		var out, problems bytes.Buffer
		require.Equal(t, refused, run(append(arguments, "--reports", "reports", "--self-test"), &out, &problems), problems.String())
		require.NoFileExists(t, filepath.Join("reports", report.JUnitFile))
		require.NoFileExists(t, filepath.Join("reports", report.CucumberFile))
		require.Equal(t, []string{"features/broken.feature:2"}, failedList(t))
	}
}
