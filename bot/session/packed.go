package session

import "time"

// usual is how many words of counters every session has room for in memory: those that conversations move all the time come
// first in the list of counters.
const usual = 8

// core is what memory keeps of every session: 88 bytes. The rest of a Session is kept beside it, and only for those who
// have something there: most conversations look for no service.
type core struct {
	at           uint32
	trail        [trailLength]uint32
	trailCount   uint8
	page         uint8
	locale       uint8
	flags        uint8
	creditAt     uint32
	first        uint32
	last         uint32
	counted      [usual]uint32
	expires      uint32
	urgentCredit uint16
	segments     uint8
	credit       uint8
	beyond       uint32 // the slot of the rest, from 1; 0 is none
}

// The flags of a core.
const (
	isUrgent uint8 = 1 << iota
	isWarned
)

// rest is what most sessions do not have.
type rest struct {
	look    Look
	rare    [rare]uint16
	counted [Counted/32 - usual]uint32
}

func (c *core) urgent() bool { return c.flags&isUrgent != 0 }

// setBack is how far a clock may be set back without anybody losing their place. When it goes further nobody knows how old
// anything is, and what cannot be known to be young is let go: otherwise a clock that was a month ahead would keep every
// session of that hour for a month.
const setBack = time.Hour

// over says whether a session's time is over, or cannot be known.
func (c *core) over(now uint32) bool {
	longest := TTL + setBack
	if c.urgent() {
		longest = UrgentTTL + setBack
	}
	return c.expires <= now || c.expires-now > uint32(longest/time.Second)
}

// split takes a session apart. beyond is for the caller to say.
func (s *Session) split() (core, rest) {
	c := core{at: s.At, trail: s.trail, trailCount: s.trailCount, page: s.Page, locale: s.Locale,
		creditAt: s.CreditAt, first: s.FirstRef, last: s.LastRef,
		expires: s.expires, segments: s.Segments, credit: s.Credit, urgentCredit: s.UrgentCredit}
	copy(c.counted[:], s.counted[:usual])
	if s.Urgent {
		c.flags |= isUrgent
	}
	if s.Warned {
		c.flags |= isWarned
	}
	r := rest{look: s.Look, rare: s.rare}
	copy(r.counted[:], s.counted[usual:])
	return c, r
}

// join puts a session together again; r is nil where there is no rest.
func (c *core) join(r *rest) Session {
	s := Session{At: c.at, trail: c.trail, trailCount: c.trailCount, Page: c.page, Locale: c.locale,
		Urgent: c.urgent(), Warned: c.flags&isWarned != 0,
		Credit: c.credit, UrgentCredit: c.urgentCredit, CreditAt: c.creditAt, FirstRef: c.first, LastRef: c.last,
		Segments: c.segments, expires: c.expires}
	copy(s.counted[:], c.counted[:])
	if r != nil {
		s.Look, s.rare = r.look, r.rare
		copy(s.counted[usual:], r.counted[:])
	}
	return s
}
