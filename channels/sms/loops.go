package sms

import (
	"sync"
	"time"
)

const (
	// loopLimit is how many replies the same text gets in a row while the talk stands still. The last of them
	// is the fallback text, so that a person who is taken for a machine knows.
	loopLimit = 5
	// loopLife is the pause after which counting starts anew. Auto-responders answer within seconds.
	loopLife = 10 * time.Minute
	// mostLoops bounds the table to twice this many senders, about 1 MB.
	mostLoops = 8 << 10
)

// loops finds auto-responders that answer our answers. What gives one away is that the talk stands
// still: the same text, the same reply, again and again, without a pause. A person who answers "1" five times
// goes on to another reply each time. Emergencies are answered however often they come, unless the text is
// word for word the reply we sent before, which no person types and another Waymark would send for ever.
//
// It holds digests, never a number or a text.
type loops struct {
	mu    sync.Mutex
	talks *aging[digest, talk]
}

// talk is where a sender stands: the last text, the reply to it, and how often in a row.
type talk struct {
	text, reply digest
	run         uint8
}

func newLoops() *loops {
	return &loops{talks: newAging[digest, talk](loopLife, mostLoops)}
}

// judge notes a text and the reply to it, and says what to send.
func (l *loops) judge(who, text, reply digest, urgent bool, now time.Time) verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	before, known := l.talks.get(who, now)
	next := talk{text, reply, 1}
	if known && before.text == text && before.reply == reply {
		next.run = min(before.run+1, loopLimit+1)
	}
	l.talks.put(who, next, now)
	switch {
	case next.run < loopLimit || urgent && text != reply:
		return whole
	case next.run == loopLimit:
		return brief
	}
	return nothing
}

func (l *loops) sweep(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.talks.sweep(now)
}
