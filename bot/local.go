package bot

import (
	"context"
	"sync"
	"time"

	"waymark/bot/session"
)

// Conversations remembers where everybody is, in this process or for several instances.
type Conversations interface {
	// Change takes a step with the session of a sender, and says whether what came of it is remembered. One sender's steps come one after
	// another; one that is not remembered counts nothing.
	Change(ctx context.Context, who [32]byte, now time.Time, step session.Step) bool
}

// stripes is how many conversations can be answered at once; two that share a stripe wait for each
// other for microseconds.
const stripes = 512

// local is Conversations in this process.
type local struct {
	sessions   Sessions
	pseudonyms *session.Pseudonyms
	order      [stripes]sync.Mutex
}

// Change lets nobody else into the conversation while the step is taken. Nothing here waits for a disk or a network.
func (l *local) Change(ctx context.Context, who [32]byte, now time.Time, step session.Step) bool {
	today, before, hasBefore := l.pseudonyms.Of(who, now)
	lock := &l.order[today.Stripe(stripes)]
	lock.Lock()
	defer lock.Unlock()

	s, known := l.sessions.Get(ctx, today, now)
	old := !known && hasBefore
	if old {
		s, known = l.sessions.Get(ctx, before, now)
	}
	next, fate := step(s, known)
	if fate == session.Untouched {
		return true
	}
	if old {
		l.sessions.Delete(ctx, before)
	}
	if fate == session.Forgotten {
		l.sessions.Delete(ctx, today)
	} else {
		l.sessions.Put(ctx, today, next, now)
	}
	return true
}
