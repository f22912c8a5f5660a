package counter

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fails writes and wants it to fail with an event.
func (r *rig) fails(want Event) {
	r.t.Helper()
	if err := r.ledger.Flush(context.Background()); err == nil {
		r.t.Fatalf("the write succeeded, want %v", want)
	}
	if len(r.events) == 0 || r.events[len(r.events)-1] != want {
		r.t.Fatalf("events %v, want %v last", r.events, want)
	}
}

func wantEvents(t tb, got []Event, want ...Event) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

// sound checks the file with SQLite's own full check.
func sound(t tb, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=rw")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity check: %q, %v", verdict, err)
	}
}

func read(t tb, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

func TestAFileLockedByAnotherProcessIsWrittenLater(t *testing.T) { // 62
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	other := start(t, "locks", tw.used.path)
	tw.used.add("sessions", 2)
	tw.used.fails(Locked)
	tw.unused.flush()
	tw.used.add("sessions", 3)
	other.finish(t)
	tw.flush()
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 5})
	wantEvents(t, tw.used.events, Locked, Working)
}

func TestAFileThatIsNotOursIsLeftAlone(t *testing.T) { // 63
	for _, c := range []struct {
		name, sql string
		want      Event
	}{
		{"newer", "CREATE TABLE later (x); PRAGMA user_version = 2", NewerFile},
		{"foreign", "CREATE TABLE services (name)", ForeignFile},
		{"foreign, with a log of its own", "PRAGMA journal_mode = WAL; CREATE TABLE services (name)", ForeignFile},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(folder(t), "counters.db")
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			db.Close()
			want := read(t, path)
			r := newRig(t, "2026-11-25 10:00", func(conf *Config) { conf.Path = path })
			r.add("sessions", 3)
			r.fails(c.want)
			r.fails(c.want)
			if _, err := r.ledger.Release(t.Context(), date(t, "2026-11-25"), date(t, "2026-11-25")); err == nil {
				t.Error("figures were shown")
			}
			if !bytes.Equal(read(t, path), want) {
				t.Error("the file was changed")
			}
			wantEvents(t, r.events, c.want)
		})
	}
}

func TestEventsAreConstantSentences(t *testing.T) {
	seen := map[string]bool{}
	for e := Working; e <= NoRandom; e++ {
		if s := e.String(); strings.HasPrefix(s, "unknown") || seen[s] {
			t.Errorf("event %d is %q", e, s)
		} else {
			seen[s] = true
		}
	}
}

func TestNoFileMeansNothingToRead(t *testing.T) {
	path := filepath.Join(folder(t), "counters.db")
	if _, err := Read(t.Context(), path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want not exist", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made the file (%v)", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := r.Total(t.Context(), date(t, "2026-01-01"), date(t, "2027-01-01")); err != nil || len(got) != 0 {
		t.Errorf("%v, %v from an empty file, want nothing", got, err)
	}
}

func TestReadingWhileAnotherProcessWritesChangesNothing(t *testing.T) {
	r := newRig(t, "2026-11-24 10:00")
	r.flush()
	r.run(16 * time.Hour) // one day is closed
	r.clock.set(at(t, childTime))
	r.flush()
	r.ledger.Close()
	periods := standings(t, r.path)
	number := len(rows(t, r.path))
	want := ""
	c := start(t, "counts", r.path)
	for n := range 200 {
		reader, err := Read(t.Context(), r.path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := reader.Release(t.Context(), date(t, "2026-01-01"), date(t, "2027-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		reader.Close()
		if n == 0 {
			want = fmt.Sprint(got)
		} else if fmt.Sprint(got) != want {
			t.Fatal("figures changed while another process counted")
		}
	}
	c.kill()
	if want == "" || want == "[]" {
		t.Error("no figures were read")
	}
	if got := standings(t, r.path); !slices.Equal(got, periods) {
		t.Errorf("periods %v, want %v", got, periods)
	}
	if got := len(rows(t, r.path)); got != number {
		t.Errorf("%d rows, want %d", got, number)
	}
	// And when nobody writes, not a byte.
	before := read(t, r.path)
	reader, err := Read(t.Context(), r.path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Total(t.Context(), date(t, "2026-01-01"), date(t, "2027-01-01")); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.store.(*file).db.Exec("UPDATE tally SET value = 0"); err == nil {
		t.Error("a reader could write")
	}
	reader.Close()
	if !bytes.Equal(before, read(t, r.path)) {
		t.Error("reading changed the file")
	}
}
