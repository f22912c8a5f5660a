package sms

import (
	"context"
	"sync"
)

// turns lets the messages of one sender in one after another, in the order in which they came, and
// those of different senders at once. It knows a sender only while one of its messages is under way.
type turns struct {
	mu   sync.Mutex
	last map[digest]chan struct{} // closed when the sender's latest message is done
}

// take waits for the sender's turn; done ends it. It says no when ctx ends first: the message then lets those behind
// it pass, because somebody may be waiting there with an emergency.
func (t *turns) take(ctx context.Context, who digest) (done func(), ok bool) {
	mine := make(chan struct{})
	t.mu.Lock()
	before := t.last[who]
	t.last[who] = mine
	t.mu.Unlock()
	done = func() {
		t.mu.Lock()
		if t.last[who] == mine {
			delete(t.last, who)
		}
		t.mu.Unlock()
		close(mine)
	}
	if before == nil {
		return done, true
	}
	select {
	case <-before:
		return done, true
	case <-ctx.Done():
		done()
		return nil, false
	}
}
