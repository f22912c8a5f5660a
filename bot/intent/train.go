package intent

import (
	"bytes"
	"encoding/binary"
	"math"
	"sync"
)

// A recipe says how the model is trained. The usual one is fixed, so that the same examples always give the same
// weights, to the byte.
type recipe struct {
	epochs       int
	seeds        int // the weights are the average of as many trainings, each with its own order and chances
	learningRate float64
	decay        float64
	// phraseWeight is how much a phrase of the tables counts as an example, beside a whole text's 1; patternWeight how
	// much a sentence of the grammar.
	phraseWeight, patternWeight float64
	// of a hundred words or concepts, how many each lesson leaves out
	dropWords, dropConcepts int
	from                    int // the epoch from which the weights are averaged
	// how often the nets see every lesson, and how fast they learn
	netEpochs int
	netRate   float64
}

func usual() recipe {
	return recipe{epochs: 24, seeds: 4, learningRate: 0.35, decay: 5e-5, phraseWeight: 0.1, patternWeight: 0.5, dropWords: 40, dropConcepts: 15, from: 8, netEpochs: 15, netRate: 0.25}
}

type lesson struct {
	features []feature
	intent   Intent
	weight   float64
}

// Train makes the model's weights from examples and from the phrases of the tables. The same examples and
// tables give the same bytes on every machine.
func (l *Listener) Train(examples, patterns []Example) []byte {
	return l.train(examples, patterns, usual())
}

func (l *Listener) train(examples, patterns []Example, how recipe) []byte {
	lessons := l.lessons(examples, patterns, how)
	learners := make([]*learner, netCount)
	var all sync.WaitGroup
	for seed := range learners {
		all.Go(func() { learners[seed] = how.learn(lessons, seed) })
	}
	linear := descend(lessons, how)
	all.Wait()
	n, in := join(learners)
	return encode(linear, n, in)
}

func (l *Listener) lessons(examples, patterns []Example, how recipe) []lesson {
	var lessons []lesson
	for _, e := range examples {
		lessons = append(lessons, lesson{l.lesson(e.Text), e.Intent, 1})
	}
	for _, e := range patterns {
		lessons = append(lessons, lesson{l.lesson(e.Text), e.Intent, how.patternWeight})
	}
	for _, p := range l.book.texts {
		t := l.book.topics[p.topic]
		if t.lesson {
			lessons = append(lessons, lesson{l.lesson(p.text), t.intent, how.phraseWeight})
		}
	}
	return lessons
}

func (l *Listener) lesson(text string) []feature {
	r := l.take(text)
	defer l.put(r)
	return append([]feature(nil), r.features...)
}

// descend trains the linear model: the average of as many trainings as the recipe has seeds, and in each of its later epochs, so
// that little hangs on the order of the lessons.
func descend(lessons []lesson, how recipe) []float64 {
	each := make([][]float64, how.seeds)
	var all sync.WaitGroup
	for seed := range each {
		all.Go(func() { each[seed] = how.descend(lessons, seed) })
	}
	all.Wait()
	total := each[0]
	for _, w := range each[1:] {
		for i, x := range w {
			total[i] += x
		}
	}
	n := float64(how.seeds * (how.epochs - how.from + 1))
	for i := range total {
		total[i] /= n
	}
	return total
}

// descend is one stochastic gradient descent (AdaGrad) on the softmax loss: the sum of the weights after each of the later epochs.
// float64(...) around products keeps processors that can fuse a product and a sum from rounding differently.
func (how *recipe) descend(lessons []lesson, seed int) []float64 {
	size := bucketCount * int(Intents)
	total, w, g := make([]float64, size), make([]float64, size), make([]float64, size)
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	var scores [Intents]float64
	var buf lesson
	random := dice(20261122 + seed)
	for e := range how.epochs {
		for i := len(order) - 1; i > 0; i-- {
			j := random.roll(i + 1)
			order[i], order[j] = order[j], order[i]
		}
		for _, k := range order {
			how.step(w, g, how.thin(&lessons[k], &buf, &random), &scores)
		}
		if e+1 >= how.from {
			for i, x := range w {
				total[i] += x
			}
		}
	}
	return total
}

func (how *recipe) step(w, g []float64, x *lesson, scores *[Intents]float64) {
	squares := 0.0
	for _, f := range x.features {
		squares += float64(f.value()) * float64(f.value())
	}
	unit := 1 / math.Sqrt(max(squares, 1))
	*scores = [Intents]float64{}
	for _, f := range x.features {
		v := float64(float64(f.value()) * unit)
		row := w[int(f.bucket)*int(Intents):][:Intents]
		for c := range scores {
			scores[c] += float64(row[c] * v)
		}
	}
	softmax(scores[:])
	scores[x.intent]--
	for _, f := range x.features {
		v := float64(float64(f.value()) * unit)
		row, seen := w[int(f.bucket)*int(Intents):][:Intents], g[int(f.bucket)*int(Intents):][:Intents]
		for c, s := range scores {
			d := float64(float64(s*v)*x.weight) + float64(how.decay*row[c])
			seen[c] += float64(d * d)
			row[c] -= float64(how.learningRate*d) / math.Sqrt(seen[c]+1e-8)
		}
	}
}

// encode writes model.bin: the linear weights, rounded to a byte each, and the nets' first layer in rows, after what is left of
// the nets.
func encode(w []float64, n *nets, in []int8) []byte {
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
	out = n.append(out)
	row := bytes.Repeat([]byte{zero}, rowBytes)
	for b := range bucketCount {
		for c, x := range w[b*int(Intents):][:Intents] {
			row[c] = byte(int(math.RoundToEven(x/scale)) + zero)
		}
		for i, x := range in[b*netsWidth:][:netsWidth] {
			row[netsAt+i] = byte(int(x) + zero)
		}
		out = append(out, row...)
	}
	return out
}

// thin leaves features out by chance, words more often than concepts: what is learnt must not hang on one word.
func (how *recipe) thin(x, buf *lesson, random *dice) *lesson {
	buf.features, buf.intent, buf.weight = buf.features[:0], x.intent, x.weight
	for _, f := range x.features {
		drop := how.dropConcepts
		switch f.kind {
		case isWord, isPair, isSkip, isMixed, isGram:
			drop = how.dropWords
		case isShape:
			drop = 0
		}
		if random.roll(100) >= drop {
			buf.features = append(buf.features, f)
		}
	}
	return buf
}
