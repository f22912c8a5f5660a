package content

import (
	"embed"
	"io/fs"
	"slices"
)

// Folders of locales that have folders within are named, because a pattern that finds nothing is an error.
//
//go:embed *.yaml */*.md en
var embedded embed.FS

// Embedded is the content that is built into the program.
func Embedded() fs.FS { return embedded }

// DefaultLocale is the language every card exists in.
const DefaultLocale = "en"

// File is one file of cards as it was read.
type File struct {
	Name string
	// Group is the folder within the locale's folder that the file stands in, such as "substances"; mostly
	// there is none.
	Group string
	Front Front
	Cards []*Card

	readable bool // something can be said of its front matter
}

// Library is all cards of all locales. It does not change after Load.
type Library struct {
	Files   []File
	Locales []string
	Sources map[string]Source
	// Substances are the names of what people use.
	Substances *Substances
	// Musts are what cards have to say, which only whoever knows the flows can prove.
	Musts Musts
	// Alerts are the warnings there are, past ones and those to come among them, the newest first.
	Alerts []*Alert
	// Stories are what people of an area have agreed to have told, shown for a time as alerts are; the newest first.
	Stories []*Alert
	cards   map[cardKey]*Card
	unread  map[fileKey]bool
	rules   *rules
}

type (
	cardKey struct{ locale, flow, state string }
	fileKey struct{ locale, flow string }
)

// Card finds the words of a state in a locale, in the default locale where there are none, and nil
// where there are none at all.
func (l *Library) Card(locale, flow, state string) *Card {
	if c := l.cards[cardKey{locale, flow, state}]; c != nil {
		return c
	}
	return l.cards[cardKey{DefaultLocale, flow, state}]
}

// Unread says whether there is a file of cards for a flow of which nothing could be read, so that nothing can
// be said of what should be in it.
func (l *Library) Unread(locale, flow string) bool { return l.unread[fileKey{locale, flow}] }

// Load reads sources.yaml, the rules, and every <locale>/<flow>.md, <locale>/<group>/<flow>.md and alerts/*.md below fsys,
// and proves what can be proved about words alone. It returns what it could read together with every problem; a library with
// problems must not be served.
func Load(fsys fs.FS) (*Library, Problems) { return Read(fsys).Library() }

// Library gives the library once all of it is read, as Load does.
func (r *Reading) Library() (*Library, Problems) {
	l := &Library{cards: map[cardKey]*Card{}, unread: map[fileKey]bool{}}
	var ps, named, ruled, sourced Problems
	l.Substances, named = r.substances()
	l.rules, ruled = r.rules()
	l.Musts = l.rules.musts
	files := r.files()
	if len(files) == 0 {
		ps = append(ps, Problem{"content", 1, 1, "no cards found: there must be files such as en/menu.md"})
	}
	for _, f := range files {
		l.add(f)
		ps = append(ps, f.problems...)
	}
	var warned, told Problems
	l.Alerts, warned = alerts.load(l, r.fsys)
	l.Stories, told = stories.load(l, r.fsys)
	l.Sources, sourced = r.sources()
	ps = slices.Concat(ps, named, ruled, warned, told, sourced, l.checkSubstances(hasFile(r.fsys, substancesFile)))
	for _, f := range l.Files {
		if f.readable && l.Sources != nil {
			ps = append(ps, checkSources(f, l.Sources)...)
		}
	}
	sortLocales(l.Locales)
	ps.Sort()
	return l, ps
}

// add takes in a file and its cards.
func (l *Library) add(f fileRead) {
	locale, flow := f.Front.Locale, f.Front.Flow
	if !slices.Contains(l.Locales, locale) {
		l.Locales = append(l.Locales, locale)
	}
	if len(f.Cards) == 0 {
		l.unread[fileKey{locale, flow}] = true
	}
	for _, c := range f.Cards {
		key := cardKey{locale, flow, c.State}
		if l.cards[key] == nil {
			l.cards[key] = c
		}
	}
	if f.text {
		l.Files = append(l.Files, f.File)
	}
}
