package intent

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
)

//go:embed tables
var tables embed.FS

// vocabulary holds every word that a table names, and how else people spell it.
type vocabulary struct {
	ids   map[string]int32
	words []string
	// spelt gives the words that a spelling means; a word that is its own spelling is not here.
	spelt map[string][]int32
	// stem gives the word that a word is a form of, or the word itself.
	stem []int32
	// filler words count for nothing between others: articles, swearing.
	filler []bool
	// hashes of the words, for features.
	hashes []uint64
	// drug says which words name drugs: a guess at one must be a good one.
	drug []bool
	// near gives, for a word with one letter left out, the words it may have been; -1 when several.
	near map[string]int32
}

// id gives a word's number, and enters it if it is new.
func (v *vocabulary) id(w string) int32 {
	if id, ok := v.ids[w]; ok {
		return id
	}
	id := int32(len(v.words))
	v.ids[w] = id
	v.words = append(v.words, w)
	v.hashes = append(v.hashes, hashString(w))
	v.filler = append(v.filler, false)
	v.drug = append(v.drug, false)
	return id
}

// rows gives a table's rows, split at tabs, without comments and empty lines. n is how many columns a row
// has; missing last ones are empty.
func rows(name string, n int) ([][]string, error) { return rowsFrom(name, 2, n) }

// rowsFrom gives a table's rows of least to most columns.
func rowsFrom(name string, least, n int) ([][]string, error) {
	data, err := tables.ReadFile("tables/" + name)
	if err != nil {
		return nil, err
	}
	var out [][]string
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) > n || len(cells) < least {
			return nil, fmt.Errorf("tables/%s:%d: %d columns, want %d to %d", name, i+1, len(cells), least, n)
		}
		for len(cells) < n {
			cells = append(cells, "")
		}
		out = append(out, cells)
	}
	return out, nil
}

func newVocabulary() (*vocabulary, error) {
	v := &vocabulary{ids: map[string]int32{}, spelt: map[string][]int32{}}
	table, err := rows("spelling.tsv", 2)
	if err != nil {
		return nil, err
	}
	for _, row := range table {
		var means []int32
		for w := range strings.FieldsSeq(row[0]) {
			means = append(means, v.id(w))
		}
		for s := range strings.SplitSeq(row[1], ",") {
			if _, twice := v.spelt[s]; twice {
				return nil, fmt.Errorf("tables/spelling.tsv: %q has two meanings", s)
			}
			v.spelt[s] = means
		}
	}
	return v, nil
}

// shortestCorrected is the length from which one wrong letter is forgiven: shorter words are too like
// each other ("fit", "fix"; "coke", "code").
const shortestCorrected = 5

// shortestDrug is the length from which a drug's name is recognised with one wrong letter. A name that is itself
// a known drug's is never changed: it is in the vocabulary.
const shortestDrug = 7

// roomForNear is somewhat more than there are words with a letter left out, so that the map is made once.
const roomForNear = 40_000

// learnNear prepares forgiving one wrong letter, once all words are entered.
func (v *vocabulary) learnNear() {
	v.near = make(map[string]int32, roomForNear)
	for id, w := range v.words {
		if len(w) < shortestCorrected || !plain(w) {
			continue
		}
		v.enterNear(w, int32(id))
		for i := range w {
			if i > 0 && w[i] == w[i-1] {
				continue // the same as without the letter before
			}
			v.enterNear(w[:i]+w[i+1:], int32(id))
		}
	}
}

func (v *vocabulary) enterNear(key string, id int32) {
	if was, ok := v.near[key]; ok && was != id {
		id = -1
	}
	v.near[key] = id
}

func plain(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// spell turns tokens into words.
func (v *vocabulary) spell(r *reading) {
	for i := range r.tokens {
		t := &r.tokens[i]
		letters := r.folded[t.s:t.e]
		if t.apostrophe && bytes.Equal(letters, []byte("odd")) {
			letters = []byte("overdosed")
		}
		if t.apostrophe && v.contraction(r, t) {
			continue
		}
		means := v.exact(letters)
		if n := len(letters); means == nil && t.apostrophe && n > shortestBase && letters[n-1] == 's' {
			means = v.exact(letters[:n-1]) // "the wifi's"
		}
		common := false
		if means == nil {
			means, common = v.guess(letters)
		}
		if means == nil {
			means = unknown
		}
		v.emit(r, t, means)
		r.words[len(r.words)-1].common = common
	}
}

// endings are what a word may be joined with by an apostrophe.
var endings = []struct{ letters, word string }{{"ll", "will"}, {"ve", "have"}, {"re", "are"}, {"d", "would"}}

// would is who "'d" is a would behind: other words are past forms, "g'd".
var would = set("i he she they we you it who that there")

// contraction reads "we're" as "we are" and says whether it was one. "'s" is read elsewhere, being two things.
func (v *vocabulary) contraction(r *reading, t *token) bool {
	letters := r.folded[t.s:t.e]
	if _, listed := v.spelt[string(letters)]; listed {
		return false
	}
	for _, e := range endings {
		before, ok := bytes.CutSuffix(letters, []byte(e.letters))
		if !ok || e.word == "would" && !would[string(before)] {
			continue
		}
		end, known := v.ids[e.word]
		if means := v.exact(before); known && len(means) == 1 {
			v.emit(r, t, []int32{means[0], end})
			return true
		}
	}
	return false
}

// unknown is a word that no table names.
var unknown = []int32{-1}

func (v *vocabulary) emit(r *reading, t *token, ids []int32) {
	for i, id := range ids {
		r.words = append(r.words, word{id: id, s: t.s, e: t.e, at: t.at, stop: t.stop && i == len(ids)-1})
	}
}

// exact gives what letters mean without any guessing.
func (v *vocabulary) exact(letters []byte) []int32 {
	if means, ok := v.spelt[string(letters)]; ok {
		return means
	}
	if id, ok := v.ids[string(letters)]; ok {
		return []int32{id}
	}
	return nil
}

// guess reads an unknown word: letters held down ("heeelp"), a dropped g ("wakin"), one wrong, missing,
// swapped or added letter in a long word. A guess that could be two words is no guess, and a word of common English, which it
// says it is, may only be the plural of one we know ("wrists").
func (v *vocabulary) guess(letters []byte) (means []int32, common bool) {
	var buf [48]byte
	if len(letters) > len(buf)-1 {
		return nil, false
	}
	if english.has(letters) {
		if base := v.base(buf[:0], letters); base >= 0 && letters[len(letters)-1] == 's' && !v.drug[base] {
			return []int32{base}, true
		}
		return nil, true
	}
	for _, keep := range []int{2, 1} {
		if squeezed := squeeze(buf[:0], letters, keep); len(squeezed) < len(letters) {
			if means := v.exact(squeezed); means != nil {
				return means, false
			}
		}
	}
	if n := len(letters); n >= 5 && letters[n-2] == 'i' && letters[n-1] == 'n' {
		if means := v.exact(append(append(buf[:0], letters...), 'g')); means != nil {
			return means, false
		}
	}
	if len(letters) < shortestCorrected {
		return nil, false
	}
	found := int32(-1)
	try := func(key []byte) bool {
		id, ok := v.near[string(key)]
		if !ok {
			return true
		}
		if id < 0 || (found >= 0 && found != id) {
			return false
		}
		if !oneEdit(v.words[id], letters) {
			return true
		}
		found = id
		return true
	}
	if !try(letters) {
		return nil, false
	}
	for i := range letters {
		key := append(append(buf[:0], letters[:i]...), letters[i+1:]...)
		if !try(key) {
			return nil, false
		}
	}
	if found < 0 || v.drug[found] && (len(letters) < shortestDrug || v.words[found][0] != letters[0]) {
		return nil, false
	}
	return []int32{found}, false
}

// squeeze shortens runs of three or more of a letter to keep of them.
func squeeze(to, letters []byte, keep int) []byte {
	for i := 0; i < len(letters); {
		j := i
		for j < len(letters) && letters[j] == letters[i] {
			j++
		}
		n := j - i
		if n >= 3 || keep == 1 && n == 2 {
			n = keep
		}
		to = append(to, letters[i:i+n]...)
		i = j
	}
	return to
}

// oneEdit says whether b is a with one letter added, missing, changed, or swapped with its neighbour.
func oneEdit(a string, b []byte) bool {
	if len(a) > len(b)+1 || len(b) > len(a)+1 {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	restA, restB := a[i:], b[i:]
	switch {
	case len(a) > len(b):
		return restA[1:] == string(restB)
	case len(a) < len(b):
		return restA == string(restB[1:])
	case len(restA) == 0:
		return true
	case restA[1:] == string(restB[1:]):
		return true
	}
	return len(restA) > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2:] == string(restB[2:])
}
