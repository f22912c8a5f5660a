package bot_test

import (
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/content"
	"waymark/content/segment"
)

func TestLimiterSlowsDownAndLetsEmergenciesThrough(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	replies, silent := 0, 0
	for range 10_000 {
		if p.types("menu").Silent {
			silent++
		} else {
			replies++
		}
	}
	if silent < 9_900 || replies > 20 {
		t.Fatalf("%d replies and %d silences to 10,000 messages in no time", replies, silent)
	}
	if r := p.types("hes not breathing"); !isEmergency(r) {
		t.Fatalf("an emergency was limited:\n%s", r.Plain)
	}
	if r := newPerson(parts, "b", content.Numbered).types("menu"); r.Silent {
		t.Fatal("somebody else was limited too")
	}
	parts.Clock.Move(time.Minute)
	if r := p.types("menu"); r.Silent {
		t.Fatal("a minute later it is still silent")
	}
}

func TestThirtyMessagesInThirtySecondsAreSlowedDown(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	slow := false
	for range 30 {
		r := p.types("privacy")
		slow = slow || strings.Contains(r.Plain, parts.Book.Pages(mustState(t, parts.Book, "menu/slow"), "en", content.Numbered)[0].Text)
		parts.Clock.Move(time.Second)
	}
	if !slow {
		t.Fatal("30 messages in 30 seconds were not slowed down")
	}
}

// inPanic is what somebody writes in an emergency, each time something else.
func inPanic(n int) string {
	texts := []string{"hes not breathing", "od", "overdose help", "he wont wake up", "still nothing", "help", "hes gone blue", "1", "2", "shes not waking"}
	return texts[n%len(texts)]
}

// Forty minutes with two texts every ten seconds, the longest that we reckon with twice over: every reply is the whole one.
func TestALongEmergencyIsNeverLimited(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	for n := range 40 * 60 / 5 {
		if r := p.types(inPanic(n)); r.Silent || r.Plain == bot.LastResort().Plain {
			t.Fatalf("text %d of an emergency got %q", n+1, r.Plain)
		}
		parts.Clock.Move(5 * time.Second)
	}
	if n := parts.Tally.Of("limited"); n != 0 {
		t.Error("it counts as one that was slowed down")
	}
}

// One phone sends urgent texts without end, two a second for three hours: what that costs has a bound, it is never silent for
// long, and an emergency in the midst of it and after it is answered.
func TestAFloodOfEmergenciesHasABoundAndIsStillAnswered(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	const lasts, every = 3 * time.Hour, time.Second / 2
	var segments int
	var silent, longest time.Duration
	for n := range int(lasts / every) {
		r := p.types(inPanic(n))
		parts.Clock.Move(every)
		if r.Silent {
			silent += every
			longest = max(longest, silent)
			continue
		}
		silent = 0
		segments += segment.Count(r.Plain).Segments
	}
	if most := 2*480 + int(lasts/(20*time.Second)); segments > most {
		t.Errorf("the flood costs %d SMS segments, at most %d are meant", segments, most)
	}
	if longest > 20*time.Second {
		t.Errorf("it was silent for %v", longest)
	}
	if r := newPerson(parts, "b", content.Numbered).types("hes not breathing"); !isEmergency(r) || r.Plain == bot.LastResort().Plain {
		t.Errorf("somebody else's emergency got %q", r.Plain)
	}
	parts.Clock.Move(20 * time.Second)
	if r := p.types("hes not breathing"); r.Plain != bot.LastResort().Plain {
		t.Errorf("20 seconds after the flood an emergency of the same phone got %q", r.Plain)
	}
	if r := p.types("menu"); r.Silent || r.Urgent {
		t.Errorf("a word for the menu got %q", r.Plain)
	}
	parts.Clock.Move(5 * time.Minute)
	if r := p.types("hes not breathing"); !isEmergency(r) || r.Plain == bot.LastResort().Plain {
		t.Errorf("five minutes after the flood an emergency of the same phone got %q", r.Plain)
	}
	if n := parts.Tally.Of("limited"); n != 1 {
		t.Errorf("%d sessions count as slowed down, want 1", n)
	}
}

func TestTheReplyOfLastResortIsOneSegment(t *testing.T) {
	if n := segment.Count(bot.LastResort().Plain); n.Segments != 1 || n.UCS2 {
		t.Errorf("it costs %+v", n)
	}
}

// Instances do not agree on the second. Whoever is passed to and fro between them gains nothing by it; a clock that was
// set back silences nobody.
func TestTheLimiterAndClocksThatDisagree(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	ahead, answered := time.Second, 0
	for n := range 1000 {
		if !p.types(inPanic(n)).Silent {
			answered++
		}
		parts.Clock.Move(ahead)
		ahead = -ahead
	}
	if answered > 490 {
		t.Errorf("%d of 1000 texts at one time were answered", answered)
	}
	parts.Clock.Move(-30 * time.Minute)
	if r := p.types("hes not breathing"); !isEmergency(r) {
		t.Errorf("after the clock was set back an emergency got %q", r.Plain)
	}
}
