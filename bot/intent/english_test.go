package intent

import (
	"slices"
	"strings"
	"testing"
)

// Every word of the list is found, nothing beside it is, and it is in the order that the search needs.
func TestEveryEnglishWordIsFound(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(string(english), "\n"), "\n")
	words := lines[slices.IndexFunc(lines, func(s string) bool { return s[0] != '#' }):]
	if len(words) < 10_000 || !slices.IsSorted(words) {
		t.Fatalf("%d words, in order: %v", len(words), slices.IsSorted(words))
	}
	for i, w := range words {
		if !english.has([]byte(w)) {
			t.Fatalf("%q is not found", w)
		}
		if more := w + "\x01"; english.has([]byte(more)) {
			t.Fatalf("%q is found", more)
		}
		if less := w[:len(w)-1]; english.has([]byte(less)) && (i == 0 || !slices.Contains(words, less)) {
			t.Fatalf("%q is found", less)
		}
	}
	for _, none := range []string{"", "#", "\n", "a\nb", "zzzz", "aaaa", "gouchin"} {
		if english.has([]byte(none)) {
			t.Errorf("%q is found", none)
		}
	}
}

// An English word is itself, whatever word of ours it is like: "keep him quite still" says nothing of quiet, and "poison" is no prison.
func TestAnEnglishWordIsNotTakenForAnother(t *testing.T) {
	l := listener(t)
	for _, w := range strings.Fields("quite putting keeping hoping touching poison hangover drowned splitting early staying stage failing changing protect played thick loose noon follow lovely breeding") {
		if got := strings.Join(l.spelt(w), " "); got != w {
			t.Errorf("%q is read as %q", w, got)
		}
	}
	for typed, want := range map[string]string{
		"brething": "breathing", "unconsciuos": "unconscious", "wrists": "wrist", "phoning": "phoning", "heeelp": "help", "wakin": "waking", "naloxne": "naloxone",
		"we're": "we are", "he'll": "he will", "they've": "they have", "i'd": "i would", "od'd": "overdosed", "the wifi's": "the wifi", "odd": "odd",
	} {
		if got := strings.Join(l.spelt(typed), " "); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}
