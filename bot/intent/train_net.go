package intent

import "math"

// learner is one net while it is trained. float32(...) around products keeps processors that can fuse a product and a
// sum from rounding differently.
type learner struct {
	in   []float32 // a row of netWidth for every bucket
	out  [Intents][netWidth]float32
	bias [netWidth]float32
	lift [Intents]float32
	// how far each row has been moved so far: what moves often moves less (AdaGrad, by row)
	movedIn   []float32
	movedOut  [Intents]float32
	movedBias float32
	// scratch of one lesson
	sums, units, back [netWidth]float32
	scores            [Intents]float64
}

// outStart is how far from zero the second layer begins, by chance; the first begins at zero, so that what was never met
// says nothing.
const outStart = 0.3

func newLearner(random *dice) *learner {
	n := &learner{in: make([]float32, bucketCount*netWidth), movedIn: make([]float32, bucketCount)}
	for c := range n.out {
		for h := range n.out[c] {
			n.out[c][h] = float32(float32(random.roll(2001)-1000) / 1000 * outStart)
		}
	}
	return n
}

// learn trains one net; seed says from which beginning.
func (how *recipe) learn(lessons []lesson, seed int) *learner {
	random := dice(20261122 + seed)
	n := newLearner(&random)
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	var buf lesson
	for e := range how.netEpochs {
		rate := float32(how.netRate * float64(how.netEpochs-e) / float64(how.netEpochs))
		for i := len(order) - 1; i > 0; i-- {
			j := random.roll(i + 1)
			order[i], order[j] = order[j], order[i]
		}
		for _, k := range order {
			n.step(how.thin(&lessons[k], &buf, &random), rate)
		}
	}
	return n
}

// forward gives each intent's score, and the unit by which values count.
func (n *learner) forward(features []feature) (unit float32) {
	squares := 0.0
	for _, f := range features {
		squares += float64(f.value()) * float64(f.value())
	}
	unit = float32(1 / math.Sqrt(max(squares, 1)))
	n.sums = n.bias
	for _, f := range features {
		v := float32(float32(f.value()) * unit)
		for h, w := range (*[netWidth]float32)(n.in[int(f.bucket)*netWidth:]) {
			n.sums[h] += float32(w * v)
		}
	}
	for h, x := range n.sums {
		n.units[h] = float32(bend(float64(x)))
	}
	for c := range n.scores {
		s := n.lift[c]
		for h, u := range n.units {
			s += float32(n.out[c][h] * u)
		}
		n.scores[c] = float64(s)
	}
	return unit
}

// step moves the net a little towards saying a lesson's intent.
func (n *learner) step(x *lesson, rate float32) {
	unit := n.forward(x.features)
	softmax(n.scores[:])
	n.scores[x.intent]--
	n.back = [netWidth]float32{}
	for c, s := range n.scores {
		n.stepOut(c, float32(s*x.weight), rate)
	}
	var far float32
	for h := range n.back {
		if n.sums[h] < 0 {
			n.back[h] = float32(n.back[h] * slope)
		}
		far += float32(n.back[h] * n.back[h])
	}
	far /= netWidth
	n.movedBias += far
	by := over(rate, n.movedBias)
	for h, b := range n.back {
		n.bias[h] -= float32(by * b)
	}
	for _, f := range x.features {
		v := float32(float32(f.value()) * unit)
		n.movedIn[f.bucket] += float32(far * float32(v*v))
		by := over(float32(rate*v), n.movedIn[f.bucket])
		row := (*[netWidth]float32)(n.in[int(f.bucket)*netWidth:])
		for h, b := range n.back {
			row[h] -= float32(by * b)
		}
	}
}

// stepOut moves an intent's row of the second layer by how wrong its share was, and adds to what goes back to the first.
func (n *learner) stepOut(c int, wrong, rate float32) {
	row := &n.out[c]
	far := float32(wrong * wrong)
	for h, u := range n.units {
		n.back[h] += float32(wrong * row[h])
		g := float32(wrong * u)
		far += float32(g * g)
	}
	n.movedOut[c] += far / netWidth
	by := over(rate, n.movedOut[c])
	for h, u := range n.units {
		row[h] -= float32(by * float32(wrong*u))
	}
	n.lift[c] -= float32(by * wrong)
}

// over is a rate by how far was moved already.
func over(rate, moved float32) float32 {
	return float32(float64(rate) / math.Sqrt(float64(moved)+1e-6))
}

// join puts trained nets together, and gives their first layers, rounded to a byte each, in a row of netsWidth for every bucket.
func join(learners []*learner) (n *nets, in []int8) {
	n, in = &nets{}, make([]int8, bucketCount*netsWidth)
	for k, l := range learners {
		top := 0.0
		for _, x := range l.in {
			top = max(top, math.Abs(float64(x)))
		}
		n.scale[k] = max(top, 1e-9) / 127
		for i, x := range l.in {
			in[i/netWidth*netsWidth+k*netWidth+i%netWidth] = int8(math.RoundToEven(float64(x) / n.scale[k]))
		}
		for h, b := range l.bias {
			n.bias[k*netWidth+h] = float64(b)
		}
		for c := range l.out {
			for h, w := range l.out[c] {
				n.out[k][c][h] = float64(w)
			}
			n.lift[k][c] = float64(l.lift[c])
		}
	}
	return n, in
}
