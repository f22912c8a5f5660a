package sms

import (
	"context"
	"fmt"
	"testing"
	"time"

	"waymark/bot"
)

// Whatever the bot says, and whatever it forgets between, one phone costs no more than its bound; it is not silent for longer than 20
// seconds, others are answered, and it is itself after a pause.
func TestOnePhoneCostsNoMoreThanItsBound(t *testing.T) {
	const card = "Call 999 now, on speaker."
	now, n := noon, 0
	replier := &scripted{}
	replier.reply = func(context.Context, bot.Message) bot.Reply { return bot.Reply{Plain: card, Urgent: true} }
	c, twilio := open(t, replier, func(c *Config) { c.Clock = func() time.Time { return now } })
	send := func(from string) []string {
		n++
		return twilio.Send(from, fmt.Sprint("overdose ", n))
	}
	const lasts = 40 * time.Minute
	paid, silent := 0, 0
	for range lasts / time.Second {
		switch got := send(aPhone); {
		case len(got) == 0:
			if silent++; silent > 20 {
				t.Fatalf("silent for %d seconds", silent)
			}
		case got[0] != card && got[0] != fallbackText(t):
			t.Fatalf("got %q", got)
		default:
			paid++
			silent = 0
		}
		now = now.Add(time.Second)
	}
	if most := mostOfAPhone + int(lasts/oneMoreAfter); paid > most || paid < mostOfAPhone {
		t.Errorf("%d segments were paid for, want %d to %d", paid, mostOfAPhone, most)
	}
	want(t, send("+447700900456"), card)
	if tally := c.Tally(); tally[Looped] == 0 {
		t.Error("nobody can see that a phone was held back")
	}
	now = now.Add(phoneLife)
	want(t, send(aPhone), card)
	want(t, send(aPhone), card)
}

// A resuscitation of 40 minutes with a text every 5 seconds, each answered with two segments, stays whole.
func TestALongEmergencyStaysBelowAPhonesBound(t *testing.T) {
	p := newPhones()
	for s := 0; s < 40*60; s += 5 {
		if v := p.spend(digest{1}, 2, noon.Add(time.Duration(s)*time.Second)); v != whole {
			t.Fatalf("after %d seconds the verdict is %d", s, v)
		}
	}
}

func TestAPhonesBoundAndTheClock(t *testing.T) {
	p := newPhones()
	for p.spend(digest{1}, 2, noon) == whole {
	}
	for at, want := range map[time.Duration]verdict{0: nothing, 5 * time.Second: nothing, 21 * time.Second: brief, 90 * time.Second: whole} {
		q := newPhones()
		for q.spend(digest{1}, 2, noon) != nothing {
		}
		if v := q.spend(digest{1}, 2, noon.Add(at)); v != want {
			t.Errorf("%v later: %d, want %d", at, v, want)
		}
	}
	if v := p.spend(digest{1}, 2, noon.Add(-24*time.Hour)); v != whole {
		t.Errorf("after the clock was set back: %d", v)
	}
	if v := p.spend(digest{2}, 2, noon); v != whole {
		t.Errorf("another phone: %d", v)
	}
}
