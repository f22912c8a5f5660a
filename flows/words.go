package flows

import (
	"path"
	"slices"
	"strings"

	"waymark/content"
	"waymark/content/segment"
)

// everyWord checks and compiles the words of every state. They depend on no other state's.
func (l *loader) everyWord() {
	l.beside(len(l.book.flows), func(part *loader, i int) {
		for _, st := range l.book.flows[i].states {
			part.words(l.book.flows[i], st)
		}
	})
}

// words checks a state's cards against its choices in every locale that has one, and compiles its
// pages.
func (l *loader) words(f *flow, src sourceState) {
	id, ok := l.book.byName[f.full(src.name.Text)]
	if !ok {
		return
	}
	s := &l.book.states[id]
	if l.lib.Card(content.DefaultLocale, s.Flow, s.Name) == nil {
		if !l.lib.Unread(content.DefaultLocale, s.Flow) {
			l.add(f.file, src.name, `state %q has no card: add "## %s" to content/%s/%s.md`, s.Name, s.Name, content.DefaultLocale, path.Join(f.each.Text, s.Flow))
		}
		return
	}
	for _, locale := range l.lib.Locales {
		card := l.lib.Card(locale, s.Flow, s.Name)
		if card.Locale != locale {
			continue // this locale falls back to the default one
		}
		card = l.titled(src, f, card)
		l.labels(f, src, s, card)
		l.meanings(s, card)
		l.grade(s, card)
		if s.Do == Share {
			card = l.shared(s, card)
		}
		s.pages[locale] = l.render(s, card)
		l.whileLive(s, card)
		l.budget(s, card)
		l.slots(s, card)
	}
}

// labels proves that a card has exactly the choices that its state has.
func (l *loader) labels(f *flow, src sourceState, s *State, card *content.Card) {
	events, labels := map[string]bool{}, map[string]bool{}
	for _, c := range append(slices.Clone(src.choices), src.live...) {
		events[c.Key.Text] = true
	}
	for _, lb := range card.Choices {
		labels[lb.Event] = true
		if !events[lb.Event] {
			l.addAt(card.File, lb.Line, lb.Column, "choice %q leads nowhere: %s has no such event in state %q", lb.Event, f.file, s.Name)
		}
	}
	for _, c := range append(slices.Clone(src.choices), src.live...) {
		if !labels[c.Key.Text] && !ownEvent(c.Key.Text) {
			l.addAt(card.File, card.Line, 1, `state %q has no choice for event %q; add a line "- %s: …"`, s.Name, c.Key.Text, c.Key.Text)
		}
	}
	for _, lb := range card.ShortLabels {
		if !events[lb.Event] {
			l.addAt(card.File, lb.Line, lb.Column, "the sms part has a label for %q, which is no event of state %q", lb.Event, s.Name)
		}
	}
}

// meanings collects what may be typed for each choice (what its labels say, and its further words) and
// proves that no words mean two of them.
func (l *loader) meanings(s *State, card *content.Card) {
	most := 0
	for _, lb := range card.Choices {
		most += 2 + len(lb.Words)
	}
	owner, reported := make(map[string]string, most), map[string]bool{}
	for _, lb := range card.Choices {
		said := make([]string, 1, 2+len(lb.Words))
		said[0] = lb.Text
		if short, ok := card.ShortLabels[lb.Event]; ok {
			said = append(said, short.Text)
		}
		said = append(said, lb.Words...)
		words := make([]string, 0, len(said))
		for _, w := range said {
			w = typed(l.fill(w))
			switch first, taken := owner[w]; {
			case w == "":
				l.addAt(card.File, lb.Line, lb.Column, "choice %q has words without a letter or digit: nobody could type them", lb.Event)
			case reserved(w):
				l.addAt(card.File, lb.Line, lb.Column, "%q is a word the bot answers itself; it cannot mean %q", w, lb.Event)
			case taken && first != lb.Event && reported[w]:
			case taken && first != lb.Event:
				reported[w] = true
				l.addAt(card.File, lb.Line, lb.Column, "%q means both %q and %q in state %q", w, first, lb.Event, s.Name)
			case !taken:
				owner[w] = lb.Event
				words = append(words, w)
			}
		}
		s.Words[card.Locale] = append(s.Words[card.Locale], words)
		s.Events[card.Locale] = append(s.Events[card.Locale], lb.Event)
	}
}

// Says tells whether text is, word for word, one of those that mean a choice of this state.
func (s *State) Says(locale string, choice int, text string) bool {
	words := s.Words[locale]
	if words == nil {
		words = s.Words[content.DefaultLocale]
	}
	return choice >= 0 && choice < len(words) && slices.Contains(words[choice], typed(text))
}

// typed is how words are compared here: small letters and digits, no apostrophes, single spaces.
func typed(s string) string {
	if isTyped(s) {
		return s
	}
	s = strings.ToLower(strings.ReplaceAll(segment.Fold(s), "'", ""))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 0x7f)
	}), " ")
}

// isTyped says whether a text is as typed leaves it, as most words on cards are.
func isTyped(s string) bool {
	space := true // none may stand first, last, or after another
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			space = false
		case c == ' ' && !space:
			space = true
		default:
			return false
		}
	}
	return !space
}

// controlsCard proves that the card with the words on Menu, Back and More has those three.
func (l *loader) controlsCard() {
	file := "content/" + content.DefaultLocale + "/" + menuFlow + ".md"
	if l.lib.Card(content.DefaultLocale, menuFlow, controls) == nil {
		if !l.lib.Unread(content.DefaultLocale, menuFlow) {
			l.add(file, top(), `card %q is missing: its choices menu, back and more are the words on those buttons`, controls)
		}
		return
	}
	for _, locale := range l.lib.Locales {
		card := l.lib.Card(locale, menuFlow, controls)
		if card.Locale != locale {
			continue
		}
		for _, event := range []string{menuEvent, backEvent, moreEvent} {
			if !slices.ContainsFunc(card.Choices, func(lb content.Label) bool { return lb.Event == event }) {
				l.addAt(card.File, card.Line, 1, `card %q has no choice %q; add a line "- %s: …"`, controls, event, event)
			}
		}
	}
}

// orphans finds cards that no state shows.
func (l *loader) orphans() {
	maps := map[string]string{}
	for _, f := range l.book.flows {
		maps[f.name.Text] = f.file
	}
	for _, file := range l.lib.Files {
		if l.unread[file.Front.Flow] || file.Group != "" && len(l.unread) > 0 {
			continue
		}
		shown, ok := maps[file.Front.Flow]
		if !ok {
			shown = "flows/" + file.Front.Flow + ".yaml"
		}
		for _, c := range file.Cards {
			if c.Flow == menuFlow && c.State == controls || c.Flow == nearFlow && c.State == phrasesCard {
				continue
			}
			if _, ok := l.book.byName[c.Flow+"/"+c.State]; !ok {
				l.addAt(c.File, c.Line, 1, "card %q has no state in %s", c.State, shown)
			}
		}
	}
}
