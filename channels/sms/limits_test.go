package sms

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"waymark/bot"
)

func TestAnAutoResponderGetsFiveReplies(t *testing.T) {
	const card = "I don't know that one. Text MENU."
	c, twilio := open(t, says(card))
	closed := func() []string { return twilio.Send(aPhone, "Thanks for your message. We are closed.") }
	for range 4 {
		want(t, closed(), card)
	}
	want(t, closed(), fallbackText(t))
	for range 10 {
		want(t, closed())
	}
	want(t, twilio.Send(aPhone, "sorry, that was my phone"), card)
	if tally := c.Tally(); tally[Looped] != 11 || tally[Answered] != 5 {
		t.Errorf("the tally is %v, want 11 looped and 5 answered", tally)
	}
}

func TestTwoWaymarksDoNotTalkForEver(t *testing.T) {
	urgent := saying(bot.Reply{Plain: "Call 999 now, on speaker.", Urgent: true})
	_, one := open(t, urgent)
	_, other := open(t, urgent)
	text, sent := "overdose", 0
	for at, there := one, other; sent < 100; at, there = there, at {
		messages := at.Send(aPhone, text)
		if len(messages) == 0 {
			break
		}
		text = messages[0]
		sent++
	}
	if sent > 12 {
		t.Errorf("%d messages went to and fro", sent)
	}
}

func TestAnEmergencyIsAnsweredHoweverOftenAndWhateverItCosts(t *testing.T) {
	_, twilio := open(t, saying(bot.Reply{Plain: "Call 999 now.", Urgent: true}), func(c *Config) { c.MaxSegmentsPerHour = 10 })
	for range 100 {
		want(t, twilio.Send(aPhone, "hes not breathing"), "Call 999 now.")
	}
}

func TestTheCostBreaker(t *testing.T) {
	urgent, text, now := false, "reply", noon
	replier := &scripted{}
	replier.reply = func(context.Context, bot.Message) bot.Reply { return bot.Reply{Plain: text, Urgent: urgent} }
	c, twilio := open(t, replier, func(c *Config) { c.MaxSegmentsPerHour = 8; c.Clock = func() time.Time { return now } })
	send := func(i int) []string { return twilio.Send(fmt.Sprintf("+447700900%03d", i), "hi") }
	for i := range 8 {
		want(t, send(i), "reply")
	}
	want(t, send(8), fallbackText(t))
	want(t, send(9), fallbackText(t))
	want(t, send(10))
	urgent = true
	want(t, send(11), "reply")
	urgent, now = false, now.Add(time.Hour)
	want(t, send(12), "reply")
	text = strings.TrimSpace(strings.Repeat("nine word ", 45)) // three segments
	want(t, send(13), text)
	want(t, send(14), text)
	want(t, send(15), fallbackText(t))
	tally := c.Tally()
	if tally[Answered] != 12 || tally[Brief] != 3 || tally[Unpaid] != 1 {
		t.Errorf("the tally is %v", tally)
	}
}
