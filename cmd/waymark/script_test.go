package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/charmap"
)

// TestScripts runs testdata/script: commands as a person types them, what they print, and their exit codes. Each script has a
// folder of its own, and WAYMARK_DATA in it.
func TestScripts(t *testing.T) {
	t.Parallel()
	samples := os.Getenv("WAYMARK_SAMPLES")
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, "WAYMARK_DATA="+filepath.Join(e.WorkDir, "data"), "SAMPLES="+samples, "HTTP_PROXY=http://127.0.0.1:1", "HTTPS_PROXY=http://127.0.0.1:1")
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "samples" {
				return samples != "", nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "serve-files": serveFiles, "latin1": latin1, "zipped": zipped, "bomb": bomb, "cut": cut,
		},
	})
}

// exits runs a command that has to end with the exit code: exits 2 waymark services near.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [argument]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("the exit code is %d, want %d", code, want)
	}
}

// serveFiles serves a folder on this machine and puts its address into $FILES. A request is answered by the file that its path names;
// /services?page=2 is the file services/2.json.
func serveFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serve-files folder")
	}
	folder := ts.MkAbs(args[0])
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		if page := r.URL.Query().Get("page"); page != "" {
			path += "/" + page + ".json"
		}
		http.ServeFile(w, r, filepath.Join(folder, filepath.Clean("/"+path)))
	}))
	ts.Defer(s.Close)
	ts.Setenv("FILES", s.URL)
}

// latin1 rewrites a file in the letters of old Windows programs.
func latin1(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		text, err := charmap.Windows1252.NewEncoder().String(ts.ReadFile(name))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o644))
	}
}

// cut keeps the first bytes of a file: cut 100 file.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[1]), int64(n)))
}

// zipped makes a zip file: zipped out.zip name-in-zip file [name file]...
func zipped(ts *testscript.TestScript, neg bool, args []string) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 1; i+1 < len(args); i += 2 {
		w, err := z.Create(args[i])
		ts.Check(err)
		_, err = w.Write([]byte(ts.ReadFile(args[i+1])))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// bomb makes a zip file of a few kilobytes that unpacks to a gigabyte of one row: bomb out.zip name-in-zip row.
func bomb(ts *testscript.TestScript, neg bool, args []string) {
	const unpacked = 64 << 20 // of each of the entries; 16 of them are a gigabyte, and one is made once
	var one bytes.Buffer
	z := zip.NewWriter(&one)
	w, err := z.Create(args[1])
	ts.Check(err)
	row := []byte(strings.Repeat(args[2]+"\n", 1000))
	for n := 0; n < unpacked; n += len(row) {
		_, err := w.Write(row)
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), one.Bytes(), 0o644))
}
