package bot_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/content"
	"waymark/flows"
)

// A question is one that somebody might type first, and the states any of which answers it.
type question struct {
	text    string
	answers []string
	when    string
}

func questions(t testing.TB) []question {
	t.Helper()
	data, err := os.ReadFile("../testdata/understanding/places_of_questions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []question
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || seen[cells[0]] {
			t.Fatalf("line %d: want question, states and when it was written, each question once: %q", i+1, line)
		}
		seen[cells[0]] = true
		out = append(out, question{cells[0], strings.Fields(cells[1]), cells[2]})
	}
	return out
}

// A question in a person's own words reaches the card that answers it, with no conversation before it, as a text message
// and with buttons. The floors are under what was measured; the questions written "after" were never tuned on.
func TestQuestionsReachTheCardThatAnswersThem(t *testing.T) {
	parts := bottest.New(t)
	parts.Ground = nil // without a list of services every state shows its own card
	floors := map[string]float64{"built": 0.94, "after": 0.62}
	for name, form := range map[string]content.Form{"sms": content.Numbered, "buttons": content.Buttons} {
		shown := firstPages(parts.Book, form)
		all, right := map[string]int{}, map[string]int{}
		for i, q := range questions(t) {
			all[q.when]++
			r := newPerson(parts, fmt.Sprint(name, i), form).types(q.text)
			hit, ok := false, false
			for _, want := range q.answers {
				id, known := parts.Book.ByName(want)
				if !known {
					t.Errorf("%q: there is no state %s", q.text, want)
				}
				ok = ok || known
				hit = hit || known && parts.Book.PagesAt(id, content.DefaultLocale, form, parts.Clock.Now())[0].Plain == r.Plain
			}
			if hit {
				right[q.when]++
			} else if name == "sms" {
				t.Logf("%s: %q leads to %s, not %s", q.when, q.text, shown[r.Plain], strings.Join(q.answers, " or "))
			}
		}
		for when, floor := range floors {
			if all[when] == 0 {
				t.Errorf("%s: no question was written %s", name, when)
				continue
			}
			got := float64(right[when]) / float64(all[when])
			t.Logf("%s, %s: %d of %d, %.3f", name, when, right[when], all[when], got)
			if got < floor {
				t.Errorf("%s, %s: %.3f of %d questions reach their card, want %.2f", name, when, got, all[when], floor)
			}
		}
	}
}

// firstPages are what each state shows first, and its name.
func firstPages(book *flows.Book, form content.Form) map[string]string {
	out := map[string]string{}
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		if pages := book.Pages(s.ID, content.DefaultLocale, form); len(pages) > 0 {
			out[pages[0].Plain] = strings.TrimSpace(out[pages[0].Plain] + " " + s.Full)
		}
	}
	return out
}
