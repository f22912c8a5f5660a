package telegram

import (
	"strings"
	"unicode/utf16"
)

// maxUnits is the longest message Telegram takes, in UTF-16 units.
const maxUnits = 4096

// split cuts text into pieces of at most limit UTF-16 units (at least 2), after a line if there is one to
// end with, else after a word, else between two characters. The pieces joined are the text, except that
// pieces without any words, which Telegram refuses, are left out.
func split(text string, limit int) []string {
	var pieces []string
	for text != "" {
		end := fitting(text, limit)
		if end < len(text) {
			if i := strings.LastIndexByte(text[:end], '\n'); i > 0 {
				end = i + 1
			} else if i := strings.LastIndexByte(text[:end], ' '); i > 0 {
				end = i + 1
			}
		}
		if strings.TrimSpace(text[:end]) != "" {
			pieces = append(pieces, text[:end])
		}
		text = text[end:]
	}
	return pieces
}

// fitting gives how many bytes of text fit into limit UTF-16 units.
func fitting(text string, limit int) int {
	units := 0
	for i, r := range text {
		units += max(1, utf16.RuneLen(r))
		if units > limit {
			return i
		}
	}
	return len(text)
}
