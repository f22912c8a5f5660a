package intent

import (
	"fmt"
	"strconv"
	"strings"
)

// A topic is a fine label, such as "emergency.seizure".
type topic struct {
	name   string
	intent Intent
	// rank: when several topics are heard the highest decides; urgentRank and up are emergencies.
	rank int
	// alone: its phrases mean it only when they are most of the text ("back", "no").
	alone bool
}

const urgentRank = 7

// A phrase is a run of words that means a topic.
type phrase struct {
	topic int
	// ask: it means the topic only perhaps.
	ask bool
	// negative: the phrase holds a negation itself ("not breathing").
	negative bool
	words    int
}

// A hit is a phrase found: words[from:to].
type hit struct {
	phrase   int32
	from, to int32
}

// tree finds phrases, word by word. Its keys are a node and the word that leads on from it.
type tree struct {
	next  map[uint64]int32
	ends  map[int32]int32 // node -> phrase
	nodes int32
}

func newTree() *tree { return &tree{next: map[uint64]int32{}, ends: map[int32]int32{}, nodes: 1} }

func (t *tree) step(node, word int32) (int32, bool) {
	n, ok := t.next[uint64(node)<<32|uint64(uint32(word))]
	return n, ok
}

// enter adds a phrase and gives what was already there for it, or -1.
func (t *tree) enter(words []word, id int32) int32 {
	node := int32(0)
	for _, w := range words {
		n, ok := t.step(node, w.id)
		if !ok {
			n = t.nodes
			t.nodes++
			t.next[uint64(node)<<32|uint64(uint32(w.id))] = n
		}
		node = n
	}
	if was, ok := t.ends[node]; ok {
		return was
	}
	t.ends[node] = id
	return -1
}

// longest gives the longest phrase that begins at words[from], and where it ends.
func (t *tree) longest(words []word, from int) (id int32, to int) {
	id = -1
	node := int32(0)
	for i := from; i < len(words); i++ {
		if words[i].id < 0 {
			break
		}
		n, ok := t.step(node, words[i].id)
		if !ok {
			break
		}
		node = n
		if p, ok := t.ends[node]; ok {
			id, to = p, i+1
		}
	}
	return id, to
}

// phrasebook holds the topics and the phrases that mean them.
type phrasebook struct {
	topics  []topic
	phrases []phrase
	tree    *tree
}

func (l *Listener) loadPhrases() error {
	table, err := rows("topics.tsv", 3)
	if err != nil {
		return err
	}
	known := map[string]int{}
	for _, row := range table {
		about, ok := Named(row[1])
		if !ok {
			return fmt.Errorf("tables/topics.tsv: %q is no intent", row[1])
		}
		rank, err := strconv.Atoi(row[2])
		if err != nil {
			return fmt.Errorf("tables/topics.tsv: rank of %s is no number", row[0])
		}
		known[row[0]] = len(l.book.topics)
		l.book.topics = append(l.book.topics, topic{row[0], about, rank, strings.HasPrefix(row[0], "meta.")})
	}
	table, err = rows("phrases.tsv", 3)
	if err != nil {
		return err
	}
	for _, row := range table {
		t, ok := known[row[0]]
		if !ok {
			return fmt.Errorf("tables/phrases.tsv: topic %q is not in topics.tsv", row[0])
		}
		words := l.readTable(row[1])
		if len(words) == 0 {
			return fmt.Errorf("tables/phrases.tsv: %q has no words", row[1])
		}
		negative := false
		for _, w := range words {
			negative = negative || l.negations[w.id]
		}
		p := phrase{t, row[2] == "ask", negative, len(words)}
		was := l.book.tree.enter(words, int32(len(l.book.phrases)))
		if was >= 0 {
			if l.book.topics[t].rank <= l.book.topics[l.book.phrases[was].topic].rank {
				continue
			}
			l.book.phrases[was] = p
			continue
		}
		l.book.phrases = append(l.book.phrases, p)
	}
	return nil
}

// findPhrases gives every longest phrase, also ones that overlap.
func (l *Listener) findPhrases(r *reading) {
	for i := range r.words {
		if id, to := l.book.tree.longest(r.words, i); id >= 0 {
			r.hits = append(r.hits, hit{id, int32(i), int32(to)})
		}
	}
}

// negated says whether a negation stands just before words[at]: "not breathing", "isn't really blue".
func (l *Listener) negated(words []word, at int) bool {
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		if words[i].stop {
			return false
		}
		if words[i].id >= 0 && l.negations[words[i].id] {
			return true
		}
	}
	return false
}
