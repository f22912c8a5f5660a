package intent

import (
	"fmt"
	"sync"
)

// Listener understands texts. It is built once, never changes, and may be used by many at a time.
type Listener struct {
	words      *vocabulary
	book       phrasebook
	substances substances
	// negations, past and yes and so on: small sets of words by number.
	negations, past, yes, no, unsure, politeness map[int32]bool
	numbers                                      map[int32]int
	scratch                                      sync.Pool
}

// New builds a Listener from the compiled-in tables. An error means that a table is wrong.
func New() (*Listener, error) {
	l := &Listener{book: phrasebook{tree: newTree()}, substances: substances{tree: newTree()}}
	l.scratch.New = func() any { return &reading{} }
	var err error
	if l.words, err = newVocabulary(); err != nil {
		return nil, err
	}
	l.enterSmallWords()
	for _, load := range []func() error{l.loadPhrases, l.loadSubstances} {
		if err := load(); err != nil {
			return nil, fmt.Errorf("intent: %w", err)
		}
	}
	l.words.learnNear()
	return l, nil
}

func (l *Listener) enterSmallWords() {
	set := func(words ...string) map[int32]bool {
		m := map[int32]bool{}
		for _, w := range words {
			m[l.words.id(w)] = true
		}
		return m
	}
	l.negations = set("not", "no", "never", "without", "nothing", "none", "neither")
	set("year", "month", "week", "summer", "winter", "spring", "christmas")
	l.past = set("ago", "yesterday", "once", "last", "before", "used", "years", "months")
	l.yes = set("yes", "okay", "sure", "correct", "true", "affirmative", "definitely", "yer")
	l.no = set("no", "negative", "nothing", "none")
	l.unsure = set("unsure", "maybe", "perhaps", "possibly", "hard")
	l.politeness = set("please", "the", "one", "option", "number", "choice", "answer", "thanks", "mate", "is", "it", "its", "i", "that", "choose", "pick", "um", "erm", "so", "just", "think", "thanku", "a", "go", "with", "for", "ill")
	l.numbers = map[int32]int{}
	for n, ways := range [][]string{
		{"1", "one", "first", "1st"}, {"2", "two", "second", "2nd"}, {"3", "three", "third", "3rd"},
		{"4", "four", "fourth", "4th"}, {"5", "five", "fifth", "5th"}, {"6", "six", "sixth", "6th"},
		{"7", "seven", "seventh", "7th"}, {"8", "eight", "eighth", "8th"}, {"9", "nine", "ninth", "9th"},
	} {
		for _, w := range ways {
			l.numbers[l.words.id(w)] = n
		}
	}
	l.numbers[l.words.id("last")] = lastOne
}

// lastOne stands for "the last one".
const lastOne = -2

// readTable reads a phrase of a table: words that are new become part of the vocabulary.
func (l *Listener) readTable(text string) []word {
	r := &reading{}
	r.take(text)
	for i := range r.tokens {
		t := &r.tokens[i]
		letters := r.folded[t.s:t.e]
		means := l.words.exact(letters)
		if means == nil {
			means = []int32{l.words.id(string(letters))}
		}
		l.words.emit(r, t, means)
	}
	return r.words
}

// Hear understands one text. q is the question that was just asked, or nil. It is total: any text gives
// an answer, in time that does not grow with the text beyond a few thousand letters.
func (l *Listener) Hear(text string, q *Question) Heard {
	r := l.scratch.Get().(*reading)
	defer func() {
		r.reset()
		l.scratch.Put(r)
	}()
	r.take(text)
	l.words.spell(r)
	l.findPhrases(r)
	h := l.decide(r)
	h.Substances = l.findSubstances(r)
	h.Place = l.findPlace(text, r)
	if h.Intent == Other && h.Topic == "" {
		switch {
		case h.Place != "":
			h.Intent, h.Topic, h.Confidence = FindService, "service.nearest", 0.5
		case len(h.Substances) > 0:
			h.Intent, h.Topic, h.Confidence = Substance, "", 0.4
		}
	}
	h.Answer = l.answer(r, q)
	return h
}

// decide picks what the phrases found say.
func (l *Listener) decide(r *reading) Heard {
	best, asked := -1, false
	longAgo := l.longAgo(r.words)
	for i := range r.hits {
		p := &l.book.phrases[r.hits[i].phrase]
		t := &l.book.topics[p.topic]
		if t.alone && p.words*2 <= len(r.words) {
			continue
		}
		if t.rank >= urgentRank {
			if longAgo || !p.negative && l.negated(r.words, int(r.hits[i].from)) {
				continue
			}
			if t.name == "emergency.call" && len(r.words) == p.words && p.words <= 2 && r.exclamations == 0 && l.isHelp(r) {
				return Heard{Intent: Menu, Topic: "emergency.call", Confidence: 0.6}
			}
		}
		if best >= 0 && !l.better(p, best, asked) {
			continue
		}
		best, asked = p.topic, p.ask
	}
	if best < 0 {
		return Heard{Intent: Other}
	}
	t := &l.book.topics[best]
	h := Heard{Intent: t.intent, Topic: t.name, Confidence: 0.8}
	if asked {
		h.Confidence = 0.4
		h.Doubt = t.rank >= urgentRank
	}
	return h
}

// better says whether phrase p tells more than topic best (heard in a phrase that asks, or not).
func (l *Listener) better(p *phrase, best int, asked bool) bool {
	rank, was := l.book.topics[p.topic].rank, l.book.topics[best].rank
	if rank >= urgentRank && was >= urgentRank && asked != p.ask {
		return asked
	}
	return rank > was
}

// isHelp: a bare "help" may be anything; its reply begins with the emergency line.
func (l *Listener) isHelp(r *reading) bool {
	for _, w := range r.words {
		if w.id == l.words.ids["help"] {
			return true
		}
	}
	return false
}

// longAgo: the text tells of something that is over ("overdosed last year").
func (l *Listener) longAgo(words []word) bool {
	for i, w := range words {
		if w.id < 0 || !l.past[w.id] {
			continue
		}
		switch l.words.words[w.id] {
		case "yesterday", "years", "months":
			return true
		case "last":
			if i+1 < len(words) && words[i+1].id >= 0 {
				switch l.words.words[words[i+1].id] {
				case "year", "month", "week", "summer", "winter", "spring", "christmas":
					return true
				}
			}
		}
	}
	return false
}
