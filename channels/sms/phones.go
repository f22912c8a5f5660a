package sms

import (
	"sync"
	"time"
)

const (
	// mostOfAPhone is how many segments one phone gets at once. The bot slows down a phone itself after 480 urgent replies of
	// at most two segments, for as long as it remembers the conversation (bot/limit.go): nobody who is remembered comes to this
	// bound, and it holds for those who say FORGET between, or while the session server is down.
	mostOfAPhone = 1200
	// oneMoreAfter is how long a segment takes to come back, as an urgent reply does there.
	oneMoreAfter = 20 * time.Second
	// phoneLife is the pause after which a phone begins anew. Nothing is remembered of anybody for longer than a conversation is.
	phoneLife = 30 * time.Minute
	// mostPhones bounds the table to twice this many senders, about 1 MB.
	mostPhones = 8 << 10
)

// phones bounds what the replies to one phone may cost, urgent ones too: what does not fit becomes the one-segment fallback text, which
// says when to call 999, at most three times a minute, and between those nothing.
//
// It holds digests, never a number.
type phones struct {
	mu sync.Mutex
	// paid is when all that a phone was sent will have come back.
	paid *aging[digest, time.Time]
}

func newPhones() *phones { return &phones{paid: newAging[digest, time.Time](phoneLife, mostPhones)} }

// spend notes what a reply to a phone costs and says what may be sent for it.
func (p *phones) spend(who digest, segments int, now time.Time) verdict {
	p.mu.Lock()
	defer p.mu.Unlock()
	from := now
	if until, known := p.paid.get(who, now); known && until.After(now) {
		from = until
	}
	for _, way := range []struct {
		segments int
		verdict
	}{{segments, whole}, {1, brief}} {
		if until := from.Add(time.Duration(way.segments) * oneMoreAfter); until.Sub(now) <= mostOfAPhone*oneMoreAfter {
			p.paid.put(who, until, now)
			return way.verdict
		}
	}
	return nothing
}

func (p *phones) sweep(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paid.sweep(now)
}
