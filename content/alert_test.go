package content

import (
	"fmt"
	"strings"
	"testing"
)

// exampleAlert is an EXAMPLE: it warns of nothing that was found anywhere.
const exampleAlert = `---
area: Exampletown
from: 2026-11-10
until: 2026-12-01
source: {publisher: Example drug service, title: An example, year: "2026", link: "https://example.org/alert", seen_on: 2026-11-10, status: confirmed, tier: A}
terms: {nitazenes: very strong downers, heroin: "brown, gear"}
reviewed: {on: 2026-11-10, by: "nobody: this is an example"}
---
## en
EXAMPLE for Exampletown. Not waking? Call 999.

Some heroin (brown, gear) has nitazenes in it. Those are very strong downers. Keep naloxone near. Ask a drug service.
`

const exampleFile = "alerts/example.md"

func TestAnAlertIsReadWithItsDaysAndWords(t *testing.T) {
	l, ps := Load(small(t, change{exampleFile, "", exampleAlert}))
	if ps.Err() != nil {
		t.Fatalf("the example has problems:\n%s", ps)
	}
	if len(l.Alerts) != 1 {
		t.Fatalf("%d alerts were read; 1 was there", len(l.Alerts))
	}
	a := l.Alerts[0]
	if a.Area != "Exampletown" || a.Source.Publisher != "Example drug service" || !strings.HasPrefix(a.Card("cy").Pages[Numbered][0], "EXAMPLE for Exampletown.") {
		t.Errorf("the alert was read as %+v", a)
	}
	for day, want := range map[string]bool{"2026-11-09": false, "2026-11-10": true, "2026-12-01": true, "2026-12-02": false} {
		if a.Live(day) != want {
			t.Errorf("on %s live is %v; it is shown from the first day to the last", day, !want)
		}
	}
	for _, locale := range l.Locales {
		if locale == alerts.folder {
			t.Error("the folder of alerts counts as a language")
		}
	}
}

// Each case changes one thing in the example and says what lint must then say.
func TestBrokenAlerts(t *testing.T) {
	for _, c := range []struct{ shows, old, new, want string }{
		{"no source", "source: {", "publisher: {", `content/alerts/example.md:1:1: the alert has no "source": nobody is warned without saying who says so`},
		{"no end", "until: 2026-12-01\n", "", `content/alerts/example.md:1:1: the alert has no "until": a warning ends`},
		{"no beginning", "from: 2026-11-10\n", "", `the alert has no "from"`},
		{"no area", "area: Exampletown\n", "", `the alert has no "area"`},
		{"nobody looked at it", "reviewed: {on: 2026-11-10, by: \"nobody: this is an example\"}\n", "", `the alert has no "reviewed"`},
		{"an end that is no day", "until: 2026-12-01", "until: soon", `content/alerts/example.md:4:8: until is not a day like 2026-11-22`},
		{"an end before the beginning", "until: 2026-12-01", "until: 2026-11-01", `content/alerts/example.md:4:8: until is before from`},
		{"an end far away", "until: 2026-12-01", "until: 2027-12-01", `content/alerts/example.md:4:8: the alert lasts more than 92 days`},
		{"a source nobody can look at", `link: "https://example.org/alert"`, `link: ""`, `content/alerts/example.md:5:1: the alert's source needs a link`},
		{"a source without a publisher", "publisher: Example drug service, ", "", `content/alerts/example.md:5:1: source source needs a publisher`},
		{"a name that is not defined", "nitazenes: very strong downers, ", "", `content/alerts/example.md:12:31: "nitazenes" is not defined: add it to terms with plain words for it`},
		{"a name that the words do not explain", "Those are very strong downers.", "", `content/alerts/example.md:12:31: the words do not say what "nitazenes" is: very strong downers`},
		{"words that do not say where", "for Exampletown", "for all", `the words do not say "Exampletown"`},
		{"no word of 999", "Not waking? Call 999.", "Take care.", `the words do not say when to call 999`},
		{"a drug on the lock screen", "EXAMPLE for Exampletown.", "Heroin (brown, gear) in Exampletown.", `content/alerts/example.md:10:1: the alert names "Heroin" in its first 40 characters`},
		{"a word that is avoided", "Some heroin", "Some users take heroin", `"users" is avoided`},
		{"choices", "drug service.\n", "drug service.\n\n- kit: A kit\n", `an alert has no choices`},
		{"no words in English", "## en", "## cy", `the alert has no words: add "## en"`},
		{"a key that nobody reads", "area:", "colour: red\narea:", `unknown key "colour"`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			if !strings.Contains(exampleAlert, c.old) {
				t.Fatalf("the example has no %q to change", c.old)
			}
			_, ps := Load(small(t, change{exampleFile, "", strings.Replace(exampleAlert, c.old, c.new, 1)}))
			if !strings.Contains(said(ps), c.want) {
				t.Errorf("lint does not say\n\t%s\nbut\n%s", c.want, ps)
			}
		})
	}
}

// said is every problem as lint prints it.
func said(ps Problems) string { return fmt.Sprint(ps.Err()) }
