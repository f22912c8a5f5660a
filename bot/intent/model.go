package intent

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
)

//go:embed model.bin
var weights []byte

// A feature is something a text has: a bucket of the model, and of what kind it is.
type feature struct {
	bucket uint32
	kind   byte
}

const (
	bucketBits  = 16
	bucketCount = 1 << bucketBits
)

// model is a linear model, for each bucket a weight for every intent, and the nets beside it.
type model struct {
	rows  weightRows
	scale float64
	nets  nets
}

const modelMagic = "WMI3"

var errModel = errors.New("model.bin is not of this version: train it again")

func readModel(data []byte) (model, error) {
	if len(data) == 0 {
		return model{}, nil
	}
	const head = len(modelMagic) + 8
	if len(data) != head+netsBytes+bucketCount*rowBytes || string(data[:4]) != modelMagic {
		return model{}, errModel
	}
	m := model{rows: data[head+netsBytes:], scale: math.Float64frombits(binary.LittleEndian.Uint64(data[4:]))}
	m.nets.read(data[head:])
	return m, nil
}

// score gives each intent's share, between 0 and 1: two parts what the linear model says, one part the nets.
func (m *model) score(features []feature) (out [Intents]float64) {
	if m.rows == nil {
		softmax(out[:])
		return out
	}
	var sums [rowBytes]int32
	squares := m.rows.sum(features, &sums)
	length := 1 / math.Sqrt(float64(max(squares, 1)))
	unit := float64(m.scale * length)
	for i := range out {
		out[i] = float64(float64(sums[i]) * unit)
	}
	softmax(out[:])
	for i, s := range m.nets.score((*[netsWidth]int32)(sums[netsAt:]), length) {
		out[i] = (2*out[i] + s) / 3
	}
	return out
}

// softmax turns scores into shares that add up to 1.
func softmax(scores []float64) {
	top := scores[0]
	for _, s := range scores {
		top = max(top, s)
	}
	sum := 0.0
	for i, s := range scores {
		scores[i] = exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// exp is e to the x for x <= 0. It is our own because math.Exp differs in the last digit between
// processors, and the same text must be heard the same way everywhere: conversions keep the compiler from fusing
// a product and a sum.
func exp(x float64) float64 {
	if x < -40 {
		return 0
	}
	const halvings = 1024
	y := x / halvings
	sum, term := 1.0, 1.0
	for i := 1; i <= 5; i++ {
		term = float64(term*y) / float64(i)
		sum = sum + term
	}
	for range 10 {
		sum = float64(sum * sum)
	}
	return sum
}

const hashSeed, hashPrime = 14695981039346656037, 1099511628211

func hashString(s string) uint64 {
	h := uint64(hashSeed)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}

func hashBytes(s []byte) uint64 {
	h := uint64(hashSeed)
	for _, c := range s {
		h = hashOn(h, c)
	}
	return h
}

// hashOn takes the hash of some letters on to the next one.
func hashOn(h uint64, c byte) uint64 { return (h ^ uint64(c)) * hashPrime }

// mix joins hashes into a bucket; kind keeps features of different kinds apart.
func mix(kind byte, a, b uint64) uint32 {
	h := (a ^ uint64(kind)*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	h ^= h >> 29
	h = (h + b) * 0x94D049BB133111EB
	h ^= h >> 32
	return uint32(h) & (bucketCount - 1)
}
