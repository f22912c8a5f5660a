package content

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed *.yaml */*.md
var embedded embed.FS

// Embedded is the content that is built into the program.
func Embedded() fs.FS { return embedded }

// DefaultLocale is the language every card exists in.
const DefaultLocale = "en"

// maxFile bounds one file of cards, so that a wrong file named by mistake is refused, not read.
const maxFile = 1 << 20

// File is one file of cards as it was read.
type File struct {
	Name  string
	Front Front
	Cards []*Card
}

// Library is all cards of all locales. It does not change after Load.
type Library struct {
	Files   []File
	Locales []string
	Sources map[string]Source
	cards   map[cardKey]*Card
}

type cardKey struct{ locale, flow, state string }

// Card finds the words of a state in a locale, in the default locale where there are none, and nil
// where there are none at all.
func (l *Library) Card(locale, flow, state string) *Card {
	if c := l.cards[cardKey{locale, flow, state}]; c != nil {
		return c
	}
	return l.cards[cardKey{DefaultLocale, flow, state}]
}

// Load reads sources.yaml, avoid.yaml and every <locale>/<flow>.md below fsys, and proves what can
// be proved about words alone. It returns what it could read together with every problem; a library
// with problems must not be served.
func Load(fsys fs.FS) (*Library, Problems) {
	l := &Library{cards: map[cardKey]*Card{}}
	var ps Problems
	var more Problems
	l.Sources, more = loadSources(fsys)
	ps = append(ps, more...)
	rules, more := loadRules(fsys)
	ps = append(ps, more...)
	names, err := fs.Glob(fsys, "*/*.md")
	if err != nil || len(names) == 0 {
		ps = append(ps, Problem{"content", 1, 1, "no cards found: there must be files such as en/menu.md"})
	}
	slices.Sort(names)
	for _, name := range names {
		f, more := loadFile(fsys, name)
		ps = append(ps, more...)
		for _, c := range f.Cards {
			l.cards[cardKey{c.Locale, c.Flow, c.State}] = c
		}
		if f.Front.Locale != "" && !slices.Contains(l.Locales, f.Front.Locale) {
			l.Locales = append(l.Locales, f.Front.Locale)
		}
		ps = append(ps, check(f, l.Sources, rules)...)
		l.Files = append(l.Files, f)
	}
	slices.SortFunc(l.Locales, func(a, b string) int {
		if a == DefaultLocale {
			return -1
		}
		if b == DefaultLocale {
			return 1
		}
		return strings.Compare(a, b)
	})
	ps.Sort()
	return l, ps
}

func loadFile(fsys fs.FS, name string) (File, Problems) {
	shown := "content/" + name
	f := File{Name: shown}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return f, Problems{{shown, 1, 1, "cannot be read"}}
	}
	if len(src) > maxFile {
		return f, Problems{{shown, 1, 1, fmt.Sprintf("is larger than %d bytes: this is no file of cards", maxFile)}}
	}
	head, body, frontLine, bodyLine, err := splitFront(src)
	if err != nil {
		return f, Problems{{shown, 1, 1, err.Error()}}
	}
	front, ps := parseFront(shown, head, frontLine)
	f.Front = front
	if want := strings.TrimSuffix(path.Base(name), ".md"); front.Flow != "" && front.Flow != want {
		ps = append(ps, Problem{shown, frontLine, 1, fmt.Sprintf("flow %q does not match the file's name %q", front.Flow, want)})
	}
	if want := path.Dir(name); front.Locale != "" && front.Locale != want {
		ps = append(ps, Problem{shown, frontLine, 1, fmt.Sprintf("locale %q does not match the folder %q", front.Locale, want)})
	}
	cards, more := parseCards(shown, front, body, bodyLine)
	f.Cards = cards
	return f, append(ps, more...)
}
