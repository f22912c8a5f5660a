// Package session remembers where each conversation is for half an hour and then forgets. A session
// is what one person did until a silence; it is never a person: its key is a pseudonym that changes
// every day, its value holds no text and no id, and nothing here is ever written to a disk.
package session

import "time"

// How long a session lives after its last message. In an emergency help may take long to come.
const (
	TTL       = 30 * time.Minute
	UrgentTTL = 2 * time.Hour
)

// trailLength is how many steps BACK can take.
const trailLength = 6

// Counted is how many distinct counters one session can remember having moved. Of the many that have to do with a place,
// which come after these, it can remember rare.
const (
	Counted = 320
	rare    = 8
)

// Session is where one conversation is. It holds no pointer, so that a million of them cost the
// garbage collector nothing, and no string, so that nothing anybody typed can be in it.
type Session struct {
	// At is the key of the state (flows.Key), which survives a reload of the flows.
	At uint32
	// trail holds the keys of the states before, oldest first.
	trail      [trailLength]uint32
	trailCount uint8
	// Page is which part of a long card was shown last, from 0.
	Page uint8
	// Locale is an index into the book's locales.
	Locale uint8
	// Urgent sessions live longer.
	Urgent bool
	// Credit and UrgentCredit are the rate limiter's, in seconds, as of the second CreditAt; Warned is that somebody has been told.
	Credit       uint8
	Warned       bool
	UrgentCredit uint16
	CreditAt     uint32
	// FirstRef and LastRef are the span of the platform's message numbers, for FORGET.
	FirstRef, LastRef uint32
	// Look is what somebody looks for and near where.
	Look Look

	counted [Counted / 32]uint32
	rare    [rare]uint16 // 0 is none
	// Segments is how many SMS segments the replies came to so far; it stops at the most that it can hold.
	Segments uint8
	expires  uint32 // Unix seconds
}

// Look is a look for a service: what is looked for, and a rounded place.
type Look struct {
	// For is the key of the state that says what is looked for; 0 is not known yet.
	For uint32
	// Near is where; 0 is not known yet.
	Near Place
	// Area is the postcode area of that place, by its number in the list of those that are counted, from 1; 0 is not known.
	Area uint8
	// Shown is which page of what was found was shown last, from 0.
	Shown uint32
	// Picks are the places of one name that somebody was asked to choose from; 0 is none.
	Picks [Picks]Place
}

// Count is how many places there are to choose from.
func (l *Look) Count() int {
	n := 0
	for _, p := range l.Picks {
		if p != 0 {
			n++
		}
	}
	return n
}

// Picks is how many places somebody can be asked to choose from.
const Picks = 6

// Place is a place to a hundredth of a degree, about a kilometre, in one number. The zero value is no place.
type Place uint32

// PlaceAt rounds nothing: it is given hundredths of a degree.
func PlaceAt(latHundredths, lonHundredths int16) Place {
	return Place(uint32(uint16(latHundredths))<<16|uint32(uint16(lonHundredths))) ^ noPlace
}

// noPlace makes the zero value a latitude that there is not, so that every place is another value.
const noPlace = 1 << 31

// Hundredths gives the place back.
func (p Place) Hundredths() (lat, lon int16) {
	p ^= noPlace
	return int16(uint16(p >> 16)), int16(uint16(p))
}

// Push remembers the state that is being left, for BACK.
func (s *Session) Push(key uint32) {
	if s.trailCount > 0 && s.trail[s.trailCount-1] == key {
		return
	}
	if int(s.trailCount) == trailLength {
		copy(s.trail[:], s.trail[1:])
		s.trailCount--
	}
	s.trail[s.trailCount] = key
	s.trailCount++
}

// Pop gives the state before, and reports whether there is one.
func (s *Session) Pop() (uint32, bool) {
	if s.trailCount == 0 {
		return 0, false
	}
	s.trailCount--
	return s.trail[s.trailCount], true
}

// Trail gives the keys of the states before, oldest first.
func (s *Session) Trail() []uint32 { return s.trail[:s.trailCount] }

// Count reports whether this session has not yet moved counter n, and remembers that it has now. A
// counter the session cannot remember is not counted: too few is safe, twice is not.
func (s *Session) Count(n uint16) bool {
	if int(n) >= Counted {
		for i, c := range s.rare {
			switch c {
			case n:
				return false
			case 0:
				s.rare[i] = n
				return true
			}
		}
		return false
	}
	bit := uint32(1) << (n % 32)
	if s.counted[n/32]&bit != 0 {
		return false
	}
	s.counted[n/32] |= bit
	return true
}

// Saw widens the span of message numbers that FORGET may delete. Numbers beyond 32 bits are left out:
// no platform has them.
func (s *Session) Saw(ref int64) {
	if ref <= 0 || ref > 1<<32-1 {
		return
	}
	r := uint32(ref)
	if s.FirstRef == 0 || r < s.FirstRef {
		s.FirstRef = r
	}
	if r > s.LastRef {
		s.LastRef = r
	}
}
