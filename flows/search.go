package flows

import (
	"maps"
	"slices"
	"strings"

	"waymark/content"
)

// This file is about the states of a look for a service. The map says what is looked for and which state plays which
// part; the bot asks the directory and fills the slots of their cards.

// The effects of a look for a service. One state of the whole book has each, and several may do Gone.
const (
	// Where asks for a place.
	Where Effect = iota + Share + 1
	// Which asks which of several places is meant; the bot adds them to the choices.
	Which
	// Wide says that a place is too wide to search from.
	Wide
	// Unplaced says that a place is not known.
	Unplaced
	// Doors shows what was found.
	Doors
	// Gone shows what comes after a door that was no good.
	Gone
	// Beside shows what else there is near a door.
	Beside
	// Advice leads to the card of what is looked for: who else to ask.
	Advice
	// Lines leads to the card of the nation that the place is in.
	Lines
	lastEffect
)

var effects = map[string]Effect{
	"forget": Forget, "alerts": Alerts, "stories": Stories, "share": Share, "where": Where, "which": Which, "wide": Wide, "unplaced": Unplaced, "doors": Doors,
	"gone": Gone, "beside": Beside, "advice": Advice, "lines": Lines,
}

func effectNames() []string { return slices.Sorted(maps.Keys(effects)) }

// InSearch says whether a conversation in a state with the effect is about a place, so that a name that is typed is one.
func (e Effect) InSearch() bool { return e >= Where && e <= Beside }

// filled says whether the bot fills slots in the cards of states with the effect.
func (e Effect) filled() bool {
	return e == Which || e == Wide || e == Doors || e == Gone || e == Beside
}

// nearFlow has the card phrasesCard, which is no state: its labels are the pieces that answers about places are made of.
const (
	nearFlow    = "near"
	phrasesCard = "words"
)

// Doing finds the state that has an effect. There may be none.
func (b *Book) Doing(e Effect) (StateID, bool) {
	for i := range b.states {
		if b.states[i].Do == e {
			return StateID(i), true
		}
	}
	return 0, false
}

// Phrase is a piece of an answer about a place, and words that ask for it.
type Phrase struct {
	Text  string
	Words []string
}

// Phrases gives the pieces that answers about places are made of, by name, in a locale or else in the default one.
func (b *Book) Phrases(locale string) map[string]Phrase {
	all := map[string]Phrase{}
	for _, l := range []string{content.DefaultLocale, locale} {
		if card := b.lib.Card(l, nearFlow, phrasesCard); card != nil {
			for _, lb := range card.Choices {
				words := lb.Words
				if have, ok := all[lb.Event]; ok { // the default language's words are understood in every other one too
					words = slices.Concat(words, have.Words)
				}
				all[lb.Event] = Phrase{lb.Text, words}
			}
		}
	}
	return all
}

// search reads what a state has to do with looking for a service.
func (l *loader) search(f *flow, src sourceState, s *State) {
	for _, t := range src.find {
		if l.names.Type != nil && !l.names.Type(t.Text) {
			l.addTo(f, t, "unknown type of service %q", t.Text)
		}
		s.Finds = append(s.Finds, t.Text)
	}
	if src.without.Text != "" {
		if to, ok := l.target(f, src.without); ok {
			s.Without = to
		}
	}
	if s.Nation = src.nation.Text; s.Nation != "" && l.names.Nation != nil && !l.names.Nation(s.Nation) {
		l.addTo(f, src.nation, "unknown nation %q", s.Nation)
	}
	if s.Urgent && (len(s.Finds) > 0 || s.Without != None || s.Do >= Where) {
		l.addTo(f, src.name, "state %q is urgent: nothing is looked up in an emergency", s.Name)
	}
}

// searches proves that each part of a look for a service is played by one state, as soon as a state looks for one.
func (l *loader) searches() {
	playing := map[Effect]*State{}
	looks := false
	for i := range l.book.states {
		s := &l.book.states[i]
		looks = looks || len(s.Finds) > 0
		if s.Do <= Stories {
			continue
		}
		if other := playing[s.Do]; other != nil && s.Do != Gone {
			l.add("flows/"+s.Flow+".yaml", top(), "states %s and %s both do %s", other.Full, s.Full, s.Do.name())
		}
		playing[s.Do] = s
	}
	for e := Where; looks && e < lastEffect; e++ {
		if playing[e] == nil {
			l.add("flows", top(), "a state finds services, and no state does %s", e.name())
		}
	}
}

func (e Effect) name() string {
	for name, is := range effects {
		if is == e {
			return name
		}
	}
	return ""
}

// searched adds where the bot itself may lead in a look for a service.
func (l *loader) searched(s *State, from, next []StateID) (entries, ways []StateID) {
	if s.Do >= Where || s.Nation != "" || len(s.Finds) > 0 {
		from = append(from, s.ID)
	}
	if s.Without != None {
		next = append(next, s.Without)
	}
	return from, next
}

// wordsCard proves that every piece of an answer about places has its words.
func (l *loader) wordsCard() {
	card := l.lib.Card(content.DefaultLocale, nearFlow, phrasesCard)
	if card == nil {
		if len(l.names.Phrases) > 0 && !l.lib.Unread(content.DefaultLocale, nearFlow) {
			l.add("content/"+content.DefaultLocale+"/"+nearFlow+".md", top(), "card %q is missing: its choices are the pieces that answers about places are made of", phrasesCard)
		}
		return
	}
	for _, name := range l.names.Phrases {
		if !slices.ContainsFunc(card.Choices, func(lb content.Label) bool { return lb.Event == name }) {
			l.addAt(card.File, card.Line, 1, `card %q has no piece %q; add a line "- %s: …"`, phrasesCard, name, name)
		}
	}
	for _, lb := range card.Choices {
		if len(l.names.Phrases) > 0 && !slices.Contains(l.names.Phrases, lb.Event) {
			l.addAt(card.File, lb.Line, lb.Column, "piece %q is used nowhere", lb.Event)
		}
	}
}

// slots proves that what lookups fill stands only on cards that they fill.
func (l *loader) slots(s *State, card *content.Card) {
	if s.Do.filled() {
		return
	}
	for _, slot := range content.Slots() {
		for _, pages := range card.Pages {
			for _, text := range pages {
				if strings.Contains(text, slot) {
					line, column := card.Place(slot)
					l.addAt(card.File, line, column, "nothing fills %s on the card of state %q", slot, s.Name)
				}
			}
		}
	}
}
