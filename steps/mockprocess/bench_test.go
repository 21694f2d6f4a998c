package mockprocess_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkStart measures the mock as users start it: from exec until both
// ports listen, and the memory it then takes (where /proc tells).
func BenchmarkStart(b *testing.B) {
	var ready time.Duration
	var resident int
	for b.Loop() {
		begin := time.Now()
		process, err := startMock(b)
		ready += time.Since(begin)
		require.NoError(b, err)
		resident = max(resident, residentKilobytes(process.ID()))
		require.NoError(b, process.Kill())
	}
	b.ReportMetric(float64(ready.Milliseconds())/float64(b.N), "ms/ready")
	b.ReportMetric(float64(resident)/1024, "MB-resident")
}

// residentKilobytes returns the memory that a process takes now, 0 where the
// system does not tell.
func residentKilobytes(process int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kilobytes int
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		return 0
	}
	return kilobytes
}
