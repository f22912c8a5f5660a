package intent

import (
	"fmt"
	"strconv"
	"strings"
)

// A rule is a pattern over concepts and words, with gaps. Rules say what phrases cannot: "cant get a peep
// out of her", "lips have gone a bit blue".
type rule struct {
	topic    int
	parts    []part
	negative bool // holds a negation itself, so that one before it does not cancel it
	start    bool // only at the beginning of the text
	end      bool // only at its end
	ask      bool // it means the topic only perhaps
	firm     bool // it decides before the model does
	text     string
}

// A part is one step of a rule: any of these concepts, at most gap words after the part before.
type part struct {
	any []int16
	gap int
}

// usualGap is how many words ".." may skip.
const usualGap = 3

// loadRules reads rules.tsv: topic, pattern. A pattern is parts separated by spaces: a word, a CONCEPT, or
// several with | between; ".." lets up to three words stand between, "..6" up to six; "^" is the beginning of
// the text and "$" its end. Articles and swear words between parts never count.
func (l *Listener) loadRules() error {
	table, err := rowsFrom("rules.tsv", 2, 3)
	if err != nil {
		return err
	}
	for _, row := range table {
		t, ok := l.book.known[row[0]]
		if !ok {
			return fmt.Errorf("tables/rules.tsv: topic %q is not in topics.tsv", row[0])
		}
		rule := rule{topic: t, text: row[1], ask: row[2] == "ask", firm: row[2] == "firm"}
		if row[2] != "" && !rule.ask && !rule.firm {
			return fmt.Errorf("tables/rules.tsv: %q: flag %q is neither firm nor ask", row[1], row[2])
		}
		gap := 0
		for field := range strings.FieldsSeq(row[1]) {
			switch {
			case field == "^":
				rule.start = true
			case field == "$":
				rule.end = true
			case strings.HasPrefix(field, ".."):
				gap = usualGap
				if field != ".." {
					if gap, err = strconv.Atoi(field[2:]); err != nil {
						return fmt.Errorf("tables/rules.tsv: %q: %q is no gap", row[1], field)
					}
				}
			default:
				p, negative, err := l.part(field)
				if err != nil {
					return fmt.Errorf("tables/rules.tsv: %q: %w", row[1], err)
				}
				p.gap = gap
				rule.negative = rule.negative || negative
				rule.parts = append(rule.parts, p)
				gap = 0
			}
		}
		if len(rule.parts) == 0 {
			return fmt.Errorf("tables/rules.tsv: %q has no parts", row[1])
		}
		l.rules = append(l.rules, rule)
	}
	return nil
}

func (l *Listener) part(field string) (part, bool, error) {
	var p part
	negative := false
	for name := range strings.SplitSeq(field, "|") {
		if name == strings.ToUpper(name) && isLetter(name[0]) {
			id, ok := l.concepts.ids[name]
			if !ok {
				return p, false, fmt.Errorf("%q is no concept", name)
			}
			negative = negative || name == "NEG"
			p.any = append(p.any, id)
			continue
		}
		words := l.readTable(strings.ReplaceAll(name, "_", " "))
		if len(words) == 0 {
			return p, false, fmt.Errorf("%q is no word", name)
		}
		for _, w := range words {
			negative = negative || l.negations[w.id]
		}
		id := l.concepts.id("=" + name)
		l.enterConcept(words, id)
		p.any = append(p.any, id)
	}
	return p, negative, nil
}

// findRules adds a hit for each rule that fits somewhere. Hits of rules are numbered after the phrases.
func (l *Listener) findRules(r *reading) {
	present := r.present[:len(l.concepts.names)]
	for _, t := range r.tags {
		seen := &present[t.concept]
		if !seen.there {
			*seen = stretch{there: true, end: t.to, last: t.from}
		}
		seen.end, seen.last = min(seen.end, t.to), max(seen.last, t.from)
	}
next:
	for i := range l.rules {
		rule := &l.rules[i]
		var end int16
		for j := range rule.parts {
			from, to, ok := reach(present, rule.parts[j].any)
			if !ok || j > 0 && from < end {
				continue next
			}
			end = to
		}
		if from, to, ok := l.fits(r, rule); ok {
			r.hits = append(r.hits, hit{topic: int16(rule.topic), from: int16(from), to: int16(to), negative: rule.negative, ask: rule.ask, firm: rule.firm,
				source: int32(len(l.book.phrases) + i)})
		}
	}
	for _, t := range r.tags {
		present[t.concept] = stretch{}
	}
}

// A stretch says of a concept whether it is in the text, where it first ends and where it last begins.
type stretch struct {
	there     bool
	end, last int16
}

// reach says where any of some concepts last begins and first ends, and whether one is in the text at all.
func reach(present []stretch, any []int16) (last, end int16, ok bool) {
	for _, c := range any {
		p := &present[c]
		switch {
		case !p.there:
		case !ok:
			last, end, ok = p.last, p.end, true
		default:
			last, end = max(last, p.last), min(end, p.end)
		}
	}
	return last, end, ok
}

// nowhere marks a place that no match reaches.
const nowhere = -1

// fits looks for the rule's parts one after another. It keeps, for every place between words, where a match that
// reaches it began, and moves that on part by part: its time grows with the text and the rule, never with their
// product of choices.
func (l *Listener) fits(r *reading, rule *rule) (from, to int, ok bool) {
	places := len(r.words) + 1
	reached, next := r.reached[:places], r.next[:places]
	for i := range rule.parts {
		for p := range next {
			next[p] = nowhere
		}
		p := &rule.parts[i]
		for k := range r.tags {
			t := &r.tags[k]
			if !among(t.concept, p.any) {
				continue
			}
			began := t.from
			if i > 0 {
				began = l.within(r, reached, int(t.from), p.gap, rule.negative)
			} else if rule.start && r.steps[t.from] > 0 {
				continue
			}
			if began != nowhere && (next[t.to] == nowhere || next[t.to] < began) {
				next[t.to] = began
			}
		}
		reached, next = next, reached
	}
	last := r.steps[len(r.words)]
	for p, began := range reached {
		if began != nowhere && (!rule.end || r.steps[p] == last) {
			return int(began), p, true
		}
	}
	return 0, 0, false
}

// within looks back from a place over at most gap words that count, not beyond a sentence's end, for a
// match to go on from. A negation on the way ends it, unless the rule holds one itself: "he isn't blue".
func (l *Listener) within(r *reading, reached []int16, at, gap int, negative bool) int16 {
	for p := at; p > 0 && at-p <= gap+maxFillers && int(r.steps[at]-r.steps[p]) <= gap; p-- {
		if r.words[p-1].stop {
			return nowhere
		}
		if reached[p] != nowhere {
			return reached[p]
		}
		if id := r.words[p-1].id; id >= 0 && !negative && l.negations[id] {
			return nowhere
		}
	}
	return nowhere
}

// maxFillers is how many articles and swear words may stand between two parts of a rule.
const maxFillers = 4

func among(c int16, list []int16) bool {
	for _, x := range list {
		if x == c {
			return true
		}
	}
	return false
}
