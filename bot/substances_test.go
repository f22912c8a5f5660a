package bot_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/content"
)

// Names of substances stand in several places: what people type (bot/intent), the cards there are, the words that a lock
// screen does not show, and what is counted. They have to agree.
func TestListsOfSubstancesAgree(t *testing.T) {
	book, listener := bottest.Book(t, nil), bottest.Listener(t)
	lib, problems := content.Load(content.Embedded())
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	typed, carded, counted := understood(t), map[string]bool{}, map[string]bool{}
	for _, f := range lib.Files {
		if f.Group != "substances" || f.Front.Locale != content.DefaultLocale {
			continue
		}
		name := f.Front.About
		if name == "" {
			name = f.Front.Flow
		}
		carded[name] = true
		if _, ok := book.About("substances", name); !ok {
			t.Errorf("%s is about %q, which leads nowhere", f.Name, name)
		}
		if _, ok := counter.Named("substance_" + f.Front.Flow); !ok {
			t.Errorf("%s is counted as other", f.Name)
		}
		counted[f.Front.Flow] = true
	}
	same(t, "what people type", typed, "the cards", carded)
	members := map[string]bool{}
	for _, m := range counter.Members("substance") {
		if m.Name != "other" {
			members[m.Name] = true
		}
	}
	same(t, "the counters", members, "the files of cards", counted)
	for name := range typed {
		shown := strings.ReplaceAll(name, "_", " ")
		if lib.Drug(shown) == "" && !slices.Contains(open, name) {
			t.Errorf("%q may stand on a lock screen: it is not in content/discreet.yaml", shown)
		}
		if name != "none" && !slices.Contains(listener.Hear("what is "+shown, nil).Substances, name) {
			t.Errorf("%q is not understood by its own name", shown)
		}
	}
}

// open are names that say nothing about anybody who has them on a screen.
var open = []string{"nicotine", "antidepressants", "viagra"}

// understood are the substances that typed words are understood as.
func understood(t *testing.T) map[string]bool {
	t.Helper()
	src, err := os.ReadFile("intent/tables/substances.tsv")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(src)) {
		name, _, ok := strings.Cut(line, "\t")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		for one := range strings.SplitSeq(name, ",") {
			if one != "none" && one != "unlisted" {
				all[one] = true
			}
		}
	}
	return all
}

// same fails where one list has what another has not.
func same(t *testing.T, what string, one map[string]bool, whose string, other map[string]bool) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(one)) {
		if !other[name] {
			t.Errorf("%q is in %s and not in %s", name, what, whose)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(other)) {
		if !one[name] {
			t.Errorf("%q is in %s and not in %s", name, whose, what)
		}
	}
}
