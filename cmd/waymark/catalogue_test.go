package main

import (
	"encoding/xml"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"waymark/bot"
	"waymark/content"
	"waymark/flows"
)

// catalogue is every reply that the program may give. Nothing else may ever go out: nobody's words, no error.
type catalogue struct {
	book    *flows.Book
	replies map[string]bool
}

// builtIn is the book that the program has without settings, loaded once: nothing changes it.
var builtIn = sync.OnceValues(func() (*flows.Book, error) {
	book, _, problems, err := loadAll(contentDir{ServeUnreviewed: true}, operator{}.values(ourNumber))
	return book, errors.Join(err, problems.Err())
})

func newCatalogue(t *testing.T) *catalogue {
	t.Helper()
	book, err := builtIn()
	if err != nil {
		t.Fatalf("the flows and content that are built in: %v", err)
	}
	c := &catalogue{book: book, replies: map[string]bool{}}
	for i := range book.Len() {
		for form := range content.Forms {
			for _, p := range book.Pages(flows.StateID(i), content.DefaultLocale, form) {
				c.add(p.Text)
				c.add(p.Plain)
			}
			said := book.Sourced(flows.StateID(i), content.DefaultLocale, form, time.Time{})
			c.add(said.Text)
			c.add(said.Plain)
		}
	}
	c.add(bot.LastResort().Text)
	c.add(fallback(t))
	return c
}

// fallback is the text that goes out over SMS when nothing else can.
func fallback(t *testing.T) string {
	t.Helper()
	var twiml struct{ Message string }
	if err := xml.Unmarshal([]byte(content.Fallback()), &twiml); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(twiml.Message)
}

func (c *catalogue) add(reply string) { c.replies[squeezed(reply)] = true }

// squeezed is a text without its white space, which channels may change.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// check fails the test for a reply that is not in the catalogue, and for silence. messages may be one
// reply, as on Telegram or in a text.
func (c *catalogue) check(t *testing.T, messages []string, to string) {
	t.Helper()
	if len(messages) != 1 {
		t.Errorf("%d messages in reply to %.40q, want one", len(messages), to)
	}
	for _, m := range messages {
		if !c.replies[squeezed(m)] {
			t.Errorf("the reply to %.40q is not in the catalogue: %q", to, m)
		}
	}
}

// shows says whether messages are one page of a state, named flow/state.
func (c *catalogue) shows(t *testing.T, state string, message string) bool {
	t.Helper()
	id, ok := c.book.ByName(state)
	if !ok {
		t.Fatalf("there is no state %s", state)
	}
	for form := range content.Forms {
		for _, p := range c.book.Pages(id, content.DefaultLocale, form) {
			if m := squeezed(message); m == squeezed(p.Text) || m == squeezed(p.Plain) {
				return true
			}
		}
	}
	return false
}

// urgent says whether a message is a page of an urgent state.
func (c *catalogue) urgent(message string) bool {
	for i := range c.book.Len() {
		s := c.book.State(flows.StateID(i))
		for form := range content.Forms {
			for _, p := range c.book.Pages(s.ID, content.DefaultLocale, form) {
				if m := squeezed(message); s.Urgent && (m == squeezed(p.Text) || m == squeezed(p.Plain)) {
					return true
				}
			}
		}
	}
	return false
}
