package place

// outcode is the first half of a postcode as a number: up to four characters, each blank, a digit or
// a letter, so that numbers sort as the texts do.
type outcode uint32

// The base of an outcode's four places: 0 blank, 1–10 digits, 11–36 letters.
const outBase = 37

func (o outcode) String() string {
	var b [4]byte
	n := 0
	for place := outcode(outBase * outBase * outBase); place > 0; place /= outBase {
		switch c := byte(o / place % outBase); {
		case c == 0:
		case c <= 10:
			b[n] = '0' + c - 1
			n++
		default:
			b[n] = 'A' + c - 11
			n++
		}
	}
	return string(b[:n])
}

// area is the letters that the outcode begins with.
func (o outcode) area() string {
	_, area := o.names()
	return area
}

// names are the outcode and its area as texts.
func (o outcode) names() (out, area string) {
	s := o.String()
	for i := range len(s) {
		if s[i] <= '9' {
			return s, s[:i]
		}
	}
	return s, s
}

// family gives the outcodes that only put a letter after this one, from first to last: SW1A to SW1Z for SW1. People
// say SW1, W1 and EC2, and the post office has no such district.
func (o outcode) family() (first, last outcode, ok bool) {
	s := o.String()
	if len(s) > 3 || !isDigit(s[len(s)-1]) || len(s) == 3 && isDigit(s[1]) {
		return 0, 0, false
	}
	place := outcode(outBase)
	if len(s) == 3 {
		place = 1
	}
	return o + 11*place, o + 37*place - 1, true
}

func packOut(s []byte) outcode {
	var o outcode
	for i := range 4 {
		o *= outBase
		if i >= len(s) {
			continue
		}
		if c := s[i]; isDigit(c) {
			o += outcode(c-'0') + 1
		} else {
			o += outcode(c-'A') + 11
		}
	}
	return o
}

// incode is the second half of a postcode: 0–3999 a whole one, 4000–4009 only its digit, noIncode nothing.
type incode uint16

const (
	wholeIncodes        = 10 * 20 * 20
	noIncode     incode = 1<<16 - 1
	// unitLetters are the letters a unit may have: those that are not easily taken for others.
	unitLetters = "ABDEFGHJLNPQRSTUWXYZ"
)

func sectorOf(digit byte) incode { return wholeIncodes + incode(digit-'0') }

func (in incode) whole() bool { return in < wholeIncodes }

// sector is the digit of the second half, and whether there is one.
func (in incode) sector() (digit int, ok bool) {
	switch {
	case in.whole():
		return int(in) / 400, true
	case in < wholeIncodes+10:
		return int(in) - wholeIncodes, true
	}
	return 0, false
}

// Postcode is a postcode of the United Kingdom or a Crown dependency, or the first part of one. It says what
// has the right form, not what exists. Printed with fmt it shows nothing.
type Postcode struct {
	out outcode
	in  incode
}

// ParsePostcode reads a text that is one postcode and nothing else: in either case, with spaces anywhere or nowhere,
// with o for 0 and i or l for 1 and the reverse. It takes the whole ("SW1A 0AA"), the first half ("SW1A") and
// anything between ("SW1A 0"). ok is false for everything else, and for codes that are no place: GIR, BX, BFPO.
func ParsePostcode(text string) (p Postcode, ok bool) {
	var letters [8]byte
	n, cut := 0, 0 // cut is where the last space was
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ' || c == '\t':
			cut = n
			continue
		case n == len(letters) || !isAlnum(c):
			return Postcode{}, false
		default:
			letters[n] = upper(c)
			n++
		}
	}
	s := letters[:n]
	whole, isWhole := readWhole(s)
	if isWhole && whole.mended == 0 {
		return whole.Postcode, true
	}
	sector, isSector := readSector(s)
	if isSector && cut < n && isOutcode(s[:cut]) { // "N1 0" is not N10
		return sector.Postcode, true
	}
	if r, ok := readOut(s); ok && r.mended == 0 {
		return r.Postcode, true
	}
	if isSector {
		return sector.Postcode, true
	}
	if isWhole && (whole.digits > 0 || whole.spelled() && cut == n-3) {
		return whole.Postcode, true
	}
	// 112 is not L12, nor 1ML IM1.
	r, ok := readOut(s)
	return r.Postcode, ok && r.mended == 1 && 0 < r.digits && r.digits < n
}

// Whole says whether it is a whole postcode.
func (p Postcode) Whole() bool { return p.in.whole() }

// Text is the postcode in its usual form: "SW1A 0AA", "SW1A 0" or "SW1A".
func (p Postcode) Text() string {
	digit, ok := p.in.sector()
	if !ok {
		return p.out.String()
	}
	text := p.out.String() + " " + string(rune('0'+digit))
	if p.in.whole() {
		text += string(unitLetters[p.in/20%20]) + string(unitLetters[p.in%20])
	}
	return text
}

// Outcode is the first half, such as "SW1A".
func (p Postcode) Outcode() string { return p.out.String() }

// Area is the area of its letters.
func (p Postcode) Area() Area { return areas[p.out.area()] }

// Nation is the nation it lies in as far as its first half tells; border says that part of that lies in another.
func (p Postcode) Nation() (n Nation, border bool) { return nationOf(p.out) }

// String hides the postcode from logs: it may be where a person is.
func (p Postcode) String() string { return "postcode" }

// GoString hides it from %#v.
func (p Postcode) GoString() string { return "postcode" }

// A code is what a run of letters and digits was read as.
type code struct {
	Postcode
	mended int // characters that were read as others
	digits int // true digits that were typed
}

// spelled says whether a code without a single digit is one all the same: SWIA OAA is, WILLS and ELLIE are not. POLLEN (PO1 1EN) is only
// where it is written in two.
func (c code) spelled() bool { return c.in.whole() && c.mended == 2 && len(c.out.String()) >= 3 }

// readWhole reads upper-case letters and digits as a whole postcode. A second half whose letters no postcode has is
// read as its digit only.
func readWhole(s []byte) (code, bool) {
	if len(s) < 5 || len(s) > 7 {
		return code{}, false
	}
	cut := len(s) - 3
	c, ok := readOut(s[:cut])
	if !ok {
		return code{}, false
	}
	in, mended, ok := readIn(s[cut:])
	if !ok {
		return code{}, false
	}
	c.in, c.mended = in, c.mended+mended
	c.digits = countDigits(s)
	// Nobody mistypes more; a number is no postcode.
	return c, c.mended <= 3 && c.digits <= len(s)-2
}

// readSector reads a first half with the digit of the second, and perhaps one letter of it.
func readSector(s []byte) (code, bool) {
	n := len(s)
	if n >= 4 && !isDigit(s[n-1]) && isDigit(s[n-2]) && unitLetter(s[n-1]) >= 0 {
		n--
	}
	if n < 3 || !isDigit(s[n-1]) {
		return code{}, false
	}
	c, ok := readOut(s[:n-1])
	if !ok || c.mended > 0 {
		return code{}, false
	}
	c.in, c.digits = sectorOf(s[n-1]), c.digits+1
	return c, true
}

// readIn reads a second half: a digit and two letters.
func readIn(s []byte) (in incode, mended int, ok bool) {
	digit := asDigit(s[0])
	if digit == 0 {
		return 0, 0, false
	}
	if digit != s[0] {
		mended++
	}
	first, second := s[1], s[2]
	for _, c := range []*byte{&first, &second} {
		switch *c {
		case '1':
			*c = 'L' // no unit has an I
			mended++
		case '0':
			*c = 'O' // nor an O: only the digit before is sure
			mended++
		}
		if isDigit(*c) {
			return 0, 0, false
		}
	}
	a, b := unitLetter(first), unitLetter(second)
	if a < 0 || b < 0 {
		return sectorOf(digit), mended, true
	}
	return incode(int(digit-'0')*400 + a*20 + b), mended, true
}

// readOut reads a first half, with as few characters mended as will do.
func readOut(s []byte) (code, bool) {
	if len(s) < 2 || len(s) > 4 {
		return code{}, false
	}
	if isOutcode(s) {
		return code{Postcode{packOut(s), noIncode}, 0, countDigits(s)}, true
	}
	var try [4]byte
	best := code{mended: len(s) + 1}
	mendOut(s, try[:0], 0, &best)
	best.digits = countDigits(s)
	return best, best.mended <= len(s)
}

// mendOut tries every reading of the characters from len(done) on. There are at most 81.
func mendOut(s, done []byte, mended int, best *code) {
	if mended >= best.mended {
		return
	}
	if len(done) == len(s) {
		if isOutcode(done) {
			*best = code{Postcode: Postcode{packOut(done), noIncode}, mended: mended}
		}
		return
	}
	c := s[len(done)]
	mendOut(s, append(done, c), mended, best)
	for _, other := range twinsOf(c) {
		mendOut(s, append(done, byte(other)), mended+1, best)
	}
}

// twinsOf are the characters that people type for c and the reverse.
func twinsOf(c byte) string {
	switch c {
	case 'O':
		return "0"
	case 'I', 'L':
		return "1"
	case '0':
		return "O"
	case '1':
		return "IL"
	}
	return ""
}

// isOutcode knows the forms of a first half: A9, A99, AA9, AA99, A9A and AA9A, with an area that exists. The forms with a
// letter at the end are only used in central London, and a 0 after the letters only in nine areas.
func isOutcode(s []byte) bool {
	letters := 0
	for letters < len(s) && !isDigit(s[letters]) {
		letters++
	}
	rest := s[letters:]
	if letters == 0 || letters > 2 || len(rest) == 0 || len(rest) > 2 {
		return false
	}
	area := string(s[:letters])
	if _, ok := areas[area]; !ok {
		return false
	}
	if rest[0] == '0' {
		switch area {
		case "BL", "BS", "CM", "CR", "FY", "HA", "PR", "SL", "SS":
			return len(rest) == 1
		}
		return false
	}
	if len(rest) == 1 || isDigit(rest[1]) {
		return true
	}
	switch area {
	case "E", "N":
		return rest[0] == '1' && in("CPW", rest[1])
	case "W": // with those that were given up and lists still have
		return rest[0] == '1' && in("ABCDEFGHJKMNPRSTUVWXY", rest[1])
	case "EC", "NW", "SE", "SW", "WC":
		return in("ABEHMNPRVWXY", rest[1])
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' }

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 0x20
	}
	return c
}

// asDigit is the digit that c is, or is typed for; 0 when there is none.
func asDigit(c byte) byte {
	switch {
	case isDigit(c):
		return c
	case c == 'O':
		return '0'
	case c == 'I' || c == 'L':
		return '1'
	}
	return 0
}

func unitLetter(c byte) int {
	for i := range len(unitLetters) {
		if unitLetters[i] == c {
			return i
		}
	}
	return -1
}

func countDigits(s []byte) (n int) {
	for _, c := range s {
		if isDigit(c) {
			n++
		}
	}
	return n
}

func in(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}
