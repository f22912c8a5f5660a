package bot

import (
	"strconv"
	"strings"

	"waymark/bot/directory"
	"waymark/bot/directory/place"
	"waymark/bot/intent"
	"waymark/flows"
)

// looks is what a book says about looking for services, worked out beforehand.
type looks struct {
	parts   map[flows.Effect]flows.StateID
	finds   map[flows.StateID]directory.TypeSet
	nations map[place.Nation]flows.StateID
	phrases map[string]map[string]flows.Phrase // by locale
	// byType are the states that find a type first. kinds is a question, by locale, that a text answers which names a kind of
	// service; each of its choices leads to the state in the same place of kindOf.
	byType map[directory.Type]flows.StateID
	kinds  map[string]*intent.Question
	kindOf []flows.StateID
}

func newLooks(book *flows.Book) looks {
	l := looks{
		parts: map[flows.Effect]flows.StateID{}, finds: map[flows.StateID]directory.TypeSet{},
		nations: map[place.Nation]flows.StateID{}, phrases: map[string]map[string]flows.Phrase{},
		byType: map[directory.Type]flows.StateID{}, kinds: map[string]*intent.Question{},
	}
	for i := range book.Len() {
		id := flows.StateID(i)
		s := book.State(id)
		if s.Do >= flows.Where {
			l.parts[s.Do] = id
		}
		if n, ok := NationNamed(s.Nation); ok {
			l.nations[n] = id
		}
		for n, name := range s.Finds {
			t, ok := directory.TypeNamed(name)
			if !ok {
				continue
			}
			l.finds[id] |= directory.SetOf(t)
			if _, taken := l.byType[t]; n == 0 && !taken {
				l.byType[t] = id
			}
		}
	}
	for i := range book.Len() { // types that no state finds first
		for _, t := range l.finds[flows.StateID(i)].Types() {
			if _, taken := l.byType[t]; !taken {
				l.byType[t] = flows.StateID(i)
			}
		}
	}
	for _, t := range directory.Types() {
		l.kindOf = append(l.kindOf, l.byType[t])
	}
	for _, locale := range book.Locales() {
		l.phrases[locale] = book.Phrases(locale)
		var words [][]string
		for _, t := range directory.Types() {
			p := l.phrases[locale]["t_"+t.String()]
			words = append(words, append([]string{p.Text}, p.Words...))
		}
		l.kinds[locale] = intent.NewQuestion(words)
	}
	return l
}

// NationNamed finds a nation by the name that flows have for it: small letters and _ for spaces.
func NationNamed(name string) (place.Nation, bool) {
	for n := place.England; n.String() != ""; n++ {
		if strings.ReplaceAll(strings.ToLower(n.String()), " ", "_") == name {
			return n, true
		}
	}
	return 0, false
}

// Names gives what flows may name of services and places, for proving them.
func Names(n flows.Names) flows.Names {
	n.Type = func(name string) bool { _, ok := directory.TypeNamed(name); return ok }
	n.Nation = func(name string) bool { _, ok := NationNamed(name); return ok }
	n.Phrases = phraseNames()
	return n
}

// phraseNames are the pieces that answers about places are made of.
func phraseNames() []string {
	names := strings.Fields(`near near_pin near_guess instead before_wounds before_tests none sorry far example next_door other_ways phone ring get_in inside
		checked never_checked walk miles miles_half beside_none open_always open_until open_until_day opens bank_holiday appointment closed
		hours_unknown on_today on_tomorrow on_this_week on_later monday tuesday wednesday thursday friday saturday sunday`)
	for m := range 12 {
		names = append(names, "m"+strconv.Itoa(m+1))
	}
	for _, f := range directory.Flags() {
		names = append(names, "f_"+f.String())
	}
	for _, t := range directory.Types() {
		names = append(names, "t_"+t.String())
	}
	return names
}
