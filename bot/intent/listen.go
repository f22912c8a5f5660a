package intent

import (
	"fmt"
	"sync"

	"waymark/content"
)

// Listener understands texts. It is built once, never changes, and may be used by many at a time.
type Listener struct {
	words      *vocabulary
	concepts   concepts
	book       phrasebook
	rules      []rule
	substances substances
	places     places
	model      model
	parts      finerTable
	// named are the names it was given.
	named *content.Substances
	small
	scratch sync.Pool
}

// New builds a Listener from the compiled-in tables and what people call substances. An error means that a table or a name
// is wrong.
func New(names *content.Substances) (*Listener, error) { return build(weights, names) }

// Untrained builds a Listener without the model's weights, for training them.
func Untrained(names *content.Substances) (*Listener, error) { return build(nil, names) }

// With gives a Listener that uses these weights, as Train made them.
func (l *Listener) With(weights []byte) (*Listener, error) { return build(weights, l.named) }

func build(weights []byte, names *content.Substances) (*Listener, error) {
	l := &Listener{named: names}
	l.scratch.New = func() any { return &reading{} }
	var err error
	if l.words, err = newVocabulary(); err != nil {
		return nil, fmt.Errorf("intent: %w", err)
	}
	l.enterSmallWords()
	for _, load := range []func() error{l.loadConcepts, l.loadPhrases, l.loadRules, func() error { return l.loadSubstances(names) }, l.loadPlaces} {
		if err := load(); err != nil {
			return nil, fmt.Errorf("intent: %w", err)
		}
	}
	l.words.learnStems()
	l.words.learnNear()
	l.inherit()
	if err := l.loadFiner(); err != nil {
		return nil, fmt.Errorf("intent: %w", err)
	}
	if l.model, err = readModel(weights); err != nil {
		return nil, fmt.Errorf("intent: %w", err)
	}
	return l, nil
}

// Hear understands one text. q is the question that was just asked, or nil. It is total: any text gives
// an answer, in time that does not grow with the text beyond a few thousand letters.
func (l *Listener) Hear(text string, q *Question) Heard {
	r := l.take(text)
	defer l.put(r)
	h, _ := l.decide(r)
	l.refine(r, &h)
	h.Substances = l.mentioned(r)
	h.Place = r.place
	h.Answer = l.answer(r, q)
	h.Leans = l.leans(r, q)
	return h
}

// Answer gives the choice of q that a text means, from 0, or -1: Heard.Answer without the rest, for whoever asks of one
// text what it answers to several questions.
func (l *Listener) Answer(text string, q *Question) int {
	r := l.spell(text)
	defer l.put(r)
	r.prepare(l)
	return l.answer(r, q)
}

// take reads a text and finds all that is in it; put gives the scratch back.
func (l *Listener) take(text string) *reading {
	r := l.scratch.Get().(*reading)
	r.take(text)
	l.words.spell(r)
	r.prepare(l)
	l.findSubstances(r)
	l.tagWords(r)
	r.place = l.findPlace(text, r)
	r.placed = r.place != ""
	r.onlyPlace = r.placed && l.onlyPlace(text, r)
	l.findPhrases(r)
	l.findRules(r)
	l.featuresOf(r)
	return r
}

func (l *Listener) put(r *reading) {
	r.reset()
	l.scratch.Put(r)
}
