package session

import "encoding/binary"

// wireForm is the form of the bytes below. It goes up when they change.
const wireForm = 3

// Numbering tells apart programs that number counters differently: what a session has counted is kept by number.
type Numbering [8]byte

// wireSize is the length of every session on its way to another instance: where a conversation is cannot be
// told from it.
const wireSize = 1 + len(Numbering{}) + 4*(1+trailLength) + 8 + 4*3 + 4*(Counted/32) + 2*rare + 2 + 4*(3+Picks)

// wire writes a session for other instances. When it ends is the business of who keeps it.
func (s *Session) wire(n Numbering) []byte {
	b := make([]byte, 0, wireSize)
	b = append(b, wireForm)
	b = append(b, n[:]...)
	b = binary.LittleEndian.AppendUint32(b, s.At)
	for _, key := range s.trail {
		b = binary.LittleEndian.AppendUint32(b, key)
	}
	b = append(b, s.trailCount, s.Page, s.Locale, bit(s.Urgent), s.Credit, bit(s.Warned), s.Look.Area, s.Segments)
	b = binary.LittleEndian.AppendUint32(b, s.CreditAt)
	b = binary.LittleEndian.AppendUint32(b, s.FirstRef)
	b = binary.LittleEndian.AppendUint32(b, s.LastRef)
	for _, bits := range s.counted {
		b = binary.LittleEndian.AppendUint32(b, bits)
	}
	for _, c := range s.rare {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	b = binary.LittleEndian.AppendUint16(b, s.UrgentCredit)
	b = binary.LittleEndian.AppendUint32(b, s.Look.For)
	b = binary.LittleEndian.AppendUint32(b, uint32(s.Look.Near))
	b = binary.LittleEndian.AppendUint32(b, s.Look.Shown)
	for _, p := range s.Look.Picks {
		b = binary.LittleEndian.AppendUint32(b, uint32(p))
	}
	return b
}

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// unwire reads a session. One of a version that writes them differently cannot be gone on with; one of a version that
// numbers counters differently can. What either counted is not known here, so nothing more is counted of it: too few is safe,
// twice is not.
func unwire(b []byte, n Numbering) (s Session, known bool) {
	if len(b) != wireSize || b[0] != wireForm {
		s.countNoMore()
		return s, false
	}
	same := Numbering(b[1:9]) == n
	b = b[9:]
	word := func() (v uint32) { v, b = binary.LittleEndian.Uint32(b), b[4:]; return v }
	half := func() (v uint16) { v, b = binary.LittleEndian.Uint16(b), b[2:]; return v }
	s.At = word()
	for i := range s.trail {
		s.trail[i] = word()
	}
	s.trailCount, s.Page, s.Locale, s.Urgent, s.Credit, s.Warned = min(b[0], trailLength), b[1], b[2], b[3] == 1, b[4], b[5] == 1
	s.Look.Area, s.Segments = b[6], b[7]
	b = b[8:]
	s.CreditAt, s.FirstRef, s.LastRef = word(), word(), word()
	for i := range s.counted {
		s.counted[i] = word()
	}
	for i := range s.rare {
		s.rare[i] = half()
	}
	s.UrgentCredit = half()
	s.Look.For, s.Look.Near, s.Look.Shown = word(), Place(word()), word()
	for i := range s.Look.Picks {
		s.Look.Picks[i] = Place(word())
	}
	if !same {
		s.countNoMore()
	}
	return s, true
}

// countNoMore makes every counter look as if it had been moved.
func (s *Session) countNoMore() {
	for i := range s.counted {
		s.counted[i] = ^uint32(0)
	}
	for i := range s.rare {
		s.rare[i] = ^uint16(0)
	}
}
