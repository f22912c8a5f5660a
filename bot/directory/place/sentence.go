package place

// This file finds names of places in sentences. A name counts by what stands around it: alone, after "near",
// after "from", or big and no ordinary word.

// mostWords is how many words a name may have, and mostMatches how many names of a text are looked at.
const (
	mostWords   = 6
	mostMatches = 30
)

// strength is how surely a name in a text is a place.
type strength uint8

const (
	unsure    strength = iota
	likely             // a town's name somewhere in the text
	mentioned          // after "from", "to", "of"
	placed             // after "near", "in", "at"
	all                // the whole text
)

// A match is a name in a text.
type match struct {
	from, to   int // words
	candidates []named
	strength   strength
	common     bool // an ordinary word
}

// names are the names in the text, longest first from each word on, with how surely they are meant.
func (f *Finder) names(words []word) (matches []match) {
	var key []byte
	for i := 0; i < len(words) && len(matches) < mostMatches; i++ {
		if words[i].used {
			continue
		}
		m := match{from: i}
		key = key[:0]
		for j := i; j < len(words) && j < i+mostWords; j++ {
			if words[j].used || j > i && words[j].gap >= comma || len(key)+len(words[j].text) > maxName {
				break
			}
			key = fold(key, words[j].text)
			hits, more := f.lookup(key)
			// The village of Wales is not meant.
			if wide, ok := f.counties[string(key)]; len(hits) > 0 && !(ok && (wide.nation() || !prominent(hits))) {
				m.to, m.candidates = j+1, hits
			}
			if !more {
				break
			}
		}
		if m.to == 0 {
			continue
		}
		m.common = m.to == i+1 && ordinary[words[i].text]
		m.strength = judge(words, m)
		matches = append(matches, m)
		i = m.to - 1
	}
	return matches
}

// lookup asks every file for the key, and whether a longer one may follow.
func (f *Finder) lookup(key []byte) (hits []named, more bool) {
	for _, file := range f.files {
		from, to, longer := file.lookup(key)
		for i := from; i < to; i++ {
			hits = append(hits, file.named(i))
		}
		more = more || longer
	}
	return hits, more
}

// judge says how surely the match is meant as a place.
func judge(words []word, m match) strength {
	first := words[m.from]
	single := m.to == m.from+1
	led, article := ledBy(words, m.from)
	if alone(words, m.from, m.to) && !(m.common && article) {
		return all
	}
	if m.to < len(words) && words[m.to].gap == space && streets[words[m.to].text] {
		return unsure
	}
	last := m.to == len(words) || words[m.to].gap == stop
	landmark := m.to < len(words) && words[m.to].gap == space && landmarks[words[m.to].text]
	capital := first.capital && m.from > 0 && first.gap < stop

	switch {
	case article && (m.common || single && !capital && !landmark && !prominent(m.candidates)):
		return unsure
	case m.common && capital && led != "":
		return placed
	case m.common && bigNames[first.text] && leads[led] && (!notAfterIn[first.text] || led != "in" && led != "at"):
		return placed
	case m.common && capital && m.candidates[0].people >= manyPeople:
		return likely // "igły w Slough"
	case m.common:
		return unsure
	case leads[led]:
		return placed
	case weakLeads[led]:
		return mentioned
	case !prominent(m.candidates):
		if capital && !(single && nameLike[first.text]) {
			return likely
		}
		return unsure
	case single && len(first.text) < 4:
		return unsure
	case single && nameLike[first.text] && !last && !landmark:
		return unsure
	}
	return likely
}

// ledBy is the lead before a name, over bridges such as "the" and "central"; article says whether "the" comes right
// before the name.
func ledBy(words []word, at int) (lead string, article bool) {
	for i := at - 1; i >= 0 && i >= at-4; i-- {
		if words[i+1].gap == stop {
			return "", article
		}
		w := words[i].text
		if i == at-1 && articles[w] {
			article = true
		}
		if leads[w] || weakLeads[w] && !bridges[w] {
			return w, article
		}
		if !bridges[w] && !articles[w] {
			return "", article
		}
		if w == "of" && i == at-1 {
			lead = w
		}
	}
	return lead, article
}

// prominent says whether one of the candidates is a town or city by its own name.
func prominent(candidates []named) bool {
	for _, c := range candidates {
		if c.class >= Town && (!c.alias || c.people >= townPeople) {
			return true
		}
	}
	return false
}

// alone says whether nothing but filling stands around the words.
func alone(words []word, from, to int) bool {
	for i, w := range words {
		if (i < from || i >= to) && !w.used && !fillers[w.text] && !bridges[w.text] && !landmarks[w.text] {
			return false
		}
	}
	return true
}
