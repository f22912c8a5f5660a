package content

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// rows is how many disagreements of sources there are (DIS-01 and on).
const rows = 22

// No card that is built in goes against what is said where sources disagree, and a card that did would be noticed: for each
// disagreement a sentence that goes against it is put into a real card, and lint names its place.
func TestNoCardContradictsADisagreement(t *testing.T) {
	lib, ps := Load(Embedded())
	for _, p := range ps {
		t.Error(p)
	}
	all := lib.Disagreements()
	if len(all) != rows {
		t.Errorf("%d disagreements are kept, want %d", len(all), rows)
	}
	for i, d := range all {
		if want := fmt.Sprintf("DIS-%02d", i+1); d.ID != want {
			t.Errorf("%s stands in the place of %s", d.ID, want)
		}
		t.Run(d.ID, func(t *testing.T) {
			file, card := "en/share.md", "share/start"
			if len(d.cards) > 0 {
				file, card = cardOf(t, lib, d.cards[0])
			}
			if slices.Contains(lib.Contradicts(card, d.Right), d.ID) {
				t.Errorf("%q is taken to go against %s: %s", d.Right, d.ID, d.Say)
			}
			found := problemsWith(t, file, card, d.Wrong)
			if !regexp.MustCompile(`(?m)^content/` + file + `:\d+:\d+: .*` + d.ID).MatchString(found) {
				t.Errorf("%q in %s is not noticed; lint says\n%s", d.Wrong, card, found)
			}
			line := strings.Count(until(t, file, card), "\n") + 1
			if !strings.Contains(found, fmt.Sprintf("content/%s:%d:", file, line)) {
				t.Errorf("the line is not %d:\n%s", line, found)
			}
		})
	}
}

// cardOf finds the first card of a pattern, and its file.
func cardOf(t *testing.T, lib *Library, pattern string) (file, card string) {
	t.Helper()
	for _, f := range lib.Files {
		for _, c := range f.Cards {
			if ok, _ := path.Match(pattern, c.Flow+"/"+c.State); ok && c.Locale == DefaultLocale {
				return strings.TrimPrefix(c.File, "content/"), c.Flow + "/" + c.State
			}
		}
	}
	t.Fatalf("there is no card like %s", pattern)
	return "", ""
}

// until is a file up to the first line of a card's words.
func until(t *testing.T, file, card string) string {
	t.Helper()
	src, err := fs.ReadFile(Embedded(), file)
	if err != nil {
		t.Fatal(err)
	}
	heading := "## " + path.Base(card) + "\n"
	before, _, ok := strings.Cut(string(src), heading)
	if !ok {
		t.Fatalf("%s has no card %s", file, card)
	}
	return before + heading
}

// problemsWith gives what lint says of one file with a sentence put at the beginning of a card.
func problemsWith(t *testing.T, file, card, words string) string {
	t.Helper()
	src, err := fs.ReadFile(Embedded(), file)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := fs.ReadFile(Embedded(), sourcesFile)
	if err != nil {
		t.Fatal(err)
	}
	before := until(t, file, card)
	_, ps := Load(fstest.MapFS{
		file:        {Data: []byte(before + words + "\n\n" + strings.TrimPrefix(string(src), before))},
		sourcesFile: {Data: sources},
	})
	return ps.Error()
}

// Where the facts lie beside this project, every row of theirs has one here.
func TestEveryDisagreementOfTheFactsIsKept(t *testing.T) {
	name := os.Getenv("WAYMARK_FACTS")
	if name == "" {
		t.Skip("the facts are not here: WAYMARK_FACTS names their file")
	}
	src, err := os.ReadFile(name)
	if err != nil {
		t.Skip("the facts are not here")
	}
	lib, _ := Load(Embedded())
	for _, m := range regexp.MustCompile(`(?m)^- (DIS-\d+) \|`).FindAllSubmatch(src, -1) {
		if !slices.ContainsFunc(lib.Disagreements(), func(d *Disagreement) bool { return d.ID == string(m[1]) }) {
			t.Errorf("%s is not kept", m[1])
		}
	}
}
