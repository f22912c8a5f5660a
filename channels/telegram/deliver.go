package telegram

import (
	"cmp"
	"encoding/json"
	"time"

	"waymark/bot"
	"waymark/channels"
)

const (
	// maxTries is how often a reply is tried before it is dropped; with the pauses between, about a minute.
	maxTries = 8
	// quickTries are for what is worth less than the person's next message.
	quickTries = 3
	// firstPause and maxPause bound the pause after a failure; it doubles from one to the other.
	firstPause = 500 * time.Millisecond
	maxPause   = 30 * time.Second

	// maxForgotten is how many message numbers back FORGET reaches, deletedAtOnce how many Telegram
	// takes in one call.
	maxForgotten  = 1000
	deletedAtOnce = 100
)

// delivery brings one update's reply to the chat it came from.
type delivery struct {
	*Channel
	job  job
	hand *hand
	to   int64
	sent []int64 // numbers of the messages that were sent
}

// serve answers one update. Whatever fails in it, even a panic, is over with this update: the next is
// served.
func (c *Channel) serve(j job, h *hand) {
	handled := true
	defer func() {
		if recover() != nil { // its value may hold what the person sent
			c.events(Panicked)
		}
		if !handled {
			c.seen.drop(j.update.trace())
		}
		j.answer.close(handled)
		j.done(handled)
	}()
	if first, stopping := c.claim(j.update.trace()); !first {
		handled = !stopping
		return
	}
	defer func() { c.settle(j.update.trace(), handled) }()
	d := &delivery{Channel: c, job: j, hand: h, to: j.chat().id}
	if f := d.reply(); f != nil {
		handled = f.why != ended
		c.report(f)
	}
}

// reply asks the bot and shows what it says. It gives why a person did not get their reply, or nil.
func (d *delivery) reply() *failure {
	u := d.job.update
	if u.asked != nil {
		return d.offer(u.asked)
	}
	if !d.job.chat().private {
		return d.outside()
	}
	m := u.message()
	r := d.job.replier.Reply(d.work, m)
	if f := d.forget(r.Forget); f != nil {
		return f
	}
	var f *failure
	if !r.Silent {
		f = d.show(r)
	}
	if f == nil && r.Venue != nil && !r.Silent {
		d.pin(r.Venue)
	}
	if len(d.sent) > 0 {
		d.job.replier.Sent(d.work, m.Sender, d.sent...)
	}
	if u.pressed != nil {
		d.release(u.pressed)
	}
	if l, can := d.job.replier.(channels.Leaver); can && f != nil && f.why == blocked {
		l.Left(d.work, m.Sender)
	}
	return f
}

// outside answers what did not come from a private chat: a group is told once where to write.
func (d *delivery) outside() *failure {
	if p := d.job.update.pressed; p != nil {
		d.release(p)
	}
	if !d.job.chat().group || !d.told.add(trace{chat: d.to}) {
		return nil
	}
	_, f := d.call(send(d.to, d.notice, nil), maxTries, onAnswer)
	return f
}

// release ends the waiting sign on a pressed button. Nothing hangs on it, so it is not tried again.
func (d *delivery) release(p *pressed) {
	if !d.job.answer.offer(answerPress(p.id)) {
		_, _ = d.call(answerPress(p.id), 1, ownCall)
	}
}

// show puts the reply before the person. A press whose reply is not urgent changes the pressed message
// in place, so that menus do not pile up; everything else is a new message.
func (d *delivery) show(r bot.Reply) *failure {
	pieces := split(r.Text, maxUnits)
	buttons := ringing(passing(keyboardOf(r.Choices), r.PassOn), r.Ring)
	single := len(pieces) == 1 && !r.Urgent
	if p := d.job.update.pressed; p == nil {
		// An urgent reply never goes this way first: nobody would learn that it did not arrive. Nor does one with a
		// place below it, which could come before the words.
		if single && r.Venue == nil && d.job.answer.offer(send(d.to, pieces[0], buttons)) {
			return nil
		}
	} else if single && p.ref != 0 && r.Forget == (bot.Refs{}) {
		_, f := d.call(edit(d.to, p.ref, pieces[0], buttons), maxTries, onAnswer)
		if f == nil || f.why != rejected {
			return f
		}
		// Too old, deleted, or the same words already: say it anew rather than say nothing.
	}
	f := d.say(pieces, buttons)
	switch {
	case f == nil || f.why != rejected:
		return f
	case f.long:
		return d.say(split(r.Text, maxUnits/2), buttons)
	case buttons != nil:
		// Whatever Telegram has against these buttons, the advice is not held up by it.
		return d.say(split(cmp.Or(r.Plain, r.Text), maxUnits), nil)
	}
	return f
}

// pin shows a place on the map below the words. The words say where it is too, so nothing hangs on it.
func (d *delivery) pin(v *bot.Venue) {
	result, f := d.call(venue(d.to, v), quickTries, ownCall)
	if f == nil {
		d.note(result)
	}
}

// note keeps the number of a message that was sent.
func (d *delivery) note(result json.RawMessage) {
	var message struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(result, &message) == nil && message.ID != 0 {
		d.sent = append(d.sent, message.ID)
	}
}

// say sends pieces one after another, the last with the buttons.
func (d *delivery) say(pieces []string, buttons *keyboard) *failure {
	for i, piece := range pieces {
		var below *keyboard
		if i == len(pieces)-1 {
			below = buttons
		}
		result, f := d.call(send(d.to, piece, below), maxTries, onAnswer)
		if f != nil {
			return f
		}
		d.note(result)
	}
	return nil
}

// forget deletes the span's messages, newest first, before the reply that says so is sent. What
// cannot be deleted (older than 48 hours, already gone) is passed over. Between the first and
// last number there are other chats' messages, and replies whose numbers were never known because they
// went back on a webhook request: Telegram skips the former and deletes the latter.
func (d *delivery) forget(span bot.Refs) *failure {
	first := max(span.First, span.Last-maxForgotten+1, 1)
	for top := span.Last; top >= first; top -= deletedAtOnce {
		refs := make([]int64, 0, deletedAtOnce)
		for ref := top; ref >= first && len(refs) < deletedAtOnce; ref-- {
			refs = append(refs, ref)
		}
		if _, f := d.call(deleteMessages(d.to, refs), quickTries, ownCall); f != nil && f.why == ended {
			return f
		}
	}
	return nil
}

// road is how a call may travel.
type road uint8

const (
	// ownCall is a request of our own, whose success is known.
	ownCall road = iota
	// onAnswer is a request of our own, too; but when Telegram cannot be reached and a webhook request
	// is open, the call goes back on that, at the price that it may be seen twice.
	onAnswer
)

// call makes a request up to tries times. While it waits, other chats are served.
func (d *delivery) call(r request, tries int, by road) (json.RawMessage, *failure) {
	for try := 1; ; try++ {
		timeout := callTimeout
		if by == onAnswer && d.job.answer != nil && try == 1 {
			timeout = answerWithin / 2
		}
		result, err := d.api.call(d.work, timeout, r)
		if err == nil {
			return result, nil
		}
		f := whyOf(err)
		pause := d.backoff(try)
		switch {
		case f.why == limited:
			d.events(Limited)
			pause = f.retryAfter
		case !f.mayPass():
			return nil, f
		case by == onAnswer && d.job.answer.offer(r):
			return nil, nil
		}
		if try >= tries {
			return nil, f
		}
		if d.hand.without(func() error { return d.wait(d.work, pause) }) != nil {
			return nil, &failure{why: ended}
		}
	}
}

// backoff gives the pause after the nth failure in a row. It doubles, and is spread so that many do not
// come back at once.
func (c *Channel) backoff(n int) time.Duration {
	pause := maxPause
	if n < 7 {
		pause = min(maxPause, firstPause<<(n-1))
	}
	return c.spread(pause)
}

// spread gives a time between half of d and d.
func (c *Channel) spread(d time.Duration) time.Duration {
	return d/2 + time.Duration(c.random()*float64(d/2))
}

// report tells the operator why a reply was dropped.
func (c *Channel) report(f *failure) {
	switch f.why {
	case ended:
	case blocked:
		c.events(Blocked)
	case unauthorized:
		c.health.set(Unauthorized)
	default:
		c.events(Undelivered)
	}
}

func (u update) trace() trace {
	t := trace{update: u.id}
	if u.pressed != nil {
		t.chat, t.ref = u.pressed.chat.id, u.pressed.ref
	} else if u.heard != nil {
		t.chat, t.ref = u.heard.chat.id, u.heard.ref
	}
	return t
}
