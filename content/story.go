package content

import (
	"fmt"
	"regexp"
	"time"
)

// maxStoryDays is how long a story may be told before whoever gave it is asked again.
const maxStoryDays = 366

// stories are somebody's own, so none is built in: nobody has given one for every copy. One is shown as an alert is, for a
// time: from the day of its consent to the day by which its giver is asked again.
var stories = dated{
	folder: "stories",
	thing:  "a story",
	keys:   "area, consent, until, source and reviewed",
	needs: []need{
		{"area", "say where its giver is from, no closer than a town"},
		{"consent", "nobody's story is told without it; add {on: 2026-11-22, by: …}, saying who holds it"},
		{"until", "add the day by which its giver is asked again, like 2027-11-22"},
		{"source", "say who took it down; add {publisher, title, year, link, seen_on, status, tier}"},
		{"reviewed", "add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has"},
	},
	words: `the story has no words: add "## en" and below it what its giver agreed to`,
	entry: storyEntry,
	days:  storyDays,
	card:  (*Library).storyCard,
}

// storyEntry reads what a story alone has.
func storyEntry(f *datedFront, y *YAML, e Entry) bool {
	if e.Key.Text != "consent" {
		return false
	}
	consent(f, y, e)
	return true
}

// consent reads when somebody agreed to their story being told, from when on it is, and who holds that, never whose it is.
func consent(f *datedFront, y *YAML, e Entry) {
	var by Word
	for _, c := range y.Map(e) {
		switch c.Key.Text {
		case "on":
			f.from = y.Word(c)
		case "by":
			by = y.Word(c)
		default:
			y.Add(c.Key, "unknown key %q: consent has on and by", c.Key.Text)
		}
	}
	if by.Text == "" {
		y.Add(e.Key, `consent has no "by": say which service holds it, and not who gave it`)
	}
	if !isDay(f.from.Text) {
		y.Add(e.Key, "consent has no day like 2026-11-22 as its on")
	}
}

// storyDays proves that a story ends, and in time.
func storyDays(f *datedFront, y *YAML) {
	on, err := time.Parse(day, f.from.Text)
	until, err2 := time.Parse(day, f.until.Text)
	if f.until.Line > 0 && err2 != nil {
		y.Add(f.until, "until is not a day like 2027-11-22")
	}
	switch {
	case err != nil || err2 != nil:
	case until.Before(on):
		y.Add(f.until, "until is before the consent: the story would never be shown")
	case until.After(on.AddDate(0, 0, maxStoryDays)):
		y.Add(f.until, "until is more than a year after the consent: its giver is asked again every year")
	}
}

// names finds what would say who gave a story, or how to reach them.
var names = regexp.MustCompile(`(?i)\b(?:my name(?:'s| is)|i am called|i'm called|call me|known as)\b|@\w+|\d(?:[ -]?\d){6,}`)

// storyCard proves that a story stands on its own and says nothing that would find its giver.
func (l *Library) storyCard(_ *datedFront, c *Card) Problems {
	var ps Problems
	add := func(line, column int, format string, args ...any) {
		ps = append(ps, Problem{c.File, line, column, fmt.Sprintf(format, args...)})
	}
	if len(c.Choices) > 0 {
		add(c.Line, 1, "a story has no choices: those of the card that shows stories stand below the last")
	}
	for _, p := range c.said {
		for _, m := range names.FindAllStringIndex(p.text, -1) {
			line, column := p.place(m[0])
			add(line, column, "%q would say who this is: take it out", p.text[m[0]:m[1]])
		}
	}
	return ps
}
