package metrics

import (
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/journal"
)

var (
	exchangesTotal = prometheus.NewDesc("mockprofit_exchanges_total", "Requests at Profit's port, by what became of them.",
		[]string{"operation", "outcome", "status"}, nil)
	exchangeDuration = prometheus.NewDesc("mockprofit_exchange_duration_seconds", "How long it took to compose the answer.",
		[]string{"operation"}, nil)
)

// bounds are the upper bounds of the buckets of durations.
var bounds = [...]time.Duration{
	50 * time.Microsecond, 200 * time.Microsecond, time.Millisecond, 5 * time.Millisecond,
	20 * time.Millisecond, 100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second, 10 * time.Second,
}

// exchanges counts them. It is on the way of every request, and looked at
// seldom: so it counts by itself, and becomes Prometheus's when it is collected.
type exchanges struct {
	mutex     sync.Mutex
	totals    map[key]uint64
	durations map[string]*durations // by operation
}

type key struct{ operation, outcome, status string }

type durations struct {
	buckets [len(bounds)]uint64 // each for itself
	count   uint64
	sum     time.Duration
}

func newExchanges() *exchanges {
	return &exchanges{totals: make(map[key]uint64), durations: make(map[string]*durations)}
}

func (e *exchanges) count(exchange *asmx.Exchange) {
	counted := key{exchange.Operation, journal.Outcome(exchange), status(exchange.Response.Line)}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.totals[counted]++
	if exchange.Operation == "" {
		return
	}
	of := e.durations[exchange.Operation]
	if of == nil {
		of = new(durations)
		e.durations[exchange.Operation] = of
	}
	of.count++
	of.sum += exchange.Duration
	for i, bound := range bounds {
		if exchange.Duration <= bound {
			of.buckets[i]++
			break
		}
	}
}

// Describe implements [prometheus.Collector].
func (e *exchanges) Describe(to chan<- *prometheus.Desc) {
	to <- exchangesTotal
	to <- exchangeDuration
}

// Collect implements [prometheus.Collector].
func (e *exchanges) Collect(to chan<- prometheus.Metric) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	for counted, total := range e.totals {
		to <- prometheus.MustNewConstMetric(exchangesTotal, prometheus.CounterValue, float64(total), counted.operation, counted.outcome, counted.status)
	}
	for operation, of := range e.durations {
		cumulative, below := make(map[float64]uint64, len(bounds)), uint64(0)
		for i, bound := range bounds {
			below += of.buckets[i]
			cumulative[bound.Seconds()] = below
		}
		to <- prometheus.MustNewConstHistogram(exchangeDuration, of.count, of.sum.Seconds(), cumulative, operation)
	}
}

// status returns the number in a status line, which the mock wrote.
func status(line string) string {
	_, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(rest, " ")
	return code
}
