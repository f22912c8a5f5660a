package segment

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTheAlphabetHasEveryCharacterOfTheStandard(t *testing.T) {
	if n := utf8.RuneCountInString(basic); n != 127 {
		t.Errorf("the default alphabet has %d characters, want 127 and the escape code", n)
	}
	if n := utf8.RuneCountInString(extension); n != 10 {
		t.Errorf("the extension table has %d characters, want 10", n)
	}
	for _, r := range basic {
		if got := Count(string(r)); got != (Cost{Segments: 1, Units: 1}) {
			t.Errorf("%q of the default alphabet costs %+v, want one unit", r, got)
		}
	}
	for _, r := range extension {
		if got := Count(string(r)); got != (Cost{Segments: 1, Units: 2}) {
			t.Errorf("%q of the extension table costs %+v, want two units", r, got)
		}
	}
	known := map[rune]bool{}
	for _, r := range basic + extension {
		known[r] = true
	}
	for r := range rune(utf8.MaxRune) {
		if GSM7(r) != known[r] {
			t.Fatalf("%q: GSM7 says %v", r, GSM7(r))
		}
	}
}

func TestCount(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Cost
	}{
		"nothing":                                {"", Cost{}},
		"a full single message":                  {strings.Repeat("a", 160), Cost{1, 160, false}},
		"one too many":                           {strings.Repeat("a", 161), Cost{2, 161, false}},
		"two full segments":                      {strings.Repeat("a", 306), Cost{2, 306, false}},
		"one more than two":                      {strings.Repeat("a", 307), Cost{3, 307, false}},
		"extension characters count twice":       {strings.Repeat("€", 80), Cost{1, 160, false}},
		"81 of them are two segments":            {strings.Repeat("€", 81), Cost{2, 162, false}},
		"an escape pair is not divided":          {strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), Cost{3, 306, false}},
		"one curly quote makes it UCS-2":         {"don’t", Cost{1, 5, true}},
		"a full single UCS-2 message":            {strings.Repeat("ŵ", 70), Cost{1, 70, true}},
		"one too many in UCS-2":                  {strings.Repeat("ŵ", 71), Cost{2, 71, true}},
		"two full UCS-2 segments":                {strings.Repeat("ŵ", 134), Cost{2, 134, true}},
		"one more than two in UCS-2":             {strings.Repeat("ŵ", 135), Cost{3, 135, true}},
		"an emoji is two units":                  {"🙂", Cost{1, 2, true}},
		"a surrogate pair is not divided":        {strings.Repeat("ŵ", 66) + "🙂" + strings.Repeat("ŵ", 66), Cost{3, 134, true}},
		"an extension character is one in UCS-2": {"ŵ€", Cost{1, 2, true}},
		"a backtick is not in GSM-7":             {"`", Cost{1, 1, true}},
		"small c cedilla is not, capital is":     {"ç", Cost{1, 1, true}},
		"the escape code itself is not":          {"\x1b", Cost{1, 1, true}},
		"a byte that is not UTF-8":               {"a\xff", Cost{1, 2, true}},
		"NUL":                                    {"\x00", Cost{1, 1, true}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Count(c.text); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestCountAllocatesNothing(t *testing.T) {
	for _, text := range []string{strings.Repeat("a€", 300), strings.Repeat("ŵ🙂", 300)} {
		if n := testing.AllocsPerRun(20, func() { Count(text) }); n != 0 {
			t.Errorf("%v allocations, want none", n)
		}
	}
}

func TestSplit(t *testing.T) {
	words := strings.TrimSpace(strings.Repeat("seven77 ", 40)) // 319 characters
	for name, c := range map[string]struct {
		text  string
		whole int
		want  []string
	}{
		"nothing gives no message":    {"", 1, nil},
		"white space gives none":      {strings.Repeat(" \n", 200), 1, nil},
		"one segment has no mark":     {"Call 999 now.", 1, []string{"Call 999 now."}},
		"three segments may be whole": {words, 3, []string{words}},
		"between words, marked": {words, 2, []string{
			"1/3 " + strings.TrimSpace(strings.Repeat("seven77 ", 19)),
			"2/3 " + strings.TrimSpace(strings.Repeat("seven77 ", 19)),
			"3/3 seven77 seven77",
		}},
		"a line that would be divided moves on whole": {strings.Repeat("a", 120) + "\n" + strings.Repeat("b ", 30), 1, []string{
			"1/2 " + strings.Repeat("a", 120), "2/2 " + strings.TrimSpace(strings.Repeat("b ", 30)),
		}},
		"not when that wastes more than a third": {strings.Repeat("a", 50) + "\n" + strings.TrimSpace(strings.Repeat("b ", 80)), 1, []string{
			"1/2 " + strings.Repeat("a", 50) + "\n" + strings.TrimSpace(strings.Repeat("b ", 53)),
			"2/2 " + strings.TrimSpace(strings.Repeat("b ", 27)),
		}},
		"a word longer than a message is cut": {strings.Repeat("x", 200), 1, []string{
			"1/2 " + strings.Repeat("x", 156), "2/2 " + strings.Repeat("x", 44),
		}},
		"emoji are cut between, not inside": {strings.Repeat("🙂", 40), 1, []string{
			"1/2 " + strings.Repeat("🙂", 33), "2/2 " + strings.Repeat("🙂", 7),
		}},
		"escape pairs are cut between": {strings.Repeat("€", 100), 1, []string{
			"1/2 " + strings.Repeat("€", 78), "2/2 " + strings.Repeat("€", 22),
		}},
		"only the part with the odd character is UCS-2": {strings.Repeat("a", 100) + " " + strings.Repeat("b", 50) + " ŵ", 1, []string{
			"1/2 " + strings.Repeat("a", 100) + " " + strings.Repeat("b", 50), "2/2 ŵ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Split(c.text, c.whole)
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got\n%q, want\n%q", got, c.want)
			}
			for _, part := range got {
				if n := Count(part).Segments; len(got) > 1 && n != 1 {
					t.Errorf("%q costs %d segments", part, n)
				}
			}
		})
	}
}

func TestSplitNumbersMoreThanNineParts(t *testing.T) {
	parts := Split(strings.Repeat("word ", 400), 1)
	if n := len(parts); n != 13 {
		t.Fatalf("%d parts, want 13", n)
	}
	if !strings.HasPrefix(parts[0], "1/13 word") || !strings.HasPrefix(parts[12], "13/13 word") {
		t.Errorf("marks are %.10q … %.10q", parts[0], parts[12])
	}
}

// someText is made of what hurts: words short and long, lines, emoji, characters of two units, broken bytes.
func someText(t *rapid.T) string {
	piece := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9',.]{1,12}`),
		rapid.SampledFrom([]string{" ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "€", "{}", "[~]", "ŵ", "🙂", "é", "\u00a0", "\u2028", "\xff", "\xf0\x9f", "\x00", "👩‍🚒", "e\u0301"}),
		rapid.StringMatching(`[a-z]{150,330}`),
		rapid.String(),
	)
	return strings.Join(rapid.SliceOfN(piece, 0, 120).Draw(t, "pieces"), "")
}

// unmarked takes the "2/3 " off each part.
func unmarked(parts []string) []string {
	if len(parts) < 2 {
		return parts
	}
	bare := make([]string, len(parts))
	for i, p := range parts {
		_, bare[i], _ = strings.Cut(p, " ")
	}
	return bare
}

func noSpace(s string) string { return strings.Join(strings.Fields(s), "") }

func checkSplit(t interface{ Fatalf(string, ...any) }, text string, whole int) {
	parts := Split(text, whole)
	for i, p := range parts {
		if n := Count(p).Segments; len(parts) > 1 && n != 1 {
			t.Fatalf("part %d of %d costs %d segments: %q", i+1, len(parts), n, p)
		}
	}
	if len(parts) == 1 && Count(parts[0]).Segments > max(whole, 1) {
		t.Fatalf("one message of %+v, at most %d segments were allowed", Count(parts[0]), whole)
	}
	bare := unmarked(parts)
	if got, want := noSpace(strings.Join(bare, " ")), noSpace(text); got != want {
		t.Fatalf("characters changed: %q, want %q", got, want)
	}
	// A word may be cut only when no message could hold it: the narrowest one holds 50 units.
	for _, w := range strings.Fields(text) {
		if c := Count(w); c.Units > 50 {
			return
		}
	}
	if got, want := strings.Join(strings.Fields(strings.Join(bare, " ")), " "), strings.Join(strings.Fields(text), " "); got != want {
		t.Fatalf("words changed: %q, want %q", got, want)
	}
}

func TestNoWordIsLostAndEveryPartIsOneSegment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkSplit(t, someText(t), rapid.IntRange(0, 4).Draw(t, "whole"))
	})
}

func TestCountNeverFallsAsATextGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someText(t), someText(t)
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return // two halves of a character cost more apart than joined
		}
		if one, both := Count(a), Count(a+b); both.Segments < one.Segments {
			t.Fatalf("%+v, and with more text %+v", one, both)
		}
	})
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "Call 999 now", strings.Repeat("a ", 200), strings.Repeat("🙂", 90), strings.Repeat("€", 170), "\xff\xfe" + strings.Repeat("\n", 300)} {
		f.Add(s, 1)
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, whole int) { checkSplit(t, text, whole) })
}

func TestFold(t *testing.T) {
	for name, c := range map[string][2]string{
		"curly quotes":     {"‘don’t’ “say”", `'don't' "say"`},
		"dashes":           {"2–3 minutes — wait", "2-3 minutes - wait"},
		"ellipsis":         {"wait…", "wait..."},
		"no-break space":   {"call\u00a0999\u202fnow", "call 999 now"},
		"invisible ones":   {"over\u200bdose\ufeff", "overdose"},
		"Windows lines":    {"a\r\nb", "a\nb"},
		"bullets":          {"• one", "* one"},
		"the rest is kept": {"Sŵn café 🙂 €5", "Sŵn café 🙂 €5"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Fold(c[0]); got != c[1] {
				t.Errorf("got %q, want %q", got, c[1])
			}
			if again := Fold(Fold(c[0])); again != c[1] {
				t.Errorf("folding twice gives %q", again)
			}
		})
	}
}

func BenchmarkCount(b *testing.B) {
	text := strings.Repeat("Call 999 now, on speaker. ", 6)
	b.ReportAllocs()
	for b.Loop() {
		Count(text)
	}
}
