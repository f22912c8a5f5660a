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
	var room [100][2]int // most passages have fewer words, and need no more
	at := room[:0]
	eachWord(text, func(i, j int) { at = append(at, [2]int{i, j}) })
	for n := 0; n < len(at); n++ {
		word := text[at[n][0]:at[n][1]]
		if first, bit := firstBits(word); p.begins[first]&bit == 0 {
			continue
		}
		for _, words := range p.byFirst[strings.ToLower(word)] {
			if last := n + len(words) - 1; stands(text, words, at[n:]) {
				say(at[n][0], at[last][1], strings.Join(words, " "))
				n = last
				break
			}
		}
	}
}

// stands says whether words stand at the beginning of places, joined by nothing that ends a sentence.
func stands(text string, words []string, places [][2]int) bool {
	if len(words) > len(places) {
		return false
	}
	for i, w := range words {
		if i > 0 && strings.Trim(text[places[i-1][1]:places[i][0]], " \n-'’") != "" {
			return false
		}
		if !strings.EqualFold(w, text[places[i][0]:places[i][1]]) {
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
	for i := 0; i < len(s); {
		begin := i
		for size := inWord(s[i:]); size > 0; size = inWord(s[i:]) {
			i += size
		}
		if i > begin {
			say(begin, i)
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
}

// inWord gives the size of the letter or digit that s begins with, or 0 where it begins with neither.
func inWord(s string) int {
	if s == "" {
		return 0
	}
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
