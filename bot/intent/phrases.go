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
	// lesson: its phrases are lessons for the model
	lesson bool
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

// A hit is a phrase or rule found: words[from:to].
type hit struct {
	topic         int16
	from, to      int16
	negative, ask bool
	firm          bool  // it decides before the model does
	source        int32 // the phrase's number, or the rule's after all phrases
}

// tree finds phrases, word by word. Its keys are a node and the word that leads on from it.
type tree struct {
	next  map[uint64]int32
	ends  map[int32]int32 // node -> phrase
	nodes int32
	// closed: a phrase does not go on over the end of a sentence
	closed bool
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

// longest gives the longest phrase that begins at words[from], and where it ends. Articles and swear words may
// stand inside it.
func (t *tree) longest(v *vocabulary, words []word, from int) (id int32, to int) {
	id = -1
	node := int32(0)
	for i := from; i < len(words) && i-from < maxPhrase; i++ {
		w := words[i].id
		if w < 0 || i > from && words[i-1].stop && node != 0 && t.closed {
			break
		}
		n, ok := t.step(node, w)
		if !ok {
			if node != 0 && v.filler[w] {
				continue
			}
			break
		}
		node = n
		if p, ok := t.ends[node]; ok {
			id, to = p, i+1
		}
	}
	return id, to
}

// maxPhrase is how many words of a text a phrase may cover, articles and swear words included.
const maxPhrase = 12

// phrasebook holds the topics and the phrases that mean them.
type phrasebook struct {
	topics  []topic
	known   map[string]int // topics by name
	phrases []phrase
	tree    *tree
	texts   []phraseText
}

// A phraseText is a phrase as the table has it: a short lesson for the model.
type phraseText struct {
	topic int
	text  string
}

func (l *Listener) loadPhrases() error {
	l.book.tree = newTree()
	table, err := rows("topics.tsv", 3)
	if err != nil {
		return err
	}
	l.book.known = map[string]int{}
	for _, row := range table {
		about, ok := Named(row[1])
		if !ok {
			return fmt.Errorf("tables/topics.tsv: %q is no intent", row[1])
		}
		rank, err := strconv.Atoi(row[2])
		if err != nil {
			return fmt.Errorf("tables/topics.tsv: rank of %s is no number", row[0])
		}
		l.book.known[row[0]] = len(l.book.topics)
		l.book.topics = append(l.book.topics, topic{row[0], about, rank, strings.HasPrefix(row[0], "meta."), rank > 1})
	}
	table, err = rows("phrases.tsv", 3)
	if err != nil {
		return err
	}
	for _, row := range table {
		t, ok := l.book.known[row[0]]
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
		l.book.texts = append(l.book.texts, phraseText{t, row[1]})
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
		if id, to := l.book.tree.longest(l.words, r.words, i); id >= 0 {
			p := &l.book.phrases[id]
			r.hits = append(r.hits, hit{topic: int16(p.topic), from: int16(i), to: int16(to), negative: p.negative, ask: p.ask, source: id})
		}
	}
}

// negated says whether a negation stands just before words[at]: "not breathing", "isn't really blue".
func (l *Listener) negated(words []word, at int) bool {
	counted := 0
	for i := at - 1; i >= 0 && counted < 2; i-- {
		if words[i].stop {
			return false
		}
		if id := words[i].id; id >= 0 {
			if l.negations[id] {
				return true
			}
			if l.words.filler[id] {
				continue
			}
		}
		counted++
	}
	return false
}
