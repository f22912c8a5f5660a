package main

import (
	"waymark/bot/counter"
	"waymark/channels/sms"
	"waymark/channels/telegram"
)

// What the channels and the counters say went wrong, for the operator: in constant words, with no number and nobody in it.

// smsTrouble says, once an hour and without a number, what an operator has to mend: webhooks that do not
// check out, replies that could not be paid or did not come. How often each happened is nobody's business.
func (p *program) smsTrouble() {
	if p.sms == nil {
		return
	}
	counts := p.sms.Tally()
	for _, o := range []sms.Outcome{sms.Forged, sms.Elsewhere, sms.Brief, sms.Unpaid, sms.Failed} {
		if counts[o] != p.smsSeen[o] {
			p.log.seldom("sms", o.String())
		}
	}
	p.countMachines("reply_failed", counter.SMS, counts[sms.Failed]-p.smsSeen[sms.Failed])
	p.countMachines("spend_limit", counter.SMS, counts[sms.Brief]+counts[sms.Unpaid]-p.smsSeen[sms.Brief]-p.smsSeen[sms.Unpaid])
	p.smsSeen = counts
}

// countMachines counts what became of machines, not of people.
func (p *program) countMachines(name string, ch counter.Channel, n uint64) {
	c, ok := counter.Named(name)
	if !ok || p.tally == nil {
		return
	}
	for range min(n, 1000) {
		p.tally.Add(c, ch)
	}
}

func (p *program) telegramEvent(e telegram.Event) {
	switch e {
	case telegram.Up:
		p.health.set("telegram", true)
	case telegram.Down, telegram.Unauthorized, telegram.Conflict, telegram.WebhookRefused:
		p.health.set("telegram", false)
		p.countMachines("provider_error", counter.Telegram, 1)
	}
	if e != telegram.Up {
		p.log.seldom("telegram", e.String())
	}
}

func (p *program) counterEvent(e counter.Event) {
	p.health.set("counters", e == counter.Working || e == counter.MovedAside || e == counter.KeyLost)
	if e != counter.Working {
		p.log.seldom("counters", e.String())
	}
}
