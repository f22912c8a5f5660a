package counter

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// remains looks in every file of a folder for values in each way SQLite writes such numbers (as a float, and as an
// integer of six bytes), and gives those it found.
func remains(t tb, dir string, values map[int64]bool) map[int64]bool {
	t.Helper()
	floats, integers := map[uint64]int64{}, map[uint64]int64{}
	for v := range values {
		floats[math.Float64bits(float64(v))] = v
		integers[uint64(v)] = v
	}
	found := map[int64]bool{}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, f := range files {
		b := read(t, filepath.Join(dir, f.Name()))
		for i := 0; i+8 <= len(b); i++ {
			at := binary.BigEndian.Uint64(b[i:])
			if v, ok := floats[at]; ok {
				found[v] = true
			}
			if v, ok := integers[at>>16]; ok {
				found[v] = true
			}
		}
	}
	return found
}

// Over days, restarts, closings and openings, the folder holds the rows as they are and no value a row had before.
func TestNoEarlierValueOfARowIsAnywhereOnDisk(t *testing.T) {
	r := newRig(t, "2026-11-25 12:00", longGrace)
	dir := filepath.Dir(r.path)
	random := rand.New(rand.NewPCG(5, 6))
	// Counts of a size nobody will ever see make each value of each row one of a kind.
	use := func() {
		for i := range r.ledger.now {
			if random.IntN(3) > 0 {
				r.ledger.now[i].Add(1<<40 + random.Int64N(1<<45))
			}
		}
	}
	earlier := map[int64]bool{}
	var now map[int64]bool
	for turn := range 60 {
		use()
		r.flush()
		now = map[int64]bool{}
		for _, v := range rows(t, r.path) {
			if v > 1<<39 {
				now[v] = true
			}
		}
		for v := range remains(t, dir, earlier) {
			if !now[v] {
				t.Fatalf("turn %d: an earlier value of a row is still on disk", turn)
			}
		}
		for v := range now {
			earlier[v] = true
		}
		r.clock.pass(5 * time.Hour)
		if turn%7 == 6 {
			r.restart()
		}
	}
	if found := remains(t, dir, now); len(found) != len(now) || len(now) < 1000 {
		t.Errorf("of %d values that are there, %d were found: this test would not see them", len(now), len(found))
	}
	if len(earlier) < 5*len(now) {
		t.Errorf("only %d earlier values for %d rows", len(earlier), len(now))
	}
}

// Whatever SQLite lets go of is overwritten, on each connection there may ever be: the setting is one of a connection.
func TestEveryConnectionOverwritesWhatItLetsGo(t *testing.T) {
	r := newRig(t, "2026-11-25 12:00")
	r.flush()
	for i := range 4 {
		db := inFile(r.ledger).db
		db.SetMaxOpenConns(0)
		c, err := db.Conn(t.Context()) // held to the end, so that each is another
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for pragma, want := range map[string]string{"secure_delete": "1", "journal_mode": "truncate"} {
			var is string
			if err := c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&is); err != nil || is != want {
				t.Errorf("connection %d: %s is %s (%v), want %s", i, pragma, is, err, want)
			}
		}
	}
}

// The page a row lies on is written at every turn, so that neither the time of the file nor which pages of it were
// written says whether anything was counted.
func TestEveryRowIsWrittenAtEveryTurnUsedOrNot(t *testing.T) {
	r := newRig(t, "2026-11-25 12:00")
	r.flush()
	beats := func() map[key]int64 {
		t.Helper()
		out := map[key]int64{}
		rs, err := inFile(r.ledger).db.Query("SELECT kind, first, counter, channel, beat FROM tally JOIN period ON period.id = tally.period")
		if err != nil {
			t.Fatal(err)
		}
		defer rs.Close()
		for rs.Next() {
			var k key
			var v int64
			if err := rs.Scan(&k.kind, &k.first, &k.counter, &k.channel, &v); err != nil {
				t.Fatal(err)
			}
			out[k] = v
		}
		return out
	}
	for range 3 {
		was := beats()
		r.flush()
		for k, v := range beats() {
			if v == was[k] {
				t.Fatalf("%v was not written", k)
			}
		}
	}
}
