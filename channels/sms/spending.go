package sms

import (
	"sync"
	"time"
)

// spending is the cost breaker: it bounds what replies that are not urgent may cost in an hour.
//
// Urgent replies always go out and count towards the hour. When the hour's segments are used up, others become
// the one-segment fallback text, which says when to call 999 and that we can't reply now; that may cost a
// quarter more. After that they get no reply. It is one of the few places where Waymark is silent: by
// then somebody is sending thousands of texts, and without a bound they would end the service for all.
type spending struct {
	hourly int // segments

	mu    sync.Mutex
	begun time.Time
	used  int
}

// verdict is what may be sent.
type verdict uint8

const (
	whole   verdict = iota // the reply
	brief                  // the fallback text
	nothing                // no text
)

// spend notes a reply's segments and says what may be sent for it.
func (s *spending) spend(segments int, urgent bool, now time.Time) verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	if age := now.Sub(s.begun); age < 0 || age >= time.Hour {
		s.begun, s.used = now, 0
	}
	switch {
	case urgent || s.used+segments <= s.hourly:
		s.used += segments
		return whole
	case s.used < s.hourly+s.hourly/4:
		s.used++
		return brief
	}
	return nothing
}
