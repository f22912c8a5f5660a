package content

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"
)

// storiesDir is the folder of stories, beside the folders of locales. None is built in: a story is somebody's own, and
// nobody has given one for every copy.
const storiesDir = "stories"

// maxStoryDays is how long a story may be told before whoever gave it is asked again.
const maxStoryDays = 366

// storyFront is the front matter of one story.
type storyFront struct {
	area, on, by, until Word
	source              *Source
	reviewed            Front // only for its reviewed line
}

// loadStories reads every stories/*.md: front matter, then a card "## en", and one for each further locale. A story is shown
// as an alert is, for a time: from the day of its consent to the day by which its giver is asked again.
func (l *Library) loadStories(fsys fs.FS) Problems {
	var all Problems
	names, _ := fs.Glob(fsys, storiesDir+"/*.md") // the only error is that of a bad pattern
	for _, name := range names {
		s, ps := l.readStory(fsys, name)
		all = append(all, ps...)
		if s != nil {
			l.Stories = append(l.Stories, s)
		}
	}
	slices.SortFunc(l.Stories, func(a, b *Alert) int { // the newest first
		if c := strings.Compare(b.From, a.From); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

func (l *Library) readStory(fsys fs.FS, name string) (*Alert, Problems) {
	shown := "content/" + name
	src, ps := ReadText(fsys, name, shown)
	if ps != nil {
		return nil, ps
	}
	head, body, bodyLine, ps := splitFront(shown, src)
	if ps != nil {
		return nil, ps
	}
	front, ok, ps := readStoryFront(shown, head)
	if !ok {
		return nil, ps
	}
	short := strings.TrimSuffix(strings.TrimPrefix(name, storiesDir+"/"), ".md")
	s := &Alert{Name: short, Area: front.area.Text, From: front.on.Text, Until: front.until.Text, cards: map[string]*Card{}}
	if front.source != nil {
		s.Source = *front.source
	}
	cards, more := parseCards(shown, Front{Flow: storiesDir}, body, bodyLine)
	ps = append(ps, more...)
	for _, c := range cards {
		c.Locale = c.State
		s.cards[c.Locale] = c
		ps = append(ps, l.storyCard(c)...)
	}
	ps = append(ps, checkWords(File{Name: shown, Cards: cards}, l.rules)...)
	if s.cards[DefaultLocale] == nil {
		return nil, append(ps, Problem{shown, bodyLine, 1, `the story has no words: add "## en" and below it what its giver agreed to`})
	}
	return s, ps
}

// readStoryFront reads the front matter of a story and reports everything wrong with it.
func readStoryFront(file string, src []byte) (f storyFront, ok bool, ps Problems) {
	y, entries, ok := ReadYAML(file, src, 1)
	if !ok {
		return f, false, y.Problems
	}
	keys := map[string]bool{}
	for _, e := range entries {
		keys[e.Key.Text] = true
		switch e.Key.Text {
		case "area":
			f.area = y.Word(e)
		case "consent":
			f.consent(y, e)
		case "until":
			f.until = y.Word(e)
		case "source":
			s := source(y, e)
			f.source = &s
		case "reviewed":
			f.reviewed.review(y, e)
		default:
			y.Add(e.Key, "unknown key %q: a story has area, consent, until, source and reviewed", e.Key.Text)
		}
	}
	for _, need := range [...]struct{ key, mend string }{
		{"area", "say where its giver is from, no closer than a town"},
		{"consent", "nobody's story is told without it; add {on: 2026-11-22, by: …}, saying who holds it"},
		{"until", "add the day by which its giver is asked again, like 2027-11-22"},
		{"source", "say who took it down; add {publisher, title, year, link, seen_on, status, tier}"},
		{"reviewed", "add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has"},
	} {
		if !keys[need.key] {
			y.Add(Word{Line: 1, Column: 1}, "the story has no %q: %s", need.key, need.mend)
		}
	}
	f.days(y)
	return f, true, y.Problems
}

// consent reads when somebody agreed to their story being told, and who holds that, never whose it is.
func (f *storyFront) consent(y *YAML, e Entry) {
	for _, c := range y.Map(e) {
		switch c.Key.Text {
		case "on":
			f.on = y.Word(c)
		case "by":
			f.by = y.Word(c)
		default:
			y.Add(c.Key, "unknown key %q: consent has on and by", c.Key.Text)
		}
	}
	if f.by.Text == "" {
		y.Add(e.Key, `consent has no "by": say which service holds it, and not who gave it`)
	}
	if !isDay(f.on.Text) {
		y.Add(e.Key, "consent has no day like 2026-11-22 as its on")
	}
}

// days proves that a story ends, and in time.
func (f *storyFront) days(y *YAML) {
	on, err := time.Parse(day, f.on.Text)
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
func (l *Library) storyCard(c *Card) Problems {
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
