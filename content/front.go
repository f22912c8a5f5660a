package content

import (
	"bytes"
	"slices"
	"time"
)

// Front is the part between the two lines of dashes at the top of a file of cards. Flow and Locale are those
// of the file's path.
type Front struct {
	Flow, Locale string
	// About is the name of the one thing that the file is about, where that cannot be its flow's name.
	About string
	// Sources are what the file's cards rest on, unless a card names its own.
	Sources []string
	// Reviewed says on which day, as 2026-11-22, the words were last looked at, and by whom or that nobody
	// has.
	Reviewed struct{ On, By string }
	// ReviewBy is the day after which the words count as stale.
	ReviewBy string
	// Confirm lists the facts that somebody must confirm before these words go live.
	Confirm []string

	flow, locale     Word
	reviewBy         Word
	sources, confirm []Word
}

const day = "2006-01-02"

// splitFront cuts a file into its front matter and its body, and says on which line (from 1) the body
// begins. The front matter begins on line 2. Where the front matter is missing or unfinished, the body is
// what probably was meant, so that one mistake does not look like a hundred.
func splitFront(file string, src []byte) (front, body []byte, bodyLine int, ps Problems) {
	lines := bytes.SplitAfter(src, []byte("\n"))
	is := func(i int, text string) bool { return string(bytes.TrimRight(lines[i], "\n")) == text }
	begun, card := is(0, "---"), slices.IndexFunc(lines, func(l []byte) bool { return bytes.HasPrefix(l, []byte("## ")) })
	if card < 0 {
		card = len(lines) - 1
	}
	for i := 1; i < len(lines) && begun && i <= card; i++ {
		if is(i, "---") {
			return bytes.Join(lines[1:i], nil), bytes.Join(lines[i+1:], nil), i + 2, nil
		}
	}
	problem := Problem{file, 1, 1, `the file must begin with front matter: a line "---", then flow, locale, sources, reviewed, review_by, then "---"`}
	if begun {
		problem = Problem{file, card + 1, 1, `the front matter has no end: add a line "---" before the first card`}
	}
	return nil, bytes.Join(lines[card:], nil), card + 1, Problems{problem}
}

// parseFront reads the front matter, which begins on line 2, and reports everything wrong with it. ok is
// false when nothing can be said of what is in it.
func parseFront(file string, src []byte) (f Front, ok bool, ps Problems) {
	y, entries, ok := ReadYAML(file, src, 1)
	if !ok {
		return f, false, y.Problems
	}
	keys := map[string]bool{}
	for _, e := range entries {
		keys[e.Key.Text] = true
		f.take(y, e)
	}
	f.Sources, f.Confirm = texts(f.sources), texts(f.confirm)
	missing := func(key, mend string) {
		if !keys[key] {
			y.Add(Word{Line: 1, Column: 1}, "front matter has no %q: %s", key, mend)
		}
	}
	missing("flow", "add the flow these cards belong to")
	missing("locale", "add a language such as en")
	missing("sources", "no advice goes out without one; add ids from content/sources.yaml")
	missing("reviewed", "add {on: 2026-11-22, by: …}, saying who reviewed the words or that nobody has")
	missing("review_by", "every card has a day by which it is looked at again, like 2027-05-22")
	if isDay(f.Reviewed.On) && isDay(f.ReviewBy) && f.ReviewBy <= f.Reviewed.On {
		y.Add(f.reviewBy, "review_by is not after reviewed.on")
	}
	if isDay(f.Reviewed.On) && isDay(f.ReviewBy) && f.ReviewBy > aYearAfter(f.Reviewed.On) {
		y.Add(f.reviewBy, "review_by is more than a year after reviewed.on: words are looked at again every year")
	}
	return f, true, y.Problems
}

// take reads one key of the front matter.
func (f *Front) take(y *YAML, e Entry) {
	switch e.Key.Text {
	case "flow":
		f.flow = y.Word(e)
	case "locale":
		f.locale = y.Word(e)
	case "about":
		f.About = y.Word(e).Text
	case "sources":
		if f.sources = y.List(e); y.IsList(e) && len(f.sources) == 0 {
			y.Add(e.Key, "sources is empty: no advice goes out without one; add ids from content/sources.yaml")
		}
	case "reviewed":
		f.review(y, e)
	case "review_by":
		f.reviewBy = y.Word(e)
		if f.ReviewBy = f.reviewBy.Text; !isDay(f.ReviewBy) {
			y.Add(f.reviewBy, "review_by is not a day like 2027-05-22")
		}
	case "confirm_before_launch":
		f.confirm = y.List(e)
	default:
		y.Add(e.Key, "unknown key %q: front matter has flow, locale, about, sources, reviewed, review_by and confirm_before_launch", e.Key.Text)
	}
}

func (f *Front) review(y *YAML, e Entry) {
	on := e.Key
	for _, e := range y.Map(e) {
		switch e.Key.Text {
		case "on":
			on = y.Word(e)
			f.Reviewed.On = on.Text
		case "by":
			f.Reviewed.By = y.Word(e).Text
		default:
			y.Add(e.Key, "unknown key %q: reviewed has on and by", e.Key.Text)
		}
	}
	if f.Reviewed.By == "" {
		y.Add(e.Key, `reviewed has no "by": say who reviewed the words, or that nobody has`)
	}
	if !isDay(f.Reviewed.On) {
		y.Add(on, "reviewed.on is not a day like 2026-11-22")
	}
}

// isDay says whether s is a day of the calendar. Two such days compare as their strings do.
func isDay(s string) bool {
	_, err := time.Parse(day, s)
	return err == nil
}

// aYearAfter gives the same day of the next year. The day is one.
func aYearAfter(s string) string {
	d, _ := time.Parse(day, s)
	return d.AddDate(1, 0, 0).Format(day)
}

func texts(words []Word) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.Text)
	}
	return out
}
