package flows_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"waymark/content"
	"waymark/flows"
)

// What content/hazards.yaml says stands against a hazard, where no rule of lint says it.

// pagesOf calls see with every page of every state in the default language, on both forms.
func pagesOf(book *flows.Book, see func(s *flows.State, form content.Form, page int, text string)) {
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		for form := range content.Forms {
			for n, p := range book.Pages(s.ID, content.DefaultLocale, form) {
				see(s, form, n, p.Text)
			}
		}
	}
}

func TestQuestionsOfDoubtBeginWith999(t *testing.T) {
	asked := 0
	pagesOf(embedded(t), func(s *flows.State, _ content.Form, _ int, text string) {
		if s.Flow != "ask" && s.Full != "menu/unknown" {
			return
		}
		asked++
		if i := strings.Index(text, "999"); i < 0 || i > 80 {
			t.Errorf("%s does not begin with 999: %q", s.Full, text)
		}
	})
	if asked < 20 {
		t.Fatalf("only %d questions were looked at", asked)
	}
}

// Shakes, a fit or seeing things while coming off drink, benzos or G is one choice away from the emergency, from every card
// that has to warn of it.
func TestStoppingDrinkBenzosAndGIsOneChoiceFromTheEmergency(t *testing.T) {
	book := embedded(t)
	library, _ := content.Load(content.Embedded())
	i := slices.IndexFunc(library.Musts.Warnings, func(w *content.Warning) bool { return w.Name.Text == "stopping suddenly" })
	if i < 0 {
		t.Fatal("there is no warning about stopping suddenly")
	}
	found := 0
	for id := range book.Len() {
		s := book.State(flows.StateID(id))
		named := func(w content.Word) bool { return w.Text == s.Full || w.Text == s.Flow+"/*" }
		if !slices.ContainsFunc(library.Musts.Warnings[i].Cards, named) || s.Full == "cut_down/opioids" { // whose withdrawal brings no fits
			continue
		}
		found++
		if !slices.ContainsFunc(s.Events[content.DefaultLocale], func(event string) bool {
			to, ok := book.Next(s.ID, event)
			return ok && book.State(to).Urgent
		}) {
			t.Errorf("%s has no choice that leads to the emergency", s.Full)
		}
	}
	if found < 12 {
		t.Fatalf("only %d cards were looked at", found)
	}
}

// amount finds a number with a measure behind it, as a dose would stand.
var amount = regexp.MustCompile(`(?i)\b\d+(?:\.\d+)?\s*(?:mg|mcg|ml|g|grams?|pills?|tabs?|tablets?|milligrams?|micrograms?|lines?|units?|drops?|bags?)\b`)

// No card says how much to take. Two name a number of units of drink: what the UK's chief doctors give as low risk in a week,
// and from how many a day somebody asks for help before stopping.
func TestNoCardGivesADose(t *testing.T) {
	drink := map[string]string{"alcohol/safer": "14 units", "cut_down/alcohol": "15 units"}
	pagesOf(embedded(t), func(s *flows.State, _ content.Form, _ int, text string) {
		for _, found := range amount.FindAllString(text, -1) {
			if drink[s.Full] != found {
				t.Errorf("%s names an amount: %q", s.Full, found)
			}
		}
	})
	for _, dose := range []string{"take 10mg", "5 ml of it", "2 pills", "half then 0.5 g"} {
		if !amount.MatchString(dose) {
			t.Errorf("%q would not be noticed", dose)
		}
	}
}
