package content

import (
	"slices"
	"strings"
)

const languagesFile = "languages.yaml"

// Language is a language by its own name, and the words that change a conversation to it from anywhere.
type Language struct {
	Locale, Name string
	Words        []Word
}

// readLanguages reads languages.yaml: a locale, its name and its words.
func readLanguages(y *YAML, entries []Entry) (all []Language) {
	for _, e := range entries {
		one := Language{Locale: e.Key.Text}
		for _, f := range y.Map(e) {
			switch f.Key.Text {
			case "name":
				one.Name = y.Word(f).Text
			case "words":
				one.Words = y.List(f)
			default:
				y.Add(f.Key, "unknown key %q: a language has name and words", f.Key.Text)
			}
		}
		if one.Name == "" || len(one.Words) == 0 {
			y.Add(e.Key, "language %q needs its own name, and the words that change to it", one.Locale)
		}
		all = append(all, one)
	}
	return all
}

// LanguagesFile is the file of languages as problems name it.
const LanguagesFile = "content/" + languagesFile

// Languages lists the languages that languages.yaml names, whether there are words in them or not.
func (l *Library) Languages() []Language { return l.rules.languages }

// draftMark stands in "by" of front matter where nobody has reviewed what a machine wrote.
const draftMark = "machine-drafted"

// Draft says whether words are a machine's that nobody has reviewed. They are proved like all others and not served
// unless the operator wants it so.
func (f *Front) Draft() bool { return strings.Contains(f.Reviewed.By, draftMark) }

// Reviewed is the library without drafts of other languages, in whose place there are the words of the default one.
func (l *Library) Reviewed() *Library {
	out := *l
	out.Files, out.Locales, out.cards = nil, nil, map[cardKey]*Card{}
	for _, f := range l.Files {
		if f.Front.Draft() && f.Front.Locale != DefaultLocale {
			continue
		}
		out.Files = append(out.Files, f)
		if !slices.Contains(out.Locales, f.Front.Locale) {
			out.Locales = append(out.Locales, f.Front.Locale)
		}
		for _, c := range f.Cards {
			if key := (cardKey{c.Locale, c.Flow, c.State}); out.cards[key] == nil {
				out.cards[key] = c
			}
		}
	}
	sortLocales(out.Locales)
	return &out
}

// sortLocales puts the default one first.
func sortLocales(all []string) {
	slices.SortFunc(all, func(a, b string) int {
		switch DefaultLocale {
		case a:
			return -1
		case b:
			return 1
		}
		return strings.Compare(a, b)
	})
}
