package intent

import "slices"

// silent words say nothing of which choice is meant.
var silent = set("i the a an it they them he him she her his their we us you your my me mine is am are was be been have has had do does did " +
	"can could would should will to in on of at for from with by and or but so that this there here what how when why who which if as " +
	"some any just really please about get got go going want need know tell say make now then up out not no yes okay")

// forms gives the stems of words that say something, each once.
func (l *Listener) forms(words []string) []string {
	var out []string
	for _, w := range words {
		if silent[w] {
			continue
		}
		if f := l.form(l.known(w), w); !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// form is the stem of a word that is known, and any other word itself.
func (l *Listener) form(id int32, w string) string {
	if id < 0 || int(id) >= len(l.words.stem) {
		return w
	}
	return l.words.words[l.words.stem[id]]
}

// longLean is how many words a text has at most that leans to a choice: a longer one is about more than that.
const longLean = 12

// leans gives the choice of which a wording stands in the text, in any order and form of its words: "how can I ever talk
// with him" leans to "how to talk to them". The wording with the most words decides; two choices that are equally
// meant are none.
func (l *Listener) leans(r *reading, q *Question) int {
	if q == nil || len(r.words) == 0 || len(r.words) > longLean {
		return -1
	}
	q.once.Do(func() { q.prepare(l) })
	denies, said := false, uint64(0)
	for _, w := range r.words {
		denies = denies || l.negations[w.id]
		if w.id >= 0 {
			said |= mark(l.words.words[l.words.stem[w.id]])
		} else {
			said |= mark(r.folded[w.s:w.e])
		}
	}
	best, most := -1, 0
	for i := range q.ways {
		w := &q.ways[i]
		if w.formMarks&^said != 0 || len(w.forms) < max(most, 1) || w.negative != denies || w.choice == best && len(w.forms) == most {
			continue
		}
		if !l.has(r, w.forms) {
			continue
		}
		if len(w.forms) == most {
			best = -1
			continue
		}
		best, most = w.choice, len(w.forms)
	}
	return best
}

// has says whether every form stands in the text.
func (l *Listener) has(r *reading, forms []string) bool {
next:
	for _, f := range forms {
		for _, w := range r.words {
			if w.id >= 0 && l.words.words[l.words.stem[w.id]] == f || w.id < 0 && string(r.folded[w.s:w.e]) == f {
				continue next
			}
		}
		return false
	}
	return true
}
