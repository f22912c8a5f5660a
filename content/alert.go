package content

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// Alert is a warning about what is going round in one area, for a time. It is shown to those who ask, and in the
// menu, from the first day to the last, both included, and then no more.
type Alert struct {
	Name string // the file's, without its ending
	Area string
	// From and Until are days like 2026-11-22, in UTC.
	From, Until string
	Source      Source
	cards       map[string]*Card // by locale
}

// Live says whether the alert is shown on a day like 2026-11-22.
func (a *Alert) Live(day string) bool { return a.From <= day && day <= a.Until }

// Card gives the alert's words in a locale, or else in the default one.
func (a *Alert) Card(locale string) *Card {
	if c := a.cards[locale]; c != nil {
		return c
	}
	return a.cards[DefaultLocale]
}

const (
	// alertsDir is the folder of alerts, beside the folders of locales.
	alertsDir = "alerts"
	// maxAlertDays is how long an alert may last. What is true for longer belongs in a card.
	maxAlertDays = 92
)

// alertFront is the front matter of one alert.
type alertFront struct {
	area, from, until Word
	source            *Source
	terms             []Pair
	reviewed          Front // only for its reviewed line
}

// loadAlerts reads every alerts/*.md: front matter, then a card "## en", and one for each further locale.
func (l *Library) loadAlerts(fsys fs.FS) Problems {
	var all Problems
	names, _ := fs.Glob(fsys, alertsDir+"/*.md") // the only error is that of a bad pattern
	for _, name := range names {
		a, ps := l.readAlert(fsys, name)
		all = append(all, ps...)
		if a != nil {
			l.Alerts = append(l.Alerts, a)
		}
	}
	slices.SortFunc(l.Alerts, func(a, b *Alert) int { // the newest first
		if c := strings.Compare(b.From, a.From); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

func (l *Library) readAlert(fsys fs.FS, name string) (*Alert, Problems) {
	shown := "content/" + name
	src, ps := ReadText(fsys, name, shown)
	if ps != nil {
		return nil, ps
	}
	head, body, bodyLine, ps := splitFront(shown, src)
	if ps != nil {
		return nil, ps
	}
	front, ok, ps := readAlertFront(shown, head)
	if !ok {
		return nil, ps
	}
	short := strings.TrimSuffix(strings.TrimPrefix(name, alertsDir+"/"), ".md")
	a := &Alert{Name: short, Area: front.area.Text, From: front.from.Text, Until: front.until.Text, cards: map[string]*Card{}}
	if front.source != nil {
		a.Source = *front.source
	}
	cards, more := parseCards(shown, Front{Flow: alertsDir}, body, bodyLine)
	ps = append(ps, more...)
	for _, c := range cards {
		c.Locale = c.State
		a.cards[c.Locale] = c
		ps = append(ps, l.alertCard(c, front)...)
	}
	ps = append(ps, checkWords(File{Name: shown, Cards: cards}, l.rules)...)
	if a.cards[DefaultLocale] == nil {
		ps = append(ps, Problem{shown, bodyLine, 1, `the alert has no words: add "## en" and below it what people are to know and do`})
		return nil, ps
	}
	return a, ps
}

// readAlertFront reads the front matter of an alert and reports everything wrong with it.
func readAlertFront(file string, src []byte) (f alertFront, ok bool, ps Problems) {
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
		case "from":
			f.from = y.Word(e)
		case "until":
			f.until = y.Word(e)
		case "source":
			s := source(y, e)
			f.source = &s
			if !strings.HasPrefix(s.Link, "https://") {
				y.Add(e.Key, "the alert's source needs a link that begins with https://, so that people can look")
			}
		case "terms":
			f.terms = y.Pairs(e)
		case "reviewed":
			f.reviewed.review(y, e)
		default:
			y.Add(e.Key, "unknown key %q: an alert has area, from, until, source, terms and reviewed", e.Key.Text)
		}
	}
	for _, need := range [...]struct{ key, mend string }{
		{"source", "nobody is warned without saying who says so; add {publisher, title, year, link, seen_on, status, tier}"},
		{"area", "say where it holds, such as Leeds"},
		{"from", "add the first day, like 2026-11-22"},
		{"until", "a warning ends; add the last day, like 2026-12-20"},
		{"reviewed", "add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has"},
	} {
		if !keys[need.key] {
			y.Add(Word{Line: 1, Column: 1}, "the alert has no %q: %s", need.key, need.mend)
		}
	}
	f.days(y)
	return f, true, y.Problems
}

// days proves that an alert begins, and ends in time.
func (f *alertFront) days(y *YAML) {
	from, err := time.Parse(day, f.from.Text)
	until, err2 := time.Parse(day, f.until.Text)
	if f.from.Line > 0 && err != nil {
		y.Add(f.from, "from is not a day like 2026-11-22")
	}
	if f.until.Line > 0 && err2 != nil {
		y.Add(f.until, "until is not a day like 2026-11-22")
	}
	switch {
	case err != nil || err2 != nil:
	case until.Before(from):
		y.Add(f.until, "until is before from: the alert would never be shown")
	case until.After(from.AddDate(0, 0, maxAlertDays)):
		y.Add(f.until, "the alert lasts more than %d days: what holds that long belongs in a card", maxAlertDays)
	}
}

// lockScreenAlert is how many characters of a reply somebody else may see on a locked phone.
const lockScreenAlert = 40

// needsNoMeaning says whether everybody knows a name: the word drug itself, and what people have been taught.
func (l *Library) needsNoMeaning(name string) bool {
	name = strings.ToLower(name)
	return name == "drug" || name == "drugs" || slices.Contains(l.rules.known[name], name)
}

// alertCard proves that an alert can stand on its own: where, when to call 999, and in plain words what each name
// in it means.
func (l *Library) alertCard(c *Card, f alertFront) Problems {
	var ps Problems
	add := func(line, column int, format string, args ...any) {
		ps = append(ps, Problem{c.File, line, column, fmt.Sprintf(format, args...)})
	}
	if len(c.Choices) > 0 {
		add(c.Line, 1, "an alert has no choices: those of the card alerts/start stand below it")
	}
	terms := map[string]string{}
	for _, p := range f.terms {
		terms[strings.ToLower(p.Key.Text)] = p.Value.Text
	}
	for form, pages := range c.Pages {
		text := strings.Join(pages, "\n")
		if f.area.Text != "" && !strings.Contains(text, f.area.Text) {
			add(c.Line, 1, "the words do not say %q: whoever reads them has to know where it holds", f.area.Text)
		}
		if !strings.Contains(text, "999") {
			add(c.Line, 1, "the words do not say when to call 999")
		}
		start := string([]rune(text)[:min(lockScreenAlert, len([]rune(text)))])
		if name := l.Drug(start); name != "" {
			line, column := c.Place(name)
			add(line, column, "the alert names %q in its first %d characters, which a lock screen shows", name, lockScreenAlert)
		}
		l.rules.drugs.find(text, func(i, j int, _ string) {
			name := text[i:j]
			if l.needsNoMeaning(name) {
				return
			}
			meaning, ok := terms[strings.ToLower(name)]
			line, column := c.Place(name)
			switch {
			case !ok:
				add(line, column, "%q is not defined: add it to terms with plain words for it", name)
			case !strings.Contains(text, meaning):
				add(line, column, "the words do not say what %q is: %s", name, meaning)
			}
		})
		if Form(form) == Buttons && slices.Equal(pages, c.Pages[Numbered]) {
			break // the text message says the same
		}
	}
	return ps
}
