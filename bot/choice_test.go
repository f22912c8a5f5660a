package bot_test

import (
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/content"
	"waymark/flows"
)

// A word that a card lists for a choice leads where the choice leads: no guess at what the word may mean
// elsewhere takes somebody away from the question they answered. The words of an emergency lead to one.
func TestEveryListedWordLeadsWhereItsChoiceDoes(t *testing.T) {
	parts := bottest.New(t)
	parts.Ground = nil // where there is a list, TestListedWordsInALookForAService has the rest
	buttons, tried := buttonsInto(parts.Book), 0
	for id := range parts.Book.Len() {
		from := parts.Book.State(flows.StateID(id))
		way := buttons[from.ID]
		if way == "" || from.Do.InSearch() || from.Without != flows.None {
			continue // no choice leads there
		}
		for i, words := range from.Words[content.DefaultLocale] {
			event := from.Events[content.DefaultLocale][i]
			for _, word := range words {
				parts.Clock.Move(time.Hour)
				other := newPerson(parts, "presses "+from.Full+event+word, content.Numbered)
				want := other.message(bot.Press, "v1:"+from.Flow+":"+from.Name+":"+event).Plain
				p := newPerson(parts, "types "+from.Full+event+word, content.Numbered)
				p.message(bot.Press, way)
				tried++
				if got := p.types(word); got.Plain != want && !isEmergency(got) {
					t.Errorf("in %s, %q is listed for %q but leads to\n%s", from.Full, word, event, got.Plain)
				}
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d words were tried", tried)
	}
}
