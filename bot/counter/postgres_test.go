package counter

import (
	"bytes"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"waymark/bot/counter/postgrestest"
)

// stored reads every row of a database, open or closed, as another instance would at its next write.
func stored(t *testing.T, ledger *Ledger) map[key]int64 {
	t.Helper()
	d := ledger.store.(*database)
	begun, err := d.begin(context.Background())
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer begun.undo()
	c := begun.(*databaseChange)
	out := map[key]int64{}
	for _, p := range c.pages {
		for i, n := range p.names {
			counter, channel, _ := bytes.Cut([]byte(n), []byte(" "))
			out[key{p.kind.String(), p.first.String(), string(counter), string(channel)}] = p.values[i]
		}
	}
	rows, err := c.tx.Query(context.Background(), "SELECT kind, first, counter, channel, value FROM waymark_tally JOIN waymark_period p ON p.id = period")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var v int64
		if err := rows.Scan(&k.kind, &k.first, &k.counter, &k.channel, &v); err != nil {
			t.Fatal(err)
		}
		out[k] = v
	}
	return out
}

// inDatabase makes a rig count in a database.
func inDatabase(s *postgrestest.Server) func(*Config) {
	return func(c *Config) { c.Path = s.URL() }
}

// database makes another empty one on a server.
func another(t *testing.T, s *postgrestest.Server, name string) func(*Config) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return func(c *Config) { c.Path = "postgres://waymark@/" + name + "?host=" + filepath.Dir(s.Socket()) }
}

// The same calls with the same random numbers leave the same rows and figures in a file and in a database: everything that the
// properties show of the one holds of the other.
func TestADatabaseHoldsWhatAFileHolds(t *testing.T) {
	s := postgrestest.Start(t)
	const begin = "2026-11-24 22:30" // a Tuesday: days and a week close
	file, base := newRig(t, begin), newRig(t, begin, inDatabase(s))
	live := func(b *rig) {
		b.flush()
		for d := range 8 {
			b.add("sessions", 3+d)
			b.add("menu_opened", 7)
			b.add("near_asked", 2)
			b.flush()
			b.clock.pass(30 * time.Minute)
			b.flush()
			b.clock.pass(30 * time.Minute)
			b.flush()
			if d == 3 {
				b.restart()
				b.flush()
				// A file draws for rows that are there too, and throws that away: from here on both draw the same again.
				b.ledger.conf.Rand = seeded(2)
			}
			b.clock.pass(23 * time.Hour)
			b.flush()
			b.clock.pass(time.Hour)
			b.flush()
		}
	}
	live(file)
	live(base)
	same(t, stored(t, base.ledger), rows(t, file.path))
	from, to := date(t, "2026-11-01"), date(t, "2026-12-31")
	want, err := file.ledger.Release(context.Background(), from, to)
	if err != nil || len(want) == 0 {
		t.Fatalf("Release from the file gives %d figures and %v", len(want), err)
	}
	got, err := base.ledger.Release(context.Background(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d figures from the database, %d from the file", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("figure %d is %v from the database, %v from the file", i, got[i], want[i])
		}
	}
}

// Two instances write one database. Each count is there once, each period was opened once, and what one closed the other
// neither opens nor closes again.
func TestTwoInstancesCountEachOnce(t *testing.T) {
	s := postgrestest.Start(t)
	const begin = "2026-11-24 10:00"
	one := newRig(t, begin, inDatabase(s))
	two := newRig(t, begin, inDatabase(s))
	two.clock = one.clock
	two.ledger.conf.Clock = one.clock.read
	// The twins have the same draws and nobody uses them: what the two databases differ by is what was counted.
	idle := newRig(t, begin, another(t, s, "idle"))
	idle.clock = one.clock
	idle.ledger.conf.Clock = one.clock.read

	one.flush()
	idle.flush()
	want := map[string]int64{}
	for range 30 {
		var both sync.WaitGroup
		for _, b := range []*rig{one, two} {
			both.Go(func() {
				b.add("sessions", 2)
				b.add("menu_opened", 1)
				if err := b.ledger.Flush(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		want["sessions"] += 4
		want["menu_opened"] += 2
	}
	counted := difference(t, stored(t, one.ledger), stored(t, idle.ledger))
	same(t, counted, map[key]int64{
		{"day", "2026-11-24", "sessions", "sms"}:     want["sessions"],
		{"week", "2026-11-23", "menu_opened", "sms"}: want["menu_opened"],
	})

	// Midnight, then the hour after which the day is closed: the two come to it in turn.
	for range 30 {
		one.clock.pass(30 * time.Minute)
		one.flush()
		two.flush()
	}
	for _, b := range []*rig{one, two} {
		figures, err := b.ledger.Release(context.Background(), date(t, "2026-11-24"), date(t, "2026-11-24"))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(figures); n != len(cells(Day, few)) {
			t.Errorf("%d figures of the closed day, want one for each of its %d rows", n, len(cells(Day, few)))
		}
	}
	var periods int
	conn := one.ledger.store.(*database).conn
	if err := conn.QueryRow(context.Background(), "SELECT count(*) FROM waymark_period WHERE kind = 'day'").Scan(&periods); err != nil || periods != 2 {
		t.Errorf("%d days were opened (%v), want 2", periods, err)
	}
	for _, b := range []*rig{one, two} {
		for _, e := range b.events {
			if e != Working {
				t.Errorf("an alarm: %v", e)
			}
		}
	}
}

// A write is everything or nothing when the server is killed in the middle of it, and the instance that was counting brings back
// what PostgreSQL empties in a crash.
func TestAKilledDatabaseLosesNoCount(t *testing.T) {
	s := postgrestest.Start(t)
	b := newRig(t, "2026-11-25 10:00", inDatabase(s))
	b.flush()
	before := stored(t, b.ledger)
	var added int64
	kills := killsOr(t, 40) / 10 // a server takes a second to come back
	for try := range kills {
		stop, stopped := make(chan struct{}), make(chan int64)
		go func() {
			var n int64
			defer func() { stopped <- n }()
			for {
				select {
				case <-stop:
					return
				default:
					b.ledger.Add(counterNamed(t, "sessions"), SMS)
					n++
					_ = b.ledger.Flush(context.Background()) // it fails once the server is gone
				}
			}
		}()
		time.Sleep(time.Duration(try*7%40+3) * time.Millisecond) // some moment of some write
		s.Kill()
		close(stop)
		added += <-stopped
		s.Run()
		b.flush()
		same(t, difference(t, stored(t, b.ledger), before), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: added})
	}
	if b.ledger.fault != Working {
		t.Errorf("after it came back the state is %v", b.ledger.fault)
	}
	t.Logf("%d kills of the server, %d counts, none lost and none twice", kills, added)
}

// A write is everything or nothing when the instance is killed in the middle of it: what it had written is there, and it takes at most
// the one interval with it that it was writing.
func TestAKilledInstanceLosesOneIntervalAtMost(t *testing.T) { // 60
	kills := killsOr(t, 20)
	s := postgrestest.Start(t)
	b := newRig(t, childTime, inDatabase(s))
	b.flush()
	begin := stored(t, b.ledger)
	random := rand.New(rand.NewPCG(1, 2))
	last, cut, unsaid := int64(0), 0, 0
	for n := range kills {
		c := start(t, "counts", s.URL())
		time.Sleep(time.Duration(random.IntN(25_000)) * time.Microsecond)
		said := int64(c.killed(t))
		if busy(t, s) {
			cut++
		}
		now := stored(t, b.ledger) // waits for what the database is still doing
		if len(now) != len(begin) {
			t.Fatalf("kill %d: %d rows, want %d", n, len(now), len(begin))
		}
		written := now[key{"day", "2026-11-25", "sessions", "sms"}] - begin[key{"day", "2026-11-25", "sessions", "sms"}]
		for k, v := range now {
			if v-begin[k] != written {
				t.Fatalf("kill %d: %v was counted %d times, another row %d times: half a write", n, k, v-begin[k], written)
			}
		}
		if now := written - last; now < said || now > said+1 {
			t.Fatalf("kill %d: %d writes are in the database, and %d were said to be", n, now, said)
		} else if now > said {
			unsaid++
		}
		last = written
	}
	if last == 0 {
		t.Error("nothing was ever written")
	}
	t.Logf("%d kills of an instance, %d of them seen within a transaction, %d after a commit it had not heard of; %d whole writes", kills, cut, unsaid, last)
}

// busy says whether the database is in the middle of a transaction of an instance's.
func busy(t *testing.T, s *postgrestest.Server) (found bool) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(context.Background(), "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'waymark' AND xact_start IS NOT NULL").Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// After a crash with nobody left who has the key, the open periods begin anew, and that is told. Closed ones stay.
func TestWithoutTheKeyOpenPeriodsBeginAnew(t *testing.T) {
	s := postgrestest.Start(t)
	first := newRig(t, "2026-11-24 23:50", inDatabase(s))
	first.add("sessions", 40)
	first.flush()
	first.run(3 * time.Hour) // the 24th is closed
	closed, err := first.ledger.Release(context.Background(), date(t, "2026-11-24"), date(t, "2026-11-24"))
	if err != nil || len(closed) == 0 {
		t.Fatalf("%d figures, %v", len(closed), err)
	}
	first.ledger.Close()
	s.Kill()
	s.Run()

	second := newRig(t, "2026-11-25 03:30", inDatabase(s), func(c *Config) { c.Rand = seeded(9) })
	for range patientTurns - 1 {
		second.add("sessions", 1)
		if second.ledger.Flush(context.Background()) == nil {
			t.Fatal("it did not wait for an instance that has the key")
		}
	}
	second.flush()
	want := []Event{KeyAwaited, KeyLost, Working}
	if len(second.events) != len(want) || second.events[0] != want[0] || second.events[1] != want[1] || second.events[2] != want[2] {
		t.Errorf("alarms %v, want %v", second.events, want)
	}
	again, err := second.ledger.Release(context.Background(), date(t, "2026-11-24"), date(t, "2026-11-24"))
	if err != nil || len(again) != len(closed) {
		t.Fatalf("%d figures of the closed day, want %d; %v", len(again), len(closed), err)
	}
	for i := range closed {
		if again[i] != closed[i] {
			t.Errorf("%v became %v", closed[i], again[i])
		}
	}
	// What waited was counted once, on fresh draws.
	idle := newRig(t, "2026-11-25 03:30", another(t, s, "idle"), func(c *Config) { c.Rand = seeded(9) })
	idle.flush()
	found, blank := stored(t, second.ledger), stored(t, idle.ledger)
	k := key{"day", "2026-11-25", "sessions", "sms"}
	if len(blank) == 0 || len(found) <= len(blank) {
		t.Fatalf("%d rows, and %d without the closed day", len(found), len(blank))
	}
	if _, there := found[k]; !there {
		t.Error("the day of today has no row")
	}
}

// What was counted in an open period is in no file of the server: not as it is now, not as it was at any write, not as the
// difference between two. Closed periods are there to be read; that shows that the search finds.
func TestNoValueOfAnOpenPeriodIsOnTheServersDisk(t *testing.T) {
	s := postgrestest.Start(t)
	b := newRig(t, "2026-11-24 20:00", inDatabase(s))
	b.flush()
	at := slot(counterNamed(t, "sessions"), SMS)
	k := key{"day", "2026-11-24", "sessions", "sms"}
	seen, keys := []int64{}, [][]byte{}
	for range 6 {
		b.ledger.now[at].Add(7_031_902_846_113_507) // long enough to be found among megabytes
		b.flush()
		keys = append(keys, bytes.Clone(b.ledger.store.(*database).sealer.secret[:]))
		seen = append(seen, stored(t, b.ledger)[k])
		b.clock.pass(15 * time.Minute)
	}
	search := func(what string, wanted bool) {
		t.Helper()
		s.Stop() // everything in memory goes to its file
		for i, v := range seen {
			if wanted && i < len(seen)-1 {
				continue // the last one is what was closed
			}
			if where := find(t, s.Data(), formsOf(v)...); (where != "") != wanted {
				t.Errorf("%s: value %d is in %q, want found %v", what, i, where, wanted)
			}
		}
		for i, k := range keys {
			if where := find(t, s.Data(), k); (where != "") != (!wanted && i == len(keys)-1) {
				t.Errorf("%s: key %d of %d is in %q; only the present one may be anywhere", what, i+1, len(keys), where)
			}
		}
		s.Run()
	}
	search("open", false)
	b.flush() // the key outlived the stop
	b.run(6 * time.Hour)
	for _, r := range mustRows(t, b.ledger, "2026-11-24") {
		if r.counter == counterNamed(t, "sessions") && r.channel == SMS && r.value != seen[len(seen)-1] {
			t.Errorf("the closed row is %d, want %d", r.value, seen[len(seen)-1])
		}
	}
	search("closed", true)
}

func mustRows(t *testing.T, l *Ledger, when string) []row {
	t.Helper()
	r, err := Read(context.Background(), l.conf.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, err := r.rows(context.Background(), date(t, when), date(t, when))
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows
}

// formsOf are the forms of a number: as bytes in either order, and as it is printed.
func formsOf(v int64) [][]byte {
	little, big := make([]byte, 8), make([]byte, 8)
	for i := range 8 {
		little[i], big[7-i] = byte(v>>(8*i)), byte(v>>(8*i))
	}
	return [][]byte{little, big, []byte(strconv.FormatInt(v, 10))}
}

// find looks for any of some bytes in every file of a folder.
func find(t *testing.T, dir string, forms ...[]byte) (where string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, form := range forms {
			if bytes.Contains(text, form) {
				where = path
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return where
}
