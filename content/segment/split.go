package segment

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Split gives the messages to send for text. A text that costs at most whole segments stays one
// message, which the phone joins by itself; a longer one becomes messages of exactly one segment each,
// marked "1/3 ", "2/3 ", "3/3 ", so that one that is late or lost leaves the others readable. whole below 1
// means 1.
//
// Messages end at a line's end if that wastes little, or else between words; a word longer than
// a message is cut between two characters. No word is lost; white space at the cuts and at both ends
// of the text is. A text without words gives none.
func Split(text string, whole int) []string {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if Count(text).Segments <= max(whole, 1) {
		return []string{text}
	}
	// The mark's length depends on how many parts there are, and the other way round.
	for digits := 1; ; digits++ {
		parts := cut(text, len("/ ")+2*digits)
		if total := strconv.Itoa(len(parts)); len(total) <= digits {
			for i, part := range parts {
				parts[i] = strconv.Itoa(i+1) + "/" + total + " " + part
			}
			return parts
		}
	}
}

// cut divides text into parts that leave taken units of a segment free.
func cut(text string, taken int) []string {
	var parts []string
	for text != "" {
		end := breakBefore(text, fits(text, taken))
		parts = append(parts, strings.TrimRightFunc(text[:end], unicode.IsSpace))
		text = strings.TrimLeftFunc(text[end:], unicode.IsSpace)
	}
	return parts
}

// breakBefore finds where to end a part of text that may be at most limit bytes long.
func breakBefore(text string, limit int) int {
	if limit == len(text) {
		return limit
	}
	if next, _ := utf8.DecodeRuneInString(text[limit:]); next == '\n' {
		return limit
	}
	// A choice or a sentence on its own line reads better whole; a third of a segment is worth that.
	if line := strings.LastIndexByte(text[:limit], '\n'); line >= limit*2/3 {
		return line
	}
	if next, _ := utf8.DecodeRuneInString(text[limit:]); unicode.IsSpace(next) {
		return limit
	}
	if word := strings.LastIndexFunc(text[:limit], unicode.IsSpace); word > 0 {
		return word
	}
	return limit
}
