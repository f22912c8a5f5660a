package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestABarIsDrawnOnTerminalsOnlyAndNotForShortImports(t *testing.T) {
	var out bytes.Buffer
	if newProgress(&out).out != nil {
		t.Error("a bar would be drawn where there is no terminal")
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	p := &progress{out: &out, clock: func() time.Time { return now }, began: now}
	step := func(after time.Duration, done, total int64) string {
		now = now.Add(after)
		out.Reset()
		p.show(done, total, "words")
		return out.String()
	}
	if got := step(100*time.Millisecond, 1, 4); got != "" {
		t.Errorf("at once: %q", got)
	}
	p.end()
	if out.Len() > 0 {
		t.Errorf("a bar that was never drawn was taken away: %q", out.String())
	}
	if got := step(time.Second, 2, 4); got != "\r\x1b[K["+strings.Repeat("#", 15)+strings.Repeat(".", 15)+"]  50 %  words" {
		t.Errorf("half way: %q", got)
	}
	if got := step(time.Millisecond, 3, 4); got != "" {
		t.Errorf("too often: %q", got)
	}
	if got := step(time.Second, 9, 4); !strings.Contains(got, "] 100 %") {
		t.Errorf("more than there was to be: %q", got)
	}
	if got := step(time.Second, 9, 0); got != "\r\x1b[Kwords" {
		t.Errorf("of nobody knows how much: %q", got)
	}
	out.Reset()
	p.end()
	if out.String() != "\r\x1b[K" {
		t.Errorf("at the end: %q", out.String())
	}
}
