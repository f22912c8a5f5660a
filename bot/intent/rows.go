package intent

import "encoding/binary"

// weightRows are the first layer of the linear model and of the nets, as they stand in model.bin: for every bucket rowBytes
// weights, each a byte with 128 added, first the linear model's for every intent, then the nets' from netsAt on.
type weightRows []byte

const (
	netsAt   = (int(Intents) + 7) / 8 * 8
	rowBytes = netsAt + netsWidth
	rowWords = rowBytes / 8
	// zero is the byte that means no weight.
	zero = 128
)

// groups are the kinds of features that count the same: their rows are added up first and multiplied once.
const groups = 7

var (
	groupOf = [kinds]uint8{isWord: 0, isTopic: 0, isConcept: 1, isDrug: 2, isChain: 3, isShape: 3, isPair: 4, isNear: 4, isGram: 5, isFar: 6, isSkip: 6, isMixed: 6}
	worth   = [groups]int32{20, 18, 12, 10, 8, 5, 4}
)

// value is how much a feature counts.
func (f feature) value() int32 { return worth[groupOf[f.kind]] }

// lanes picks every second byte of eight, as four numbers of 16 bits side by side.
const lanes = 0x00FF00FF00FF00FF

// mostRows is how many rows four lanes can add up before one might run over into the next: 255 times 257 is 65,535.
const mostRows = 257

// pile adds up the rows of one group: eight weights at a time, the even bytes and the odd ones apart.
type pile struct {
	even, odd [rowWords]uint64
	count     int32
}

// sum adds the features' rows, each as often as its kind counts, to sums, and gives the sum of the squares of what they
// count. It gives the same as adding one weight after the other, in a fifth of the time.
func (rows weightRows) sum(features []feature, sums *[rowBytes]int32) (squares int64) {
	var piles [groups]pile
	for _, f := range features {
		g := groupOf[f.kind]
		p := &piles[g]
		row := (*[rowBytes]byte)(rows[int(f.bucket)*rowBytes:])
		for i := range rowWords {
			x := binary.LittleEndian.Uint64(row[i*8:])
			p.even[i] += x & lanes
			p.odd[i] += x >> 8 & lanes
		}
		squares += int64(worth[g]) * int64(worth[g])
		if p.count++; p.count == mostRows {
			p.empty(worth[g], sums)
		}
	}
	for g := range piles {
		if piles[g].count > 0 {
			piles[g].empty(worth[g], sums)
		}
	}
	return squares
}

// empty adds what is piled up to sums, as often as it is worth.
func (p *pile) empty(worth int32, sums *[rowBytes]int32) {
	none := p.count * zero
	for i := range rowWords {
		even, odd := p.even[i], p.odd[i]
		to := (*[8]int32)(sums[i*8:])
		for k := 0; k < 8; k += 2 {
			to[k] += worth * (int32(uint16(even)) - none)
			to[k+1] += worth * (int32(uint16(odd)) - none)
			even >>= 16
			odd >>= 16
		}
	}
	*p = pile{}
}
