package bot_test

import (
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/content"
	"waymark/flows"
)

// Numbers stand on the last page of a card. Typed before that, a number leads to the next page, whichever way it is written; on
// the last page it is the choice that stands beside it, at once.
func TestANumberIsForAChoiceThatWasShown(t *testing.T) {
	parts := bottest.New(t)
	buttons := buttonsInto(parts.Book)
	tried := 0
	for id := range parts.Book.Len() {
		s := parts.Book.State(flows.StateID(id))
		for _, form := range []content.Form{content.Buttons, content.Numbered} {
			pages := parts.Book.Pages(s.ID, "en", form)
			last := pages[len(pages)-1]
			if len(pages) < 2 || s.Do.InSearch() || last.Choices[0].Key != "1" {
				continue
			}
			tried++
			t.Run(s.Full, func(t *testing.T) {
				p := newPerson(parts, s.Full+string(rune('0'+form)), form)
				p.arrive(s, buttons)
				parts.Clock.Move(time.Minute)
				typed := []string{"1", "2.", "number one", "3"}
				for i := 1; i < len(pages); i++ {
					if r := p.types(typed[i%len(typed)]); r.Plain != pages[i].Plain {
						t.Fatalf("on page %d %q gives\n%s\nwant the next:\n%s", i, typed[i%len(typed)], r.Plain, pages[i].Plain)
					}
				}
				pressed := newPerson(parts, "another"+s.Full+string(rune('0'+form)), form).message(bot.Press, last.Choices[0].Data)
				if got := p.types("1"); got.Plain != pressed.Plain {
					t.Fatalf("on the last page 1 gives\n%s\nwant\n%s", got.Plain, pressed.Plain)
				}
			})
		}
	}
	if tried < 100 {
		t.Errorf("only %d cards with pages were tried", tried)
	}
}

// A word in between keeps the page, and with it what its numbers mean.
func TestANumberMeansThePageThatWasShownThoughAWordCameBetween(t *testing.T) {
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	p.types("my son is using")
	p.types("2")
	p.types("more")
	choices := p.types("more").Choices
	p.types("who says so?")
	pressed := newPerson(parts, "b", content.Numbered).message(bot.Press, choices[3].Data)
	if r := p.types("4"); r.Plain != pressed.Plain {
		t.Errorf("4 gives\n%s\nwant\n%s", r.Plain, pressed.Plain)
	}
}
