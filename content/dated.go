package content

import (
	"io/fs"
	"slices"
	"strings"
)

// dated is a kind of words that are shown for a time only, each in a file of its own: alerts, and stories. One loader reads both;
// what a kind has beside area, until, source and reviewed, and what it asks of its words, is its own.
type dated struct {
	folder string // beside the folders of locales, as "alerts"
	thing  string // with its article, as "an alert"
	keys   string // all that its front matter has
	needs  []need // in front matter
	words  string // what is missing from a file without words, and how to mend it
	// entry reads an entry that is not every kind's, or not in the same way, and says whether it was one.
	entry func(f *datedFront, y *YAML, e Entry) bool
	// days proves that the words begin, and end in time.
	days func(f *datedFront, y *YAML)
	// card proves that the words can stand on their own.
	card func(l *Library, f *datedFront, c *Card) Problems
}

// need is a key of front matter that has to be there, and what to do where it is not.
type need struct{ key, mend string }

// datedFront is the front matter of one file.
type datedFront struct {
	area, from, until Word
	source            Source
	terms             []Pair // of an alert
	reviewed          Front  // only for its reviewed line
}

// holds says whether a file is one of the kind.
func (d *dated) holds(name string) bool { return strings.HasPrefix(name, d.folder+"/") }

// load reads every file of the kind: front matter, then a card "## en", and one for each further locale. The newest comes first.
func (d *dated) load(l *Library, fsys fs.FS) (all []*Alert, ps Problems) {
	names, _ := fs.Glob(fsys, d.folder+"/*.md") // the only error is that of a bad pattern
	for _, name := range names {
		a, more := d.read(l, fsys, name)
		ps = append(ps, more...)
		if a != nil {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *Alert) int {
		if c := strings.Compare(b.From, a.From); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, ps
}

func (d *dated) read(l *Library, fsys fs.FS, name string) (*Alert, Problems) {
	shown := "content/" + name
	src, ps := ReadText(fsys, name, shown)
	if ps != nil {
		return nil, ps
	}
	head, body, bodyLine, ps := splitFront(shown, src)
	if ps != nil {
		return nil, ps
	}
	f, ok, ps := d.front(shown, head)
	if !ok {
		return nil, ps
	}
	short := strings.TrimSuffix(strings.TrimPrefix(name, d.folder+"/"), ".md")
	a := &Alert{Name: short, Area: f.area.Text, From: f.from.Text, Until: f.until.Text, Source: f.source, cards: map[string]*Card{}}
	cards, more := parseCards(newMarkdown(), shown, Front{Flow: d.folder}, body, bodyLine)
	ps = append(ps, more...)
	for _, c := range cards {
		c.Locale = c.State
		a.cards[c.Locale] = c
		ps = append(ps, d.card(l, &f, c)...)
	}
	ps = append(ps, checkWords(File{Name: shown, Cards: cards}, l.rules)...)
	if a.cards[DefaultLocale] == nil {
		return nil, append(ps, Problem{shown, bodyLine, 1, d.words})
	}
	return a, ps
}

// front reads the front matter and reports everything wrong with it.
func (d *dated) front(file string, src []byte) (f datedFront, ok bool, ps Problems) {
	y, entries, ok := ReadYAML(file, src, 1)
	if !ok {
		return f, false, y.Problems
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.Key.Text] = true
		if d.entry(&f, y, e) {
			continue
		}
		switch e.Key.Text {
		case "area":
			f.area = y.Word(e)
		case "until":
			f.until = y.Word(e)
		case "source":
			f.source = source(y, e)
		case "reviewed":
			f.reviewed.review(y, e)
		default:
			y.Add(e.Key, "unknown key %q: %s has %s", e.Key.Text, d.thing, d.keys)
		}
	}
	_, bare, _ := strings.Cut(d.thing, " ")
	for _, n := range d.needs {
		if !there[n.key] {
			y.Add(Word{Line: 1, Column: 1}, "the %s has no %q: %s", bare, n.key, n.mend)
		}
	}
	d.days(&f, y)
	return f, true, y.Problems
}
