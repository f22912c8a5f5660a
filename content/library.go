package content

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
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
func Load(fsys fs.FS) (*Library, Problems) {
	names, ps := ReadSubstances(fsys)
	l, more := LoadWith(fsys, names)
	ps = append(ps, more...)
	ps.Sort()
	return l, ps
}

// LoadWith is Load where the names of substances have been read already. Somebody may be waiting for the program to start, so
// files are read beside each other.
func LoadWith(fsys fs.FS, substances *Substances) (*Library, Problems) {
	l := &Library{cards: map[cardKey]*Card{}, unread: map[fileKey]bool{}, Substances: substances}
	var sourced sync.WaitGroup
	var ps, cards, more Problems
	sourced.Go(func() { l.Sources, ps = loadSources(fsys) })
	l.rules, more = loadRules(fsys, l.Substances)
	l.Musts = l.rules.musts
	names := cardFiles(fsys)
	if len(names) == 0 {
		cards = append(cards, Problem{"content", 1, 1, "no cards found: there must be files such as en/menu.md"})
	}
	for _, f := range readFiles(fsys, names, l.rules) {
		l.add(f)
		cards = append(cards, f.problems...)
	}
	var warned, told Problems
	l.Alerts, warned = alerts.load(l, fsys)
	l.Stories, told = stories.load(l, fsys)
	cards = append(append(cards, warned...), told...)
	cards = append(cards, l.checkSubstances(hasFile(fsys, substancesFile))...)
	sourced.Wait()
	ps = append(append(ps, more...), cards...)
	for _, f := range l.Files {
		if f.readable && l.Sources != nil {
			ps = append(ps, checkSources(f, l.Sources)...)
		}
	}
	sortLocales(l.Locales)
	ps.Sort()
	return l, ps
}

// cardFiles names every file of cards.
func cardFiles(fsys fs.FS) []string {
	names, _ := fs.Glob(fsys, "*/*.md") // the only error is that of a bad pattern
	grouped, _ := fs.Glob(fsys, "*/*/*.md")
	return slices.DeleteFunc(append(names, grouped...), func(name string) bool {
		return alerts.holds(name) || stories.holds(name)
	})
}

// fileRead is a file of cards with what is wrong in it.
type fileRead struct {
	File
	text     bool // it is text that can be read
	problems Problems
}

// readFiles reads files of cards, all of them at once, and gives them in their order.
func readFiles(fsys fs.FS, names []string, rules *rules) []fileRead {
	files := make([]fileRead, len(names))
	var reading sync.WaitGroup
	for i, name := range names {
		reading.Go(func() { files[i] = readFile(fsys, name, rules) })
	}
	reading.Wait()
	return files
}

// readFile reads one file of cards. Its path says which flow and locale it belongs to; front matter that says
// otherwise is a problem, and changes nothing.
func readFile(fsys fs.FS, name string, rules *rules) fileRead {
	shown := "content/" + name
	locale, rest, _ := strings.Cut(name, "/")
	group, flow := strings.TrimSuffix(path.Dir(rest), "."), strings.TrimSuffix(path.Base(name), ".md")
	f := File{Name: shown, Group: group, Front: Front{Locale: locale, Flow: flow}}
	src, ps := ReadText(fsys, name, shown)
	if ps != nil {
		return fileRead{File: f, problems: ps}
	}
	head, body, bodyLine, ps := splitFront(shown, src)
	if f.readable = ps == nil; f.readable {
		f.Front, f.readable, ps = parseFront(shown, head)
		ps = append(ps, f.Front.belongs(shown, locale, flow)...)
	}
	f.Front.Locale, f.Front.Flow = locale, flow
	var more Problems
	f.Cards, more = parseCards(shown, f.Front, body, bodyLine)
	return fileRead{f, true, append(append(ps, more...), checkWords(f, rules)...)}
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

// belongs proves that front matter says what the file's path says.
func (f *Front) belongs(file, locale, flow string) Problems {
	var ps Problems
	if f.flow.Text != "" && f.flow.Text != flow {
		ps = append(ps, Problem{file, f.flow.Line, f.flow.Column, fmt.Sprintf("flow %q does not match the file's name %q", f.flow.Text, flow)})
	}
	if f.locale.Text != "" && f.locale.Text != locale {
		ps = append(ps, Problem{file, f.locale.Line, f.locale.Column, fmt.Sprintf("locale %q does not match the folder %q", f.locale.Text, locale)})
	}
	return ps
}
