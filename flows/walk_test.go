package flows_test

import (
	"strconv"
	"strings"
	"testing"

	"waymark/content"
	"waymark/flows"
)

// walk goes through every state, locale, form, page and choice of a book and fails where something that the bot
// relies on does not hold. A book that loads must pass it, whatever it was made from.
func walk(t testing.TB, b *flows.Book) {
	t.Helper()
	if _, ok := b.ByName("menu/start"); !ok || b.State(b.Start()).Full != "menu/start" {
		t.Fatal("the book does not start at the menu")
	}
	for _, name := range flows.System() {
		if _, ok := b.ByName("menu/" + name); !ok {
			t.Errorf("system state %q is missing", name)
		}
	}
	for _, intent := range []string{"overdose", "overdose_doubt", "bad_reaction", "crisis"} {
		if id, ok := b.Of(intent); !ok || !b.State(id).Urgent {
			t.Errorf("intent %q has no urgent answer", intent)
		}
	}
	if id, ok := b.Command("od"); !ok || !b.State(id).Urgent {
		t.Error("od has no urgent answer")
	}
	for i := range b.Len() {
		id := flows.StateID(i)
		walkState(t, b, id)
		for _, locale := range b.Locales() {
			for form := range content.Forms {
				walkPages(t, b, id, b.Pages(id, locale, form), form)
			}
		}
	}
}

func walkState(t testing.TB, b *flows.Book, id flows.StateID) {
	t.Helper()
	s := b.State(id)
	if s.ID != id || s.Full != s.Flow+"/"+s.Name {
		t.Fatalf("state %d says it is %d, %q, of %q and %q", id, s.ID, s.Full, s.Flow, s.Name)
	}
	if got, ok := b.ByKey(s.Key); !ok || got != id {
		t.Errorf("%s: its key leads to %d, %v", s.Full, got, ok)
	}
	if got, ok := b.ByName(s.Full); !ok || got != id {
		t.Errorf("%s: its name leads to %d, %v", s.Full, got, ok)
	}
	if s.Again != flows.None && (int(s.Again) >= b.Len() || !b.State(s.Again).Urgent) {
		t.Errorf("%s: again leads to %d", s.Full, s.Again)
	}
	for locale, events := range s.Events {
		if len(s.Words[locale]) != len(events) {
			t.Errorf("%s: %d events and words for %d", s.Full, len(events), len(s.Words[locale]))
		}
		owner := map[string]int{}
		for i, event := range events {
			if to, ok := b.Next(id, event); !ok || int(to) >= b.Len() {
				t.Errorf("%s: event %q leads to %d, %v", s.Full, event, to, ok)
			}
			for _, w := range s.Words[locale][i] {
				if first, taken := owner[w]; w == "" || taken {
					t.Errorf("%s: %q means choices %d and %d", s.Full, w, first, i)
				}
				owner[w] = i
			}
		}
	}
}

func walkPages(t testing.TB, b *flows.Book, id flows.StateID, pages []flows.Page, form content.Form) {
	t.Helper()
	s := b.State(id)
	if len(pages) == 0 || len(pages) > 9 {
		t.Fatalf("%s has %d pages", s.Full, len(pages))
	}
	limit := 3
	if s.Urgent {
		limit = 2
	}
	for i, p := range pages {
		if strings.TrimSpace(p.Text) == "" || !strings.HasPrefix(p.Plain, p.Text) {
			t.Errorf("%s page %d: text %q, plain %q", s.Full, i+1, p.Text, p.Plain)
		}
		if p.More != (i < len(pages)-1) {
			t.Errorf("%s page %d of %d: more is %v", s.Full, i+1, len(pages), p.More)
		}
		if form == content.Numbered && (p.Cost.Segments < 1 || p.Cost.Segments > limit) {
			t.Errorf("%s page %d costs %d segments", s.Full, i+1, p.Cost.Segments)
		}
		if len(p.Choices) == 0 && s.Full != "menu/start" {
			t.Errorf("%s page %d has no way out", s.Full, i+1)
		}
		keys := map[string]bool{}
		for _, c := range p.Choices {
			if keys[c.Key] || c.Key == "" || c.Label == "" {
				t.Errorf("%s page %d: choice %+v", s.Full, i+1, c)
			}
			keys[c.Key] = true
			walkChoice(t, b, id, c, i)
		}
	}
}

// walkChoice follows a button as the bot does: by the state and the event that its data names.
func walkChoice(t testing.TB, b *flows.Book, id flows.StateID, c flows.Choice, page int) {
	t.Helper()
	s := b.State(id)
	parts := strings.Split(c.Data, ":")
	if len(c.Data) > 64 || len(parts) != 4 || parts[0] != "v1" || parts[1] != s.Flow || parts[2] != s.Name || parts[3] != c.Event {
		t.Fatalf("%s: the button of %q carries %q", s.Full, c.Label, c.Data)
	}
	switch {
	case c.Event == "menu" || c.Event == "back":
	case c.Key == "more":
		if c.Event != "more"+strconv.Itoa(page+1) {
			t.Errorf("%s page %d: more is %q", s.Full, page+1, c.Event)
		}
	default:
		if to, ok := b.Next(id, c.Event); !ok || int(to) >= b.Len() {
			t.Errorf("%s: choice %q leads nowhere", s.Full, c.Event)
		}
	}
}
