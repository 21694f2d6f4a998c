package mockprofit_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	scenarioLine = regexp.MustCompile(`^\s*Scenario(?: Outline)?: (.*)$`)
	leadingLine  = regexp.MustCompile(`^\s*[@#]`)
	captureName  = regexp.MustCompile(`\b(?:default-)?[0-9]{3}-[a-z0-9-]+`)
)

// Each scenario of the wire that speaks of ASP.NET says which captured exchange
// it stands on, or where else the rule comes from; and the exchange is there.
func TestScenariosOfTheWirePointToCapturedExchanges(t *testing.T) {
	var problems []string
	pointers := 0
	for name, content := range files(t, os.DirFS("../features/wire"), ".feature") {
		for title, block := range scenarioBlocks(string(content)) {
			if !strings.Contains(block, "@aspnet") {
				continue
			}
			if !strings.Contains(block, "# fixtures/asmx/") && !strings.Contains(block, "# not captured") && !strings.Contains(block, "# as in fixtures/asmx/") {
				problems = append(problems, fmt.Sprintf("%s: %s: expected a comment such as '# fixtures/asmx/194-par-nons' or '# not captured: …'", name, title))
			}
			for line := range strings.Lines(block) {
				if !strings.HasPrefix(strings.TrimSpace(line), "#") {
					continue
				}
				for _, id := range captureName.FindAllString(line, -1) {
					require.FileExists(t, "../fixtures/asmx/"+id+".request.http", "%s: %s", name, title)
					pointers++
				}
			}
		}
	}
	require.Empty(t, problems)
	require.Greater(t, pointers, 50)
}

// scenarioBlocks returns the lines of each scenario, with the tags and comments
// before it, by its title. Tags of the feature count for each.
func scenarioBlocks(feature string) map[string]string {
	lines := strings.Split(feature, "\n")
	var tags strings.Builder
	for _, line := range lines {
		if !leadingLine.MatchString(line) {
			break
		}
		tags.WriteString(line + "\n")
	}
	type start struct {
		title string
		line  int
	}
	var starts []start
	for i, line := range lines {
		if match := scenarioLine.FindStringSubmatch(line); match != nil {
			first := i
			for first > 0 && leadingLine.MatchString(lines[first-1]) {
				first--
			}
			starts = append(starts, start{match[1], first})
		}
	}
	blocks := make(map[string]string, len(starts))
	for i, s := range starts {
		end := len(lines)
		if i+1 < len(starts) {
			end = starts[i+1].line
		}
		blocks[s.title] = tags.String() + strings.Join(lines[s.line:end], "\n")
	}
	return blocks
}
