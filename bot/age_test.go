package bot_test

import (
	"testing"
	"time"

	"waymark/bot/bottest"
	"waymark/content"
)

// Words past their review date go on being given: a wrong clock, or a report that nobody reads, must not silence an
// emergency. Age is reported by waymark doctor and waymark content status, and decides nothing here.
func TestAnOldClockSilencesNothing(t *testing.T) {
	today := newPerson(bottest.New(t), "today", content.Numbered)
	for name, year := range map[string]int{"a machine that starts in 1970": 1970, "a clock that jumped ahead": 2099} {
		t.Run(name, func(t *testing.T) {
			parts := bottest.New(t)
			parts.Clock.Move(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Sub(parts.Clock.Now()))
			p := newPerson(parts, name, content.Numbered)
			for _, text := range []string{"hes not waking up", "menu", "just out of prison", "2"} {
				if got, want := p.types(text), today.types(text); got.Plain != want.Plain {
					t.Errorf("> %q\n%s\nwant\n%s", text, got.Plain, want.Plain)
				}
			}
			today = newPerson(bottest.New(t), "today again", content.Numbered)
		})
	}
}
