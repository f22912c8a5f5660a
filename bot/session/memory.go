package session

import (
	"context"
	"encoding/binary"
	"sync"
	"time"
)

// shards: Go's maps double, so a map is between half and nearly full. At a million sessions 320 shards fill theirs to three
// quarters; 256 would leave them half empty and cost 20 bytes a session more.
const shards = 320

// Memory keeps sessions in this process only. It is a sharded map from pseudonym to slots of
// pointer-free storage: at a million sessions that is about 117 bytes each (67 more for one that looks for a service) and
// nothing for the garbage collector to walk.
type Memory struct {
	shard [shards]shard
	cap   int // sessions a shard may hold
}

type shard struct {
	mu    sync.Mutex
	slots map[Pseudonym]uint32
	cores pool[core]
	rests pool[rest]
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

// Get gives a copy of a live session.
func (m *Memory) Get(_ context.Context, p Pseudonym, now time.Time) (Session, bool) {
	s := m.of(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.slots[p]
	if !ok {
		return Session{}, false
	}
	found := s.cores.at(slot)
	if found.over(uint32(now.Unix())) {
		s.drop(p, slot)
		return Session{}, false
	}
	if found.beyond != 0 {
		return found.join(s.rests.at(found.beyond - 1)), true
	}
	return found.join(nil), true
}

// Put writes a session and starts its time anew.
func (m *Memory) Put(_ context.Context, p Pseudonym, v Session, now time.Time) {
	life := TTL
	if v.Urgent {
		life = UrgentTTL
	}
	v.expires = uint32(now.Add(life).Unix())
	c, r := v.split()
	s := m.of(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, ok := s.slots[p]
	if !ok {
		if len(s.slots) >= m.cap {
			s.evict(uint32(now.Unix()))
		}
		slot = s.cores.take()
		s.slots[p] = slot
	}
	kept := s.cores.at(slot)
	c.beyond = s.keep(kept.beyond, r)
	*kept = c
}

// keep puts the rest of a session where it was, or in a new slot, or nowhere when there is nothing to keep; it gives the
// slot, from 1.
func (s *shard) keep(beyond uint32, r rest) uint32 {
	switch {
	case r == rest{}:
		if beyond != 0 {
			s.rests.give(beyond - 1)
		}
		return 0
	case beyond == 0:
		beyond = s.rests.take() + 1
	}
	*s.rests.at(beyond - 1) = r
	return beyond
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

// drop wipes a session: what was there is gone from memory, not only from the map.
func (s *shard) drop(p Pseudonym, slot uint32) {
	delete(s.slots, p)
	if beyond := s.cores.at(slot).beyond; beyond != 0 {
		s.rests.give(beyond - 1)
	}
	s.cores.give(slot)
}

// evictLook is how many sessions are looked at for the best one to let go. Go walks a map from a random
// place, so these are a fair sample.
const evictLook = 64

func (s *shard) evict(now uint32) {
	var victim Pseudonym
	var worst *core
	looked := 0
	for p, slot := range s.slots {
		if v := s.cores.at(slot); worst == nil || better(v, worst, now) {
			victim, worst = p, v
		}
		if looked++; looked == evictLook || worst.over(now) {
			break
		}
	}
	if worst != nil {
		s.drop(victim, s.slots[victim])
	}
}

// better says whether a is to be let go rather than b: what has expired, then what is not urgent,
// then what has been silent longer.
func better(a, b *core, now uint32) bool {
	if a.over(now) != b.over(now) {
		return a.over(now)
	}
	if a.urgent() != b.urgent() {
		return !a.urgent()
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
			if s.cores.at(slot).over(limit) {
				s.drop(p, slot)
			}
		}
		if len(s.slots) == 0 { // a quiet shard gives its memory back
			s.slots, s.cores, s.rests = map[Pseudonym]uint32{}, pool[core]{}, pool[rest]{}
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
