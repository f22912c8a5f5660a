package telegram

import (
	"hash/maphash"
	"sync"
)

const (
	// rememberedUpdates is how many updates a repetition is recognised of. Telegram repeats what was
	// not confirmed, at most a hundred at a time.
	rememberedUpdates = 8192
	rememberedGroups  = 1024
)

// memory knows whether something was there lately, and cannot say what: it holds hashes under a key
// that is made at random when the program starts and never leaves it. When it is full the oldest goes.
type memory struct {
	mu   sync.Mutex
	seed maphash.Seed
	in   map[uint64]struct{}
	ring []uint64
	next int
}

func newMemory(size int) *memory {
	return &memory{seed: maphash.MakeSeed(), in: make(map[uint64]struct{}), ring: make([]uint64, size)}
}

// trace is what an update is recognised by. The numbers of updates may start again from anywhere, so
// the number alone would mistake a new message for an old one.
type trace struct{ update, chat, ref int64 }

// add remembers t and says whether it is new.
func (m *memory) add(t trace) bool {
	key := maphash.Comparable(m.seed, t)
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.in[key]; known {
		return false
	}
	delete(m.in, m.ring[m.next])
	m.ring[m.next] = key
	m.next = (m.next + 1) % len(m.ring)
	m.in[key] = struct{}{}
	return true
}

// drop forgets t, so that it will be new again.
func (m *memory) drop(t trace) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.in, maphash.Comparable(m.seed, t))
}
