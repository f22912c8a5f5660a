// Package segment says what a text costs as SMS, and cuts a long one into messages that each cost one
// segment. An SMS carries 140 bytes: 160 characters of the GSM-7 alphabet, or 70 UTF-16 units when one
// character is outside it. It is pure, and knows neither prices nor providers.
package segment

import "unicode/utf8"

// How many units a segment carries. A message of more than one segment spends six bytes of each on
// the header that lets a phone join them (3GPP TS 23.040 §9.2.3.24.1).
const (
	gsmAlone, gsmJoined   = 160, 153
	ucs2Alone, ucs2Joined = 70, 67
)

// Cost is what a text costs to send as one message.
type Cost struct {
	// Segments is what is paid for; 0 for an empty text, which cannot be sent.
	Segments int
	// Units is the text's length in the units of its encoding: 7-bit codes, where ^ { } \ [ ~ ] | € and
	// form feed take two, or UTF-16 units, where a character beyond U+FFFF takes two.
	Units int
	// UCS2 says that a character outside GSM-7 made the whole text cost 16 bits a unit.
	UCS2 bool
}

// Count gives the cost of text. It allocates nothing. A byte that is not UTF-8 counts as the
// replacement character that would be sent for it. A code of two units is never divided between two
// segments, so a segment may have to go with a unit unused.
func Count(text string) Cost {
	units := 0
	for _, r := range text {
		u := gsmUnits(r)
		if u == 0 {
			return countUCS2(text)
		}
		units += u
	}
	c := Cost{Units: units}
	switch {
	case units == 0:
	case units <= gsmAlone:
		c.Segments = 1
	default:
		c.Segments = joined(text, gsmJoined, gsmUnits)
	}
	return c
}

func countUCS2(text string) Cost {
	units := 0
	for _, r := range text {
		units += ucs2Units(r)
	}
	c := Cost{Units: units, Segments: 1, UCS2: true}
	if units > ucs2Alone {
		c.Segments = joined(text, ucs2Joined, ucs2Units)
	}
	return c
}

// joined lays text out over segments of size units each.
func joined(text string, size int, unitsOf func(rune) int) int {
	segments, used := 1, 0
	for _, r := range text {
		u := unitsOf(r)
		if used+u > size {
			segments++
			used = 0
		}
		used += u
	}
	return segments
}

// ucs2Units is how many UTF-16 units r takes.
func ucs2Units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// room is how far a message that must stay within one segment has got.
type room struct {
	gsm, ucs2 int // units so far in either encoding
	wide      bool
}

// add takes r in, unless the message would no longer fit one segment.
func (m *room) add(r rune) bool {
	next := *m
	u := gsmUnits(r)
	next.gsm += u
	next.ucs2 += ucs2Units(r)
	next.wide = next.wide || u == 0
	if next.wide && next.ucs2 > ucs2Alone || !next.wide && next.gsm > gsmAlone {
		return false
	}
	*m = next
	return true
}

// fits gives the length in bytes of the longest start of text that fits one segment of which taken
// units are already spent.
func fits(text string, taken int) int {
	m := room{gsm: taken, ucs2: taken}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !m.add(r) {
			return i
		}
		i += size
	}
	return len(text)
}
