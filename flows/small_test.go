package flows_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"waymark/content"
	"waymark/flows"
)

// change is one edit of the small book: the first occurrence of old becomes new. An empty old replaces
// the whole file, or adds one.
type change struct{ file, old, new string }

// small gives the files of the small book of testdata with some changes made to them.
func small(t testing.TB, changes ...change) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	for _, c := range changes {
		if c.old == "" {
			files[c.file] = &fstest.MapFile{Data: []byte(c.new)}
			continue
		}
		was := string(files[c.file].Data)
		if !strings.Contains(was, c.old) {
			t.Fatalf("%s has no %q to change", c.file, c.old)
		}
		files[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(was, c.old, c.new, 1))}
	}
	return files
}

// load reads a book as the program does, and gives every problem of its words and of its flows.
func load(t testing.TB, files fs.FS) (*flows.Book, content.Problems) {
	t.Helper()
	sub := func(dir string) fs.FS {
		f, err := fs.Sub(files, dir)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	library, problems := content.Load(sub("content"))
	names := flows.Names{
		Counter: func(name string) bool { return name == "opened" || name == "called" },
		Intent: func(name string) bool {
			return strings.Contains(" menu overdose bad_reaction crisis other ", " "+name+" ")
		},
	}
	book, more := flows.Load(sub("flows"), library, names, map[string]string{"operator": "a charity", "link": "https://example.org/w", "number": "07700 900000"})
	problems = append(problems, more...)
	problems.Sort()
	return book, problems
}

// mustLoad gives a book that has no problems.
func mustLoad(t testing.TB, files fs.FS) *flows.Book {
	t.Helper()
	book, problems := load(t, files)
	if problems.Err() != nil {
		t.Fatalf("the book has problems:\n%s", problems)
	}
	return book
}

func TestSmallBookLoads(t *testing.T) {
	mustLoad(t, small(t))
}
