package bot_test

import (
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/content"
)

// Names of substances stand in one place, content/substances.yaml. What is understood, the cards there are, the words that a
// lock screen does not show, and what is counted have to follow it.
func TestListsOfSubstancesAgree(t *testing.T) {
	book, listener := bottest.Book(t, nil), bottest.Listener(t)
	lib, problems := content.Load(content.Embedded())
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	typed, carded, counted := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range lib.Substances.Calls {
		for _, name := range c.Means {
			typed[name] = true
		}
	}
	for _, f := range lib.Files {
		if f.Group != "substances" || f.Front.Locale != content.DefaultLocale {
			continue
		}
		name := f.Subject()
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
	for _, s := range lib.Substances.All {
		name, shown := s.Name.Text, strings.ReplaceAll(s.Name.Text, "_", " ")
		if lib.Drug(shown) == "" && !s.Open {
			t.Errorf("%q may stand on a lock screen", shown)
		}
		for _, asked := range []string{shown, lib.Substances.Title(content.DefaultLocale, name)} {
			if !slices.Contains(listener.Hear("what is "+asked, nil).Substances, name) {
				t.Errorf("%q is not understood as %s", asked, name)
			}
		}
	}
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

// A name that a worker adds is understood as soon as the words are read again.
func TestANewNameIsUnderstoodAtOnce(t *testing.T) {
	files := fstest.MapFS{}
	src, err := fs.ReadFile(content.Embedded(), "substances.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files["substances.yaml"] = &fstest.MapFile{Data: bytes.Replace(src, []byte("names: [khat"), []byte("names: [zorplewort, khat"), 1)}
	names, problems := content.ReadSubstances(files)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	listener, err := intent.New(names)
	if err != nil {
		t.Fatal(err)
	}
	parts := bottest.New(t)
	p := newPerson(parts, "a", content.Numbered)
	if strings.Contains(p.types("what is zorplewort").Plain, "Khat") {
		t.Fatal("the name is known already")
	}
	if err := parts.Use(parts.Book, listener); err != nil {
		t.Fatal(err)
	}
	if got := p.types("what is zorplewort").Plain; !strings.Contains(got, "Khat") {
		t.Errorf("the new name leads to:\n%s", got)
	}
}
