package session

import (
	"context"
	"encoding/binary"
	"sync"
	"time"
)

const (
	// shards: Go's maps double, so a map is between half and nearly full. At a million sessions 320 shards
	// fill theirs to three quarters; 256 would leave them half empty and cost 20 bytes a session more.
	shards = 320
	// chunk is how many sessions a shard's storage grows by: large enough to be cheap, small enough that
	// what is allocated and unused stays under a few per cent.
	chunk = 128
)

// Memory keeps sessions in this process only. It is a sharded map from pseudonym to a slot of
// pointer-free storage: at a million sessions that is about 115 bytes each and nothing for the
// garbage collector to walk.
type Memory struct {
	shard [shards]shard
	cap   int // sessions a shard may hold
}

type shard struct {
	mu    sync.Mutex
	slots map[Pseudonym]uint32
	store [][]Session
	free  []uint32
	used  uint32
}

// NewMemory makes a store for at most capacity sessions. When it is full, expired sessions go first
// and then ordinary ones; an emergency is let go only when there is nothing else.
func NewMemory(capacity int) *Memory {
	m := &Memory{cap: max(capacity/shards, 1)}
	for i := range m.shard {
		m.shard[i].slots = map[Pseudonym]uint32{}
	}
	return m
}

func (m *Memory) of(p Pseudonym) *shard {
	return &m.shard[binary.LittleEndian.Uint32(p[:4])%shards]
}

func (s *shard) at(slot uint32) *Session { return &s.store[slot/chunk][slot%chunk] }

// Get gives a copy of a live session.
func (m *Memory) Get(_ context.Context, p Pseudonym, now time.Time) (Session, bool) {
	s := m.of(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.slots[p]
	if !ok {
		return Session{}, false
	}
	found := s.at(slot)
	if found.expires <= uint32(now.Unix()) {
		s.drop(p, slot)
		return Session{}, false
	}
	return *found, true
}

// Put writes a session and starts its time anew.
func (m *Memory) Put(_ context.Context, p Pseudonym, v Session, now time.Time) {
	life := TTL
	if v.Urgent {
		life = UrgentTTL
	}
	v.expires = uint32(now.Add(life).Unix())
	s := m.of(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.slots[p]
	if !ok {
		slot = s.place(m.cap, uint32(now.Unix()))
		s.slots[p] = slot
	}
	*s.at(slot) = v
}

// Delete forgets a session at once.
func (m *Memory) Delete(_ context.Context, p Pseudonym) {
	s := m.of(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	if slot, ok := s.slots[p]; ok {
		s.drop(p, slot)
	}
}

// drop wipes a slot: what was there is gone from memory, not only from the map.
func (s *shard) drop(p Pseudonym, slot uint32) {
	delete(s.slots, p)
	*s.at(slot) = Session{}
	s.free = append(s.free, slot)
}

// place finds a slot: a free one, a new one, or, when the store is full, one that is let go.
func (s *shard) place(limit int, now uint32) uint32 {
	if len(s.slots) >= limit {
		s.evict(now)
	}
	if n := len(s.free); n > 0 {
		slot := s.free[n-1]
		s.free = s.free[:n-1]
		return slot
	}
	slot := s.used
	s.used++
	if int(slot/chunk) == len(s.store) {
		s.store = append(s.store, make([]Session, chunk))
	}
	return slot
}

// evictLook is how many sessions are looked at for the best one to let go. Go walks a map from a random
// place, so these are a fair sample.
const evictLook = 64

func (s *shard) evict(now uint32) {
	var victim Pseudonym
	var worst *Session
	looked := 0
	for p, slot := range s.slots {
		if v := s.at(slot); worst == nil || better(v, worst, now) {
			victim, worst = p, v
		}
		if looked++; looked == evictLook || worst.expires <= now {
			break
		}
	}
	if worst != nil {
		s.drop(victim, s.slots[victim])
	}
}

// better says whether a is to be let go rather than b: what has expired, then what is not urgent,
// then what has been silent longer.
func better(a, b *Session, now uint32) bool {
	if (a.expires <= now) != (b.expires <= now) {
		return a.expires <= now
	}
	if a.Urgent != b.Urgent {
		return !a.Urgent
	}
	return a.expires < b.expires
}

// Sweep wipes every session whose time is over. The owner of the store calls it every minute, so that
// nothing outlives its time for want of a message.
func (m *Memory) Sweep(now time.Time) {
	limit := uint32(now.Unix())
	for i := range m.shard {
		s := &m.shard[i]
		s.mu.Lock()
		for p, slot := range s.slots {
			if s.at(slot).expires <= limit {
				s.drop(p, slot)
			}
		}
		if len(s.slots) == 0 { // a quiet shard gives its memory back
			s.slots, s.store, s.free, s.used = map[Pseudonym]uint32{}, nil, nil, 0
		}
		s.mu.Unlock()
	}
}

// Len is the number of sessions held, expired ones not yet swept included.
func (m *Memory) Len() int {
	n := 0
	for i := range m.shard {
		s := &m.shard[i]
		s.mu.Lock()
		n += len(s.slots)
		s.mu.Unlock()
	}
	return n
}

// Stripe gives a number below n by which messages of one conversation can be kept in order.
func (p Pseudonym) Stripe(n int) int {
	return int(binary.LittleEndian.Uint32(p[8:12]) % uint32(n))
}
