package flows_test

import (
	"slices"
	"strings"
	"testing"

	"waymark/bot/intent"
	"waymark/content"
	"waymark/flows"
)

// The menu of substances has every one there is, by the title that stands in substances.yaml, in two steps.
func TestTheListHasEverySubstanceByItsTitle(t *testing.T) {
	book := embedded(t)
	library, _ := content.Load(content.Embedded())
	top, ok := book.ByName("drugs/start")
	if !ok {
		t.Fatal("there is no list")
	}
	for form := range content.Forms {
		listed := map[flows.StateID]string{}
		for _, kind := range choices(book, top, form) {
			to, _ := book.Next(top, kind.Event)
			for _, c := range choices(book, to, form) {
				if leads, ok := book.Next(to, c.Event); ok {
					listed[leads] = c.Label
				}
			}
		}
		for _, s := range library.Substances.All {
			start, ok := book.About(content.SubstancesGroup, s.Name.Text)
			if want := s.Titles[content.DefaultLocale]; !ok || listed[start] != want {
				t.Errorf("%s is listed as %q, want %q", s.Name.Text, listed[start], want)
			}
		}
	}
}

// choices are those of a state's last page.
func choices(book *flows.Book, id flows.StateID, form content.Form) []flows.Choice {
	pages := book.Pages(id, content.DefaultLocale, form)
	return pages[len(pages)-1].Choices
}

// What a worker changes in substances.yaml stands in menus, and one who takes a title away is told where.
func TestMenusTakeNamesFromOnePlace(t *testing.T) {
	files, _ := shipped(t, edit{"content/substances.yaml", `en: Khat,`, `en: "Khat, the leaf",`})
	book := mustLoadShipped(t, files)
	uppers, _ := book.ByName("drugs/uppers")
	if !slices.ContainsFunc(choices(book, uppers, content.Numbered), func(c flows.Choice) bool { return c.Label == "Khat, the leaf" }) {
		t.Errorf("the menu has %v", choices(book, uppers, content.Numbered))
	}
	start, _ := book.ByName("khat/start")
	if got := book.Titles(content.DefaultLocale)[start]; got != "Khat, the leaf" {
		t.Errorf("a card that is passed on is called %q", got)
	}
	listener, err := intent.New(names(t))
	if err != nil {
		t.Fatal(err)
	}
	files, mark := shipped(t, edit{"content/substances.yaml", `khat:\n    title: \{en: Khat, cy: Khat\}\n`, "§khat:\n"})
	if got := lint(t, listener, files); !strings.Contains(got, mark+`: substance "khat" has no title`) {
		t.Errorf("lint says\n%s", got)
	}
}
