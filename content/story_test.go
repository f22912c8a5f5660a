package content

import (
	"strings"
	"testing"
)

// exampleStory is an EXAMPLE: nobody told it.
const exampleStory = `---
area: Exampletown
consent: {on: 2026-11-10, by: "Example drug service keeps it"}
until: 2027-11-10
source: {publisher: Example drug service, title: A story, year: "2026", seen_on: 2026-11-10, status: confirmed, tier: B}
reviewed: {on: 2026-11-10, by: "nobody: this is an example"}
---
## en
EXAMPLE from Exampletown. It took me three goes. A worker who had been there stuck with me.
`

const storyFile = "stories/example.md"

func TestAStoryIsReadWithItsDaysAndWords(t *testing.T) {
	l, ps := Load(small(t, change{storyFile, "", exampleStory}))
	if ps.Err() != nil {
		t.Fatalf("the example has problems:\n%s", ps)
	}
	if len(l.Stories) != 1 || l.Stories[0].Area != "Exampletown" || l.Stories[0].Source.Publisher != "Example drug service" {
		t.Fatalf("the stories were read as %+v", l.Stories)
	}
	for day, want := range map[string]bool{"2026-11-09": false, "2026-11-10": true, "2027-11-10": true, "2027-11-11": false} {
		if l.Stories[0].Live(day) != want {
			t.Errorf("on %s it is shown: %v", day, !want)
		}
	}
	if built, _ := Load(Embedded()); len(built.Stories) != 0 {
		t.Error("a story is built in: whose is it?")
	}
}

// Each case changes one thing in the example and says what lint must then say.
func TestBrokenStories(t *testing.T) {
	for _, c := range []struct{ shows, old, new, want string }{
		{"no consent", "consent: {on: 2026-11-10, by: \"Example drug service keeps it\"}\n", "", `content/stories/example.md:1:1: the story has no "consent": nobody's story is told without it`},
		{"consent without a day", "on: 2026-11-10, by: \"Example", "on: once, by: \"Example", `content/stories/example.md:3:1: consent has no day like 2026-11-22 as its on`},
		{"consent that nobody holds", ", by: \"Example drug service keeps it\"", "", `content/stories/example.md:3:1: consent has no "by"`},
		{"no end", "until: 2027-11-10\n", "", `content/stories/example.md:1:1: the story has no "until"`},
		{"an end far away", "until: 2027-11-10", "until: 2029-11-10", `content/stories/example.md:4:8: until is more than a year after the consent`},
		{"an end before the consent", "until: 2027-11-10", "until: 2025-11-10", `content/stories/example.md:4:8: until is before the consent`},
		{"no area", "area: Exampletown\n", "", `the story has no "area"`},
		{"nobody took it down", "source: {publisher", "from: {publisher", `the story has no "source"`},
		{"no words", "## en", "## cy", `the story has no words: add "## en"`},
		{"a name", "It took me", "My name is Example and it took me", `content/stories/example.md:9:27: "My name is" would say who this is: take it out`},
		{"a number to ring", "It took me", "Ring 07700 900123. It took me", `content/stories/example.md:9:32: "07700 900123" would say who this is: take it out`},
		{"choices", "stuck with me.\n", "stuck with me.\n\n- go: Go\n", `content/stories/example.md:8:1: a story has no choices`},
		{"a word that hurts", "It took me", "I was an addict. It took me", `"addict" is avoided`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			if !strings.Contains(exampleStory, c.old) {
				t.Fatalf("there is no %q to change", c.old)
			}
			_, ps := Load(small(t, change{storyFile, "", strings.Replace(exampleStory, c.old, c.new, 1)}))
			if got := ps.Error(); !strings.Contains(got, c.want) {
				t.Errorf("lint says\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
