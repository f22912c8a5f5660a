package place

import (
	"cmp"
	"slices"
	"strings"
)

// chosen makes a result of the names in a text. ok is false where none of them is sure enough to be a place.
func (f *Finder) chosen(matches []match, words []word) (r Result, ok bool) {
	for i := range matches {
		matches[i].candidates = merge(matches[i].candidates)
	}
	wides := f.widesIn(words)
	explained(matches, wides)
	narrower(matches, words)
	best := unsure
	for _, m := range matches {
		best = max(best, m.strength)
	}
	if best == unsure {
		return Result{}, false
	}
	var top []choice
	for _, m := range matches {
		if m.strength == best {
			top = append(top, choice{narrow(m, matches, wides), m.candidates})
		}
	}
	if len(top) == 1 {
		return f.oneName(top[0]), true
	}
	return f.oneOfEach(top), true
}

// choice is what is left of the candidates for a name, and all there were, for the label.
type choice struct{ left, all []named }

// oneName answers a name: one place, or the choice between those of that name. A city that is far bigger than
// everything else of its name is meant. A label tells it from all others of its name, so that somebody elsewhere sees
// which is meant.
func (f *Finder) oneName(c choice) Result {
	left := c.left[:min(len(c.left), mostPlaces)]
	likelier := !dominates(c.left) && outweighs(c.left)
	if len(left) == 1 || likelier || dominates(c.left) {
		labels := f.apart(c.all)
		r := found([]Place{f.placeOf(left[0], labels[slices.Index(c.all, left[0])])})
		for i := 1; likelier && i < len(left) && i <= mostOthers; i++ {
			other := left[i]
			label := labels[slices.Index(c.all, other)]
			if label == other.name && other.county != "" && other.county != other.name {
				label += ", " + other.county // "Yarmouth" alone does not tell it from the great one
			}
			r.Others = append(r.Others, f.placeOf(other, label))
		}
		return r
	}
	var places []Place
	for i, label := range f.apart(left) {
		places = append(places, f.placeOf(left[i], label))
	}
	return found(places)
}

// oneOfEach answers several names in one text: the likeliest place of each.
func (f *Finder) oneOfEach(top []choice) Result {
	var places []Place
	for _, c := range top[:min(len(top), mostPlaces)] {
		i := slices.Index(c.all, c.left[0])
		p := f.placeOf(c.left[0], f.apart(c.all)[i])
		if !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return found(places)
}

// Leeds in West Yorkshire dominates Leeds in Kent: a place of manyPeople dominates those with a twentieth of its people and
// at most fewPeople. Newport on the Isle of Wight has 25 000 and is no mistake to be made.
const (
	manyPeople = 50_000
	fewPeople  = 5_000
)

// dominates says whether the first candidate is meant by everybody who does not say otherwise.
func dominates(candidates []named) bool {
	first := candidates[0]
	if len(candidates) < 2 || first.people < manyPeople {
		return false
	}
	for _, c := range candidates[1:] {
		if c.name != first.name && !c.alias || c.people > fewPeople || c.people*20 > first.people || c.people == 0 && c.class >= Town {
			return false
		}
	}
	return true
}

// A town, or a part of a big city, is taken before villages of its name, and they are offered beside it: who writes of Dalston
// or Bow means the ones in London more often than those of 1,285 people in Cumbria and 1,095 in Devon, and a question costs each of
// them a message. It has to be five times as big as any other, and no other may be more than a village: of two Richmonds of
// 21,000 and 8,000 people, or three Newports of 307,000, 25,000 and 13,000, nobody can say which is meant. A part of a city counts as
// neighbourhoodPeople, which is all that is known of it; a village without a figure is a village.
const (
	outweighing = 5
	mostOthers  = 2 // are offered; the rest are hamlets that somebody can name with their county
)

// outweighs says whether the first candidate is so much likelier than the others that it is answered, and the others are offered.
func outweighs(candidates []named) bool {
	first := candidates[0]
	if len(candidates) < 2 || first.people < neighbourhoodPeople {
		return false
	}
	for _, c := range candidates[1:] {
		if c.people > fewPeople || c.people*outweighing > first.people || c.people == 0 && c.class >= Town {
			return false
		}
		if first.alias && !c.alias && first.people < manyPeople {
			return false // a nickname goes before a place's own name only where it is a much bigger place's: Stoke is Stoke-on-Trent
		}
	}
	return true
}

// samePlace is how near two entries of one name are one place, in metres: lists put a town's point up to some kilometres
// apart.
const samePlace = 5_000

// merge sorts the candidates, best first, and keeps one of those that are the same place in several lists. The one
// with a number of people knows most; it takes the district that another knows.
func merge(candidates []named) []named {
	candidates = slices.Clone(candidates)
	slices.SortStableFunc(candidates, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.people, a.people), cmp.Compare(b.class, a.class),
			strings.Compare(a.name, b.name), strings.Compare(a.county, b.county),
			cmp.Compare(a.at.Lat, b.at.Lat), cmp.Compare(a.at.Lon, b.at.Lon))
	})
	kept := candidates[:0]
next:
	for _, c := range candidates {
		for i := range kept {
			if k := &kept[i]; k.at.Metres(c.at) < samePlace && (k.builtIn != c.builtIn || k.name == c.name) {
				k.out = cmp.Or(k.out, c.out)
				k.class = max(k.class, c.class)
				k.alias = k.alias && c.alias
				continue next
			}
		}
		kept = append(kept, c)
	}
	// A place's own name comes before another's nickname, unless that one is much bigger: Newcastle.
	slices.SortStableFunc(kept, func(a, b named) int {
		if a.alias != b.alias && max(a.people, b.people) < manyPeople {
			if a.alias {
				return 1
			}
			return -1
		}
		return 0
	})
	return kept
}

// narrow keeps the candidates that the rest of the text speaks of: by county or nation, or by another place they lie near.
func narrow(m match, matches []match, wides []wideMatch) []named {
	if len(m.candidates) < 2 {
		return m.candidates
	}
	for _, wide := range wides {
		if wide.from < m.to && m.from < wide.to {
			continue // it is the name itself
		}
		var kept []named
		for _, c := range m.candidates {
			if wide.holds(c) {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 {
			return kept
		}
	}
	for _, other := range matches {
		if other.from == m.from {
			continue
		}
		for _, o := range other.candidates {
			var kept []named
			for _, c := range m.candidates {
				if c.people < o.people && o.at.Metres(c.at) < reach(o) {
					kept = append(kept, c)
				}
			}
			if len(kept) > 0 {
				return kept
			}
		}
	}
	return m.candidates
}

// reach is how far around a town people name it to say where they are, in metres.
func reach(n named) float64 { return 10_000 + 2*townRadius(n) }

// explained makes a name sure that the county or nation it lies in follows: "Street, Somerset".
func explained(matches []match, wides []wideMatch) {
	for i := range matches {
		m := &matches[i]
		if m.strength > unsure {
			continue
		}
		for _, wide := range wides {
			if wide.from == m.to && slices.ContainsFunc(m.candidates, wide.holds) {
				m.strength = mentioned
			}
		}
	}
}

// narrower finds a place that a wider one only explains, as in "Hackney, London", "Bow in London", and leaves the wider
// one out. That a city around it is named makes any name of a place sure.
func narrower(matches []match, words []word) {
	for i := 1; i < len(matches); i++ {
		m, wide := &matches[i-1], &matches[i]
		if wide.strength == unsure || !follows(words[m.to:wide.from], m.strength > unsure || !m.common) {
			continue
		}
		w := wide.candidates[0]
		within := reach(w) / 2
		if words[wide.from-1].text == "near" || words[wide.from-1].text == "nr" {
			within = reach(w)
		}
		for _, c := range m.candidates {
			if c.people < w.people && w.at.Metres(c.at) < within {
				m.strength, wide.strength = max(m.strength, wide.strength), unsure
				break
			}
		}
	}
}

// follows says whether nothing stands between two names but what joins them: nothing at all, or "in" where the first is a
// place by itself.
func follows(between []word, sure bool) bool {
	for _, w := range between {
		if !sure || !leads[w.text] && !bridges[w.text] {
			return false
		}
	}
	return true
}

// guess hears a name that is spelt wrong, where a name alone is said or a lead asks for one.
func (f *Finder) guess(words []word) (Result, bool) {
	var key []byte
	for i := range words {
		key = key[:0]
		var best []named
		for j := i; j < len(words) && j < i+3; j++ {
			if words[j].used || j > i && words[j].gap >= comma || len(key)+len(words[j].text) > maxName {
				break
			}
			key = fold(key, words[j].text)
			if ordinary[words[i].text] || fillers[words[i].text] || ordinary[words[j].text] || fillers[words[j].text] {
				continue
			}
			led, _ := ledBy(words, i)
			if !alone(words, i, j+1) && !leads[led] && !behindWanted(words, i, j+1) {
				continue
			}
			if hits := f.similar(key); len(hits) > 0 {
				best = hits
			}
		}
		if len(best) > 0 {
			r := f.oneName(choice{best, best})
			r.Guess = true
			return r, true
		}
	}
	return Result{}, false
}

// behindWanted says whether a name ends a text of which the rest is what somebody wants: "needle exchange birkenhed".
func behindWanted(words []word, from, to int) bool {
	if to != len(words) || from == 0 {
		return false
	}
	for _, w := range words[:from] {
		if !wanted[w.text] && !fillers[w.text] {
			return false
		}
	}
	return true
}

// guessable says whether a place is big enough to be meant by a name with that many slips in it. The shorter a word and
// the more slips, the likelier it is another word: "meeting" is not Weeting, "groin" is not Grain.
func guessable(n named, typed, name []byte, slips int) bool {
	switch {
	case len(name) < oneSlip || len(name) > maxName:
		return false
	case slips > 1:
		return n.people >= 20_000
	case len(typed) < 7:
		return n.people >= 20_000 && typed[0] == name[0]
	}
	return n.people >= 5_000
}

// similar gives the places whose names are the fewest slips from key.
func (f *Finder) similar(key []byte) []named {
	least := slipsAllowed(len(key))
	var hits []named
	for _, file := range f.files {
		file.similar(key, func(i, slips int) {
			if slips > least || slips == 0 {
				return
			}
			n := file.named(i)
			if !guessable(n, key, file.key(i), slips) {
				return
			}
			if slips < least {
				least, hits = slips, hits[:0]
			}
			hits = append(hits, n)
		})
	}
	if len(hits) == 0 {
		return nil
	}
	// One place under two spellings is one hit.
	hits = merge(hits)
	// Somebody who misspells means the big place: drop what is a tenth of it.
	return slices.DeleteFunc(hits, func(n named) bool { return n.people*10 < hits[0].people })
}
