package intent

import (
	"encoding/binary"
	"math"
)

// The nets are small models with one layer between what a text has and what it means: they learn what signs mean together
// ("blue" and "last year"), which a linear model cannot. Several, each trained from another beginning, are asked
// and averaged; beside the linear model they are wrong in other places.
const (
	netCount  = 3
	netWidth  = 16
	netsWidth = netCount * netWidth
	// slope is what passes of a unit's sum below zero
	slope = 0.1
)

// nets holds what follows their first layer, whose rows stand among the model's: out has a row of netWidth for every intent
// and net.
type nets struct {
	scale [netCount]float64
	bias  [netsWidth]float64
	out   [netCount][Intents][netWidth]float64
	lift  [netCount][Intents]float64
}

// score gives the nets' average for every intent, from the sums of their first layer.
func (n *nets) score(sums *[netsWidth]int32, unit float64) (out [Intents]float64) {
	var units [netWidth]float64
	for k := range n.out {
		for h := range units {
			i := k*netWidth + h
			units[h] = bend(float64(float64(sums[i])*float64(n.scale[k]*unit)) + n.bias[i])
		}
		var scores [Intents]float64
		for c := range scores {
			s := n.lift[k][c]
			for h, u := range units {
				s += float64(n.out[k][c][h] * u)
			}
			scores[c] = s
		}
		softmax(scores[:])
		for c, s := range scores {
			out[c] += s / netCount
		}
	}
	return out
}

// bend is what a unit gives on.
func bend(x float64) float64 {
	if x < 0 {
		return float64(slope * x)
	}
	return x
}

// netsBytes is how long their part of model.bin is without the rows of the first layer.
const netsBytes = 8*netCount + 4*(netsWidth+netCount*int(Intents)*(netWidth+1))

// floats are the numbers that are written as they are, in their order.
func (n *nets) floats(each func(*float64)) {
	for i := range n.bias {
		each(&n.bias[i])
	}
	for k := range n.out {
		for c := range n.out[k] {
			for h := range n.out[k][c] {
				each(&n.out[k][c][h])
			}
			each(&n.lift[k][c])
		}
	}
}

// append writes all but the first layer's rows.
func (n *nets) append(to []byte) []byte {
	for _, s := range n.scale {
		to = binary.LittleEndian.AppendUint64(to, math.Float64bits(s))
	}
	n.floats(func(x *float64) { to = binary.LittleEndian.AppendUint32(to, math.Float32bits(float32(*x))) })
	return to
}

// read takes what append wrote, netsBytes long.
func (n *nets) read(from []byte) {
	for k := range n.scale {
		n.scale[k] = math.Float64frombits(binary.LittleEndian.Uint64(from))
		from = from[8:]
	}
	n.floats(func(x *float64) {
		*x = float64(math.Float32frombits(binary.LittleEndian.Uint32(from)))
		from = from[4:]
	})
}
