package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// phrases finds words and phrases in text, whatever their case and whatever joins their words: "drug-free" and
// "Drug free" are one phrase. It is by hand because the same as a regular expression took most of the time
// to start.
type phrases struct {
	byFirst map[string][][]string // by its first word, the words of each phrase, the longest phrase first
	// begins says, by the first byte of a word in small letters, how long the first words of phrases are that begin so: a bit
	// for each length in bytes, the last one for all longer ones. It keeps most words from being looked up.
	begins *[256]uint32
}

// firstBits gives the place of a word in begins. Bytes beyond ASCII are all taken for one another: they may be capitals.
func firstBits(word string) (at byte, bit uint32) {
	at = word[0]
	switch {
	case at >= 'A' && at <= 'Z':
		at += 'a' - 'A'
	case at >= 0x80:
		return 0x80, 1
	}
	return at, 1 << min(len(word), 31)
}

func newPhrases(all []string) phrases {
	p := phrases{byFirst: map[string][][]string{}, begins: new([256]uint32)}
	for _, s := range all {
		var words []string
		eachWord(s, func(i, j int) { words = append(words, strings.ToLower(s[i:j])) })
		if len(words) == 0 {
			continue
		}
		first, bit := firstBits(words[0])
		p.begins[first] |= bit
		same := p.byFirst[words[0]]
		at := 0
		for at < len(same) && len(same[at]) >= len(words) {
			at++
		}
		p.byFirst[words[0]] = append(same[:at:at], append([][]string{words}, same[at:]...)...)
	}
	return p
}

// find calls say with the place of every phrase in text, and with how phraseKey names it.
func (p phrases) find(text string, say func(i, j int, key string)) {
	if len(p.byFirst) == 0 {
		return
	}
	var room [100]stretch // most texts have fewer words, and need no more
	p.among(wordsOf(text, room[:0]), say)
}

// worded is a text with the places of its words, for whoever looks for phrases of several kinds in it.
type worded struct {
	text string
	at   []stretch
}

// A stretch is where a word stands in a text.
type stretch struct{ from, to int }

// wordsOf finds the words of a text. It keeps their places in room, if that is large enough.
func wordsOf(text string, room []stretch) worded {
	at := room[:0]
	for i, j := nextWord(text, 0); i < j; i, j = nextWord(text, j) {
		at = append(at, stretch{i, j})
	}
	return worded{text, at}
}

// among is find where the places of the words are known.
func (p phrases) among(words worded, say func(i, j int, key string)) {
	if len(p.byFirst) == 0 {
		return
	}
	text, at := words.text, words.at
	for n := 0; n < len(at); n++ {
		word := text[at[n].from:at[n].to]
		if first, bit := firstBits(word); p.begins[first]&bit == 0 {
			continue
		}
		for _, phrase := range p.byFirst[strings.ToLower(word)] {
			if last := n + len(phrase) - 1; stands(text, phrase, at[n:]) {
				say(at[n].from, at[last].to, strings.Join(phrase, " "))
				n = last
				break
			}
		}
	}
}

// stands says whether words stand at the beginning of places, joined by nothing that ends a sentence.
func stands(text string, words []string, places []stretch) bool {
	if len(words) > len(places) {
		return false
	}
	for i, w := range words {
		if i > 0 && strings.Trim(text[places[i-1].to:places[i].from], " \n-'’") != "" {
			return false
		}
		if !strings.EqualFold(w, text[places[i].from:places[i].to]) {
			return false
		}
	}
	return true
}

// phraseKey is a phrase's words in small letters, with single spaces.
func phraseKey(s string) string {
	var words []string
	eachWord(s, func(i, j int) { words = append(words, strings.ToLower(s[i:j])) })
	return strings.Join(words, " ")
}

// eachWord calls say with the place of every run of letters and digits.
func eachWord(s string, say func(i, j int)) {
	for i, j := nextWord(s, 0); i < j; i, j = nextWord(s, j) {
		say(i, j)
	}
}

// nextWord gives the place of the first run of letters and digits from byte i on, an empty one where there is none.
func nextWord(s string, i int) (from, to int) {
	for i < len(s) {
		if size := inWord(s[i:]); size > 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	from, to = i, i
	for to < len(s) {
		size := inWord(s[to:])
		if size == 0 {
			break
		}
		to += size
	}
	return from, to
}

// inWord gives the size of the letter or digit that s, which is not empty, begins with, or 0 where it begins with neither.
func inWord(s string) int {
	if c := s[0]; c < utf8.RuneSelf {
		if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
			return 1
		}
		return 0
	}
	if r, size := utf8.DecodeRuneInString(s); unicode.IsLetter(r) || unicode.IsDigit(r) {
		return size
	}
	return 0
}
