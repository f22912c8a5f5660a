package flows

import (
	"path"
	"slices"
	"strings"

	"waymark/content"
)

// warnings proves that cards say what cards of their kind have to say, and that the menu leads where it has to.
func (l *loader) warnings() {
	if len(l.unread) > 0 {
		return // what is missing may only not have been read
	}
	all, next := l.lib.Musts.Warnings, l.moves(false)
	l.beside(len(all), func(part *loader, i int) { part.warning(all[i], next) })
	start, ok := l.book.byName[menuFlow+"/start"]
	for _, topic := range l.lib.Musts.Menu {
		to, known := l.book.intents[topic.Text]
		switch {
		case !known && l.lib.Musts.Own:
			l.add(content.WarningsFile, topic, "no flow answers the topic %q", topic.Text)
		case known && ok && to != start && !slices.Contains(next[start], to):
			l.eachState(func(f *flow, st sourceState, s *State) {
				if s.ID == start {
					l.add(f.file, st.name, "no choice of the menu leads to %s: %q has to be two steps away from everywhere", l.book.states[to].Full, topic.Text)
				}
			})
		}
	}
}

// warning proves it of one warning; next is where each state's choices lead.
func (l *loader) warning(w *content.Warning, next map[StateID][]StateID) {
	known, asked := map[StateID]bool{}, map[StateID]bool{}
	given := func(id StateID) bool { // few cards are looked at, and somebody may be waiting for the program to start
		said, ok := known[id]
		if !ok {
			said = l.given(w, &l.book.states[id])
			known[id] = said
		}
		return said
	}
	for _, topic := range w.Topics {
		id, ok := l.book.intents[topic.Text]
		switch {
		case ok && !given(id) && !asked[id]:
			l.unwarned(id, "", "card %q answers the topic %q and has to warn of %s, on a screen and as a text message: say one of %s", topic.Text, w)
		case !ok && l.lib.Musts.Own:
			l.add(content.WarningsFile, topic, "no flow answers the topic %q", topic.Text)
		}
		asked[id] = asked[id] || ok
	}
	leads := func(id StateID) bool { return given(id) || slices.ContainsFunc(next[id], given) }
	for _, pattern := range w.Cards {
		found := l.matching(pattern.Text)
		for _, id := range found {
			if !asked[id] && !leads(id) {
				asked[id] = true
				l.unwarned(id, "", "card %q is one of %q and has to warn of %s, or lead in one step to a card that does: say one of %s", pattern.Text, w)
			}
		}
		if len(found) == 0 && l.lib.Musts.Own {
			l.add(content.WarningsFile, pattern, "there is no card %q", pattern.Text)
		}
	}
	for i := range l.book.states {
		s := &l.book.states[i]
		if s.Urgent || asked[s.ID] {
			continue
		}
		if word := w.About(l.says(s)); word != "" && !leads(s.ID) {
			l.unwarned(s.ID, word, "card %q says %q and has to warn of %s, or lead in one step to a card that does: say one of %s", word, w)
		}
	}
}

// matching finds the states whose full names fit a pattern. A bad pattern finds none.
func (l *loader) matching(pattern string) (found []StateID) {
	if id, ok := l.book.byName[pattern]; ok {
		return []StateID{id}
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		return nil
	}
	for i := range l.book.states {
		if ok, _ := path.Match(pattern, l.book.states[i].Full); ok {
			found = append(found, StateID(i))
		}
	}
	return found
}

// unwarned reports a card without a warning, where the words that call for it stand.
func (l *loader) unwarned(id StateID, at, format, why string, w *content.Warning) {
	s := &l.book.states[id]
	card := l.lib.Card(content.DefaultLocale, s.Flow, s.Name)
	if card == nil {
		return // which is reported
	}
	line, column := card.Line, 1
	if at != "" {
		line, column = card.Place(at)
	}
	l.addAt(card.File, line, column, format, s.Name, why, w.Name.Text, w.Phrases())
}

// given says whether a state's card has a warning in every form.
func (l *loader) given(w *content.Warning, s *State) bool {
	card := l.lib.Card(content.DefaultLocale, s.Flow, s.Name)
	if card == nil {
		return false
	}
	for _, pages := range card.Pages {
		if !w.Given(strings.Join(pages, "\n")) {
			return false
		}
	}
	return true
}

// says is all that a state's card says in its main part, without its choices.
func (l *loader) says(s *State) string {
	if card := l.lib.Card(content.DefaultLocale, s.Flow, s.Name); card != nil {
		return strings.Join(card.Pages[content.Buttons], "\n")
	}
	return ""
}
