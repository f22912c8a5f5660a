package session

// chunk is how many slots a pool grows by: large enough to be cheap, small enough that what is allocated and unused
// stays under a few per cent. 93 cores fill one of the sizes that Go's allocator has (8,192 bytes) to the last eight.
const chunk = 93

// A pool keeps things of one size in chunks, so that nothing is copied when it grows, and gives out their numbers.
// T holds no pointer.
type pool[T any] struct {
	chunks [][]T
	free   []uint32
	used   uint32
}

func (p *pool[T]) at(slot uint32) *T { return &p.chunks[slot/chunk][slot%chunk] }

// take finds a slot that nobody has.
func (p *pool[T]) take() uint32 {
	if n := len(p.free); n > 0 {
		slot := p.free[n-1]
		p.free = p.free[:n-1]
		return slot
	}
	slot := p.used
	p.used++
	if int(slot/chunk) == len(p.chunks) {
		p.chunks = append(p.chunks, make([]T, chunk))
	}
	return slot
}

// give takes a slot back and wipes it: what was there is gone from memory, not only out of reach.
func (p *pool[T]) give(slot uint32) {
	var nothing T
	*p.at(slot) = nothing
	p.free = append(p.free, slot)
}
