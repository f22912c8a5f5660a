package intake

import (
	_ "embed"
	"fmt"
	"strings"

	"waymark/bot/directory"
)

//go:embed terms.tsv
var termsFile string

// knownTerms is the table of words for types; it is read once and never written again.
var knownTerms = mustReadTerms()

func mustReadTerms() map[string]directory.Type {
	terms, err := ReadTerms(termsFile)
	if err != nil {
		panic("intake: terms.tsv: " + err.Error()) // the program was built wrong
	}
	return terms
}

// ReadTerms reads lines of a word, a tab and a type, for Options.Terms. Lines that begin with # are passed over.
func ReadTerms(text string) (map[string]directory.Type, error) {
	terms := map[string]directory.Type{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		words, name, ok := strings.Cut(line, "\t")
		t, known := directory.TypeNamed(strings.TrimSpace(name))
		if words = fold(words); !ok || !known || words == "" {
			return nil, fmt.Errorf("line %d: must be words, a tab and a type, such as pill testing	drug_checking", n)
		}
		terms[words] = t
	}
	return terms, nil
}

// longestTerm is how many words a term has at most.
const longestTerm = 6

// typesIn finds every term in folded words.
func typesIn(words string, own map[string]directory.Type) directory.TypeSet {
	var set directory.TypeSet
	all := strings.Fields(words)
	for i := range all {
		for n := 1; n <= longestTerm && i+n <= len(all); n++ {
			phrase := strings.Join(all[i:i+n], " ")
			if t, ok := own[phrase]; ok {
				set |= directory.SetOf(t)
			}
			if t, ok := knownTerms[phrase]; ok {
				set |= directory.SetOf(t)
			}
		}
	}
	return set
}
