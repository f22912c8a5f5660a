package flows

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"waymark/content"
)

// system proves that the states the bot speaks with exist.
func (l *loader) system() {
	if l.unread[menuFlow] {
		return
	}
	for _, name := range System() {
		if _, ok := l.book.byName[menuFlow+"/"+name]; !ok {
			l.add("flows/"+menuFlow+".yaml", top(), "state %q is missing: the bot itself speaks with it", name)
		}
	}
}

// emergencyCommand is the word by which the emergency is reached from everywhere.
const emergencyCommand = "od"

// emergencies proves that every kind of emergency has an urgent answer, and that the emergency is one word
// away.
func (l *loader) emergencies() {
	if id, ok := l.book.commands[emergencyCommand]; ok && l.book.states[id].Urgent {
		l.escape(id)
	} else {
		l.add("flows", top(), "no urgent flow has the command %q: the emergency must be one word away from everywhere", emergencyCommand)
	}
	for _, name := range []string{"overdose", "overdose_doubt", "bad_reaction", "crisis"} {
		id, ok := l.book.intents[name]
		switch {
		case !ok:
			l.add("flows", top(), "no flow answers the intent %q", name)
		case !l.book.states[id].Urgent:
			l.add("flows", top(), "intent %q leads to %s, which is not urgent", name, l.book.states[id].Full)
		}
	}
}

// entries are the states that somebody can come to from anywhere, so that their words may be the first that
// they read: by an intent, a command, an entry link or the name of a thing, or because the bot itself speaks with them.
func (b *Book) entries() map[StateID]bool {
	ids := map[StateID]bool{}
	for _, id := range b.intents {
		ids[id] = true
	}
	for _, id := range b.commands {
		ids[id] = true
	}
	for _, id := range b.about {
		ids[id] = true
	}
	for _, m := range b.mixes {
		ids[m.state] = true
	}
	for _, name := range System() {
		if id, ok := b.byName[menuFlow+"/"+name]; ok {
			ids[id] = true
		}
	}
	for i := range b.states {
		if b.states[i].Flow == doorFlow {
			ids[b.states[i].ID] = true
		}
	}
	return ids
}

// Entries lists the states that somebody can come to from anywhere, in the order of their ids.
func (b *Book) Entries() []StateID { return slices.Sorted(maps.Keys(b.entries())) }

const (
	// firstLineReach is within how many characters an emergency's first reply names 999.
	firstLineReach = 80
	// lockScreen is how many characters of a message somebody else may see on a locked phone.
	lockScreen = 40
)

// firstReplies proves of everything that can be the first reply to somebody that its beginning names no drug,
// and in an emergency that it begins with the 999 line; in every locale and form.
func (l *loader) firstReplies() {
	for id := range l.book.entries() {
		s := &l.book.states[id]
		for locale, forms := range s.pages {
			l.firstReply(s, l.lib.Card(locale, s.Flow, s.Name), forms)
		}
	}
}

func (l *loader) firstReply(s *State, card *content.Card, forms *[content.Forms][]Page) {
	late, named := false, ""
	for _, pages := range forms {
		if len(pages) == 0 {
			continue
		}
		text := pages[0].Text
		at := strings.Index(text, "999")
		late = late || at < 0 || utf8.RuneCountInString(text[:at]) > firstLineReach
		if named == "" {
			named = l.lib.Drug(opening(text, lockScreen))
		}
	}
	if s.Urgent && late {
		l.addAt(card.File, card.Line, 1, "card %q can be the first reply to an emergency and does not name 999 in its first %d characters", s.Name, firstLineReach)
	}
	if named != "" {
		line, column := card.Place(named)
		l.addAt(card.File, line, column, "card %q can be a first reply and names %q in its first %d characters, which a lock screen shows", s.Name, named, lockScreen)
	}
}

// opening gives the first n characters of a text.
func opening(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// reach proves that somebody can get to every state from the states that can be come to from anywhere.
func (l *loader) reach() {
	from := slices.Collect(maps.Keys(l.book.entries()))
	next := l.moves(false)
	for i := range l.book.states {
		if s := &l.book.states[i]; s.Again != None {
			next[s.ID] = append(next[s.ID], s.Again)
		}
		from, next[StateID(i)] = l.searched(&l.book.states[i], from, next[StateID(i)])
	}
	reached := spread(from, next)
	l.eachState(func(f *flow, st sourceState, s *State) {
		if !reached[s.ID] {
			l.addTo(f, st.name, "state %q cannot be reached: no choice, intent or command leads to it", s.Name)
		}
	})
}

// escape proves that from every urgent state choices alone lead to the emergency's first step: somebody
// who only ever presses what is shown must be able to start again when things get worse.
func (l *loader) escape(first StateID) {
	safe := spread([]StateID{first}, l.moves(true))
	l.eachState(func(f *flow, st sourceState, s *State) {
		if s.Urgent && !safe[s.ID] {
			l.addTo(f, st.name, "no choices lead from state %q to %s: in an emergency there must be a way back to its first step", s.Name, l.book.states[first].Full)
		}
	})
}

func (l *loader) eachState(do func(*flow, sourceState, *State)) {
	for _, f := range l.book.flows {
		for _, st := range f.states {
			if id, ok := l.book.byName[f.full(st.name.Text)]; ok {
				do(f, st, &l.book.states[id])
			}
		}
	}
}

// moves lists for each state where its choices lead, or backwards: from where choices lead to it.
func (l *loader) moves(backwards bool) map[StateID][]StateID {
	next := map[StateID][]StateID{}
	for _, f := range l.book.flows {
		for _, d := range f.machine.descs {
			from, to := l.book.byName[d.Src[0]], l.book.byName[d.Dst]
			if backwards {
				from, to = to, from
			}
			next[from] = append(next[from], to)
		}
	}
	return next
}

// spread finds every state that can be reached from some.
func spread(from []StateID, next map[StateID][]StateID) map[StateID]bool {
	seen := map[StateID]bool{}
	for todo := from; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[at] {
			seen[at] = true
			todo = append(todo, next[at]...)
		}
	}
	return seen
}
