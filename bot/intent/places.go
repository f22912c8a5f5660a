package intent

// findPlace gives the first postcode or outcode in the text, as typed.
func (l *Listener) findPlace(text string, r *reading) string {
	for i := range r.tokens {
		out := r.folded[r.tokens[i].s:r.tokens[i].e]
		if full := len(out) - 3; full >= 2 && isOutcode(out[:full]) && isIncode(out[full:]) {
			return text[r.tokens[i].at.from:r.tokens[i].at.to]
		}
		if !isOutcode(out) {
			continue
		}
		end := r.tokens[i].at.to
		if i+1 < len(r.tokens) && isIncode(r.folded[r.tokens[i+1].s:r.tokens[i+1].e]) {
			end = r.tokens[i+1].at.to
		}
		return text[r.tokens[i].at.from:end]
	}
	return ""
}

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
	return len(rest) == 1 || digit(rest[1]) || 'a' <= rest[1] && rest[1] <= 'y'
}

func isIncode(w []byte) bool {
	return len(w) == 3 && digit(w[0]) && !digit(w[1]) && !digit(w[2])
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// areas are the postcode areas of the United Kingdom and the Crown dependencies.
var areas = set("ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex " +
	"fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw " +
	"ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze")
