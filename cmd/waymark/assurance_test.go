package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"waymark/content"
	"waymark/content/assurance"
)

// root is the project's own folder.
const root = "../.."

// tests are the names of every test and fuzz target in the project, read once.
var tests = sync.OnceValues(func() (map[string]bool, error) {
	all := map[string]bool{}
	named := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(\w+ \*testing\.`)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "bin" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		for _, m := range named.FindAllSubmatch(src, -1) {
			all[string(m[1])] = true
		}
		return err
	})
	return all, err
})

// everyName knows all that a record may name.
func everyName(t *testing.T) assurance.Names {
	t.Helper()
	all, err := tests()
	if err != nil {
		t.Fatal(err)
	}
	book, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	names := provable(book)
	names.Test = func(name string) bool { return all[name] }
	names.Talk = func(name string) bool {
		_, err := os.Stat(filepath.Join(root, "testdata", "conversations", name+".txt"))
		return err == nil
	}
	return names
}

func TestEveryHazardHasControlsAndTestsThatExist(t *testing.T) {
	all, problems := assurance.ReadHazards(content.Embedded(), everyName(t))
	for _, p := range problems {
		t.Error(p)
	}
	if len(all) < 14 {
		t.Errorf("%d hazards are logged, want 14 at least", len(all))
	}
	var page bytes.Buffer
	assurance.WriteHazards(&page, all)
	for _, h := range all {
		if !strings.Contains(page.String(), h.Hazard) || !strings.Contains(page.String(), h.Residual) {
			t.Errorf("hazard %s is not printed", h.ID)
		}
	}
}

func TestEveryItemOfTheGuidanceHasAHome(t *testing.T) {
	items, problems := assurance.ReadCoverage(content.Embedded(), everyName(t))
	for _, p := range problems {
		t.Error(p)
	}
	for _, i := range items {
		if i.Open != "" {
			t.Logf("item %d, %s: open: %s", i.N, i.Name, i.Open)
		}
	}
}

// What is wrong with a record is found in the real ones.
func TestBrokenRecordsAreNoticed(t *testing.T) {
	names := everyName(t)
	for _, c := range []struct{ shows, file, old, new, want string }{
		{"a hazard with a test that is gone", "hazards.yaml", `tests: \[TestTheTwoNaloxoneBranchesAreSeparate`, "tests: [§TestNothing", `§: there is no test "TestNothing"`},
		{"a severe hazard with one control", "hazards.yaml", `(?s)H17:\n(.*?)controls:\n    - ([^\n]+)\n    - ([^\n]+)\n`, "§H17:\n  hazard: a\n  cause: b\n  effect: c\n  severity: 5\n  controls:\n    - one\n", `§: hazard H17, of severity 5, has 1 control(s)`},
		{"a hazard without a test", "hazards.yaml", `(?s)H11:\n(.*?)tests: \[[^]]*\]`, "§H11:\n  hazard: a\n  cause: b\n  effect: c\n  severity: 2\n  controls: [x]\n  tests: []", `§: hazard H11 has no test`},
		{"a severity that is none", "hazards.yaml", `severity: 5`, "severity: §6", `§: "6" is no number from 1 to 5`},
		{"a hazard that does not say what remains", "hazards.yaml", `(?s)H05:\n(.*?)residual: [^\n]*`, "§H05:\n  hazard: a\n  cause: b\n  effect: c\n  severity: 1\n  controls: [x]\n  tests: [TestMixes]", `§: hazard H05 has no "residual"`},
		{"an item with a card that is gone", "coverage.yaml", `(?m)^1:((?s).*?)cards: \[`, "1:\n  item: x\n  kinds: [F, S, C, K]\n  services: [naloxone]\n  counters: [naloxone_had]\n  tests: [TestMixes]\n  cards: [§naloxone/gone, ", `§: there is no card "naloxone/gone"`},
		{"an item without a card", "coverage.yaml", `(?m)^8:((?s).*?)\n9:`, "§8:\n  item: x\n  kinds: [C]\n9:", `§: item 8 is a card and has no card`},
		{"a rule of language without a test", "coverage.yaml", `(?m)^46:((?s).*?)\n47:`, "§46:\n  item: x\n  kinds: [L, T]\n47:", `§: item 46 is an acceptance test and has no test or conversation`},
		{"an item with a counter that is gone", "coverage.yaml", `counters: \[`, "counters: [§nobody_counts, ", `§: there is no counter "nobody_counts"`},
		{"an item that is missing", "coverage.yaml", `(?m)^41:((?s).*?)\n42:`, "§42:", `§: item 42 stands in the place of item 41: they are 1 to 80, in order`},
	} {
		t.Run(c.shows, func(t *testing.T) {
			src, err := fs.ReadFile(content.Embedded(), c.file)
			if err != nil {
				t.Fatal(err)
			}
			at := regexp.MustCompile(c.old).FindIndex(src)
			if at == nil {
				t.Fatalf("%s has nothing like %q", c.file, c.old)
			}
			broken, mark := withMark("content/"+c.file, string(src[:at[0]]), c.new, string(src[at[1]:]))
			files := fstest.MapFS{c.file: {Data: []byte(broken)}}
			var problems content.Problems
			if c.file == "hazards.yaml" {
				_, problems = assurance.ReadHazards(files, names)
			} else {
				_, problems = assurance.ReadCoverage(files, names)
			}
			if want := strings.ReplaceAll(c.want, "§", mark); !strings.Contains("\n"+problems.Error()+"\n", "\n"+want+"\n") {
				t.Errorf("it says\n%s\nwant\n%s", problems, want)
			}
		})
	}
}

// withMark puts a changed text together, and gives the place of the mark § in it.
func withMark(file, before, changed, after string) (text, mark string) {
	until, rest, _ := strings.Cut(changed, "§")
	line := before + until
	place := content.Problem{File: file, Line: strings.Count(line, "\n") + 1, Column: len([]rune(line[strings.LastIndexByte(line, '\n')+1:])) + 1}
	return line + rest + after, strings.TrimSuffix(place.String(), ": ")
}

func TestStatusNamesWhatIsPastItsDay(t *testing.T) {
	lib, problems := content.Load(content.Embedded())
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	for day, wantPast := range map[string]bool{"2026-11-22": false, "2030-01-01": true} {
		today, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		past := assurance.WriteStatus(&page, lib, today)
		if (past > 0) != wantPast || strings.Contains(page.String(), "PAST") != wantPast {
			t.Errorf("on %s %d files are past their day:\n%s", day, past, page.String())
		}
		if wantPast && past != len(lib.Files) {
			t.Errorf("on %s %d of %d files are past their day", day, past, len(lib.Files))
		}
	}
	for _, a := range assurance.Ages(lib, time.Date(2026, 12, 2, 23, 0, 0, 0, time.UTC)) {
		if a.Signed {
			t.Errorf("%s is said to be signed off, by %q: nobody has done that", a.File, a.By)
		}
		if a.File == "content/en/overdose.md" && (a.Days != 10 || a.Left != 171) {
			t.Errorf("%s is %d days old with %d left, want 10 and 171", a.File, a.Days, a.Left)
		}
	}
}
