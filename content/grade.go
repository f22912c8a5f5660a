package content

import "strings"

// The Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom, 1975):
//
//	0.39 × words a sentence + 11.8 × syllables a word − 15.59
//
// It was made for American English and says how long sentences and words are, nothing else. Here a
// sentence ends at a full stop, a question mark or a line's end, so a list's lines are sentences; a number, a
// link and a placeholder are words of one syllable; and a term that everybody who needs it has been
// taught (terms.yaml) is one word of two syllables, however long it is. A text of fewer than five words has
// no grade: the measure was made for passages.
func grade(text string, known terms) float64 {
	var words, syllables, sentences int
	for line := range strings.Lines(strings.ToLower(text)) {
		read, tokens := false, strings.Fields(line)
		for len(tokens) > 0 {
			n, weight := next(tokens, known)
			if weight > 0 {
				words, syllables, read = words+1, syllables+weight, true
			}
			if read && ends(tokens[n-1]) {
				sentences, read = sentences+1, false
			}
			tokens = tokens[n:]
		}
		if read {
			sentences++
		}
	}
	if words < fewWords {
		return 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
}

const fewWords = 5

// ends says whether a sentence ends with a token, within quotes or brackets too.
func ends(token string) bool {
	for i := len(token) - 1; i >= 0; i-- {
		switch token[i] {
		case '"', '\'', ')':
		case '.', '?', '!':
			return true
		default:
			return false
		}
	}
	return false
}

// terms are phrases of small letters, by their first word.
type terms map[string][]string

func (t terms) add(term string) {
	term = strings.ToLower(strings.Join(strings.Fields(term), " "))
	first, _, _ := strings.Cut(term, " ")
	t[first] = append(t[first], term)
}

// marks are what may stand around a word.
const marks = `.,:;?!"'()*/-`

// bare is a word without the marks around it.
func bare(s string) string {
	for s != "" && strings.IndexByte(marks, s[0]) >= 0 {
		s = s[1:]
	}
	for s != "" && strings.IndexByte(marks, s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return s
}

// next gives how many tokens the next word takes, and its syllables: none when it is no word.
func next(tokens []string, known terms) (n, weight int) {
	word := bare(tokens[0])
	for _, term := range known[word] {
		n := strings.Count(term, " ") + 1
		if n <= len(tokens) && bare(strings.Join(tokens[:n], " ")) == term {
			return n, 2
		}
	}
	switch {
	case word == "":
		return 1, 0
	case word[0] == '{', word[0] >= '0' && word[0] <= '9', strings.HasPrefix(word, "https://"):
		return 1, 1
	}
	return 1, countSyllables(word)
}

// countSyllables counts the syllables of an English word by its spelling. It is right for plain words, and for
// most others.
func countSyllables(word string) int {
	if strings.IndexByte(word, '-') < 0 && strings.IndexByte(word, '/') < 0 {
		return max(syllables(strings.ToLower(word)), 1)
	}
	total := 0
	for part := range strings.FieldsFuncSeq(strings.ToLower(word), func(r rune) bool { return r == '-' || r == '/' }) {
		total += syllables(part)
	}
	return max(total, 1)
}

// irregular are words whose spelling misleads.
var irregular = map[string]int{
	"a&e": 3, "area": 3, "areas": 3, "being": 2, "business": 2, "client": 2, "clients": 2, "create": 2, "diet": 2,
	"element": 3, "every": 2, "everybody": 4, "everyone": 3, "everything": 3, "evening": 2, "gp": 2, "heroin": 3, "idea": 3,
	"ideas": 3, "naked": 2, "people": 2, "people's": 2, "poem": 2, "quiet": 2, "quieter": 3, "react": 2, "reaction": 3,
	"reactions": 3, "science": 2, "sciences": 3, "something": 2, "sometimes": 2, "somebody": 3, "suicide": 3, "tv": 2, "wednesday": 2,
}

func syllables(word string) int {
	if n, ok := irregular[word]; ok {
		return n
	}
	n, inVowels := 0, false
	for i := range len(word) {
		v := isVowel(word[i])
		if v && !inVowels || i > 0 && spokenApart(word, i) {
			n++
		}
		inVowels = v
	}
	if strings.HasSuffix(word, "dn't") || strings.HasSuffix(word, "sn't") {
		n++
	}
	if n > 1 && endsSilent(word) {
		n--
	}
	if n > 2 && silentInside(word) {
		n--
	}
	return n
}

// spokenApart says whether the vowel at i begins a syllable although a vowel stands before it: "serious",
// "media", "usual", "doing", and not "station", "special", "quarter", "language".
func spokenApart(word string, i int) bool {
	before := byte(' ')
	if i > 1 {
		before = word[i-2]
	}
	switch word[i-1 : i+1] {
	case "ia", "io":
		return strings.IndexByte("ctsgx", before) < 0
	case "ua":
		return before != 'q' && before != 'g'
	}
	return isVowel(word[i-1]) && word[i:] == "ing"
}

// silentInside says whether an e before an ending is written and not spoken: "safely", "useless".
func silentInside(word string) bool {
	for _, ending := range []string{"ely", "eful", "efully", "eless", "ement", "ements", "eness"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && stem != "" && !isVowel(stem[len(stem)-1]) {
			return true
		}
	}
	return false
}

// endsSilent says whether the word's last e is written and not spoken: "safe", "takes", "called", and not
// "needle", "doses", "started".
func endsSilent(word string) bool {
	stem, ending := word, ""
	for _, e := range []string{"e", "es", "ed"} {
		if s, ok := strings.CutSuffix(word, e); ok {
			stem, ending = s, e
		}
	}
	if ending == "" || len(stem) < 2 {
		return false
	}
	last, before := stem[len(stem)-1], stem[len(stem)-2]
	switch {
	case isVowel(last): // one sound with the e: counted once
		return false
	case last == 'l' && !isVowel(before) && before != 'l': // needle, handled
		return false
	case ending == "es":
		return !strings.ContainsRune("szxcg", rune(last)) && !(last == 'h' && (before == 's' || before == 'c'))
	case ending == "ed":
		return last != 't' && last != 'd'
	}
	return true
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}
