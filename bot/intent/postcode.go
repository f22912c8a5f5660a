package intent

// findPostcode gives the first postcode or outcode in the text, as typed.
func (l *Listener) findPostcode(text string, r *reading) string {
	for i := range r.tokens {
		t := &r.tokens[i]
		out := r.letters(i)
		if full := len(out) - 3; full >= 2 && full <= 4 && isOutcode(out[:full]) && isIncode(out[full:]) {
			return text[t.at.from:t.at.to]
		}
		if i+1 < len(r.tokens) && l.looksLikePostcode(r, i) {
			return text[t.at.from:r.tokens[i+1].at.to]
		}
		if !isOutcode(out) || !l.meantAsOutcode(text, r, i) {
			continue
		}
		return text[t.at.from:t.at.to]
	}
	return ""
}

// looksLikePostcode: tokens i and i+1 are the halves of a postcode, perhaps with letters typed for figures ("swia
// oaa"), or an outcode in two ("se 15").
func (l *Listener) looksLikePostcode(r *reading, i int) bool {
	a, b := r.letters(i), r.letters(i+1)
	if len(b) == 3 && len(a) >= 2 && len(a) <= 4 {
		if isOutcode(a) && isIncode(b) {
			return true
		}
		var in [3]byte
		copy(in[:], b)
		in[0] = figure(in[0])
		if !isIncode(in[:]) || l.words.exact(b) != nil && !digit(b[0]) {
			return false
		}
		return isOutcode(a) || anyOutcode(a) && l.words.exact(a) == nil
	}
	cued := i > 0 && l.places.strict[string(r.letters(i-1))] || i > 0 && string(r.letters(i-1)) == "postcode"
	return cued && len(b) <= 2 && digit(b[0]) && (len(b) == 1 || digit(b[1])) && areas[string(a)] && !notAreas[string(a)]
}

// notAreas are postcode areas that are words: "in me 2" is no place.
var notAreas = set("me so to l s e b g m n w im")

// anyOutcode tries figures for letters that look like them: "swia" is "sw1a".
func anyOutcode(w []byte) bool {
	var buf [4]byte
	for letters := 1; letters <= 2 && letters < len(w); letters++ {
		copy(buf[:], w)
		for j := letters; j < len(w); j++ {
			if j == letters || j < len(w)-1 {
				buf[j] = figure(buf[j])
			}
		}
		if isOutcode(buf[:len(w)]) {
			return true
		}
	}
	return false
}

func figure(c byte) byte {
	switch c {
	case 'o':
		return '0'
	case 'i', 'l':
		return '1'
	case 's':
		return '5'
	case 'z':
		return '2'
	}
	return c
}

// meantAsOutcode: what has the shape of an outcode may be a mark on a pill ("m30"), a strength or text-speak ("m8",
// "l8r"). It is an outcode when it stands where a place does.
func (l *Listener) meantAsOutcode(text string, r *reading, i int) bool {
	w := r.letters(i)
	before := ""
	if i > 0 {
		before = string(r.letters(i - 1))
	}
	capitals := text[r.tokens[i].at.from] <= 'Z'
	cued := l.places.cues[before]
	for j := range r.tokens {
		if pillTalk[string(r.letters(j))] && !cued {
			return false
		}
	}
	switch {
	case len(r.tokens) == 1:
		return string(w) != "m8" && string(w) != "b4"
	case cued && !pillMarks[before], l.places.after[after(r, i)]:
		return true
	case string(w) == "m8", string(w) == "b4", string(w) == "m1" && !capitals:
		return false
	case capitals && len(w) > 2:
		return true
	}
	return i == len(r.tokens)-1 && (len(w) > 2 || capitals || l.seeking(r))
}

func after(r *reading, i int) string {
	if i+1 < len(r.tokens) {
		return string(r.letters(i + 1))
	}
	return ""
}

// pillTalk are words that make "m30" a pill's mark.
var pillTalk = set("pill pills tablet tablets pressed oxy oxys imprint marked stamped marking vitamin logo blues m30s perc")
var pillMarks = set("of off is")

// isOutcode knows the shape of the first half of a postcode: A9, A99, AA9, AA99, A9A, AA9A.
func isOutcode(w []byte) bool {
	letters := 0
	for letters < len(w) && 'a' <= w[letters] && w[letters] <= 'z' {
		letters++
	}
	rest := w[letters:]
	if letters < 1 || letters > 2 || len(rest) < 1 || len(rest) > 2 || !digit(rest[0]) || !areas[string(w[:letters])] {
		return false
	}
	if len(rest) == 2 && !digit(rest[1]) {
		return rest[1] >= 'a' && rest[1] <= 'y' && inner[string(w[:letters])]
	}
	return rest[0] != '0'
}

// inner areas have districts that end in a letter: London's middle.
var inner = set("e ec n nw se sw w wc")

func isIncode(w []byte) bool {
	return len(w) == 3 && digit(w[0]) && !digit(w[1]) && !digit(w[2])
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// areas are the postcode areas of the United Kingdom and the Crown dependencies.
var areas = set("ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex " +
	"fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw " +
	"ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze zz")
