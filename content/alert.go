package content

import (
	"fmt"
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

// maxAlertDays is how long an alert may last. What is true for longer belongs in a card.
const maxAlertDays = 92

// alerts are read from files of their own.
var alerts = dated{
	folder: "alerts",
	thing:  "an alert",
	keys:   "area, from, until, source, terms and reviewed",
	needs: []need{
		{"source", "nobody is warned without saying who says so; add {publisher, title, year, link, seen_on, status, tier}"},
		{"area", "say where it holds, such as Leeds"},
		{"from", "add the first day, like 2026-11-22"},
		{"until", "a warning ends; add the last day, like 2026-12-20"},
		{"reviewed", "add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has"},
	},
	words: `the alert has no words: add "## en" and below it what people are to know and do`,
	entry: alertEntry,
	days:  alertDays,
	card:  (*Library).alertCard,
}

// alertEntry reads what an alert alone has, and its source, which people can look at.
func alertEntry(f *datedFront, y *YAML, e Entry) bool {
	switch e.Key.Text {
	case "from":
		f.from = y.Word(e)
	case "terms":
		f.terms = y.Pairs(e)
	case "source":
		f.source = source(y, e)
		if !strings.HasPrefix(f.source.Link, "https://") {
			y.Add(e.Key, "the alert's source needs a link that begins with https://, so that people can look")
		}
	default:
		return false
	}
	return true
}

// alertDays proves that an alert begins, and ends in time.
func alertDays(f *datedFront, y *YAML) {
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
func (l *Library) alertCard(f *datedFront, c *Card) Problems {
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
