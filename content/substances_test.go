package content

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const goodNames = `contexts:
  use: with talk of using
substances:
  beer:
    title: {en: Beer, cy: Cwrw}
    names: [beer, pint of beer]
    slang:
      use: [jar]
  tea:
    title: {en: Tea}
    open: true
    names: [tea]
together:
  - means: [beer, tea]
    names: [beery tea]
unlisted:
  names: [mead]
look_alikes: [ginger beer]
`

func TestSubstancesAreReadFromOnePlace(t *testing.T) {
	s, ps := ReadSubstances(fstest.MapFS{substancesFile: {Data: []byte(goodNames)}})
	if err := ps.Err(); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range s.Calls {
		got[c.Text] = strings.Join(c.Means, "+") + "/" + c.When
		if c.Never {
			got[c.Text] = "never"
		}
	}
	for name, want := range map[string]string{"beer": "beer/", "jar": "beer/use", "beery tea": "beer+tea/", "mead": "/", "ginger beer": "never"} {
		if got[name] != want {
			t.Errorf("%q means %q, want %q", name, got[name], want)
		}
	}
	if one, other := s.Title("cy", "beer"), s.Title("cy", "tea"); one != "Cwrw" || other != "Tea" {
		t.Errorf("titles %q and %q, want the Welsh one, and the English one where there is none", one, other)
	}
	if hidden := s.discreet(); !slices.Equal(hidden, []string{"beer", "pint of beer", "beery tea", "mead"}) {
		t.Errorf("a lock screen does not show %q", hidden)
	}
}

// Each mistake in the file of names is named where it stands.
func TestMistakesInNamesOfSubstances(t *testing.T) {
	for _, c := range []struct{ shows, old, new, want string }{
		{"a name twice, but for its spelling", "names: [tea]", "names: [tea, Pint-of-Beer]",
			`content/substances.yaml:12:18: "Pint-of-Beer" stands twice (also on line 6): one name means one thing`},
		{"a name that is a look-alike too", "look_alikes: [", "look_alikes: [tea, ",
			`content/substances.yaml:18:15: "tea" stands twice (also on line 12): one name means one thing`},
		{"a substance twice", "  tea:", "  beer:",
			`content/substances.yaml:9:3: "beer" stands twice (also on line 4)
			content/substances.yaml:14:19: "tea" is no substance of this file`},
		{"an unknown canonical name", "means: [beer, tea]", "means: [beer, ale]",
			`content/substances.yaml:14:19: "ale" is no substance of this file`},
		{"one thing together", "means: [beer, tea]", "means: [beer]",
			`content/substances.yaml:13:1: each of together means two substances or more`},
		{"a canonical name that cannot be one", "  tea:", "  Green tea:",
			`content/substances.yaml:9:3: "Green tea" is no canonical name: it has small letters, digits and _
			content/substances.yaml:14:19: "tea" is no substance of this file`},
		{"an unknown context", "use: [jar]", "abuse: [jar]",
			`content/substances.yaml:8:7: unknown context "abuse": there are use`},
		{"no title", "    title: {en: Tea}\n", "",
			`content/substances.yaml:9:3: substance "tea" has no title: add "title: {en: …}", as it stands in menus`},
		{"no names", "    names: [tea]\n", "",
			`content/substances.yaml:9:3: substance "tea" has no names: nobody who types one is understood`},
		{"a name that nobody can type", "[mead]", `["?"]`,
			`content/substances.yaml:17:11: "?" has no letter or digit: nobody could type it`},
		{"unknown keys", "    open: true\n", "    opened: true\n",
			`content/substances.yaml:11:5: unknown key "opened": a substance has title, open, names and slang`},
		{"an unknown part", "look_alikes:", "lookalikes:",
			`content/substances.yaml:18:1: unknown key "lookalikes": there are contexts, substances, together, unlisted and look_alikes`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			if !strings.Contains(goodNames, c.old) {
				t.Fatalf("there is no %q to change", c.old)
			}
			_, ps := ReadSubstances(fstest.MapFS{substancesFile: {Data: []byte(strings.Replace(goodNames, c.old, c.new, 1))}})
			ps.Sort()
			if got, want := ps.Error(), strings.ReplaceAll(c.want, "\t", ""); got != want {
				t.Errorf("lint says\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Cards and names prove each other: no card about what nobody can name, no name without cards.
func TestCardsAndNamesOfSubstancesAgree(t *testing.T) {
	_, ps := Load(small(t,
		change{substancesFile, "", goodNames},
		change{"en/substances/beer.md", "", strings.Replace(string(small(t)[aid].Data), "flow: aid", "flow: beer", 1)},
		change{"en/substances/ale.md", "", strings.Replace(string(small(t)[aid].Data), "flow: aid", "flow: ale", 1)},
	))
	const want = `content/en/substances/ale.md:1:1: this is about "ale", which is no canonical name of content/substances.yaml: nobody who types it would find it
content/substances.yaml:9:3: substance "tea" has no cards: add en/substances/tea.md`
	if got := ps.Error(); got != want {
		t.Errorf("lint says\n%s\nwant\n%s", got, want)
	}
}
