package sms

import (
	"context"
	"sync"
	"time"
)

const (
	// onceLife is how long a message is known again: as long as a session lives, so that a replay later
	// finds no session either. Twilio itself tries again within a minute.
	onceLife = 30 * time.Minute
	// mostOnce bounds the table to twice this many messages, about 8 MB.
	mostOnce = 16 << 10
	// elsewhereWithin is how long another instance may take over a reply that is wanted here too.
	elsewhereWithin = 3 * time.Second
)

// answer is the one TwiML that a message is answered with, however often it arrives. It holds words of
// the catalogue and nothing of the message.
type answer struct {
	once  sync.Once
	ready chan struct{}
	twiml string
}

// settle gives the answer, unless there is one already, and returns the one that counts.
func (a *answer) settle(twiml string) string {
	a.once.Do(func() {
		a.twiml = twiml
		close(a.ready)
	})
	return a.wait()
}

func (a *answer) wait() string {
	<-a.ready
	return a.twiml
}

// waitUntil is wait, but when ctx ends first the answer is settled as otherwise, for everybody.
func (a *answer) waitUntil(ctx context.Context, otherwise string) string {
	select {
	case <-a.ready:
		return a.twiml
	case <-ctx.Done():
		return a.settle(otherwise)
	}
}

// answers remembers which messages were answered, by digest of their id.
type answers struct {
	mu   sync.Mutex
	seen *aging[digest, *answer]
}

func newAnswers() *answers {
	return &answers{seen: newAging[digest, *answer](onceLife, mostOnce)}
}

// claim gives the answer of a message, and whether the caller is the first, who has to settle it.
func (s *answers) claim(id digest, now time.Time) (a *answer, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, known := s.seen.get(id, now); known {
		return a, false
	}
	a = &answer{ready: make(chan struct{})}
	s.seen.put(id, a, now)
	return a, true
}

func (s *answers) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.len()
}

func (s *answers) sweep(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.sweep(now)
}

// take takes a message on before other instances do. When one has, it gives that one's answer; or, when it does not come, the
// fallback, because somebody has to say something.
func (c *Channel) take(ctx context.Context, sid string) (twiml string, first bool) {
	if c.elsewhere == nil {
		return "", true
	}
	ctx, cancel := context.WithTimeout(ctx, elsewhereWithin)
	defer cancel()
	twiml, first = c.elsewhere.Claim(ctx, "sms "+sid)
	if !first && twiml == "" {
		twiml = c.fallback
	}
	return twiml, first
}

// give tells other instances what the answer was.
func (c *Channel) give(ctx context.Context, sid, twiml string) {
	if c.elsewhere != nil {
		c.elsewhere.Settle(ctx, "sms "+sid, twiml)
	}
}
