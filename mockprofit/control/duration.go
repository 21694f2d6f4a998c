package control

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseDuration reads a duration as Go writes them (15m, 1h30m, -90s) or a
// whole number of days (90d). The error says what was expected.
func ParseDuration(text string) (time.Duration, error) {
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		const most = 100 * 365
		if count, err := strconv.Atoi(days); err == nil && count >= -most && count <= most {
			return time.Duration(count) * 24 * time.Hour, nil
		}
	} else if parsed, err := time.ParseDuration(text); err == nil {
		return parsed, nil
	}
	return 0, fmt.Errorf("expected a duration such as 90s, 15m, 12h or 90d, got %.100q", text)
}
