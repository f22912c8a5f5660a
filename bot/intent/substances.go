package intent

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"waymark/content"
)

// substances finds drugs by their many names.
type substances struct {
	names  []string // canonical names
	hashes []uint64
	tree   *tree
	terms  []term
	// talk says for each word, by number, what it shows about the word beside it.
	talk []talk
}

// A term is one name for a substance, or for several, and when it counts.
type term struct {
	drugs []int32
	when  func(around talkAround) bool
	// never: the phrase only looks like a drug's name
	never bool
	class string
}

// talk is what a word shows about a word beside it.
type talk uint8

const (
	saysUse  talk = 1 << iota // took, smoking
	saysOn                    // on, off, with
	saysThe                   // the, my, dodgy
	saysSome                  // two, grams
	saysAsk                   // what, is
	saysMore                  // comedown, withdrawal
)

var talks = map[string]talk{"verb": saysUse, "on": saysOn, "det": saysThe, "count": saysSome, "ask": saysAsk, "after": saysMore}

// talkAround is what stands around a word that may be a drug.
type talkAround struct {
	left, left2, right talk
	// beside: another drug is named next to it, but for a word or two between
	beside bool
	// words is how many words the text has
	words, at int
	last      bool // it is the last word of a sentence
	quitting  bool // the text speaks of stopping or missing something
	object    bool // what was drunk is said, and it is no alcohol
}

// classes of everyday words that may be drugs: when each is one.
var classes = map[string]func(talkAround) bool{
	"":    nil,
	"use": func(a talkAround) bool { return a.near(saysUse|saysSome|saysOn) || a.asked() || a.words == 1 },
	"gear": func(a talkAround) bool {
		return a.near(saysUse|saysSome|saysOn|saysThe) || a.begins() || a.asked() || a.words == 1
	},
	"blues":    func(a talkAround) bool { return a.near(saysUse|saysSome|saysOn|saysThe) || a.asked() || a.begins() },
	"coke":     func(a talkAround) bool { return a.near(saysUse|saysSome|saysOn) || a.asked() },
	"crack":    func(a talkAround) bool { return a.near(saysUse | saysSome) },
	"cannabis": func(a talkAround) bool { return a.near(saysUse | saysSome | saysOn) },
	"e": func(a talkAround) bool {
		return a.near(saysUse|saysSome|saysThe) || a.left&saysOn != 0 && a.words > a.at+1 || a.asked()
	},
	"acid": func(a talkAround) bool {
		return a.near(saysUse|saysSome|saysOn|saysThe) || a.asked() || a.begins() || a.words == 1
	},
	"tabs":     func(a talkAround) bool { return a.near(saysUse | saysSome) },
	"k":        func(a talkAround) bool { return a.near(saysUse|saysOn|saysThe) || a.begins() || a.ends() },
	"g":        func(a talkAround) bool { return a.near(saysUse|saysOn|saysThe) || a.begins() || a.ends() },
	"ice":      func(a talkAround) bool { return a.near(saysUse|saysOn) || a.asked() },
	"script":   func(a talkAround) bool { return a.near(saysSome) },
	"subs":     func(a talkAround) bool { return a.near(saysUse|saysOn|saysSome|saysThe) || a.begins() || a.asked() },
	"nicotine": func(a talkAround) bool { return a.quitting && !a.beside },
	"drink":    func(a talkAround) bool { return !a.object },
}

// near: a word before shows it, a word after ("comedown"), or another drug stands beside it.
func (a talkAround) near(kinds talk) bool {
	return a.beside || a.left&kinds != 0 || a.right&saysMore != 0
}

// asked: "what is base", "is speed", "whats speed".
func (a talkAround) asked() bool { return a.left&saysAsk != 0 && a.left2&saysUse == 0 }

// begins: the word begins the text, and more follows: "gear ran out", "k and drink".
func (a talkAround) begins() bool { return a.at == 0 && a.words > 1 }

// ends: the word ends a sentence of some length, as what was left to say: "he cant talk, G".
func (a talkAround) ends() bool { return a.last && a.words > 3 }

// loadSubstances enters the names of content/substances.yaml. What is wrong with them comes as content.Problems.
func (l *Listener) loadSubstances(names *content.Substances) error {
	s := &l.substances
	s.tree = newTree()
	known, calls, wrong := map[string]int32{}, []content.Called{}, content.Problems{}
	problem := func(c content.Called, format string, args ...any) {
		wrong = append(wrong, content.Problem{File: content.SubstancesFile, Line: c.Line, Column: c.Column, Message: fmt.Sprintf(format, args...)})
	}
	for _, c := range names.Calls {
		t := term{never: c.Never, class: c.When}
		var ok bool
		if t.when, ok = classes[c.When]; !ok {
			problem(c, "%q: this program has no rule for the context %q: there are %s", c.Text, c.When, contextNames())
			continue
		}
		for _, name := range c.Means {
			if _, ok := known[name]; !ok {
				known[name] = int32(len(s.names))
				s.names = append(s.names, name)
				s.hashes = append(s.hashes, hashString(name))
			}
			t.drugs = append(t.drugs, known[name])
		}
		words := l.readTable(c.Text)
		if len(words) == 1 && !t.never {
			l.words.drug[words[0].id] = true
		}
		was := s.tree.enter(words, int32(len(s.terms)))
		if was < 0 {
			s.terms, calls = append(s.terms, t), append(calls, c)
			continue
		}
		if first := calls[was]; !slices.Equal(first.Means, c.Means) || first.When != c.When || first.Never != c.Never {
			problem(c, "%q is read as %q on line %d is, which means something else", c.Text, first.Text, first.Line)
		}
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return l.loadTalk()
}

// contextNames lists the contexts that slang can have.
func contextNames() string {
	all := slices.Sorted(maps.Keys(classes))
	return strings.Join(all[1:], ", ") // the first is that of no context
}

func (l *Listener) loadTalk() error {
	table, err := rows("drugtalk.tsv", 2)
	if err != nil {
		return err
	}
	for _, row := range table {
		kind, ok := talks[row[0]]
		if !ok {
			return fmt.Errorf("tables/drugtalk.tsv: %q is no kind", row[0])
		}
		for word := range strings.SplitSeq(row[1], ",") {
			words := l.readTable(word)
			last := words[len(words)-1].id
			for int(last) >= len(l.substances.talk) {
				l.substances.talk = append(l.substances.talk, 0)
			}
			l.substances.talk[last] |= kind
		}
	}
	return nil
}

func (l *Listener) talkOf(r *reading, at int) talk {
	if at < 0 || at >= len(r.words) {
		return 0
	}
	if id := r.words[at].id; id >= 0 && int(id) < len(l.substances.talk) {
		return l.substances.talk[id]
	}
	return 0
}

// findSubstances notes the drugs that the text names, and tags them.
func (l *Listener) findSubstances(r *reading) {
	s := &l.substances
	for i := 0; i < len(r.words); i++ {
		id, to := s.tree.longest(l.words, r.words, i)
		if id < 0 {
			continue
		}
		r.mentions = append(r.mentions, mention{id, int16(i), int16(to), s.terms[id].when == nil && !s.terms[id].never})
		i = to - 1
	}
	// a word that may be a drug is one beside a drug, which may itself have been such a word: so twice
	for range 2 {
		for k := range r.mentions {
			m := &r.mentions[k]
			if t := &s.terms[m.term]; !m.sure && !t.never {
				m.sure = t.when(l.around(r, k))
			}
		}
	}
	for _, m := range r.mentions {
		t := &s.terms[m.term]
		if t.never {
			continue
		}
		concept := l.concepts.drugLike
		if m.sure {
			concept = l.concepts.drug
			for _, d := range t.drugs {
				r.name(d)
			}
		}
		r.drugTags = append(r.drugTags, tag{concept, m.from, m.to})
	}
}

// A mention is a place where a term of the table stands.
type mention struct {
	term     int32
	from, to int16
	sure     bool
}

// nextTo is how many words may stand between two drugs named together: "gear and some", "k then a line of".
const nextTo = 2

func (l *Listener) around(r *reading, k int) talkAround {
	m := &r.mentions[k]
	from, to := int(m.from), int(m.to)
	before := from - 1
	for before > 0 && r.words[before].id >= 0 && l.words.filler[r.words[before].id] && l.talkOf(r, before) == 0 {
		before--
	}
	a := talkAround{left: l.talkOf(r, before), left2: l.talkOf(r, before-1), right: l.talkOf(r, to), words: len(r.words), at: from, last: to == len(r.words) || r.words[to-1].stop}
	if from > 0 && r.words[from-1].stop {
		a.left, a.left2 = 0, 0
	}
	// "the", "my" and the like hand on what stands before them: "off the", "using my"
	if a.left&saysThe != 0 {
		a.left |= a.left2 &^ saysAsk
	}
	if k > 0 {
		p := &r.mentions[k-1]
		a.beside = p.sure && from-int(p.to) <= nextTo
	}
	if k+1 < len(r.mentions) {
		n := &r.mentions[k+1]
		a.beside = a.beside || n.sure && int(n.from)-to <= nextTo
	}
	for i := range r.words {
		if id := r.words[i].id; id >= 0 && l.quitting[id] {
			a.quitting = true
		}
	}
	a.object = l.drunkObject(r, k)
	return a
}

// drunkObject: the text says what was drunk, and it is no alcohol: "drank my methadone", "drink water", "how much
// water should i drink".
func (l *Listener) drunkObject(r *reading, k int) bool {
	m := &r.mentions[k]
	for i := max(int(m.from)-4, 0); i < min(int(m.to)+4, len(r.words)); i++ {
		if id := r.words[i].id; id >= 0 && l.softDrinks[id] {
			return true
		}
	}
	next := int(m.to)
	if next < len(r.words) && r.words[next].id >= 0 && l.pointing[r.words[next].id] {
		return true
	}
	if k+1 < len(r.mentions) {
		n := &r.mentions[k+1]
		if gap := int(n.from) - next; gap >= 0 && gap <= nextTo && n.sure && l.talkOf(r, next)&saysOn == 0 && l.talkOf(r, int(n.from)-1)&saysOn == 0 {
			return true
		}
	}
	return k > 0 && r.mentions[k-1].sure && r.mentions[k-1].to == m.from && l.said1(r, m.from) == "drank"
}

// said1 is the word at a place, if the vocabulary has it.
func (l *Listener) said1(r *reading, at int16) string {
	if id := r.words[at].id; id >= 0 {
		return l.words.words[id]
	}
	return ""
}

// name adds a drug, once.
func (r *reading) name(drug int32) {
	for _, d := range r.drugs {
		if d == drug {
			return
		}
	}
	r.drugs = append(r.drugs, drug)
}

// mentioned gives the names of the drugs found.
func (l *Listener) mentioned(r *reading) []string {
	if len(r.drugs) == 0 {
		return nil
	}
	out := make([]string, len(r.drugs))
	for i, d := range r.drugs {
		out[i] = l.substances.names[d]
	}
	return out
}
