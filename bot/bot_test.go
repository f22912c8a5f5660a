package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/session"
	"waymark/content"
	"waymark/flows"
)

// Promise 3: an emergency is answered as one from any state of any flow, on any form, and with no session.
func TestEmergencyIsAnsweredFromAnyState(t *testing.T) {
	parts := bottest.New(t)
	buttons := buttonsInto(parts.Book)
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		for id := range parts.Book.Len() {
			from := parts.Book.State(flows.StateID(id))
			for i, text := range emergencies() {
				p := newPerson(parts, fmt.Sprint(form, id, i), form)
				if (id+i)%5 != 0 { // some of them write for the first time
					p.arrive(from, buttons)
				}
				if r := p.types(text); !isEmergency(r) && !from.Urgent {
					t.Errorf("in %s, > %q\n%s", from.Full, text, r.Plain)
				} else if !strings.Contains(r.Plain, "999") && from.Flow != "overdose" {
					t.Errorf("in urgent %s, > %q, no 999:\n%s", from.Full, text, r.Plain)
				}
			}
		}
	}
}

// "Took" may be stolen or swallowed: where somebody else took what can kill, the reply asks whether they wake and breathe.
func TestWhoTookWhatMayBeAnEmergency(t *testing.T) {
	parts := bottest.New(t)
	for _, text := range []string{
		"my son took my methadone", "my daughter took my meds", "my ex took my subutex", "someone took my methadone",
		"my 3 year old took my methadone", "he took my methadone and hes sleepy",
	} {
		if r := newPerson(parts, text, content.Numbered).types(text); !isEmergency(r) {
			t.Errorf("> %q\n%s", text, r.Plain)
		}
	}
	for _, text := range []string{"someone nicked my methadone", "he took my script off me"} {
		if r := newPerson(parts, text, content.Numbered).types(text); r.Urgent {
			t.Errorf("> %q\n%s", text, r.Plain)
		}
	}
}

// Promise 3, the other way round: what no session gives, every session gives.
func TestNoSessionIsNeverWorseInAnEmergency(t *testing.T) {
	parts := bottest.New(t)
	rapid.Check(t, func(t *rapid.T) {
		parts.Clock.Move(time.Hour)
		p := newPerson(parts, rapid.StringN(8, 8, -1).Draw(t, "who"), content.Numbered)
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			if n := len(p.last.Choices); n > 0 {
				p.message(bot.Press, p.last.Choices[rapid.IntRange(0, n-1).Draw(t, "choice")].Data)
			} else {
				p.types(rapid.SampledFrom([]string{"hi", "menu", "heroin", "privacy", "more"}).Draw(t, "text"))
			}
		}
		text := rapid.SampledFrom(emergencies()).Draw(t, "emergency")
		with := p.types(text)
		without := newPerson(parts, "new"+rapid.StringN(12, 12, -1).Draw(t, "somebody new"), content.Numbered).types(text)
		if strings.Contains(with.Plain, "999") && !isEmergency(without) {
			t.Fatalf("> %q with a session:\n%s\nwithout:\n%s", text, with.Plain, without.Plain)
		}
	})
}

// Promise 4: every message gets a reply that makes sense on its own and has a way on.
func TestEveryMessageGetsAReply(t *testing.T) {
	parts := bottest.New(t)
	pages := catalogue(parts.Book)
	kinds := []bot.Kind{bot.Text, bot.Press, bot.Start, bot.Location, bot.NotText, bot.Kind(200)}
	rapid.Check(t, func(t *rapid.T) {
		parts.Clock.Move(time.Hour) // whoever has a number that came before has been quiet for a while
		p := newPerson(parts, rapid.StringN(8, 8, -1).Draw(t, "who"), rapid.SampledFrom([]content.Form{content.Buttons, content.Numbered}).Draw(t, "form"))
		for range rapid.IntRange(1, 8).Draw(t, "messages") {
			r := p.message(rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.String().Draw(t, "text"))
			if r.Silent {
				t.Fatal("silence well within the limit")
			}
			if !pages(r.Plain) {
				t.Fatalf("not from the catalogue: %q", r.Plain)
			}
		}
	})
}

// Every card says where it comes from, within the cost of one reply, and the question that was asked stays
// asked.
func TestEveryCardSaysWhereItComesFrom(t *testing.T) {
	book := bottest.Book(t, nil)
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		p := book.Sourced(s.ID, "en", content.Numbered, time.Time{})
		if strings.Count(p.Text, "\n- ") == 0 || p.Cost.Segments > 3 {
			t.Errorf("%s: %d segments, %q", s.Full, p.Cost.Segments, p.Text)
		}
	}
	p := newPerson(bottest.New(t), "a", content.Numbered)
	p.types("hes not waking up")
	p.types("who says so?")
	if r := p.types("1"); !r.Urgent || !strings.Contains(r.Plain, "reathing?") {
		t.Errorf("after SOURCE the answer leads to\n%s", r.Plain)
	}
}

func TestForgedButtonsLeadToSafety(t *testing.T) {
	parts := bottest.New(t)
	for name, data := range map[string]string{
		"empty": "", "another version": "v2:menu:start:menu", "unknown flow": "v1:nowhere:start:menu",
		"unknown state": "v1:menu:nowhere:menu", "another flow's event": "v1:privacy:start:calling",
		"65 bytes": "v1:menu:start:" + strings.Repeat("x", 51), "too many parts": "v1:menu:start:menu:x",
		"page beyond the end": "v1:menu:start:more99", "negative page": "v1:menu:start:more-1", "no number": "v1:menu:start:more",
		"injection": "v1:menu:start:'; DROP TABLE", "NUL": "v1:menu:start:\x00",
	} {
		t.Run(name, func(t *testing.T) {
			p := newPerson(parts, name, content.Buttons)
			r := p.message(bot.Press, data)
			if !strings.Contains(r.Text, "999") || len(r.Choices) == 0 {
				t.Fatalf("> %q\n%s", data, r.Plain)
			}
		})
	}
}

func TestOldButtonWorksAfterARestart(t *testing.T) {
	book, listener := bottest.Book(t, nil), bottest.Listener(t)
	before := newPerson(bottest.With(t, book, listener), "a", content.Buttons)
	before.types("hes not waking up")
	var on string
	for _, c := range before.last.Choices {
		if c.Event != "menu" && c.Event != "back" {
			on = c.Data
			break
		}
	}
	want := before.message(bot.Press, on)
	after := newPerson(bottest.With(t, book, listener), "a", content.Buttons)
	if got := after.message(bot.Press, on); got.Text != want.Text || !got.Urgent {
		t.Fatalf("after a restart the button gives\n%s\nwant\n%s", got.Text, want.Text)
	}
}

func TestForgetWipesTheSessionAndNamesTheSpan(t *testing.T) {
	parts := bottest.New(t)
	ctx := context.Background()
	who := bot.NewSender(counter.Telegram, "7000123")
	say := func(text string, ref int64) bot.Reply {
		return parts.Reply(ctx, bot.Message{Sender: who, Channel: counter.Telegram, Form: content.Buttons, Text: text, Ref: ref})
	}
	say("privacy", 101)
	parts.Sent(ctx, who, 102)
	r := say("forget", 107)
	if r.Forget != (bot.Refs{First: 101, Last: 107}) {
		t.Fatalf("Forget = %+v, want 101 to 107", r.Forget)
	}
	parts.Sent(ctx, who, 108) // the farewell
	if n := parts.Sessions.Len(); n != 0 {
		t.Fatalf("%d session(s) left after FORGET", n)
	}
}

func TestBackAndMoreWalkALongCard(t *testing.T) {
	parts := bottest.New(t)
	buttons := buttonsInto(parts.Book)
	for id := range parts.Book.Len() {
		s := parts.Book.State(flows.StateID(id))
		pages := parts.Book.Pages(s.ID, "en", content.Numbered)
		if len(pages) < 2 || s.Urgent {
			continue
		}
		t.Run(s.Full, func(t *testing.T) {
			p := newPerson(parts, s.Full, content.Numbered)
			p.arrive(s, buttons)
			parts.Clock.Move(time.Minute)
			for i := 1; i < len(pages); i++ {
				if r := p.types("more"); r.Plain != pages[i].Plain {
					t.Fatalf("MORE gives\n%s\nwant page %d:\n%s", r.Plain, i+1, pages[i].Plain)
				}
			}
			p.types("more") // there is no more: the place is kept
			for i := len(pages) - 2; i >= 0; i-- {
				if r := p.types("BACK"); r.Plain != pages[i].Plain {
					t.Fatalf("BACK gives\n%s\nwant page %d:\n%s", r.Plain, i+1, pages[i].Plain)
				}
			}
		})
	}
}

func TestSenderCannotBePrinted(t *testing.T) {
	s := bot.NewSender(counter.SMS, "+447700900123")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		if got := fmt.Sprintf(verb, s); strings.Contains(got, "7700900") || len(got) > 40 {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func TestWordsUnderAPictureCanBeAnEmergency(t *testing.T) {
	parts := bottest.New(t)
	for _, text := range emergencies()[:4] {
		if r := newPerson(parts, text, content.Buttons).message(bot.NotText, text); !isEmergency(r) {
			t.Errorf("under a picture: %q\n%s", text, r.Plain)
		}
	}
	if r := newPerson(parts, "a", content.Buttons).message(bot.NotText, "look at my new bike"); r.Urgent || !strings.Contains(r.Text, "999") {
		t.Errorf("an ordinary picture gives\n%s", r.Plain)
	}
}

func TestCountersMoveOnceASession(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	for range 5 {
		p.types("hes not breathing")
		p.types("menu")
	}
	for _, name := range []string{"sessions", "emergency_opened", "menu_opened", "sms/sessions"} {
		if n := parts.Tally.Of(name); n != 1 {
			t.Errorf("%s moved %d times in one session, want once", name, n)
		}
	}
	parts.Clock.Move(session.UrgentTTL)
	p.types("menu")
	if n := parts.Tally.Of("sessions"); n != 2 {
		t.Errorf("after its time: %d sessions, want 2", n)
	}
}

func TestManyAtOnceKeepTheirOwnPlace(t *testing.T) {
	parts := bottest.New(t)
	var wg sync.WaitGroup
	for n := range 32 {
		wg.Go(func() {
			p := newPerson(parts, fmt.Sprint("person ", n), content.Numbered)
			for range 4 {
				p.types("privacy")
				want := p.types("menu").Plain
				p.types("privacy")
				if got := p.types("back").Plain; got != want {
					t.Errorf("person %d went back to\n%s\nwant\n%s", n, got, want)
				}
				parts.Clock.Move(time.Minute)
			}
		})
	}
	wg.Wait()
}

func TestConversationGoesOnAcrossMidnight(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	parts.Clock.Move(24*time.Hour - time.Minute)
	want := p.types("hes not waking up")
	parts.Clock.Move(2 * time.Minute) // the pseudonym changes here
	if got := p.types("1"); got.Plain == want.Plain || !got.Urgent {
		t.Fatalf("the conversation did not go on:\n%s", got.Plain)
	}
}
