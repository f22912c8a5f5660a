package bot_test

import (
	"strings"
	"testing"
	"time"

	"waymark/bot/bottest"
	"waymark/content"
)

// A story is told from the day its giver agreed to the day they are asked again; who took it down is told to who asks. There
// is none where none was given, and the card says so.
func TestAStoryIsToldWhileItsGiverAgrees(t *testing.T) {
	parts := bottest.New(t)
	const told, none = "EXAMPLE from Exampletown", "I make none up"
	at := func(day time.Time, name string, form content.Form) *person {
		parts.Clock.Move(day.Sub(parts.Clock.Now()))
		p := newPerson(parts, name, form)
		p.types("is recovery possible")
		p.types("stories")
		return p
	}
	if p := at(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), "before", content.Numbered); !strings.Contains(p.last.Plain, none) {
		t.Fatalf("without a story the card says\n%s", p.last.Plain)
	}
	err := parts.Use(withFiles(t, map[string]string{"stories/example.md": `---
area: Exampletown
consent: {on: 2026-11-24, by: "Example drug service keeps it"}
until: 2027-11-24
source: {publisher: Example drug service, title: A story, year: "2026", seen_on: 2026-11-24, status: confirmed, tier: B}
reviewed: {on: 2026-11-24, by: "nobody: this is an example"}
---
## en
EXAMPLE from Exampletown. It took me three goes. A worker who had been there stuck with me.
`}), bottest.Listener(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		if p := at(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), "early"+string(rune('a'+form)), form); strings.Contains(p.last.Plain, told) {
			t.Error("it is told before its giver agreed")
		}
		p := at(time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC), "then"+string(rune('a'+form)), form)
		if !strings.HasPrefix(p.last.Plain, told) {
			t.Fatalf("it is not told:\n%s", p.last.Plain)
		}
		if got := p.types("who says so").Plain; !strings.Contains(got, "Example drug service: A story, 2026") {
			t.Errorf("who says so is answered with\n%s", got)
		}
		if got := p.types("more").Plain; !strings.Contains(got, none) || !strings.Contains(got, "takes less") {
			t.Errorf("after the last story stands\n%s", got)
		}
		if p := at(time.Date(2027, 11, 25, 12, 0, 0, 0, time.UTC), "after"+string(rune('a'+form)), form); strings.Contains(p.last.Plain, told) {
			t.Error("it is told after the day on which its giver is asked again")
		}
	}
}
