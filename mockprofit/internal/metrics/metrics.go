// Package metrics counts what happens, for Prometheus. Labels take their values
// from what the mock describes, never from what callers send, so that there is a
// bounded number of series.
package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"profitbdd/mockprofit/internal/asmx"
	"profitbdd/mockprofit/internal/journal"
	"profitbdd/mockprofit/internal/mail"
)

// Options are what is counted.
type Options struct {
	Next         asmx.Watcher      // who is told of an exchange after it was counted
	Outbox       func() mail.Stats // how full the outbox is
	Journal      func() journal.Stats
	Environments func() int
	Version      string
}

// Metrics counts exchanges as an [asmx.Watcher] and shows all counts as an
// [http.Handler]. It is safe for concurrent use.
type Metrics struct {
	http.Handler
	next      asmx.Watcher
	exchanges *exchanges
}

// New returns metrics of their own: two servers in a process don't mix theirs.
func New(options Options) *Metrics {
	registry := prometheus.NewRegistry()
	m := &Metrics{
		Handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
		next:    options.Next, exchanges: newExchanges(),
	}
	registry.MustRegister(m.exchanges, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	counter := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value))
	}
	gauge("mockprofit_environments", "Environments there are.", func() float64 { return float64(options.Environments()) })
	gauge("mockprofit_journal_exchanges", "Exchanges in the journal.", func() float64 { return float64(options.Journal().Entries) })
	gauge("mockprofit_journal_bytes", "Memory that they take, estimated.", func() float64 { return float64(options.Journal().Bytes) })
	gauge("mockprofit_outbox_emails", "E-mails in the outbox.", func() float64 { return float64(options.Outbox().Messages) })
	gauge("mockprofit_outbox_queued_emails", "Of these, not yet delivered.", func() float64 { return float64(options.Outbox().Queued) })
	gauge("mockprofit_outbox_bytes", "Memory that they take, estimated.", func() float64 { return float64(options.Outbox().Bytes) })
	counter("mockprofit_emails_total", "E-mails that were composed.", func() float64 { return float64(options.Outbox().Added) })
	counter("mockprofit_emails_delivered_total", "E-mails that a mail server took.", func() float64 { return float64(options.Outbox().Delivered) })
	counter("mockprofit_email_failures_total", "Attempts at delivery that failed.", func() float64 { return float64(options.Outbox().Failures) })
	version := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "mockprofit_build_info", Help: "Always 1; the version is a label.", ConstLabels: prometheus.Labels{"version": options.Version},
	})
	version.Set(1)
	registry.MustRegister(version)
	return m
}

// Finished implements [asmx.Watcher].
func (m *Metrics) Finished(exchange *asmx.Exchange) {
	m.exchanges.count(exchange)
	m.next.Finished(exchange)
}
