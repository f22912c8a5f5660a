package flows_test

import (
	"strings"
	"testing"

	"waymark/content"
	"waymark/flows"
)

// Nobody may take practice for the real thing, nor be kept in it when it turns real.
func TestEveryPracticeCardSaysSoAndLeadsToTheRealThing(t *testing.T) {
	b := embedded(t)
	seen := 0
	for i := range b.Len() {
		s := b.State(flows.StateID(i))
		if s.Flow != "practice" {
			continue
		}
		seen++
		for _, form := range []content.Form{content.Buttons, content.Numbered} {
			for n, p := range b.Pages(s.ID, content.DefaultLocale, form) {
				if !strings.HasPrefix(p.Text, "PRACTICE") {
					t.Errorf("%s, form %d, page %d does not begin with PRACTICE:\n%s", s.Full, form, n+1, p.Text)
				}
				if p.More {
					t.Errorf("%s, form %d: page %d hides the way to the real thing behind MORE", s.Full, form, n+1)
				}
			}
		}
		if to, ok := b.Next(s.ID, "emergency"); !ok || b.State(to).Full != "overdose/call" {
			t.Errorf("%s has no choice that leads to overdose/call", s.Full)
		}
	}
	if seen < 10 {
		t.Fatalf("only %d cards of practice were seen", seen)
	}
}
