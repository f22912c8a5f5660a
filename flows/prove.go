package flows

import (
	"slices"
	"strings"

	"waymark/content"
)

// words checks a state's cards against its choices in every locale that has one, and compiles its
// pages.
func (l *loader) words(f *flow, src sourceState, s *State) {
	if l.lib.Card(content.DefaultLocale, s.Flow, s.Name) == nil {
		l.add(f.file, src.name, `state %q has no card: add "## %s" to content/%s/%s.md`, s.Name, s.Name, content.DefaultLocale, s.Flow)
		return
	}
	for _, locale := range l.lib.Locales {
		card := l.lib.Card(locale, s.Flow, s.Name)
		if card.Locale != locale {
			continue // this locale falls back to the default one
		}
		l.labels(src, s, card)
		l.meanings(s, card, locale)
		s.pages[locale] = l.render(s, card, locale)
		l.budget(s, card, locale)
	}
}

// labels proves that a card has exactly the choices that its state has.
func (l *loader) labels(src sourceState, s *State, card *content.Card) {
	for _, c := range src.choices {
		if !slices.ContainsFunc(card.Choices, func(lb content.Label) bool { return lb.Event == c.key.text }) {
			l.add(card.File, word{line: card.Line, column: 1}, `state %q has no choice for event %q; add a line "- %s: …"`, s.Name, c.key.text, c.key.text)
		}
	}
	known := func(event string) bool {
		return slices.ContainsFunc(src.choices, func(c pair) bool { return c.key.text == event })
	}
	for _, lb := range card.Choices {
		if !known(lb.Event) {
			l.add(card.File, word{line: lb.Line, column: lb.Column}, "choice %q leads nowhere: flows/%s.yaml has no such event in state %q", lb.Event, s.Flow, s.Name)
		}
	}
	for event := range card.ShortLabels {
		if !known(event) {
			l.add(card.File, word{line: card.Line, column: 1}, "card %q has an sms label for %q, which is no event of its state", s.Name, event)
		}
	}
}

// meanings collects what may be typed for each choice and proves that no words mean two of them.
func (l *loader) meanings(s *State, card *content.Card, locale string) {
	owner := map[string]string{}
	for _, lb := range card.Choices {
		words := []string{lb.Text}
		if short, ok := card.ShortLabels[lb.Event]; ok {
			words = append(words, short)
		}
		words = append(words, lb.Words...)
		for i, w := range words {
			w = plain(w)
			words[i] = w
			if first, taken := owner[w]; taken && first != lb.Event {
				l.add(card.File, word{line: lb.Line, column: lb.Column}, "%q means both %q and %q in state %q", w, first, lb.Event, s.Name)
			}
			owner[w] = lb.Event
			if slices.Contains(reserved, w) {
				l.add(card.File, word{line: lb.Line, column: lb.Column}, "%q is a word the bot answers itself; it cannot mean %q", w, lb.Event)
			}
		}
		s.Words[locale] = append(s.Words[locale], words)
		s.Events[locale] = append(s.Events[locale], lb.Event)
	}
}

// plain is how words are compared here: lower case, letters and digits, single spaces.
func plain(s string) string {
	s = strings.ToLower(strings.ReplaceAll(s, "'", ""))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127)
	}), " ")
}

// system proves that the states the bot speaks with exist, and that the emergency is one word away.
func (l *loader) system() {
	top := word{line: 1, column: 1}
	for _, name := range System() {
		if _, ok := l.book.byName["menu/"+name]; !ok {
			l.add("flows/menu.yaml", top, "state %q is missing: the bot itself speaks with it", name)
		}
	}
	if l.lib.Card(content.DefaultLocale, "menu", controls) == nil {
		l.add("content/en/menu.md", top, `card %q is missing: its choices menu, back and more are the words on those buttons`, controls)
	}
	id, ok := l.book.commands["od"]
	if !ok || !l.book.states[id].Urgent {
		l.add("flows", top, `no urgent flow has the command "od": the emergency must be one word away from everywhere`)
	}
	for _, name := range []string{"overdose", "overdose_doubt", "bad_reaction", "crisis"} {
		id, ok := l.book.intents[name]
		if !ok {
			l.add("flows", top, "no flow answers the intent %q", name)
			continue
		}
		if !l.book.states[id].Urgent {
			l.add("flows", top, "intent %q leads to %s, which is not urgent", name, l.book.states[id].Full)
		}
	}
	l.firstLines()
}

// firstLineReach is within how many characters an emergency's first reply names 999.
const firstLineReach = 80

// firstLines proves that every first reply to an emergency begins with the 999 line, in every locale
// and form.
func (l *loader) firstLines() {
	for intent, id := range l.book.intents {
		s := &l.book.states[id]
		if !s.Urgent {
			continue
		}
		for locale, forms := range s.pages {
			for _, pages := range forms {
				if len(pages) == 0 {
					continue
				}
				first := pages[0].Text
				if i := strings.Index(first, "999"); i < 0 || i > firstLineReach {
					card := l.lib.Card(locale, s.Flow, s.Name)
					l.add(card.File, word{line: card.Line, column: 1}, "card %q is the first reply to %q and does not name 999 in its first %d characters", s.Name, intent, firstLineReach)
					break
				}
			}
		}
	}
}

// orphans finds cards that no state shows.
func (l *loader) orphans() {
	for _, file := range l.lib.Files {
		for _, c := range file.Cards {
			if c.Flow == "menu" && c.State == controls {
				continue
			}
			if _, ok := l.book.byName[c.Flow+"/"+c.State]; !ok {
				l.add(c.File, word{line: c.Line, column: 1}, "card %q has no state in flows/%s.yaml", c.State, c.Flow)
			}
		}
	}
}

// reach proves that somebody can get to every state: from the menu, by an intent, by a command, or
// because the bot itself speaks with it.
func (l *loader) reach() {
	var todo []string
	for _, id := range l.book.intents {
		todo = append(todo, l.book.states[id].Full)
	}
	for _, id := range l.book.commands {
		todo = append(todo, l.book.states[id].Full)
	}
	for _, name := range System() {
		todo = append(todo, "menu/"+name)
	}
	next := map[string][]string{}
	for _, f := range l.book.flows {
		for _, d := range f.machine.descs {
			next[d.Src[0]] = append(next[d.Src[0]], d.Dst)
		}
	}
	for _, s := range l.book.states {
		if s.Again != None {
			next[s.Full] = append(next[s.Full], l.book.states[s.Again].Full)
		}
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		todo = append(todo, next[at]...)
	}
	for _, f := range l.book.flows {
		for _, st := range f.states {
			if full := f.name.text + "/" + st.name.text; !seen[full] {
				l.add(f.file, st.name, "state %q cannot be reached: no choice, intent or command leads to it", st.name.text)
			}
		}
	}
}
