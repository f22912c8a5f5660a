package counter

import (
	"context"
	"path/filepath"
	"testing"
)

func BenchmarkAdd(b *testing.B) {
	r := newRig(b, "2026-11-25 10:00")
	c := counterNamed(b, "sessions")
	b.ReportAllocs()
	for b.Loop() {
		r.ledger.Add(c, SMS)
	}
}

// BenchmarkAddParallel is the worst case: every processor moves the same counter.
func BenchmarkAddParallel(b *testing.B) {
	r := newRig(b, "2026-11-25 10:00")
	c := counterNamed(b, "sessions")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.ledger.Add(c, SMS)
		}
	})
}

// BenchmarkFlush writes every row of a day, a week and a month, to the disk.
func BenchmarkFlush(b *testing.B) {
	r := newRig(b, "2026-11-25 10:00", func(c *Config) { c.Path = filepath.Join(b.TempDir(), "counters.db") })
	r.flush()
	b.ReportAllocs()
	for b.Loop() {
		for i := range Counters {
			r.ledger.Add(Counter(i), SMS)
		}
		if err := r.ledger.Flush(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
