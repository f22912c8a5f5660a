package counter

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestEveryRowExistsFromTheOpeningOfItsPeriod(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.only = nil })
	b.flush()
	have := rows(t, b.path)
	want := 0
	for _, info := range All() {
		first := map[Period]string{Day: "2026-11-25", Week: "2026-11-23", Month: "2026-11-01"}[info.Period]
		channels := []Channel{Terminal, Telegram, SMS}
		if info.Together {
			channels = []Channel{Channels}
		}
		for _, ch := range channels {
			want++
			if _, ok := have[key{info.Period.String(), first, info.Name, ch.String()}]; !ok {
				t.Errorf("no row for %s on %s", info.Name, ch)
			}
		}
	}
	if len(have) != want {
		t.Errorf("%d rows, want %d", len(have), want)
	}
}

func TestACountGoesToTheDayItHappened(t *testing.T) {
	tw := newTwin(t, "2026-11-25 23:45")
	tw.flush()
	tw.used.add("sessions", 3)
	tw.run(30 * time.Minute) // the first write is at midnight
	tw.used.add("sessions", 4)
	tw.flush()
	want := map[key]int64{
		{"day", "2026-11-25", "sessions", "sms"}: 3,
		{"day", "2026-11-26", "sessions", "sms"}: 4,
	}
	same(t, tw.counted(), want)
}

func TestNothingIsShownBeforeTheGraceIsOver(t *testing.T) {
	b := newRig(t, "2026-11-25 23:00")
	b.flush()
	b.add("sessions", 1000)
	from, to := date(t, "2026-01-01"), date(t, "2030-01-01")
	for b.clock.read().Before(at(t, "2026-11-26 00:45")) {
		b.run(15 * time.Minute)
		if got, err := b.ledger.Release(context.Background(), from, to); err != nil || len(got) != 0 {
			t.Fatalf("at %v: %d figures (%v), want none", b.clock.read(), len(got), err)
		}
	}
	b.run(15 * time.Minute)
	got, err := b.ledger.Release(context.Background(), date(t, "2026-11-25"), date(t, "2026-11-25"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		if f.Period != Day || f.From.Format(time.DateOnly) != "2026-11-25" || f.To != f.From {
			t.Fatalf("shown too early: %v", f)
		}
		if f.Counter.String() == "sessions" && f.Channel == SMS && (f.Value < 980 || f.Value > 1020) {
			t.Errorf("%v: want about 1000", f)
		}
	}
	if len(got) == 0 {
		t.Error("the day is over and its grace too: want its figures")
	}
}

func TestARestartLosesNothingThatWasWrittenAndCountsOn(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	for range 3 {
		tw.used.add("overdose_opened", 2)
		tw.flush()
		tw.used.restart()
		tw.unused.restart()
		tw.used.clock.pass(time.Minute)
	}
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "overdose_opened", "sms"}: 6})
}

func TestRunWritesWhatIsLeftWhenItIsStopped(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- tw.used.ledger.Run(ctx) }()
	tw.used.add("sessions", 5)
	stop()
	if err := <-done; err != nil {
		t.Fatalf("Run: %v", err)
	}
	tw.unused.flush()
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 5})
}

func TestRunWritesOnTheClock(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00", func(c *Config) { c.Every = time.Millisecond })
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- tw.used.ledger.Run(ctx) }()
	tw.unused.flush()
	for n := range 3 {
		tw.used.add("sessions", 1)
		want := int64(n + 1)
		// However long it takes: without the clock's writes this never ends.
		for {
			used, err := tryRows(tw.used.path)
			k := key{"day", "2026-11-25", "sessions", "sms"}
			if err == nil && len(used) > 0 && used[k]-rows(t, tw.unused.path)[k] == want {
				break
			}
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatalf("Run: %v", err)
	}
	wantEvents(t, tw.used.events)
}

func TestCountsFromManyGoroutinesAllArrive(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	var all sync.WaitGroup
	c := counterNamed(t, "sessions")
	for range 8 {
		all.Go(func() {
			for range 2000 {
				tw.used.ledger.Add(c, SMS)
			}
		})
	}
	for range 20 {
		tw.used.flush()
	}
	all.Wait()
	tw.flush()
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 16000})
}

func TestWhatIsNotOnTheListIsNotCounted(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.used.ledger.Add(Counter(Counters), SMS)
	tw.used.ledger.Add(0, Channels)
	tw.used.ledger.Add(65535, 255)
	tw.flush()
	same(t, tw.counted(), nil)
	var none *Ledger
	none.Add(0, SMS)
}

func TestWhatIsCountedTogetherHasOneRowAndOneFigure(t *testing.T) {
	const name = "lookup_needle_exchange_in_e"
	tw := newTwin(t, "2026-11-30 10:00", func(c *Config) {
		c.only = func(c Counter) bool { return c.String() == name || c.String() == "near_asked" }
	})
	tw.flush()
	for _, ch := range []Channel{Terminal, Telegram, SMS} {
		tw.used.ledger.Add(counterNamed(t, name), ch)
	}
	tw.run(24 * time.Hour)
	same(t, tw.counted(), map[key]int64{{"month", "2026-11-01", name, "all"}: 3})
	for _, read := range []func(context.Context, time.Time, time.Time) ([]Figure, error){tw.used.ledger.Release, tw.used.ledger.Total} {
		figures, err := read(context.Background(), date(t, "2026-11-01"), date(t, "2026-11-30"))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range figures {
			if f.Counter.String() == name {
				n++
				if f.Channel != Channels {
					t.Errorf("%v: want all channels", f)
				}
			}
		}
		if n != 1 {
			t.Errorf("%d figures, want 1", n)
		}
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00")
	if n := testing.AllocsPerRun(100, func() { b.ledger.Add(0, SMS) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestAddDoesNotWaitForAWrite(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00")
	b.ledger.mu.Lock() // as a write that never ends
	defer b.ledger.mu.Unlock()
	b.ledger.Add(0, SMS)
}

func TestTheFileIsForItsOwnerOnly(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00")
	b.flush()
	files, err := filepath.Glob(b.path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("files: %v, %v", files, err)
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", filepath.Base(name), info.Mode().Perm())
		}
	}
}

func TestEveryConnectionHasTheSettings(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00")
	// A second connection is what the pool would make if the first one broke.
	inFile(b.ledger).db.SetMaxOpenConns(2)
	for i := range 2 {
		c, err := inFile(b.ledger).db.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for pragma, want := range map[string]string{
			"journal_mode": "truncate", "secure_delete": "1", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "2000",
		} {
			var got string
			if err := c.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("connection %d: %s is %q (%v), want %q", i, pragma, got, err, want)
			}
		}
	}
}

func TestMistakesInTheConfigAreSaidAllAtOnce(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		conf Config
		want string
	}{
		{"no path", Config{}, "counters: no file is named"},
		{"no folder", Config{Path: filepath.Join(dir, "no", "c.db")}, "counters: the folder of " + filepath.Join(dir, "no", "c.db") + " does not exist"},
		{"a folder", Config{Path: dir}, "counters: " + dir + " is not a file"},
		{"too much and too seldom", Config{Path: filepath.Join(dir, "c.db"), Epsilon: 11, Every: time.Hour, Grace: time.Hour},
			"counters: epsilon 11 is not between 0.01 and 10\ncounters: a grace of 1h0m0s is less than two turns of 1h0m0s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Open(context.Background(), c.conf); err == nil || err.Error() != c.want {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestNoTurnGoesPastMidnight(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Every = 7 * time.Minute })
	// Both changes of the clock are in these days.
	for _, from := range []string{"2026-10-25 00:00", "2027-03-28 00:00"} {
		now := at(t, from)
		for end := now.Add(48 * time.Hour); now.Before(end); {
			d := b.ledger.untilTurn(now)
			if d <= 0 || d > 7*time.Minute {
				t.Fatalf("at %v: %v to the next turn", now, d)
			}
			if last := now.Add(d - 1); dayOf(last) != dayOf(now) {
				t.Fatalf("at %v: the next turn in %v is in the next day", now, d)
			}
			now = now.Add(d)
		}
	}
}

func TestAVersionWithMoreCountersGetsItsRowsInAnOpenPeriod(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	// What an older version would have left: no rows for one counter.
	for _, b := range []*rig{tw.used, tw.unused} {
		if _, err := inFile(b.ledger).db.Exec("DELETE FROM tally WHERE counter = 'naloxone_had'"); err != nil {
			t.Fatal(err)
		}
		b.restart()
	}
	tw.flush()
	tw.used.add("naloxone_had", 2)
	tw.flush()
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "naloxone_had", "sms"}: 2})
}

func TestRowsSomebodyDeletedComeBackAndNothingIsLost(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	tw.used.add("sessions", 2)
	for _, b := range []*rig{tw.used, tw.unused} {
		if _, err := inFile(b.ledger).db.Exec("DELETE FROM tally WHERE counter = 'naloxone_had'"); err != nil {
			t.Fatal(err)
		}
		if err := b.ledger.Flush(context.Background()); err == nil {
			t.Fatal("a row is missing: want an error")
		}
	}
	tw.flush()
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 2})
}
