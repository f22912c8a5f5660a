package counter_test

import (
	"slices"
	"strings"
	"testing"

	"waymark/bot/counter"
	"waymark/bot/directory"
	"waymark/bot/directory/place"
)

func TestTypesOfServiceAreTheDirectorys(t *testing.T) {
	var met []string
	for _, n := range counter.Needs() {
		met = append(met, n.Types...)
	}
	for _, typ := range directory.Types() {
		if _, ok := counter.Named("lookup_type_" + typ.String()); !ok {
			t.Errorf("there is no counter for lookups of %s", typ)
		}
		if n := len(slices.DeleteFunc(slices.Clone(met), func(s string) bool { return s != typ.String() })); n != 1 {
			t.Errorf("%s is in %d needs, want 1", typ, n)
		}
	}
	if len(met) != len(directory.Types()) {
		t.Errorf("%d types in needs, want %d", len(met), len(directory.Types()))
	}
}

func TestPostcodeAreasAreTheGazetteers(t *testing.T) {
	got := map[string]bool{}
	for _, letters := range counter.Areas() {
		got[letters] = true
		p, ok := place.ParsePostcode(letters + "1 1AA")
		if !ok || p.Area().Letters != letters {
			t.Errorf("%s is no postcode area: %v", letters, p.Area())
		}
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A' - 1; b <= 'Z'; b++ {
			letters := strings.TrimRight(string([]rune{a, b}), "@")
			if p, ok := place.ParsePostcode(letters + "1 1AA"); ok && p.Area().Letters == letters && !got[letters] {
				t.Errorf("%s is a postcode area, and nothing is counted for it", letters)
			}
		}
	}
	if len(got) != 124 {
		t.Errorf("%d areas, want 124", len(got))
	}
}
