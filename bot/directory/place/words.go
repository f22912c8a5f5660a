package place

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Only so much of a text is read, from its beginning and its end: where somebody is takes a few words.
const (
	headBytes = 800
	tailBytes = 400
	headWords = 40
	tailWords = 20
)

// A gap is what stands before a word.
type gap uint8

const (
	space  gap = iota
	joined     // a hyphen, a slash: "stoke-on-trent"
	comma
	stop // the end of a sentence or line, or the start of the text
)

// A word is letters and digits as typed, folded to plain lower case.
type word struct {
	text string
	gap  gap
	// How it was typed, where the text is not all in capitals.
	capital bool // its first letter is a capital
	used    bool // it is part of a postcode
}

// read takes a text apart. Marks and invisible characters are dropped, compatibility forms folded.
func read(text string) []word {
	if len(text) > headBytes+tailBytes {
		text = text[:headBytes] + "\n" + text[len(text)-tailBytes:]
	}
	r := wordReader{next: stop, shouting: true, letters: make([]byte, 0, len(text)), spans: make([]span, 0, 1+len(text)/4)}
	for _, c := range norm.NFKD.String(text) { // plain ASCII comes back as it is
		r.rune(c)
	}
	r.end()
	if n := len(r.spans); n > headWords+tailWords {
		r.spans = append(r.spans[:headWords], r.spans[n-tailWords:]...)
		r.spans[headWords].gap = stop
	}
	letters := string(r.letters)
	words := make([]word, len(r.spans))
	for i, s := range r.spans {
		words[i] = s.word
		words[i].text = letters[s.from:s.to]
		if r.shouting {
			words[i].capital = false
		}
	}
	return words
}

type span struct {
	word
	from, to int
}

type wordReader struct {
	letters  []byte
	spans    []span
	open     bool
	next     gap
	shouting bool // no small letter yet
}

func (r *wordReader) rune(c rune) {
	if c < utf8.RuneSelf && isAlnum(byte(c)) {
		r.letter(c)
		return
	}
	switch {
	case c == ' ':
		r.end()
		return
	case unicode.Is(unicode.Mn, c), unicode.Is(unicode.Cf, c):
		return
	case unicode.IsLetter(c), unicode.IsDigit(c):
		r.letter(c)
		return
	case c == '\'' || c == '’' || c == '‘' || c == 'ʼ' || c == '`' || c == '´':
		return // "King's" is one word
	}
	r.end()
	switch c {
	case '&', '+':
		r.next = max(r.next, space)
		r.letter('a')
		r.letter('n')
		r.letter('d')
		r.end()
	case '-', '/', '‐', '‑', '–', '_':
		if r.next == space {
			r.next = joined
		}
	case ',', '(', ')', ':':
		r.next = max(r.next, comma)
	case '.':
		// "St. Helens", "Gt. Yarmouth", "nr. Hull"
		if n := len(r.spans); n > 0 && r.spans[n-1].to-r.spans[n-1].from <= 2 {
			return
		}
		r.next = stop
	case '!', '?', ';', '\n', '\r', '…', utf8.RuneError:
		r.next = stop
	}
}

// plain are letters that have no decomposition.
func plain(c rune) rune {
	switch c {
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ı':
		return 'i'
	}
	return c
}

func (r *wordReader) letter(c rune) {
	small, lower := c, 'a' <= c && c <= 'z'
	if c >= utf8.RuneSelf {
		small, lower = plain(unicode.ToLower(c)), unicode.IsLower(c)
	} else if 'A' <= c && c <= 'Z' {
		small = c | 0x20
	}
	if !r.open {
		r.open = true
		r.spans = append(r.spans, span{word: word{gap: r.next, capital: small != c}, from: len(r.letters)})
		r.next = space
	}
	if lower {
		r.shouting = false
	}
	r.letters = utf8.AppendRune(r.letters, small)
}

func (r *wordReader) end() {
	if r.open {
		r.open = false
		r.spans[len(r.spans)-1].to = len(r.letters)
	}
}

// fold adds the word to a name's key. Names that differ only in how a word is shortened have one key.
func fold(key []byte, w string) []byte {
	switch w {
	case "saint", "sant":
		w = "st"
	case "gt":
		w = "great"
	case "nth":
		w = "north"
	case "sth":
		w = "south"
	}
	return append(key, w...)
}

// keyOf is what a name is found by: its letters and digits, folded, without spaces, so that "Stoke-on-Trent",
// "stoke on trent" and "stokeontrent" are one.
func keyOf(name string) string {
	var key []byte
	for _, w := range read(name) {
		key = fold(key, w.text)
	}
	return string(key)
}
