package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"waymark/content"
)

// smallAlert is an EXAMPLE: it warns of nothing that was found anywhere.
const smallAlert = `---
area: Exampletown
from: 2026-11-10
until: 2026-12-01
source: {publisher: A charity, title: An example, year: n.d., link: "https://example.org", seen_on: 2026-11-10, status: confirmed, tier: A}
reviewed: {on: 2026-11-10, by: "nobody: this is an example"}
---
## en
EXAMPLE for Exampletown. Call 999 if they will not wake.
`

const smallAlertFile = "content/alerts/example.md"

// showing is the small book with a state that shows alerts.
var showing = change{"flows/menu.yaml", "about: {choices", "about: {do: alerts, choices"}

func TestAlertsStandBeforeTheCardThatShowsThem(t *testing.T) {
	b := mustLoad(t, small(t, showing, change{smallAlertFile, "", smallAlert}))
	id, _ := b.ByName("menu/about")
	live, past := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)
	for _, form := range []content.Form{content.Buttons, content.Numbered} {
		always := b.Pages(id, "en", form)
		got := b.PagesAt(id, "en", form, live)
		if len(got) != len(always)+1 || !strings.HasPrefix(got[0].Text, "EXAMPLE for Exampletown.") || got[0].Choices[0].Data != "v1:menu:about:more1" {
			t.Errorf("form %d: while the alert is live, %d pages, the first\n%+v", form, len(got), got[0])
		}
		if last, want := got[len(got)-1], always[len(always)-1]; last.Plain != want.Plain {
			t.Errorf("form %d: the card's own last page became\n%s", form, last.Plain)
		}
		if got := b.PagesAt(id, "en", form, past); len(got) != len(always) || got[0].Plain != always[0].Plain {
			t.Errorf("form %d: the alert has ended, and the reply is\n%s", form, got[0].Plain)
		}
	}
}

func TestAlertsThatCannotBeShown(t *testing.T) {
	long := strings.Replace(smallAlert, "wake.", "wake. "+strings.Repeat("Take care of each other. ", 20), 1)
	hard := strings.Replace(smallAlert, "wake.", "wake. Contaminated consignments necessitate extraordinarily conscientious considerations universally.", 1)
	for _, c := range []struct {
		shows   string
		changes []change
		want    string
	}{
		{"one that is too dear", []change{showing, {smallAlertFile, "", long}}, `content/alerts/example.md:8:1: page 1 of card "example" takes 4 text messages`},
		{"one that is hard to read", []change{showing, {smallAlertFile, "", hard}}, `content/alerts/example.md:8:1: card "example" reads at grade`},
		{"one of two pages", []change{showing, {smallAlertFile, "", smallAlert + "\n***\n\nMore of it.\n"}}, `content/alerts/example.md:8:1: this has 2 pages; one has to say it all`},
		{"no state that shows it", []change{{smallAlertFile, "", smallAlert}}, `content/alerts/example.md:1:1: no state shows alerts: one needs do: alerts`},
		{"a choice for a live alert that is not the last", []change{
			{"flows/menu.yaml", "about: {choices: {wipe: wiped}}", "about: {choices: {wipe: wiped}, while_alerts: {warned: start}}"},
			{"content/en/menu.md", "- wipe:", "- warned: A warning\n- wipe:"},
		}, `choices that are there only while an alert is live stand last`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			_, ps := load(t, small(t, c.changes...))
			if !strings.Contains(allSaid(ps), c.want) {
				t.Errorf("lint does not say\n\t%s\nbut\n%s", c.want, ps)
			}
		})
	}
}

// said is every problem as lint prints it.
func allSaid(ps content.Problems) string { return fmt.Sprint(ps.Err()) }
