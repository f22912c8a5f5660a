package content

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// change is one edit of the small content: the first occurrence of old becomes new. An empty old
// replaces the whole file, or adds one.
type change struct{ file, old, new string }

// small gives the small content of testdata with some changes made to it.
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
