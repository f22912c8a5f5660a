package intent

import (
	"fmt"
	"strings"
)

// What a text is about is decided first, by rules and the model; then the words of tables/finer.tsv may say which
// part of it: not just "infection" but a missed hit. They touch no emergency, no place, and none of the model's
// lessons, so a row may be added without training anything.

// finerShare is how sure a text is at least in which the words of a finer topic stand.
const finerShare = 0.6

// finer are the words of one row: a topic and the words that mean it, articles left out.
type finer struct {
	topic string
	words []string
	// always: it is meant although the text asks where.
	always bool
}

func (l *Listener) loadFiner() error {
	table, err := rows("finer.tsv", 3)
	if err != nil {
		return err
	}
	for _, row := range table {
		if !strings.HasPrefix(row[0], "topic.") && !strings.HasPrefix(row[0], "service.") {
			return fmt.Errorf("tables/finer.tsv: %q is neither a topic nor a service", row[0])
		}
		f := finer{topic: row[0], always: row[2] == "always"}
		for _, w := range l.spelt(row[1]) {
			if !light[w] {
				f.words = append(f.words, w)
			}
		}
		if len(f.words) == 0 {
			return fmt.Errorf("tables/finer.tsv: %q has no words", row[1])
		}
		l.finer = append(l.finer, f)
	}
	return nil
}

// light words may stand anywhere inside a finer topic's words. where are the words by which a text asks for a place
// rather than about a thing.
var (
	light = set("a an the my your his her their some any is are really just")
	where = set("where near nearest nearby open closest")
)

// refine gives the part of its subject that a text is about, where its words say so. The row with the most words
// decides. Emergencies, doubts and what a rule is firm about stay as they are.
func (l *Listener) refine(r *reading, h *Heard) {
	if h.Intent.Urgent() || h.Doubt || r.placed || !refinable[h.Intent] ||
		strings.HasPrefix(h.Topic, "emergency.") || strings.HasPrefix(h.Topic, "crisis.") {
		return
	}
	asksWhere, most := false, 0
	for _, w := range r.words {
		asksWhere = asksWhere || l.oneOf(r, w, where)
	}
	for i := range l.finer {
		f := &l.finer[i]
		if len(f.words) > most && (f.always || !asksWhere) && l.stands(r, f.words) {
			h.Topic, most = f.topic, len(f.words)
			h.Confidence = max(h.Confidence, finerShare)
		}
	}
}

// refinable are the intents that have parts. Prison, pregnancy, withdrawal and what is about this service itself have
// answers of their own, whatever else a text names.
var refinable = [Intents]bool{SaferUse: true, Substance: true, FindService: true, Infection: true, DrugChecking: true,
	CutDown: true, SomeoneElse: true, Rights: true, Menu: true, Mixing: true, Other: true}

// stands says whether the words stand in the text one after the other, light words aside.
func (l *Listener) stands(r *reading, words []string) bool {
	for from := range r.words {
		n := 0
		for i := from; i < len(r.words) && n < len(words); i++ {
			switch {
			case l.is(r, r.words[i], words[n]):
				n++
			case n == 0 || !l.oneOf(r, r.words[i], light):
				i = len(r.words)
			}
		}
		if n == len(words) {
			return true
		}
	}
	return false
}

func (l *Listener) oneOf(r *reading, w word, in map[string]bool) bool {
	if w.id >= 0 {
		return in[l.words.words[w.id]]
	}
	return in[string(r.folded[w.s:w.e])]
}
