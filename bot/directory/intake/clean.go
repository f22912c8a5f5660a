package intake

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes one line of plain text: no mark-up, no control characters, nothing that is not seen or that turns the reading
// direction round, and no spaces but single ones.
func clean(s string) string {
	if plain(s) {
		return s
	}
	if strings.IndexByte(s, '<') >= 0 {
		s = withoutTags(s)
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == '\u034f', r == '\u115f', r == '\u1160', r == '\u3164':
		case unicode.IsSpace(r), unicode.IsControl(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain says whether a text is clean already, as most are.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == '<' || c == '&' || c == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' ') {
			return false
		}
	}
	return true
}

// withoutTags drops <…>, and keeps a "<" that begins no tag. A space stays where a tag was: "<p>one<p>two" is two words.
func withoutTags(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		rest := s[i+1:]
		end := strings.IndexByte(rest, '>')
		if end < 0 || rest == "" || !(rest[0] == '/' || rest[0] == '!' || 'a' <= rest[0]|0x20 && rest[0]|0x20 <= 'z') {
			b.WriteByte('<')
			s = rest
			continue
		}
		b.WriteByte(' ')
		s = rest[end+1:]
	}
	return b.String()
}

// shorten cuts a text to so many characters, at the end of a sentence if there is one in the second half, else of a word.
func shorten(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)[:most]
	for i := len(runes) - 1; i > most/2; i-- {
		if runes[i] == ' ' && strings.ContainsRune(".!?", runes[i-1]) {
			return string(runes[:i])
		}
	}
	for i := len(runes) - 4; i > most/2; i-- {
		if runes[i] == ' ' {
			return strings.TrimRight(string(runes[:i]), " ,;:-") + "..."
		}
	}
	return string(runes[:most-3]) + "..."
}

// fold makes words that can be compared: lower case, letters and digits, single spaces.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range clean(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '?', r == '✓':
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'', r == '’':
		default:
			space = true
		}
	}
	return b.String()
}
