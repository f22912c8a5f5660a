package flows

import (
	"slices"

	"waymark/content"
)

// languages enters the words that change the language, and proves that they mean nothing else and that every language
// there are words in has some.
func (l *loader) languages() {
	l.book.tongues = map[string]string{}
	named := map[string]bool{}
	for _, one := range l.lib.Languages() {
		named[one.Locale] = true
		if !slices.Contains(l.lib.Locales, one.Locale) {
			continue
		}
		for _, w := range one.Words {
			_, command := l.book.commands[w.Text]
			other, taken := l.book.tongues[w.Text]
			switch {
			case reserved(w.Text) || command:
				l.add(content.LanguagesFile, w, "%q leads elsewhere already; it cannot change the language to %s", w.Text, one.Name)
			case taken:
				l.add(content.LanguagesFile, w, "%q changes the language to %q already", w.Text, other)
			case w.Text != typed(w.Text) || len(w.Text) > maxCommand:
				l.add(content.LanguagesFile, w, "%q would never be heard: small letters, at most %d", w.Text, maxCommand)
			default:
				l.book.tongues[w.Text] = one.Locale
			}
		}
	}
	for _, f := range l.lib.Files {
		if locale := f.Front.Locale; !named[locale] {
			named[locale] = true
			l.add(f.Name, top(), "there is no language %q in %s: add its own name and the words that change to it", locale, content.LanguagesFile)
		}
	}
}
