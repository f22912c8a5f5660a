package counter

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// tb is what a test and a property have in common.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// testClock is a clock that a test sets.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

func (c *testClock) pass(d time.Duration) { c.set(c.read().Add(d)) }

func london(t tb) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatalf("no time zone data: %v", err)
	}
	return zone
}

func at(t tb, s string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", s, london(t))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return when
}

// date is a calendar day for Release.
func date(t tb, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

func counterNamed(t tb, name string) Counter {
	t.Helper()
	c, ok := Named(name)
	if !ok {
		t.Fatalf("no counter %q", name)
	}
	return c
}

// seeded is a random source that gives the same every time.
func seeded(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }

// folder makes a folder for one test, in memory where there is such a place: most tests write thousands of times, and
// what the disk does to that is the business of a few of them.
func folder(t tb) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "counter-")
	if err != nil {
		dir, err = os.MkdirTemp("", "counter-")
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// rig is a ledger in a test, with what stands around it.
type rig struct {
	t      tb
	clock  *testClock
	path   string
	conf   Config
	ledger *Ledger
	events []Event
}

// few are enough counters for tests that write thousands of times: some of each period, some of all channels together.
// What differs between one counter and the next is its period and whether it is together, nothing else.
func few(c Counter) bool {
	return int(c) < fewFixed || c.Info().Together && int(c)%100 == 0
}

const fewFixed = 64

// newRig opens a ledger on a new file; the clock shows when.
func newRig(t tb, when string, change ...func(*Config)) *rig {
	t.Helper()
	b := &rig{t: t, clock: &testClock{now: at(t, when)}, path: filepath.Join(folder(t), "counters.db")}
	b.conf = Config{Path: b.path, Clock: b.clock.read, Rand: seeded(1), Alarm: func(e Event) { b.events = append(b.events, e) }, only: few}
	for _, c := range change {
		c(&b.conf)
	}
	b.open()
	return b
}

func (b *rig) open() {
	b.t.Helper()
	l, err := Open(context.Background(), b.conf)
	if err != nil {
		b.t.Fatalf("Open: %v", err)
	}
	b.ledger = l
	b.t.Cleanup(func() { l.Close() })
}

func (b *rig) restart() {
	b.t.Helper()
	if err := b.ledger.Close(); err != nil {
		b.t.Fatalf("Close: %v", err)
	}
	b.open()
}

func (b *rig) flush() {
	b.t.Helper()
	if err := b.ledger.Flush(context.Background()); err != nil {
		b.t.Fatalf("Flush: %v", err)
	}
}

// run goes on for d, writing every quarter of an hour.
func (b *rig) run(d time.Duration) {
	b.t.Helper()
	for end := b.clock.read().Add(d); b.clock.read().Before(end); {
		b.clock.pass(15 * time.Minute)
		b.flush()
	}
}

func (b *rig) add(name string, n int) {
	b.t.Helper()
	for range n {
		b.ledger.Add(counterNamed(b.t, name), SMS)
	}
}

// inFile is the ledger's file.
func inFile(l *Ledger) *file { return l.store.(*file) }

// key names one row on disk.
type key struct{ kind, first, counter, channel string }

// rows reads every row as it is on disk, open or closed.
func rows(t tb, path string) map[key]int64 {
	t.Helper()
	out, err := tryRows(path)
	if err != nil {
		t.Fatalf("reading the rows: %v", err)
	}
	return out
}

func tryRows(path string) (map[key]int64, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_query_only=1")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rs, err := db.Query("SELECT kind, first, counter, channel, value FROM tally JOIN period ON period.id = tally.period")
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	out := map[key]int64{}
	for rs.Next() {
		var k key
		var v float64
		if err := rs.Scan(&k.kind, &k.first, &k.counter, &k.channel, &v); err != nil {
			return nil, err
		}
		out[k] = int64(v)
	}
	return out, rs.Err()
}

// twin is the same ledger, opened, written and closed at the same times with the same random numbers, that nobody uses.
// What two twins' files differ by is what was counted.
type twin struct{ used, unused *rig }

func newTwin(t tb, when string, change ...func(*Config)) twin {
	t.Helper()
	tw := twin{newRig(t, when, change...), newRig(t, when, change...)}
	tw.unused.clock = tw.used.clock
	tw.unused.conf.Clock = tw.used.clock.read
	tw.unused.ledger.conf.Clock = tw.used.clock.read
	return tw
}

func (tw twin) flush() {
	tw.used.t.Helper()
	tw.used.flush()
	tw.unused.flush()
}

func (tw twin) run(d time.Duration) {
	tw.used.t.Helper()
	for end := tw.used.clock.read().Add(d); tw.used.clock.read().Before(end); {
		tw.used.clock.pass(15 * time.Minute)
		tw.flush()
	}
}

// counted is what really was counted, by row, without the rows where nothing was.
func (tw twin) counted() map[key]int64 {
	tw.used.t.Helper()
	return difference(tw.used.t, rows(tw.used.t, tw.used.path), rows(tw.used.t, tw.unused.path))
}

func difference(t tb, used, unused map[key]int64) map[key]int64 {
	t.Helper()
	if len(used) != len(unused) {
		t.Fatalf("rows depend on use: %d rows when used, %d when not", len(used), len(unused))
	}
	out := map[key]int64{}
	for k, v := range used {
		w, ok := unused[k]
		if !ok {
			t.Fatalf("rows depend on use: %v is only there when used", k)
		}
		if v != w {
			out[k] = v - w
		}
	}
	return out
}

func same(t tb, got, want map[key]int64) {
	t.Helper()
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%v: counted %d, want %d", k, got[k], v)
		}
	}
	for k, v := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("%v: counted %d, want nothing", k, v)
		}
	}
}
