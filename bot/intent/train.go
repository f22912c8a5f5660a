package intent

import (
	"encoding/binary"
	"math"
)

// How the model is trained. Fixed, so that the same examples always give the same weights, to the byte.
const (
	epochs       = 20
	learningRate = 0.35
	decay        = 5e-5
	// phraseWeight is how much a phrase of the tables counts as an example, beside a whole text's 1.
	phraseWeight  = 0.1
	patternWeight = 0.5
)

type lesson struct {
	features []feature
	intent   Intent
	weight   float64
}

// Train makes the model's weights from examples and from the phrases of the tables. The same examples and
// tables give the same bytes on every machine.
func (l *Listener) Train(examples, patterns []Example) []byte {
	var lessons []lesson
	for _, e := range examples {
		lessons = append(lessons, lesson{l.lesson(e.Text), e.Intent, 1})
	}
	for _, e := range patterns {
		lessons = append(lessons, lesson{l.lesson(e.Text), e.Intent, patternWeight})
	}
	for _, p := range l.book.texts {
		t := l.book.topics[p.topic]
		if t.lesson {
			lessons = append(lessons, lesson{l.lesson(p.text), t.intent, phraseWeight})
		}
	}
	return encode(descend(lessons))
}

func (l *Listener) lesson(text string) []feature {
	r := l.take(text)
	defer l.put(r)
	return append([]feature(nil), r.features...)
}

// descend is stochastic gradient descent (AdaGrad) on the softmax loss. float64(...) around products keeps
// processors that can fuse a product and a sum from rounding differently.
func descend(lessons []lesson) []float64 {
	w := make([]float64, bucketCount*int(Intents))
	g := make([]float64, bucketCount*int(Intents))
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	random := dice(20261122)
	var scores [Intents]float64
	var buf lesson
	for range epochs {
		for i := len(order) - 1; i > 0; i-- {
			j := random.roll(i + 1)
			order[i], order[j] = order[j], order[i]
		}
		for _, k := range order {
			step(w, g, thin(&lessons[k], &buf, &random), &scores)
		}
	}
	return w
}

func step(w, g []float64, x *lesson, scores *[Intents]float64) {
	squares := 0.0
	for _, f := range x.features {
		squares += float64(f.value) * float64(f.value)
	}
	unit := 1 / math.Sqrt(max(squares, 1))
	*scores = [Intents]float64{}
	for _, f := range x.features {
		v := float64(float64(f.value) * unit)
		row := w[int(f.bucket)*int(Intents):][:Intents]
		for c := range scores {
			scores[c] += float64(row[c] * v)
		}
	}
	softmax(scores[:])
	scores[x.intent]--
	for _, f := range x.features {
		v := float64(float64(f.value) * unit)
		row, seen := w[int(f.bucket)*int(Intents):][:Intents], g[int(f.bucket)*int(Intents):][:Intents]
		for c, s := range scores {
			d := float64(float64(s*v)*x.weight) + float64(decay*row[c])
			seen[c] += float64(d * d)
			row[c] -= float64(learningRate*d) / math.Sqrt(seen[c]+1e-8)
		}
	}
}

// encode rounds the weights to a byte each and leaves out empty rows.
func encode(w []float64) []byte {
	top := 0.0
	for _, x := range w {
		top = max(top, math.Abs(x))
	}
	if top == 0 {
		top = 1
	}
	scale := top / 127
	out := append([]byte(nil), modelMagic...)
	out = binary.LittleEndian.AppendUint64(out, math.Float64bits(scale))
	row := make([]byte, Intents)
	for b := range bucketCount {
		empty := true
		for c := range row {
			q := int8(math.RoundToEven(w[b*int(Intents)+c] / scale))
			row[c] = byte(q)
			empty = empty && q == 0
		}
		if !empty {
			out = append(binary.LittleEndian.AppendUint32(out, uint32(b)), row...)
		}
	}
	return out
}

// thin leaves features out by chance, words more often than concepts: what is learnt must not hang on one word.
func thin(x, buf *lesson, random *dice) *lesson {
	buf.features, buf.intent, buf.weight = buf.features[:0], x.intent, x.weight
	for _, f := range x.features {
		drop := dropConcepts
		switch f.kind {
		case isWord, isPair, isSkip, isMixed, isGram:
			drop = dropWords
		case isShape:
			drop = 0
		}
		if random.roll(100) >= drop {
			buf.features = append(buf.features, f)
		}
	}
	return buf
}

var dropWords, dropConcepts = 40, 15
