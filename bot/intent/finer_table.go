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
	rows int
	// topics are those that a row gives.
	topics map[string]bool
	ids    map[string]int32
	next   map[branch]int32 // from a node by a word's number
	ends   [][]*finer       // by node: the rows of which a wording ends there
	gaps   []int32          // by node: the node after a gap, 0 for none
	// spelt keeps how the pieces of wordings are read while the table is built: thousands of wordings share a few.
	spelt map[string][]string
}

// A branch leads from a node on by a word.
type branch struct{ node, word int32 }

// What stands for a word that is no row's.
const (
	strange int32 = 0  // a word that no row has
	light   int32 = -1 // may stand anywhere inside a row's words
)

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
	l.parts = finerTable{topics: map[string]bool{}, ids: map[string]int32{}, next: map[branch]int32{}, ends: make([][]*finer, 1), gaps: make([]int32, 1),
		spelt: map[string][]string{}}
	defer func() { l.parts.spelt = nil }()
	for w := range lightWords {
		l.parts.ids[w] = light
	}
	var problems []error
	for _, row := range table {
		if err := l.enterRow(row); err != nil {
			problems = append(problems, fmt.Errorf("tables/finer.tsv: %s: %w", row[0], err))
		}
	}
	return errors.Join(problems...)
}

// enterRow puts every wording of a row into the tree.
func (l *Listener) enterRow(row []string) error {
	if kind, _, _ := strings.Cut(row[0], "."); !finerKinds[kind] {
		return errors.New("it is neither a topic, a service, a question about a drug nor about this service")
	}
	marks, within, err := readMarks(row[2])
	if err != nil {
		return err
	}
	of := &finer{topic: row[0], row: l.parts.rows, finerMarks: marks, within: within}
	if strings.HasPrefix(of.topic, "about.") {
		of.less = 1
	}
	l.parts.rows++
	l.parts.topics[of.topic] = true
	var problems []error
	for pattern := range strings.SplitSeq(row[1], "|") {
		wordings := expand(pattern)
		if len(wordings) > mostWordings {
			return fmt.Errorf("%q has more than %d wordings", pattern, mostWordings)
		}
		for _, wording := range wordings {
			if err := l.enterWording(of, wording); err != nil {
				problems = append(problems, fmt.Errorf("%q: %w", pattern, err))
				break
			}
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

// expand gives every wording of a pattern: "bin/get_rid_of pins/works" has four. A "-" is no word at all.
func expand(pattern string) []string {
	out := []string{""}
	for part := range strings.FieldsSeq(pattern) {
		var next []string
		for _, before := range out {
			for choice := range strings.SplitSeq(part, "/") {
				if choice == "-" {
					choice = ""
				}
				next = append(next, before+" "+strings.ReplaceAll(choice, "_", " "))
			}
		}
		if out = next; len(out) > mostWordings {
			break
		}
	}
	return out
}

// enterWording puts one wording into the tree.
func (l *Listener) enterWording(of *finer, wording string) error {
	t := &l.parts
	node, open := int32(0), false // open: a gap stands before the next word
	for piece := range strings.FieldsSeq(wording) {
		if piece == ".." {
			open = node != 0
			continue
		}
		words, read := t.spelt[piece]
		if !read {
			words = l.spelt(piece)
			t.spelt[piece] = words
		}
		for _, w := range words {
			id, known := t.ids[w]
			if !known {
				id = int32(len(t.ids)) + 1
				t.ids[w] = id
			}
			if id == light {
				continue
			}
			if open {
				if t.gaps[node] == 0 {
					t.gaps[node] = t.grow()
				}
				node, open = t.gaps[node], false
			}
			at := branch{node, id}
			if t.next[at] == 0 {
				t.next[at] = t.grow()
			}
			node = t.next[at]
		}
	}
	if node == 0 {
		return errors.New("no words")
	}
	for _, other := range t.ends[node] {
		if other.finerMarks == of.finerMarks && other.within == of.within {
			if other.topic != of.topic {
				return fmt.Errorf("%q means %s and %s", wording, other.topic, of.topic)
			}
			return nil
		}
	}
	t.ends[node] = append(t.ends[node], of)
	return nil
}

// grow makes a node.
func (t *finerTable) grow() int32 {
	t.ends, t.gaps = append(t.ends, nil), append(t.gaps, 0)
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
	for _, f := range t.ends[node] {
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
