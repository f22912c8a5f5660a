package sms

import "time"

// aging is a map that forgets: what was not put in for life is no longer found, and is gone from memory
// after twice that, if sweep is called. It holds at most 2·most entries; when too many come the oldest half goes early. It is not
// safe for concurrent use.
type aging[K comparable, V any] struct {
	life       time.Duration
	most       int
	young, old map[K]aged[V]
	since      time.Time // when young was begun
}

type aged[V any] struct {
	value V
	at    time.Time
}

func newAging[K comparable, V any](life time.Duration, most int) *aging[K, V] {
	return &aging[K, V]{life: life, most: most, young: map[K]aged[V]{}}
}

func (a *aging[K, V]) get(k K, now time.Time) (V, bool) {
	e, found := a.young[k]
	if !found {
		e, found = a.old[k]
	}
	// An entry from the future was put in before the clock was set back: nobody knows how old it is.
	if age := now.Sub(e.at); !found || age < 0 || age >= a.life {
		var none V
		return none, false
	}
	return e.value, true
}

func (a *aging[K, V]) put(k K, v V, now time.Time) {
	a.sweep(now)
	if len(a.young) >= a.most {
		a.turn(now)
	}
	a.young[k] = aged[V]{v, now}
}

// sweep drops what is too old.
func (a *aging[K, V]) sweep(now time.Time) {
	switch age := now.Sub(a.since); {
	case age < 0 || age >= 2*a.life:
		a.turn(now)
		a.old = nil
	case age >= a.life:
		a.turn(now)
	}
}

func (a *aging[K, V]) turn(now time.Time) {
	a.old, a.young, a.since = a.young, map[K]aged[V]{}, now
}

func (a *aging[K, V]) len() int { return len(a.young) + len(a.old) }
