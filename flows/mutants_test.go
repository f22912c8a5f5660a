package flows_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"waymark/bot/counter"
	"waymark/bot/intent"
	"waymark/content"
	"waymark/flows"
)

// edit is one edit of a file that is built in: the first match of old becomes new. A § in new is left out; it marks
// the place where lint has to find the mistake.
type edit struct{ file, old, new string }

// at stands in what a test expects for file:line:column of the mark.
const at = "§"

// manyMixes are the four larger of five files of one shape: half of the time of each mutant, and nothing else leads
// into them.
var manyMixes = regexp.MustCompile(`mix_[2-5]\.(md|yaml)$`)

// shipped gives the files that are built in, with edits, and the place of the mark.
func shipped(t *testing.T, edits ...edit) (files fstest.MapFS, mark string) {
	t.Helper()
	files = fstest.MapFS{}
	for dir, from := range map[string]fs.FS{"flows/": flows.Embedded(), "content/": content.Embedded()} {
		err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || manyMixes.MatchString(name) {
				return err
			}
			src, err := fs.ReadFile(from, name)
			files[dir+name] = &fstest.MapFile{Data: src}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range edits {
		f, ok := files[e.file]
		if !ok {
			f = &fstest.MapFile{}
			files[e.file] = f
		}
		old := regexp.MustCompile(e.old).FindIndex(f.Data)
		if old == nil {
			t.Fatalf("%s has nothing like %q to change", e.file, e.old)
		}
		before, after := string(f.Data[:old[0]]), string(f.Data[old[1]:])
		text, rest, marked := strings.Cut(e.new, at)
		if marked {
			line := before + text
			mark = fmt.Sprintf("%s:%d:%d", e.file, strings.Count(line, "\n")+1, len([]rune(line[strings.LastIndexByte(line, '\n')+1:]))+1)
		}
		f.Data = []byte(before + text + rest + after)
	}
	return files, mark
}

// lint gives every problem, as the program prints them.
func lint(t *testing.T, listener *intent.Listener, files fs.FS) string {
	t.Helper()
	_, problems := loadShipped(t, listener, files)
	return problems.Error()
}

// mustLoadShipped gives the book of files that have no problems which stand in its way.
func mustLoadShipped(t *testing.T, files fs.FS) *flows.Book {
	t.Helper()
	listener, err := intent.New(names(t))
	if err != nil {
		t.Fatal(err)
	}
	book, problems := loadShipped(t, listener, files)
	if book == nil {
		t.Fatal(problems)
	}
	return book
}

// names are what people call substances.
func names(t *testing.T) *content.Substances {
	t.Helper()
	all, problems := content.ReadSubstances(content.Embedded())
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// loadShipped loads as the program does.
func loadShipped(t *testing.T, listener *intent.Listener, files fs.FS) (*flows.Book, content.Problems) {
	t.Helper()
	sub := func(dir string) fs.FS {
		f, err := fs.Sub(files, dir)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	library, problems := content.Load(sub("content"))
	book, more := flows.Load(sub("flows"), library, flows.Names{
		Counter: func(name string) bool { _, ok := counter.Named(name); return ok },
		Intent:  listener.Known,
	}, nil)
	problems = append(problems, more...)
	problems.Sort()
	return book, problems
}

// Every rule is broken once in the words and maps that are built in, and lint has to name the place.
func TestEveryRuleIsNoticedInWhatIsBuiltIn(t *testing.T) {
	listener, err := intent.New(names(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range mutants() {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			files, mark := shipped(t, c.edits...)
			got, want := lint(t, listener, files), strings.ReplaceAll(c.want, at, mark)
			if !said(got, want) {
				t.Errorf("lint says\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// said says whether a line was printed. One that ends in "..." may go on with figures that hang on the rest of the card.
func said(lines, want string) bool {
	begin, open := strings.CutSuffix(want, "...")
	return slices.ContainsFunc(strings.Split(lines, "\n"), func(l string) bool {
		return l == want || open && strings.HasPrefix(l, begin)
	})
}
