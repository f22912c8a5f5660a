package content

import "testing"

func TestAvoidedPhrasesAreFoundHoweverTheyAreWritten(t *testing.T) {
	p := newPhrases([]string{"drug-free", "drug", "don't be stupid", "ex-user", "tŷ"})
	for _, c := range []struct {
		shows, text, want string
	}{
		{"a word", "any drug here", "drug"},
		{"the longer phrase rather than a word of it", "now drug-free", "drug-free"},
		{"a space where the rule has a dash", "now Drug free", "Drug free"},
		{"two lines", "now drug\nfree", "drug\nfree"},
		{"a curly apostrophe", "Don’t be stupid", "Don’t be stupid"},
		{"letters beyond ASCII", "y Tŷ mawr", "Tŷ"},
		{"not a part of a word", "drugged ex-users", ""},
		{"not across the end of a sentence", "Not an ex. User manuals", ""},
	} {
		t.Run(c.shows, func(t *testing.T) {
			got := ""
			p.find(c.text, func(i, j int, _ string) { got = c.text[i:j] })
			if got != c.want {
				t.Errorf("in %q found %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestDrugNamesTheFirst(t *testing.T) {
	l, ps := Load(small(t))
	if ps.Err() != nil {
		t.Fatal(ps)
	}
	for text, want := range map[string]string{
		"Heroin and ketamine": "Heroin",
		"A brown coat":        "",
		"Call 999 now":        "",
	} {
		if got := l.Drug(text); got != want {
			t.Errorf("Drug(%q) = %q, want %q", text, got, want)
		}
	}
}
