package flows

import (
	"strconv"
	"strings"

	"waymark/content"
)

// substancesGroup is the group of files that are each about one substance.
const substancesGroup = "substances"

// mostRisk is the worst level of a mix.
const mostRisk = 5

// mix is what is known of two substances together.
type mix struct {
	state StateID
	level int
}

// Mix finds what is said of two or more substances taken together: the worst pair among them. Names are canonical.
// It reports false when no pair is known, which is not the same as safe.
func (b *Book) Mix(substances []string) (StateID, bool) {
	worst, found := mix{}, false
	for i, one := range substances {
		for _, other := range substances[i+1:] {
			if m, ok := b.mixes[b.pair(one, other)]; ok && (!found || m.level > worst.level) {
				worst, found = m, true
			}
		}
	}
	return worst.state, found
}

// pair names two substances as the card about them is named: their files' names, in the order of the alphabet.
func (b *Book) pair(one, other string) string {
	one, other = b.fileName(one), b.fileName(other)
	if one > other {
		one, other = other, one
	}
	return one + "_" + other
}

func (b *Book) fileName(substance string) string {
	if id, ok := b.About(substancesGroup, substance); ok {
		return b.states[id].Flow
	}
	return substance
}

// mixtures proves and enters the cards of flows that have a level of risk: each is named for two substances.
func (l *loader) mixtures() {
	known := map[string]bool{}
	for key, id := range l.book.about {
		if key.group == substancesGroup {
			known[l.book.states[id].Flow] = true
		}
	}
	l.eachState(func(f *flow, st sourceState, s *State) {
		if f.mixes.Text == "" || s.Name == f.start.Text {
			return
		}
		level, err := strconv.Atoi(f.mixes.Text)
		if err != nil || level < 1 || level > mostRisk {
			l.addTo(f, f.mixes, "mixes: %q is not a level of risk, 1 to %d", f.mixes.Text, mostRisk)
			return
		}
		card := l.lib.Card(content.DefaultLocale, s.Flow, s.Name)
		if card == nil {
			return // which is reported
		}
		if !pairOf(s.Name, known) {
			l.addAt(card.File, card.Line, 1, "card %q is not named for two substances that have files, in the order of the alphabet, as alcohol_heroin", s.Name)
			return
		}
		if other, taken := l.book.mixes[s.Name]; taken {
			l.addAt(card.File, card.Line, 1, "the mix %q has a card in %s too", s.Name, l.book.states[other.state].Flow)
			return
		}
		l.book.mixes[s.Name] = mix{s.ID, level}
	})
}

func pairOf(name string, known map[string]bool) bool {
	for i, c := range name {
		if c == '_' && known[name[:i]] && known[name[i+1:]] && strings.Compare(name[:i], name[i+1:]) < 0 {
			return true
		}
	}
	return false
}
