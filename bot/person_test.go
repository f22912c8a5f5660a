package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
	"waymark/flows"
)

// Nobody is left alone with a machine: one word gives telephone numbers of people, from every state, on both forms, and to
// somebody who has never written. The first hello says which word.
func TestAPersonIsOneWordAwayFromEveryState(t *testing.T) {
	parts := bottest.New(t)
	buttons := buttonsInto(parts.Book)
	people := func(text string) bool {
		return strings.Contains(text, "Samaritans") && strings.Contains(text, "116 123")
	}
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		for id := range parts.Book.Len() {
			from := parts.Book.State(flows.StateID(id))
			p := newPerson(parts, fmt.Sprint("person", form, id), form)
			p.arrive(from, buttons)
			if r := p.types([]string{"PERSON", "person", "Real person?", "i want a person", "human"}[id%5]); !people(r.Plain) {
				t.Errorf("in %s no person is given:\n%s", from.Full, r.Plain)
			}
		}
		stranger := newPerson(parts, fmt.Sprint("stranger", form), form)
		if r := stranger.types("person"); !people(r.Plain) {
			t.Errorf("somebody who has not written before is given:\n%s", r.Plain)
		}
		if r := newPerson(parts, fmt.Sprint("new", form), form).types("hello"); !strings.Contains(r.Text, "PERSON") {
			t.Errorf("the first hello does not say PERSON:\n%s", r.Text)
		}
	}
}
