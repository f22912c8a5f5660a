package bot_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
	"waymark/flows"
)

// Two EXAMPLES: they warn of nothing that was found anywhere.
const (
	olderAlert = `---
area: Exampletown
from: 2026-11-23
until: 2026-12-14
source: {publisher: Example drug service, title: An example, year: "2026", link: "https://example.org/1", seen_on: 2026-11-10, status: confirmed, tier: A}
reviewed: {on: 2026-11-10, by: "nobody: this is an example"}
---
## en
EXAMPLE for Exampletown. Won't wake? Call 999. Blue pills there are not what they are sold as.
`
	newerAlert = `---
area: Otherham
from: 2026-12-01
until: 2026-12-05
source: {publisher: Another service, title: Another example, year: "2026", link: "https://example.org/2", seen_on: 2026-11-20, status: confirmed, tier: A}
reviewed: {on: 2026-11-20, by: "nobody: this is an example"}
---
## en
EXAMPLE for Otherham. Won't wake? Call 999. Some bags there are far stronger.
`
)

// withFiles loads the built-in book with some files added to its content.
func withFiles(t *testing.T, more map[string]string) *flows.Book {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content.Embedded(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range more {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	lib, problems := content.Load(files)
	book, more2 := flows.Load(flows.Embedded(), lib, flows.Names{
		Counter: func(name string) bool { _, ok := counter.Named(name); return ok },
		Intent:  bottest.Listener(t).Known,
	}, nil)
	if err := append(problems, more2...).Err(); err != nil {
		t.Fatal(err)
	}
	return book
}

func TestLiveAlertsComeFirstAndGoWhenTheyExpire(t *testing.T) {
	parts := bottest.New(t)
	if err := parts.Use(withFiles(t, map[string]string{"alerts/older.md": olderAlert, "alerts/newer.md": newerAlert}), bottest.Listener(t)); err != nil {
		t.Fatal(err)
	}
	const older, newer, always = "EXAMPLE for Exampletown", "EXAMPLE for Otherham", "What always holds"
	for _, c := range []struct {
		day   time.Time
		pages []string // how each page begins to speak, in order
	}{
		{time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC), []string{always}},
		{time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), []string{older, always}},
		{time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC), []string{newer, older, always}},
		{time.Date(2026, 12, 6, 0, 0, 0, 0, time.UTC), []string{older, always}},
		{time.Date(2026, 12, 15, 0, 0, 0, 0, time.UTC), []string{always}},
	} {
		parts.Clock.Move(c.day.Sub(parts.Clock.Now()))
		for _, form := range []content.Form{content.Buttons, content.Numbered} {
			p := newPerson(parts, c.day.String()+string(rune('a'+form)), form)
			menu := p.types("menu")
			if offered := strings.Contains(menu.Plain, "ALERTS: There is a warning"); offered != (len(c.pages) > 1) {
				t.Errorf("%s: the menu offers the warning: %v", c.day, offered)
			}
			for i, want := range c.pages {
				reply := p.types(map[bool]string{true: "alerts", false: "more"}[i == 0])
				if !strings.Contains(reply.Plain, want) {
					t.Errorf("%s: page %d does not say %q:\n%s", c.day, i+1, want, reply.Plain)
				}
			}
		}
	}
}

func TestTheButtonOfTheWarningLeadsThereWhenItIsPressed(t *testing.T) {
	parts := bottest.New(t)
	if err := parts.Use(withFiles(t, map[string]string{"alerts/older.md": olderAlert}), bottest.Listener(t)); err != nil {
		t.Fatal(err)
	}
	parts.Clock.Move(24 * time.Hour)
	p := newPerson(parts, "button", content.Buttons)
	for _, c := range p.types("menu").Choices {
		if c.Label != "There is a warning" {
			continue
		}
		if got := p.message(bot.Press, c.Data).Text; !strings.HasPrefix(got, "EXAMPLE for Exampletown") {
			t.Errorf("the button leads to:\n%s", got)
		}
		if got := p.types("who says so").Plain; !strings.Contains(got, "Example drug service: An example, 2026") {
			t.Errorf("who says so is answered with:\n%s", got)
		}
		parts.Clock.Move(30 * 24 * time.Hour)
		if got := p.message(bot.Press, c.Data).Text; strings.Contains(got, "EXAMPLE") {
			t.Errorf("the old button still shows what has expired:\n%s", got)
		}
		return
	}
	t.Error("the menu has no button for the warning")
}
