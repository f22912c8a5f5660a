package main

import (
	"io"
	"log/slog"
	"sync"
	"time"
)

// logbook writes operational lines: constant messages, enum fields, and a time no finer than the hour,
// because the time of a line can be the time of a person. Anything that may happen often is written
// at most once an hour.
type logbook struct {
	log   *slog.Logger
	clock func() time.Time

	mu   sync.Mutex
	said map[string]time.Time
}

func newLogbook(w io.Writer, clock func() time.Time) *logbook {
	h := slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.String("hour", clock().UTC().Format("2006-01-02T15Z"))
		}
		return a
	}})
	return &logbook{log: slog.New(h), clock: clock, said: map[string]time.Time{}}
}

// say writes a line about the program itself.
func (l *logbook) say(message string, args ...any) { l.log.Info(message, args...) }

// seldom writes a line about something that happened, unless this hour has one of its kind already. kind
// is a name from a compiled-in enum.
func (l *logbook) seldom(message, kind string) {
	hour := l.clock().UTC().Truncate(time.Hour)
	l.mu.Lock()
	known := l.said[message+kind].Equal(hour)
	l.said[message+kind] = hour
	l.mu.Unlock()
	if !known {
		l.log.Warn(message, "kind", kind)
	}
}
