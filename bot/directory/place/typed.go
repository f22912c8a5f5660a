package place

// This file finds postcodes in what people type. Slang looks like postcodes (b4, m8, ne1, co2), so that a
// reading counts as one the more surely the less had to be mended and the more the words around it ask for a place.

// codesIn finds the postcodes in words and marks them used. why is set where there is a code that is no place here.
func codesIn(words []word) (found []code, why Why) {
	for i := 0; i < len(words); i++ {
		if w := foreignCode(words[i:]); w != NoReason {
			why = w
			words[i].used = true
			continue
		}
		c, n := codeAt(words, i)
		if n == 0 {
			continue
		}
		for j := range n {
			words[i+j].used = true
		}
		found = append(found, c)
		i += n - 1
	}
	return found, why
}

// codeAt reads the postcode that begins with words[i]; n is how many words it takes, 0 for none.
func codeAt(words []word, i int) (best code, n int) {
	var letters [8]byte
	length, cut := 0, 0 // cut is where the last word begins
	rank := 0
	for j := i; j < len(words) && j < i+4; j++ {
		w := words[j]
		if j > i && w.gap > joined || length+len(w.text) > 7 || !plainASCII(w.text) {
			break
		}
		cut = length
		for k := range len(w.text) {
			letters[length] = upper(w.text[k])
			length++
		}
		c, r := (&codeRun{words: words, from: i, to: j + 1, s: letters[:length], cut: cut}).read()
		if r > rank {
			best, n, rank = c, j+1-i, r
		}
	}
	return best, n
}

// codeRun is some words that may be a postcode, and where they stand.
type codeRun struct {
	words    []word
	from, to int
	s        []byte // their letters and digits, joined
	cut      int    // where the last word begins in s
}

// The ranks of readings; a higher one wins over a lower one that begins with the same word.
const (
	rankOut = iota + 1
	rankSector
	rankWhole
)

func (r *codeRun) read() (code, int) {
	n := r.to - r.from
	if c, ok := readWhole(r.s); ok && r.wholeCounts(c) {
		return c, rankWhole
	}
	if n <= 2 {
		if c, ok := readSector(r.s); ok && r.sectorCounts(c) {
			return c, rankSector
		}
		if c, ok := readOut(r.s); ok && r.outCounts(c) {
			return c, rankOut
		}
	}
	return code{}, 0
}

// natural: written as one word, or parted where postcodes are.
func (r *codeRun) natural() bool {
	n := r.to - r.from
	return n == 1 || n == 2 && r.cut == len(r.s)-3
}

func (r *codeRun) wholeCounts(c code) bool {
	n := r.to - r.from
	out, in := countDigits(r.s[:len(r.s)-3]), countDigits(r.s[len(r.s)-3:])
	switch {
	case c.mended == 0:
		return r.natural() || r.asked()
	case c.digits == 0: // SWIA OAA, and not SPLIFF
		return n == 2 && c.spelled() && r.natural() && (r.alone() || r.led() && r.last())
	case !r.natural():
		return r.alone()
	case n == 2 && in == 0: // "N1 old" is more often Old Street
		return r.alone() || r.led() && r.last()
	case n == 2 && out == 0: // "so 1st"
		return r.asked() || r.last()
	}
	return true
}

func (r *codeRun) sectorCounts(c code) bool {
	if r.to-r.from == 1 {
		return !isOutcode(r.s) && r.asked()
	}
	// "E8 1": the first half must be one word.
	return isOutcode(r.s[:r.cut]) && (r.alone() || r.led() && r.last())
}

func (r *codeRun) outCounts(c code) bool {
	text := r.words[r.from].text
	if r.to-r.from == 2 { // "E 8"
		return c.mended == 0 && countDigits(r.s[:r.cut]) == 0 && countDigits(r.s[r.cut:]) > 0 && r.asked()
	}
	switch {
	case c.mended > 0:
		return c.mended == 1 && c.digits > 0 && c.digits < len(text) && !slangCodes[text] && !otherCodes[text] && r.asked()
	case r.from > 0 && articles[r.words[r.from-1].text]: // "the M25", "my b12"
		return false
	case slangCodes[text]:
		return r.led() || len(r.words) == 1
	case otherCodes[text]:
		return r.asked() || r.last()
	}
	return true
}

// asked: the words around it want a place.
func (r *codeRun) asked() bool { return r.alone() || r.led() }

// alone: nothing else is said.
func (r *codeRun) alone() bool {
	for i, w := range r.words {
		if (i < r.from || i >= r.to) && !fillers[w.text] {
			return false
		}
	}
	return true
}

// led: a word that a place follows stands before it.
func (r *codeRun) led() bool {
	if r.from == 0 || r.words[r.from].gap == stop {
		return false
	}
	before := r.words[r.from-1].text
	return leads[before] || weakLeads[before] || codeLeads[before]
}

// last: nothing but filling comes after it.
func (r *codeRun) last() bool {
	for _, w := range r.words[r.to:] {
		if !fillers[w.text] {
			return false
		}
	}
	return true
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if !isAlnum(s[i]) {
			return false
		}
	}
	return true
}

// foreignCode knows the codes that look like postcodes and are no place in these islands.
func foreignCode(words []word) Why {
	first, second := words[0].text, ""
	if len(words) > 1 && words[1].gap <= joined {
		second = words[1].text
	}
	switch {
	case first == "bfpo", first == "bf1" && len(second) == 3:
		return Forces
	case first == "gir" && (second == "0aa" || second == "oaa"), first == "gir0aa":
		return NoAddress
	case len(first) == 3 && first[:2] == "bx" && isDigit(first[2]) && len(second) == 3 && isDigit(second[0]):
		return NoAddress
	case overseas[first] && second == "1zz", len(first) == 7 && overseas[first[:4]] && first[4:] == "1zz", first == "gx11" && second == "1aa":
		return Abroad
	case isEircode(first, second):
		return Abroad
	}
	return NoReason
}

// overseas are the first halves of the British overseas territories that have one postcode each.
var overseas = set("ascn bbnd biqq fiqq pcrn siqq sthl tdcu tkca")

// isEircode knows the postcodes of the Republic of Ireland: D02 AF30.
func isEircode(first, second string) bool {
	if len(first) == 7 && second == "" {
		first, second = first[:3], first[3:]
	}
	if len(first) != 3 || len(second) != 4 || isDigit(first[0]) || !isDigit(first[1]) || !isDigit(first[2]) && first[2] != 'w' {
		return false
	}
	for i := range len(second) {
		if !isDigit(second[i]) && !in("acdefhknprtvwxy", second[i]) {
			return false
		}
	}
	return countDigits([]byte(second)) > 0
}
