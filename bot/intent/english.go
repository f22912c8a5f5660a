package intent

import (
	_ "embed"
	"strings"
)

// english is a sorted list of common English words, one a line, with its origin above them in lines that sort before any word.
//
//go:embed tables/english.txt
var english dictionary

// dictionary is such a list. It is searched as it lies: nothing is built at start, and only for words that no table names.
type dictionary string

// has says whether a word is in the list.
func (d dictionary) has(word []byte) bool {
	lo, hi := 0, len(d)
	for lo < hi {
		from := lo + strings.LastIndexByte(string(d[lo:(lo+hi)/2]), '\n') + 1
		to := from + strings.IndexByte(string(d[from:hi]), '\n')
		if to < from {
			to = hi
		}
		switch line := string(d[from:to]); {
		case line == string(word):
			return true
		case line < string(word):
			lo = min(to+1, hi)
		default:
			hi = from
		}
	}
	return false
}
