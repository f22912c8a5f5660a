package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"sync"
	"time"
)

// Pseudonym stands for a conversation for at most a day: HMAC-SHA-256 under a random key that is
// never written down, cut to 128 bits.
type Pseudonym [16]byte

// keyLife is how long one key makes new pseudonyms.
const keyLife = 24 * time.Hour

// Pseudonyms makes pseudonyms. The key is replaced daily; the one before it is kept for as long as
// the longest session, so that nobody is cut off in the middle of an emergency, and then wiped.
type Pseudonyms struct {
	mu     sync.RWMutex
	rand   io.Reader
	now    *key
	before *key
	until  time.Time // when the present key retires
}

// key is a secret and idle workers that hash with it.
type key struct {
	secret [32]byte
	idle   sync.Pool
	ends   time.Time // when a retired key is wiped
}

// worker is one HMAC with room for what goes in and out: arrays on the stack would escape through
// hash.Hash, two allocations a message.
type worker struct {
	mac     hash.Hash
	in, sum [sha256.Size]byte
}

// NewPseudonyms draws the first key from random, which must be crypto/rand's reader outside tests.
func NewPseudonyms(random io.Reader, now time.Time) (*Pseudonyms, error) {
	p := &Pseudonyms{rand: random}
	k, err := p.draw()
	if err != nil {
		return nil, err
	}
	p.now, p.until = k, now.Round(0).Add(keyLife)
	return p, nil
}

func (p *Pseudonyms) draw() (*key, error) {
	var secret [32]byte
	if _, err := io.ReadFull(p.rand, secret[:]); err != nil {
		return nil, fmt.Errorf("draw a key for pseudonyms: %w", err)
	}
	return newKey(secret), nil
}

func newKey(secret [32]byte) *key {
	k := &key{secret: secret}
	k.idle.New = func() any { return &worker{mac: hmac.New(sha256.New, k.secret[:])} }
	return k
}

func (k *key) of(sender [32]byte) (out Pseudonym) {
	w := k.idle.Get().(*worker)
	w.in = sender
	w.mac.Reset()
	w.mac.Write(w.in[:])
	copy(out[:], w.mac.Sum(w.sum[:0]))
	clear(w.in[:])
	clear(w.sum[:])
	k.idle.Put(w)
	return out
}

// Of gives the pseudonym under today's key and, while the key before it lives, the one under that.
// It replaces a key whose day is over; when no new key can be drawn the present one stays.
func (p *Pseudonyms) Of(sender [32]byte, now time.Time) (today, before Pseudonym, hasBefore bool) {
	now = now.Round(0) // the time of day: the other clock that Go keeps in a time stands still while a machine sleeps
	p.mu.RLock()
	due := past(p.until, keyLife, now) || p.before != nil && past(p.before.ends, UrgentTTL, now)
	if !due {
		today = p.now.of(sender)
		if p.before != nil {
			before, hasBefore = p.before.of(sender), true
		}
		p.mu.RUnlock()
		return today, before, hasBefore
	}
	p.mu.RUnlock()
	p.turn(now)
	p.mu.RLock()
	defer p.mu.RUnlock()
	today = p.now.of(sender)
	if p.before != nil {
		before, hasBefore = p.before.of(sender), true
	}
	return today, before, hasBefore
}

// past says whether something that lives for life has reached its end, or was begun by a clock that has been set back since, so
// that nobody knows when it would.
func past(end time.Time, life time.Duration, now time.Time) bool {
	return !now.Before(end) || end.Sub(now) > life+setBack
}

// turn retires and wipes keys whose time is over.
func (p *Pseudonyms) turn(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil && past(p.before.ends, UrgentTTL, now) {
		clear(p.before.secret[:])
		p.before = nil
	}
	if !past(p.until, keyLife, now) {
		return
	}
	k, err := p.draw()
	if err != nil {
		return
	}
	p.before, p.now = p.now, k
	p.before.ends = now.Add(UrgentTTL)
	p.until = now.Add(keyLife)
}
