package intent

import (
	"strings"
	"sync"
)

// Question is what was just asked: for each choice the words that mean it, prepared once when the
// flows are loaded.
type Question struct {
	choices [][]string
	once    sync.Once
	ways    []way
	// the only choice that says yes, no or not sure; -1 when none does, or several do
	yes, no, unsure int
}

// A way is one wording of a choice.
type way struct {
	choice   int
	words    []string
	negative bool
	// forms are the stems of its words that say something, each once.
	forms []string
	// marks are those of its words, formMarks those of its forms: a text without one of them does not hold it
	marks, formMarks uint64
}

// mark is one bit for a word, by its first and last letter and its length. Most texts have few of them, so that most wordings
// need not be looked for.
func mark[T string | []byte](w T) uint64 {
	if len(w) == 0 {
		return 0
	}
	return 1 << ((uint(w[0])*5 ^ uint(w[len(w)-1])*11 ^ uint(len(w))*17) % 64)
}

func marks(words []string) (all uint64) {
	for _, w := range words {
		all |= mark(w)
	}
	return all
}

// NewQuestion prepares a question: for each choice its label, then other words that mean it.
func NewQuestion(choices [][]string) *Question { return &Question{choices: choices} }

// prepare spells the choices' words as a listener spells what people type.
func (q *Question) prepare(l *Listener) {
	first := map[string]int{}
	q.yes, q.no, q.unsure = -1, -1, -1
	plainNo := -1
	kinds := [4]*int{&q.yes, &q.no, &q.unsure, &plainNo}
	for c, wordings := range q.choices {
		var says [4]bool
		for i, wording := range wordings {
			r := l.spell(wording)
			words := l.said(r)
			if len(words) == 0 {
				l.put(r)
				continue
			}
			begins := r.words[0].id
			forms := l.forms(words)
			q.ways = append(q.ways, way{c, words, l.negative(words), forms, marks(words), marks(forms)})
			says[0] = says[0] || l.yes[begins]
			says[1] = says[1] || l.no[begins] || words[0] == "not" && len(words) == 1
			says[2] = says[2] || l.soundsUnsure(r)
			says[3] = says[3] || l.no[begins] && len(words) > 1 && l.onlyDenies(r)
			l.put(r)
			if i == 0 {
				if _, taken := first[words[0]]; taken {
					first[words[0]] = -1
				} else {
					first[words[0]] = c
				}
			}
		}
		for k, said := range says {
			switch {
			case !said:
			case *kinds[k] == -1:
				*kinds[k] = c
			default:
				*kinds[k] = -2
			}
		}
	}
	if plainNo >= 0 { // "no he is not" is a no; "no pulse" and "no idea", of other choices, only begin like one
		q.no = plainNo
	}
	for w, c := range first {
		if c >= 0 && !dull[w] {
			q.ways = append(q.ways, way{choice: c, words: []string{w}, negative: l.negations[l.known(w)], marks: mark(w)})
		}
	}
}

// dull words begin many labels and say nothing alone.
var dull = set("i the a it they he she we you my is are am have can do and to in on of there what how this that")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

func (l *Listener) known(w string) int32 {
	if id, ok := l.words.ids[w]; ok {
		return id
	}
	return -1
}

func (l *Listener) negative(words []string) bool {
	for _, w := range words {
		if l.negations[l.known(w)] {
			return true
		}
	}
	return false
}

// onlyDenies: "no", "no he is not", "they are not": a no, and nothing that it denies.
func (l *Listener) onlyDenies(r *reading) bool {
	denied := false
	for _, w := range r.words {
		switch {
		case l.no[w.id] || l.negations[w.id]:
			denied = true
		case !l.oneOf(r, w, helping):
			return false
		}
	}
	return denied
}

// helping words stand beside a no without saying of what.
var helping = set("he she they it i we there is are am was do does did has have mate bro")

// soundsUnsure: "not sure", "do not know", "unsure", "cannot tell", "maybe".
func (l *Listener) soundsUnsure(r *reading) bool {
	for i, w := range r.words {
		if l.unsure[w.id] {
			return true
		}
		if i > 0 && l.is(r, r.words[i-1], "not") && l.oneOf(r, w, certain) {
			return true
		}
	}
	return len(r.words) > 1 && l.is(r, r.words[0], "no") && l.oneOf(r, r.words[1], noIdea)
}

// certain and noIdea are the words that "not" and "no" make a doubt of.
var (
	certain = set("sure know tell certain")
	noIdea  = set("idea clue")
)

// spell reads a text's words the way Hear does, and nothing more; put gives the scratch back.
func (l *Listener) spell(text string) *reading {
	r := l.scratch.Get().(*reading)
	r.take(text)
	l.words.spell(r)
	return r
}

// spelt gives a wording's words.
func (l *Listener) spelt(text string) []string {
	r := l.spell(text)
	defer l.put(r)
	return l.said(r)
}

func (l *Listener) said(r *reading) []string {
	out := make([]string, len(r.words))
	for i, w := range r.words {
		if w.id >= 0 {
			out[i] = l.words.words[w.id]
		} else {
			out[i] = string(r.folded[w.s:w.e])
		}
	}
	return out
}

// is compares a word read with a spelt one, without making a string.
func (l *Listener) is(r *reading, w word, s string) bool {
	if w.id >= 0 {
		return l.words.words[w.id] == s
	}
	return string(r.folded[w.s:w.e]) == s
}

// answer gives the choice that the text means, or -1. A wording that is longer counts more, so that
// "not breathing" is never heard as "breathing"; two choices that are equally meant are none.
func (l *Listener) answer(r *reading, q *Question) int {
	if q == nil || len(r.words) == 0 {
		return -1
	}
	q.once.Do(func() { q.prepare(l) })
	if n, ok := l.number(r.words, len(q.choices)); ok {
		return n
	}
	var said uint64
	for _, w := range r.words {
		if w.id >= 0 {
			said |= mark(l.words.words[w.id])
		} else {
			said |= mark(r.folded[w.s:w.e])
		}
	}
	best, length := -1, 0
	for i := range q.ways {
		w := &q.ways[i]
		if w.marks&^said != 0 || len(w.words) < length || w.choice == best && len(w.words) == length {
			continue
		}
		if !l.holds(r, w) {
			continue
		}
		if len(w.words) == length && best != w.choice {
			best = -1
			continue
		}
		best, length = w.choice, len(w.words)
	}
	if best >= 0 || length > 0 {
		return best
	}
	return l.plainAnswer(r, q)
}

// holds says whether the text holds a wording and does not deny it.
func (l *Listener) holds(r *reading, w *way) bool {
next:
	for at := 0; at+len(w.words) <= len(r.words); at++ {
		for i, s := range w.words {
			if !l.is(r, r.words[at+i], s) {
				continue next
			}
		}
		if w.negative || !l.negated(r.words, at) {
			return true
		}
	}
	return false
}

// plainAnswer hears yes, no and dunno, where one choice is meant by it.
func (l *Listener) plainAnswer(r *reading, q *Question) int {
	if q.unsure >= 0 && l.soundsUnsure(r) {
		return q.unsure
	}
	if len(r.words) > 5 {
		return -1
	}
	if q.no >= 0 && l.onlyDenies(r) {
		return q.no
	}
	if len(r.words) > 4 {
		return -1
	}
	first := r.words[0]
	switch {
	case l.oneOf(r, first, willDo) && q.no >= 0 && q.no != q.yes:
		return -1 // "ok ringing" says that it will be done, not that somebody breathes
	case q.yes >= 0 && (l.yes[first.id] || l.oneOf(r, first, yesAbroad)):
		return q.yes
	case q.no >= 0 && (l.no[first.id] || l.oneOf(r, first, noAbroad)):
		return q.no
	}
	return -1
}

// willDo words answer what was told, not what was asked.
var willDo = set("okay ok sure")

// yesAbroad and noAbroad are a short yes and no in Welsh, Polish and Romanian. They answer a question and mean nothing where
// none stands: "na" is also a fellowship.
var (
	yesAbroad = set("ydy ydi ie oes tak da")
	noAbroad  = set("na nac nag naddo nie nu")
)

// number hears "2", "two", "2.", "option 2", "the second one": a text that is a number and politeness only.
func (l *Listener) number(words []word, choices int) (int, bool) {
	found, polite := -1, 0
	for _, w := range words {
		n, is := l.numbers[w.id]
		switch {
		case w.id < 0:
			return 0, false
		case is && l.politeness[w.id] && len(words) > 1:
			polite = n // the "one" of "the second one"
		case is && found == -1:
			found = n
		case is && found >= 0:
			return 0, false
		case !l.politeness[w.id]:
			return 0, false
		}
	}
	if found == -1 && polite == 0 && len(words) > 1 {
		for _, w := range words {
			if l.words.words[w.id] == "one" {
				found = 0
			}
		}
	}
	if found == lastOne {
		found = choices - 1
	}
	if found < 0 || found >= choices {
		return 0, false
	}
	return found, true
}
