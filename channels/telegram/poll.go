package telegram

import (
	"context"
	"encoding/json"
	"time"

	"waymark/channels"
)

const (
	// atOnce is how many updates are asked for: the most Telegram gives.
	atOnce = 100
	// settleTime is how long the loop waits for the updates in hand before it asks for more, and how
	// long it pauses while nothing but chats that have to wait is left.
	settleTime = 250 * time.Millisecond
	// slowPause is between attempts at something that somebody has to mend first.
	slowPause = 30 * time.Second
	// shutdownGrace is how long the messages in hand may take once the program is stopping, cutWithin how
	// long those cut off may take to end, and confirmTimeout how long it may take to tell Telegram which
	// were handled: together less than the ten seconds a stop may take.
	shutdownGrace  = 5 * time.Second
	cutWithin      = time.Second
	confirmTimeout = 3 * time.Second
)

// runPoll asks for updates until ctx ends. An update is confirmed to Telegram, which then forgets
// it, only after it has been handled; one that was not is delivered again after the next start.
func (c *Channel) runPoll(ctx context.Context, replier channels.Replier) {
	w := newWindow()
	if c.untilDone(ctx, deleteWebhook()) {
		c.offerCommands(ctx)
		c.poll(ctx, w, replier)
	}
	<-ctx.Done()

	stopping := context.WithoutCancel(ctx)
	c.finish(stopping)
	if offset := w.offset(); offset != 0 {
		_, _ = c.api.call(stopping, confirmTimeout, getUpdates(offset, 1, 0))
	}
}

// finish gives the messages in hand their time, then cuts the rest off and waits until they have noticed.
func (c *Channel) finish(ctx context.Context) {
	grace, cancel := context.WithTimeout(ctx, c.grace)
	defer cancel()
	c.queues.drain(grace)
	c.cut()
	last, cancel := context.WithTimeout(ctx, cutWithin)
	defer cancel()
	c.queues.drain(last)
}

// poll asks and hands out until ctx ends or the token is refused.
func (c *Channel) poll(ctx context.Context, w *window, replier channels.Replier) {
	var offset int64
	limit := int64(atOnce)
	for failures := 0; ctx.Err() == nil; {
		batch, f := c.updates(ctx, offset, limit)
		if f == nil {
			w.confirmed(offset)
			f = c.handOut(ctx, w, batch, replier)
		}
		if f != nil {
			failures++
			limit = atOnce
			if f.why == tooLarge || f.why == garbled {
				limit = 1 // whatever cannot be read is not to keep the others from being read
			}
			if !c.afterFailure(ctx, f, failures) {
				return
			}
			continue
		}
		failures, limit = 0, atOnce
		c.health.set(Up)
		// With nothing left to confirm the offset is left out, because the numbers of updates may
		// start again below it, and Telegram would hold those back.
		offset = w.offset()
	}
}

// updates makes one getUpdates call.
func (c *Channel) updates(ctx context.Context, offset, limit int64) ([]json.RawMessage, *failure) {
	result, err := c.api.call(ctx, pollTimeout+callTimeout, getUpdates(offset, limit, int64(pollTimeout/time.Second)))
	if err != nil {
		return nil, whyOf(err)
	}
	var batch []json.RawMessage
	if json.Unmarshal(result, &batch) != nil {
		return nil, &failure{why: garbled}
	}
	clear(result) // names and exact places do not wait for the collector
	return batch, nil
}

// handOut gives each new update of a batch to its chat's queue, then lets the work settle.
func (c *Channel) handOut(ctx context.Context, w *window, batch []json.RawMessage, replier channels.Replier) *failure {
	known, fresh := 0, 0
	for _, raw := range batch {
		if id, ok := updateID(raw); !ok {
			c.events(Ignored)
		} else {
			known++
			if w.admit(id) {
				fresh++
				c.admit(ctx, w, raw, id, replier)
			}
		}
		clear(raw)
	}
	switch {
	case len(batch) == 0:
	case known == 0:
		return &failure{why: garbled} // nothing in it can be confirmed: it would come again at once
	case len(batch) < atOnce && fresh == 0:
		// All of it is here already and waits. Telegram answers at once while something is not
		// confirmed, so without a pause this would turn as fast as the line carries it.
		_ = c.wait(ctx, settleTime)
	case len(batch) < atOnce:
		c.queues.settle(ctx, settleTime)
	default:
		// Telegram shows no more than this until some of it is confirmed. What moves is given time to
		// be answered; what is held up is confirmed before, or it would hide everybody else. It
		// would be lost only if the program died now.
		c.queues.settle(ctx, callTimeout)
		if ctx.Err() == nil { // else some of it was not even queued, and is for the next start
			w.letGo()
		}
	}
	return nil
}

// admit queues one update, or passes it over if it asks for no answer or has had one.
func (c *Channel) admit(ctx context.Context, w *window, raw json.RawMessage, id int64, replier channels.Replier) {
	u, ok := decode(raw)
	if !ok {
		c.events(Ignored)
		w.done(id)
		return
	}
	if !c.seen.add(u.trace()) {
		w.done(id)
		return
	}
	overrun, err := c.queues.submit(ctx, job{update: u, replier: replier, done: func(handled bool) {
		if handled {
			w.done(id)
		}
	}})
	if err != nil {
		c.seen.drop(u.trace()) // stopping: not handled, so not confirmed
		return
	}
	c.passOver(overrun)
}

// untilDone makes a call that everything else needs until it succeeds. It gives false when it cannot:
// the token is not known, or ctx has ended.
func (c *Channel) untilDone(ctx context.Context, r request) bool {
	for n := 1; ; n++ {
		_, err := c.api.call(ctx, callTimeout, r)
		if err == nil {
			c.health.set(Up)
			return true
		}
		f := whyOf(err)
		if !c.afterFailure(ctx, f, n) {
			return false
		}
	}
}

// afterFailure says what the nth failure in a row means for the channel's health, and waits until it is
// worth trying again. It gives false when it is not.
func (c *Channel) afterFailure(ctx context.Context, f *failure, n int) bool {
	pause := c.backoff(n)
	switch f.why {
	case ended:
		return false
	case unauthorized:
		c.health.set(Unauthorized)
		return false
	case limited:
		pause = f.retryAfter
	case conflicted:
		c.health.set(Conflict)
		pause = c.spread(slowPause)
	case rejected:
		c.health.set(WebhookRefused) // the one call here that says anything Telegram could refuse
		pause = c.spread(slowPause)
	default:
		c.health.set(Down)
	}
	return c.wait(ctx, pause) == nil
}

// offerCommands sets the list behind Telegram's menu button. It stays as it was when that fails; the
// words work all the same.
func (c *Channel) offerCommands(ctx context.Context) {
	_, _ = c.api.call(ctx, callTimeout, setMyCommands(c.commands))
}
