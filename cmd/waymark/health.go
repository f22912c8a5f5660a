package main

import (
	"context"
	"io"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"waymark/bot/counter"
	"waymark/channels/sms"
	"waymark/channels/telegram"
)

// health is the last known state of each part. It holds no counts and no times: the moment of an event
// would be the moment of a person.
type health struct {
	mu    sync.Mutex
	parts map[string]bool
}

func newHealth() *health { return &health{parts: map[string]bool{"started": false}} }

func (h *health) set(part string, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.parts[part] = ok
}

// all gives every part's state.
func (h *health) all() map[string]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make(map[string]bool, len(h.parts))
	for k, v := range h.parts {
		out[k] = v
	}
	return out
}

// routes are the addresses that the world and the operator can ask.
func (p *program) routes(tg *telegram.Channel) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", p.readyz)
	mux.Handle("GET /metrics", p.metrics())
	if p.sms != nil {
		mux.Handle(sms.Path, p.sms)
	}
	if tg != nil {
		mux.Handle("POST "+telegram.WebhookPath, tg.Handler(p.bot))
	}
	return asWritten(mux)
}

// asWritten answers 404 to a path that is not as this program writes paths. The mux would redirect it, and
// its answer would repeat the whole query: a number, a text.
func asWritten(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		written := r.URL.EscapedPath()
		clean := path.Clean("/" + written)
		if clean != "/" && strings.HasSuffix(written, "/") {
			clean += "/"
		}
		if written != clean {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// readyz says whether every part works. Counting, the directory and remembering do not matter for readiness: without them people
// are still answered, and whoever sends messages only to what is ready would have nobody left to send them to.
func (p *program) readyz(w http.ResponseWriter, _ *http.Request) {
	for part, ok := range p.health.all() {
		if !ok && part != "counters" && part != "directory" && part != "sessions" {
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, "not ready: "+part+"\n")
			return
		}
	}
	io.WriteString(w, "ready\n")
}

// metrics are the health of parts and released figures, and nothing that moves when somebody writes.
func (p *program) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(figures{p})
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorLog: nil, ErrorHandling: promhttp.HTTPErrorOnError})
}

// figures collects metrics anew at each request.
type figures struct{ *program }

// Describe sends nothing: which figures there are depends on which periods have closed.
func (figures) Describe(chan<- *prometheus.Desc) {}

// releasedDays is how far back /metrics looks for the last closed period of each kind.
const releasedDays = 70

// Collect sends the state of every part and the newest released figure of each counter and channel.
func (f figures) Collect(out chan<- prometheus.Metric) {
	part := prometheus.NewDesc("waymark_part_healthy", "1 when a part of the program works.", []string{"part"}, nil)
	for name, ok := range f.health.all() {
		v := 0.0
		if ok {
			v = 1
		}
		out <- prometheus.MustNewConstMetric(part, prometheus.GaugeValue, v, name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), headerTimeout)
	defer cancel()
	now := f.clock()
	released, err := f.ledger.Release(ctx, now.AddDate(0, 0, -releasedDays), now)
	if err != nil {
		return // the counters' own health says so
	}
	type key struct {
		c  counter.Counter
		ch counter.Channel
	}
	newest := map[key]counter.Figure{}
	for _, r := range released {
		k := key{r.Counter, r.Channel}
		if r.From.After(newest[k].From) {
			newest[k] = r
		}
	}
	value := prometheus.NewDesc("waymark_released", "Newest released figure: a closed period, blinded, rounded to 5; 0 stands for fewer than 5.",
		[]string{"counter", "channel", "from"}, nil)
	for k, r := range newest {
		v := float64(r.Value)
		if r.Fewer {
			v = 0
		}
		out <- prometheus.MustNewConstMetric(value, prometheus.GaugeValue, v, k.c.String(), k.ch.String(), r.From.Format(time.DateOnly))
	}
}
