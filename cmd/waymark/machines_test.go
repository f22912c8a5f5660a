package main

import (
	"bytes"
	"testing"
	"time"

	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/channels/telegram"
)

// What goes wrong between machines is counted, by channel; what works again is not.
func TestTroubleOfMachinesIsCounted(t *testing.T) {
	counted := &bottest.Tally{}
	p := &program{log: newLogbook(&bytes.Buffer{}, time.Now), health: newHealth(), tally: counted}
	for _, e := range []telegram.Event{telegram.Down, telegram.Up, telegram.Unauthorized, telegram.Conflict, telegram.WebhookRefused, telegram.Up} {
		p.telegramEvent(e)
	}
	if n := counted.Of("telegram/provider_error"); n != 4 {
		t.Errorf("%d errors of Telegram's counted, want 4", n)
	}
	p.countMachines("reply_failed", counter.SMS, 3)
	p.countMachines("spend_limit", counter.SMS, 0)
	p.countMachines("no such counter", counter.SMS, 5)
	if failed, limit := counted.Of("sms/reply_failed"), counted.Of("spend_limit"); failed != 3 || limit != 0 {
		t.Errorf("%d failed replies and %d held back, want 3 and 0", failed, limit)
	}
}
