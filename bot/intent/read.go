package intent

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Only the first headBytes and the last tailBytes of a text are read: what a person needs is said in
// far less, and nobody can make reading slow by sending more.
const (
	headBytes = 2048
	tailBytes = 512
)

// A span is a stretch of the text as it was typed, in bytes.
type span struct{ from, to int32 }

// A token is one word as typed, folded to plain lower-case letters and digits.
type token struct {
	s, e int32 // where the folded letters are in reading.folded
	at   span
	// quoted letters were joined by an apostrophe: "od'd", "n'xone"
	apostrophe bool
	// stop: a full stop, question or exclamation mark or line break follows
	stop bool
}

// A word is a token after spelling: "cnt" is read as "can" and "not". One token may give several words,
// and several tokens one.
type word struct {
	id int32 // in the vocabulary; unknown words are -1
	// s, e: the folded letters of the token it came from
	s, e int32
	at   span
	stop bool
	// common: no table names it, but it is English
	common bool
}

// reading is the scratch in which one text is taken apart. It is used again for the next text, and
// cleared first, so that nobody's words stay.
type reading struct {
	folded []byte
	tokens []token
	words  []word
	hits   []hit
	tags   []tag
	// drugTags are the drugs' own, before they are put among the tags
	drugTags []tag
	// steps[i] is how many words that count stand before words[i].
	steps []int16
	// scratch of rules and features
	present       []stretch
	reached, next []int16
	features      []feature
	// drugs named for sure, by number, in order; and the place, as typed
	drugs    []int32
	mentions []mention
	place    string
	placed   bool
	// onlyPlace: the place is all that the text says
	onlyPlace bool
	// parts are the words' numbers in the table of finer topics
	parts []int32
	// standing are the rows of finer topics whose words stand in the text
	standing []standing
	// what the punctuation says
	questions, exclamations int
}

func (r *reading) reset() {
	clear(r.folded[:cap(r.folded)])
	r.folded, r.tokens, r.words = r.folded[:0], r.tokens[:0], r.words[:0]
	r.drugTags, r.mentions = r.drugTags[:0], r.mentions[:0]
	r.hits, r.tags, r.features, r.drugs = r.hits[:0], r.tags[:0], r.features[:0], r.drugs[:0]
	r.parts, r.standing = r.parts[:0], r.standing[:0]
	r.place, r.placed, r.onlyPlace = "", false, false
	r.questions, r.exclamations = 0, 0
}

// maxWords bounds what is understood of a text: enough for any message, too little to make anything slow.
const maxWords = 400

// prepare makes the scratch fit the words.
func (r *reading) prepare(l *Listener) {
	if len(r.words) > maxWords {
		tail := r.words[len(r.words)-maxWords/4:]
		r.words = append(r.words[:maxWords-maxWords/4], tail...)
	}
	r.steps = r.steps[:0]
	step := int16(0)
	for i := range r.words {
		r.steps = append(r.steps, step)
		if id := r.words[i].id; id < 0 || !l.words.filler[id] {
			step++
		}
	}
	r.steps = append(r.steps, step)
	if n := len(r.words) + 1; cap(r.reached) < n {
		r.reached, r.next = make([]int16, n, 2*n), make([]int16, n, 2*n)
	}
	r.reached, r.next = r.reached[:cap(r.reached)], r.next[:cap(r.next)]
	if n := len(l.concepts.names); len(r.present) < n {
		r.present = make([]stretch, n)
	}
}

// take reads the text into tokens: compatibility forms folded, marks and invisible characters dropped,
// look-alike letters of other alphabets turned into the Latin ones they pretend to be.
func (r *reading) take(text string) {
	if len(text) <= headBytes+tailBytes {
		r.tokenise(text, 0)
		return
	}
	head := headBytes
	for head > headBytes-utf8.UTFMax && !utf8.RuneStart(text[head]) {
		head--
	}
	tail := len(text) - tailBytes
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	r.tokenise(text[:head], 0)
	r.tokenise(text[tail:], tail)
}

// tokeniser is where reading has got to.
type tokeniser struct {
	*reading
	offset         int // of the stretch being read within the whole text
	t              token
	open           bool // a word has begun
	latin, foreign bool // what letters it has so far
}

func (r *reading) tokenise(text string, offset int) {
	k := tokeniser{reading: r, offset: offset}
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			i += k.rune(text[i:], i)
			continue
		}
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			k.letter(rune(c), i)
		case 'A' <= c && c <= 'Z':
			k.letter(rune(c|0x20), i)
		case (c == '\'' || c == '`') && k.open && i+1 < len(text) && isLetter(text[i+1]):
			k.t.apostrophe = true
		default:
			k.end(i)
			k.mark(rune(c))
		}
		i++
	}
	k.end(len(text))
}

func (k *tokeniser) letter(ch rune, at int) {
	if !k.open {
		k.open, k.latin, k.foreign = true, false, false
		k.t = token{s: int32(len(k.folded)), at: span{from: int32(at + k.offset)}}
	}
	if ch < utf8.RuneSelf {
		k.latin = k.latin || ch > '9'
		k.folded = append(k.folded, byte(ch))
		return
	}
	k.foreign = true
	k.folded = utf8.AppendRune(k.folded, ch)
}

func (k *tokeniser) end(at int) {
	if !k.open {
		return
	}
	k.open = false
	if k.foreign {
		k.unmask(k.t.s, k.latin)
	}
	k.t.e, k.t.at.to = int32(len(k.folded)), int32(at+k.offset)
	if k.t.e > k.t.s {
		k.tokens = append(k.tokens, k.t)
	}
}

// rune folds one character outside ASCII and gives its size in bytes.
func (k *tokeniser) rune(text string, at int) int {
	ch, size := utf8.DecodeRuneInString(text)
	switch {
	case ch == utf8.RuneError && size == 1:
		k.end(at)
		return size
	case invisible(ch), unicode.Is(unicode.Mn, ch):
		return size
	case k.open && (ch == '’' || ch == '‘' || ch == 'ʼ' || ch == '´'):
		k.t.apostrophe = true
		return size
	}
	if said, ok := pictures[ch]; ok {
		k.end(at)
		for _, c := range said {
			k.letter(c, at)
		}
		k.end(at + size)
		return size
	}
	parts := norm.NFKD.PropertiesString(text).Decomposition()
	if parts == nil {
		k.part(ch, at)
		return size
	}
	for len(parts) > 0 {
		ch, n := utf8.DecodeRune(parts)
		if !unicode.Is(unicode.Mn, ch) {
			k.part(ch, at)
		}
		parts = parts[n:]
	}
	return size
}

func (k *tokeniser) part(ch rune, at int) {
	ch = unicode.ToLower(ch)
	if plain, ok := plainLetters[ch]; ok {
		ch = plain
	}
	if unicode.IsLetter(ch) || unicode.IsDigit(ch) {
		k.letter(ch, at)
		return
	}
	k.end(at)
	k.mark(ch)
}

// mark notes what punctuation says; it always comes between tokens.
func (k *tokeniser) mark(ch rune) {
	switch ch {
	case '?':
		k.questions++
	case '!':
		k.exclamations++
	case '&', '+':
		at := int32(0)
		if n := len(k.tokens); n > 0 {
			at = k.tokens[n-1].at.to
		}
		s := int32(len(k.folded))
		k.folded = append(k.folded, "and"...)
		k.tokens = append(k.tokens, token{s: s, e: s + 3, at: span{at, at}})
		return
	case '.', '\n', ';', '…':
	default:
		return
	}
	if n := len(k.tokens); n > 0 {
		k.tokens[n-1].stop = true
	}
}

// unmask turns letters of other alphabets that look Latin into Latin ones, where a word mixes alphabets
// or is made of look-alikes alone. A word in honest Cyrillic or Greek stays what it is.
func (r *reading) unmask(from int32, latin bool) {
	letters := r.folded[from:]
	if !latin {
		for rest := letters; len(rest) > 0; {
			ch, n := utf8.DecodeRune(rest)
			if _, ok := lookAlikes[ch]; !ok {
				return
			}
			rest = rest[n:]
		}
	}
	w := 0
	for i := 0; i < len(letters); {
		ch, n := utf8.DecodeRune(letters[i:])
		if plain, ok := lookAlikes[ch]; ok {
			letters[w] = plain
			w++
		} else {
			w += copy(letters[w:], letters[i:i+n])
		}
		i += n
	}
	r.folded = r.folded[:int(from)+w]
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// invisible characters change nothing that a person sees: zero-width, direction, joiners, variation
// selectors, soft hyphens, tags.
func invisible(ch rune) bool {
	switch {
	case ch == 0xAD, ch == 0x34F, ch == 0x61C, ch == 0x180E, ch == 0xFEFF,
		0x200B <= ch && ch <= 0x200F, 0x202A <= ch && ch <= 0x202E, 0x2060 <= ch && ch <= 0x206F,
		0xFE00 <= ch && ch <= 0xFE0F, 0xE0000 <= ch && ch <= 0xE01EF:
		return true
	}
	return false
}

// plainLetters are letters that Unicode does not take apart.
var plainLetters = map[rune]rune{
	'ł': 'l', 'ø': 'o', 'đ': 'd', 'ħ': 'h', 'ı': 'i', 'ŧ': 't', 'æ': 'e', 'œ': 'e', 'ß': 's', 'þ': 't', 'ð': 'd', 'ŀ': 'l',
}

// lookAlikes are Cyrillic and Greek letters that look like Latin ones.
var lookAlikes = map[rune]byte{
	'а': 'a', 'в': 'b', 'с': 'c', 'е': 'e', 'ё': 'e', 'һ': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k', 'м': 'm', 'н': 'h',
	'о': 'o', 'р': 'p', 'ѕ': 's', 'т': 't', 'у': 'y', 'х': 'x', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'ѵ': 'v', 'ь': 'b', 'г': 'r',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'μ': 'm', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'γ': 'y', 'ω': 'w', 'σ': 'o', 'ς': 's',
	'ɑ': 'a', 'ɡ': 'g', 'ո': 'n', 'օ': 'o', 'ս': 'u', 'հ': 'h', 'ց': 'g',
}

// pictures that say something on their own.
var pictures = map[rune]string{'🚑': "ambulance", '🆘': "sos", '🚨': "emergency"}
