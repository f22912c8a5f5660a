package intent

import (
	"slices"
	"strings"
	"testing"
)

// Whatever part of a subject a text names, an emergency in it stays one, and a place stays a place.
func TestFinerWordsTouchNoEmergencyAndNoPlace(t *testing.T) {
	l := listener(t)
	all := wordings(l)
	if len(all) < 10_000 {
		t.Fatalf("only %d wordings", len(all))
	}
	always := map[string]bool{} // topics that are meant by other words too, or by some row even where a place is asked for
	for i := range l.book.topics {
		always[l.book.topics[i].name] = true
	}
	for _, f := range all {
		always[f.topic] = always[f.topic] || f.always
	}
	for i, f := range all {
		if i%7 != 0 || strings.Contains(f.said, " if ") { // the rest differ from these by a word; "if" asks about another day
			continue
		}
		words := f.said
		for _, text := range []string{words + " and now hes not breathing", "she wont wake up after " + words} {
			if h := l.Hear(text, nil); h.Intent != Overdose || h.Topic == f.topic {
				t.Errorf("%q is heard as %v, %s", text, h.Intent, h.Topic)
			}
		}
		if h := l.Hear("where is the nearest place for "+words, nil); !always[f.topic] && h.Topic == f.topic {
			t.Errorf("%q is asked where, and answered with %s", words, h.Topic)
		}
	}
}

func TestTheLongestFinerWordsDecide(t *testing.T) {
	l := listener(t)
	for text, want := range map[string]string{
		"my groin is my only vein":            "topic.groin",
		"they turned me away at the exchange": "topic.not_given",
		"i had to reuse my needle":            "topic.reused",
		"can i reuse my needle":               "topic.equipment_sharing",
		"had to reuse":                        "topic.reused",
		"hep c and hiv and black skin":        "topic.hep_c",
	} {
		if h := l.Hear(text, nil); h.Topic != want {
			t.Errorf("%q is about %q, want %q", text, h.Topic, want)
		}
	}
}

// worded is a wording of a row as a text could say it.
type worded struct {
	*finer
	said string
}

// wordings are all that the table holds, in the order of its tree.
func wordings(l *Listener) []worded {
	t := &l.parts
	spelt := map[int32]string{}
	for w, id := range t.ids {
		spelt[id] = w
	}
	after := map[int32][]branch{} // by node: the branches that leave it
	for b := range t.next {
		after[b.node] = append(after[b.node], b)
	}
	var out []worded
	var walk func(node int32, said string)
	walk = func(node int32, said string) {
		for e := t.ends[node]; e != 0; e = t.ending[e].before {
			out = append(out, worded{&t.rows[t.ending[e].row], strings.TrimSpace(said)})
		}
		if t.gaps[node] != 0 {
			walk(t.gaps[node], said)
		}
		branches := after[node]
		slices.SortFunc(branches, func(a, b branch) int { return int(a.word - b.word) })
		for _, b := range branches {
			walk(t.next[b], said+" "+spelt[b.word])
		}
	}
	walk(0, "")
	return out
}

// No example that is labelled as an emergency, and is heard as one, is taken for something calmer by a finer topic's words.
func TestFinerWordsTakeNoLabelledEmergency(t *testing.T) {
	l := listener(t)
	tried := 0
	for _, file := range []string{"aside2.tsv", "once_aside3.tsv", "once_aside4.tsv", "starter.tsv", "own.tsv", "more.tsv", "dev.tsv", "once_aside.tsv", "writer_a.tsv", "writer_b.tsv", "writer_c.tsv", "writer_d.tsv",
		"writer_e.tsv", "writer_f.tsv"} {
		for _, e := range examples(t, file) {
			if !e.Intent.Urgent() {
				continue
			}
			tried++
			r := l.take(e.Text)
			before, _ := l.decide(r)
			after := before
			l.refine(r, &after)
			l.put(r)
			if (before.Intent.Urgent() || before.Doubt) && !after.Intent.Urgent() && !after.Doubt {
				t.Errorf("%s: %q is %v, and is taken for %s", file, e.Text, e.Intent, after.Topic)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d examples", tried)
	}
}
