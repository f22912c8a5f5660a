package intent

import (
	"fmt"
	"sync"
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
	finer      []finer
	small
	scratch sync.Pool
}

// New builds a Listener from the compiled-in tables. An error means that a table is wrong.
func New() (*Listener, error) { return build(weights) }

// Untrained builds a Listener without the model's weights, for training them.
func Untrained() (*Listener, error) { return build(nil) }

// With gives a Listener that uses these weights, as Train made them.
func (l *Listener) With(weights []byte) (*Listener, error) { return build(weights) }

func build(weights []byte) (*Listener, error) {
	l := &Listener{}
	l.scratch.New = func() any { return &reading{} }
	var err error
	if l.words, err = newVocabulary(); err != nil {
		return nil, fmt.Errorf("intent: %w", err)
	}
	l.enterSmallWords()
	for _, load := range []func() error{l.loadConcepts, l.loadPhrases, l.loadRules, l.loadSubstances, l.loadPlaces} {
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
	return h
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
