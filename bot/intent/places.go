package intent

import (
	"bytes"
	"fmt"
	"strings"
)

// places finds where somebody is or asks about: postcodes, outcodes, and names of towns, cities and parts of them.
// It knows names only; what is there is the directory's business.
type places struct {
	ids  map[string]int32 // words of names, a numbering of their own
	next map[uint64]int32
	ends map[int32]placeName
	node int32
	// cues are words before a place: in, near; around are words after it: area, centre
	cues, strict, after, way map[string]bool
}

// placeName says how a name counts: sure anywhere, or only after a word such as "in".
type placeName struct{ sure bool }

func (l *Listener) loadPlaces() error {
	p := &l.places
	p.ids, p.next, p.ends = map[string]int32{}, map[uint64]int32{}, map[int32]placeName{}
	p.strict = set("in near nr around round from outside ner arround live living im um w v en ym yn im")
	p.cues = set("in near nr around round from outside at to by for local town area postcode live living ym yn w across off of ner arround city village postcod pc location code is")
	p.after = set("area way town centre center city side region estate")
	p.way = set("north south east west central")
	names, err := tables.ReadFile("tables/places.txt")
	if err != nil {
		return err
	}
	for name := range bytes.SplitSeq(names, []byte("\n")) {
		if len(name) > 0 && !noPlaces[strings.TrimSuffix(string(name), "?")] {
			text, unsure := strings.CutSuffix(string(name), "?")
			p.enter(text, !unsure)
		}
	}
	table, err := rowsFrom("places_ours.tsv", 1, 2)
	if err != nil {
		return err
	}
	for _, row := range table {
		for name := range strings.SplitSeq(row[0], ",") {
			name = foldName(name)
			if name == "" {
				return fmt.Errorf("tables/places_ours.tsv: an empty name")
			}
			p.enter(name, row[1] != "ask")
		}
	}
	return nil
}

// noPlaces are places whose names nearly always mean something else: "expired in march".
var noPlaces = set("march general")

func (p *places) enter(name string, sure bool) {
	node := int32(0)
	for w := range strings.FieldsSeq(name) {
		id, ok := p.ids[w]
		if !ok {
			id = int32(len(p.ids) + 1)
			p.ids[w] = id
		}
		key := uint64(node)<<32 | uint64(uint32(id))
		n, ok := p.next[key]
		if !ok {
			p.node++
			n = p.node
			p.next[key] = n
		}
		node = n
	}
	p.ends[node] = placeName{sure}
}

// name gives the longest place name that begins at token i.
func (p *places) name(r *reading, i int) (n placeName, to int) {
	node := int32(0)
	for j := i; j < len(r.tokens) && j-i < 5; j++ {
		if j > i && r.tokens[j-1].stop && r.tokens[j-1].e-r.tokens[j-1].s > 2 {
			break
		}
		id, ok := p.ids[string(r.letters(j))]
		if !ok {
			break
		}
		next, ok := p.next[uint64(node)<<32|uint64(uint32(id))]
		if !ok {
			break
		}
		node = next
		if end, ok := p.ends[node]; ok {
			n, to = end, j+1
		}
	}
	return n, to
}

// letters gives the folded letters of token i.
func (r *reading) letters(i int) []byte { return r.folded[r.tokens[i].s:r.tokens[i].e] }

// findPlace gives the place that the text names, as typed. A postcode beats a name, a name after "in" or "near" one
// without, an earlier one a later.
func (l *Listener) findPlace(text string, r *reading) string {
	if place := l.findPostcode(text, r); place != "" {
		return place
	}
	p := &l.places
	best, from, to := 0, 0, 0
	seeking := l.seeking(r)
	for i := 0; i < len(r.tokens); i++ {
		n, end := p.name(r, i)
		begin := i
		if end == 0 {
			if best == 0 && seeking && l.strange(r, i) {
				best, from, to = 1, i, i+1
			}
			continue
		}
		score := l.placeScore(r, n, begin, end, seeking)
		if score > 0 && begin > 0 && n.sure && p.way[string(r.letters(begin-1))] {
			begin--
		}
		if score > best {
			best, from, to = score, begin, end
		}
		i = end - 1
	}
	if best == 0 {
		return ""
	}
	return text[r.tokens[from].at.from:r.tokens[to-1].at.to]
}

// placeScore says how surely tokens[i:end] are a place: 0 is not at all.
func (l *Listener) placeScore(r *reading, n placeName, i, end int, seeking bool) int {
	p := &l.places
	whole := i == 0 && end == len(r.tokens)
	var before string
	if i > 0 {
		before = string(r.letters(i - 1))
	}
	if i > 1 && (p.way[before] || before == "the" || before == "hmp") {
		before = string(r.letters(i - 2))
	}
	if i > 0 && !n.sure && end == i+1 && string(r.letters(i-1)) == "the" {
		return 0 // "in the bath"
	}
	follows := end < len(r.tokens) && p.after[string(r.letters(end))]
	last := end == len(r.tokens)
	switch {
	case n.sure && (p.cues[before] || follows || whole):
		return 5
	case n.sure:
		return 3
	case p.strict[before] && (seeking || last), whole && len(r.letters(i)) > 3, follows && seeking:
		return 4
	case last && seeking && i > 0 && p.cues[before]:
		return 2
	}
	return 0
}

// seeking: the text asks for a service or news, so that a place in it is likely.
func (l *Listener) seeking(r *reading) bool {
	for _, t := range r.tags {
		if l.concepts.seeks[t.concept] {
			return true
		}
	}
	return false
}

// onlyPlace: the text says where, and nothing else: "SO14", "im in hull", "town: newry".
func (l *Listener) onlyPlace(text string, r *reading) bool {
	at := strings.Index(text, r.place)
	if r.place == "" || at < 0 || len(r.tokens) > 8 {
		return false
	}
	for i := range r.tokens {
		t := &r.tokens[i]
		if int(t.at.from) >= at && int(t.at.to) <= at+len(r.place) {
			continue
		}
		w := r.letters(i)
		if !l.places.cues[string(w)] && !l.places.way[string(w)] && !placeTalk[string(w)] {
			return false
		}
	}
	return true
}

// placeTalk are words that may stand beside a place and add nothing.
var placeTalk = set("my the its is in uk please pls pc code and hmp county city town area postcode im i am live we are staying")

// strange: token i is a word that no table knows and stands where a place would: "needles in llanwrtyd".
func (l *Listener) strange(r *reading, i int) bool {
	if i == 0 || !l.places.strict[string(r.letters(i-1))] || len(r.letters(i)) < 4 {
		return false
	}
	w := r.letters(i)
	if digit(w[0]) || l.words.exact(w) != nil || l.words.exact(bytes.TrimSuffix(w, []byte("s"))) != nil || noPlaces[string(w)] {
		return false
	}
	return i+1 == len(r.tokens) || r.tokens[i].stop
}
