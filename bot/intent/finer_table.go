package intent

import (
	"errors"
	"fmt"
	"strings"
)

// finer is one row of tables/finer.tsv: a topic, and what the last column says of it.
type finer struct {
	topic string
	row   int // in the table
	// less is how many words fewer its wordings count: what is asked of a drug is less than a topic of its own.
	less int
	finerMarks
	// within are the intents it is a part of.
	within *[Intents]bool
}

// finerMarks are what the last column of a row says.
type finerMarks struct {
	// always: it is meant although the text asks where.
	always bool
	// where: it is meant only where the text asks for a place.
	where bool
	// whole: it is meant only where the text says nothing else.
	whole bool
	// calm: it tells what only sounded like an emergency.
	calm bool
	// low: it tells what only sounded like wanting to die.
	low bool
	// arrived: it says that help is there, in the middle of an emergency.
	arrived bool
}

// finerTable holds the rows' wordings as a tree of words, so that a text is compared with thousands of them in one walk.
type finerTable struct {
	rows []finer
	// topics are those that a row gives.
	topics map[string]bool
	ids    map[string]int32
	next   map[branch]int32 // from a node by a word's number
	ends   []int32          // by node: the last of its endings, 0 for none
	gaps   []int32          // by node: the node after a gap, 0 for none
	ending []ending         // the first is none
}

// A branch leads from a node on by a word.
type branch struct{ node, word int32 }

// An ending says that a wording of a row ends at a node; before is another ending of that node, 0 for none.
type ending struct{ row, before int32 }

// What stands for a word that is no row's.
const (
	strange int32 = 0  // a word that no row has
	light   int32 = -1 // may stand anywhere inside a row's words
	skip    int32 = -2 // in a row: up to widestGap words may stand here
)

// roomForBranches is somewhat more than the branches of the whole table, so that the map is made once.
const roomForBranches = 50_000

// widestGap is how many words may stand where a row has "..".
const widestGap = 3

// mostWordings bounds what one pattern may come to, so that a slip in the table is seen.
const mostWordings = 1500

// finerKinds begin the topics of rows.
var finerKinds = set("topic service about meta")

func (l *Listener) loadFiner() error {
	table, err := rows("finer.tsv", 3)
	if err != nil {
		return err
	}
	l.parts = finerTable{
		rows: make([]finer, 0, len(table)), topics: map[string]bool{}, ids: map[string]int32{}, next: make(map[branch]int32, roomForBranches),
		ends: make([]int32, 1, roomForBranches), gaps: make([]int32, 1, roomForBranches), ending: make([]ending, 1, roomForBranches),
	}
	for w := range lightWords {
		l.parts.ids[w] = light
	}
	reader := finerReader{Listener: l, read: map[string]choice{}}
	var problems []error
	for _, row := range table {
		if err := reader.enterRow(row); err != nil {
			problems = append(problems, fmt.Errorf("tables/finer.tsv: %s: %w", row[0], err))
		}
	}
	return errors.Join(problems...)
}

// finerReader fills the table.
type finerReader struct {
	*Listener
	// read are the choices of all patterns: thousands of wordings share a few.
	read map[string]choice
}

// enterRow puts every wording of a row into the tree.
func (r *finerReader) enterRow(row []string) error {
	if kind, _, _ := strings.Cut(row[0], "."); !finerKinds[kind] {
		return errors.New("it is neither a topic, a service, a question about a drug nor about this service")
	}
	marks, within, err := readMarks(row[2])
	if err != nil {
		return err
	}
	of := finer{topic: row[0], row: len(r.parts.rows), finerMarks: marks, within: within}
	if strings.HasPrefix(of.topic, "about.") {
		of.less = 1
	}
	r.parts.rows = append(r.parts.rows, of)
	r.parts.topics[of.topic] = true
	var problems []error
	for text := range strings.SplitSeq(row[1], "|") {
		pattern := r.pattern(text)
		if pattern.wordings() > mostWordings {
			return fmt.Errorf("%q has more than %d wordings", text, mostWordings)
		}
		if wording, err := r.parts.enter(int32(of.row), pattern, spot{}); err != nil {
			problems = append(problems, fmt.Errorf("%q: %q %w", text, strings.ReplaceAll(wording, "_", " "), err))
		}
	}
	return errors.Join(problems...)
}

// readMarks reads the last column of a row.
func readMarks(cell string) (m finerMarks, within *[Intents]bool, err error) {
	within = &refinable
	for mark := range strings.FieldsSeq(cell) {
		list, named := strings.CutPrefix(mark, "in:")
		switch {
		case named:
			within = &[Intents]bool{}
			for name := range strings.SplitSeq(list, ",") {
				in, ok := Named(name)
				if !ok || in.Urgent() {
					return m, nil, fmt.Errorf("%q is no intent that has parts", name)
				}
				within[in] = true
			}
		case mark == "any":
			within = &everyCalm
		case mark == "always":
			m.always = true
		case mark == "where":
			m.always, m.where = true, true
		case mark == "whole":
			m.whole = true
		case mark == "calm":
			m.calm = true
		case mark == "low":
			m.low = true
		case mark == "arrived":
			m.arrived = true
		default:
			return m, nil, fmt.Errorf("%q is no mark", mark)
		}
	}
	return m, within, nil
}

// A finerPattern is several wordings: one after another, parts of each of which a wording has one choice.
// "bin/get_rid_of pins/works" has four.
type finerPattern [][]choice

// A choice is what may stand in a place of a pattern, as it is written and as words' numbers; "-" has none.
type choice struct {
	text  string
	words []int32
}

// pattern reads a pattern. What light words it has is left out, as it is of a text.
func (r *finerReader) pattern(text string) finerPattern {
	var out finerPattern
	for part := range strings.FieldsSeq(text) {
		var choices []choice
		for text := range strings.SplitSeq(part, "/") {
			c, known := r.read[text]
			if !known {
				c = choice{text, r.words(text)}
				r.read[text] = c
			}
			choices = append(choices, c)
		}
		out = append(out, choices)
	}
	return out
}

// words reads a choice: each word of it is spelt by itself.
func (r *finerReader) words(choice string) (out []int32) {
	if choice == "-" {
		return nil
	}
	for piece := range strings.SplitSeq(choice, "_") {
		if piece == ".." {
			out = append(out, skip)
			continue
		}
		for _, w := range r.spelt(piece) {
			id, known := r.parts.ids[w]
			if !known {
				id = int32(len(r.parts.ids)) + 1
				r.parts.ids[w] = id
			}
			if id != light {
				out = append(out, id)
			}
		}
	}
	return out
}

// wordings is how many a pattern has; it stops counting beyond mostWordings.
func (p finerPattern) wordings() int {
	n := 1
	for _, choices := range p {
		if n *= len(choices); n > mostWordings {
			break
		}
	}
	return n
}

// A spot is where a wording has got to in the tree; open: a gap stands before its next word.
type spot struct {
	node int32
	open bool
}

// enter puts the wordings of what is left of a pattern into the tree. They go one way as long as they are the same, so that
// each branch is looked up once. With an error it gives the wording that is wrong.
func (t *finerTable) enter(row int32, rest finerPattern, at spot) (wording string, err error) {
	if len(rest) == 0 {
		return "", t.end(row, at.node)
	}
	for _, c := range rest[0] {
		to := at
		for _, word := range c.words {
			to = t.step(to, word)
		}
		if after, err := t.enter(row, rest[1:], to); err != nil {
			return strings.TrimSpace(c.text + " " + after), err
		}
	}
	return "", nil
}

// step goes on by a word, over a new branch where there was none.
func (t *finerTable) step(at spot, word int32) spot {
	if word == skip {
		return spot{at.node, at.node != 0}
	}
	if at.open {
		if t.gaps[at.node] == 0 {
			t.gaps[at.node] = t.grow()
		}
		at.node = t.gaps[at.node]
	}
	by := branch{at.node, word}
	to := t.next[by]
	if to == 0 {
		to = t.grow()
		t.next[by] = to
	}
	return spot{node: to}
}

// end says that a wording of a row ends at a node.
func (t *finerTable) end(row, node int32) error {
	if node == 0 {
		return errors.New("has no words")
	}
	of := &t.rows[row]
	for e := t.ends[node]; e != 0; e = t.ending[e].before {
		other := &t.rows[t.ending[e].row]
		if other.finerMarks == of.finerMarks && other.within == of.within {
			if other.topic != of.topic {
				return fmt.Errorf("means %s and %s", other.topic, of.topic)
			}
			return nil
		}
	}
	t.ending = append(t.ending, ending{row, t.ends[node]})
	t.ends[node] = int32(len(t.ending) - 1)
	return nil
}

// grow makes a node.
func (t *finerTable) grow() int32 {
	t.ends, t.gaps = append(t.ends, 0), append(t.gaps, 0)
	return int32(len(t.ends) - 1)
}

// standing is a row of which a wording stands in a text, with how many words it counts.
type standing struct {
	*finer
	words int
}

// standing adds to found every row of which a wording stands at the beginning of a text, light words aside.
func (t *finerTable) standing(text []int32, found []standing) []standing {
	return t.walk(text, 0, 0, found)
}

func (t *finerTable) walk(text []int32, node int32, words int, found []standing) []standing {
	for e := t.ends[node]; e != 0; e = t.ending[e].before {
		f := &t.rows[t.ending[e].row]
		found = append(found, standing{f, words - f.less})
	}
	if after := t.gaps[node]; after != 0 {
		for i, skipped := 0, 0; skipped <= widestGap && i < len(text); i++ {
			if text[i] == light {
				continue
			}
			if to := t.next[branch{after, text[i]}]; to != 0 {
				found = t.walk(text[i+1:], to, words+1, found)
			}
			skipped++
		}
	}
	for i, w := range text {
		if w == light {
			continue
		}
		if to := t.next[branch{node, w}]; to != 0 {
			found = t.walk(text[i+1:], to, words+1, found)
		}
		break
	}
	return found
}
