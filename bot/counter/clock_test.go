package counter

import (
	"context"
	"database/sql"
	"slices"
	"testing"
	"time"
)

// standing tells of one period on disk.
type standing struct {
	kind, first, last string
	closed            bool
}

func standings(t tb, path string) []standing {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_query_only=1")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer db.Close()
	rs, err := db.Query("SELECT kind, first, last, closed FROM period ORDER BY kind, first")
	if err != nil {
		t.Fatalf("reading the periods: %v", err)
	}
	defer rs.Close()
	var out []standing
	for rs.Next() {
		var s standing
		if err := rs.Scan(&s.kind, &s.first, &s.last, &s.closed); err != nil {
			t.Fatalf("%v", err)
		}
		out = append(out, s)
	}
	return out
}

// days lists the days on disk, closed ones with a bar.
func days(t tb, path string) []string {
	t.Helper()
	var out []string
	for _, s := range standings(t, path) {
		if s.kind != "day" {
			continue
		}
		if s.closed {
			s.first += "|"
		}
		out = append(out, s.first)
	}
	return out
}

func wantDays(t tb, path string, want ...string) {
	t.Helper()
	if got := days(t, path); !slices.Equal(got, want) {
		t.Errorf("days on disk %v, want %v", got, want)
	}
}

func TestAClockAheadByADayForALittleClosesNothing(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	tw.used.add("sessions", 1)
	tw.used.clock.pass(24 * time.Hour)
	tw.flush()
	tw.used.add("sessions", 2)
	tw.run(45 * time.Minute)
	tw.used.clock.pass(-24 * time.Hour)
	tw.used.add("sessions", 4)
	tw.flush()
	tw.used.add("sessions", 8)
	tw.run(time.Hour)
	wantDays(t, tw.used.path, "2026-11-25", "2026-11-26")
	same(t, tw.counted(), map[key]int64{
		{"day", "2026-11-25", "sessions", "sms"}: 1 + 8,
		{"day", "2026-11-26", "sessions", "sms"}: 2 + 4, // the turn in which the clock went back began there
	})
	// The real next day goes on in the period that is there, and each is closed once.
	tw.run(39 * time.Hour)
	wantDays(t, tw.used.path, "2026-11-25|", "2026-11-26|", "2026-11-27")
}

func TestAClockAheadByADayForLongClosesOnceAndLosesNothing(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	tw.used.add("sessions", 1)
	tw.used.clock.pass(24 * time.Hour)
	tw.flush()
	tw.run(2 * time.Hour)
	wantDays(t, tw.used.path, "2026-11-25|", "2026-11-26")
	shown := rows(t, tw.used.path)

	tw.used.clock.pass(-24 * time.Hour)
	tw.flush()
	tw.used.add("sessions", 2) // in a day that is closed already
	tw.run(time.Hour)
	if got := tw.used.events[len(tw.used.events)-1]; got != ClockWrong {
		t.Errorf("last event %v, want ClockWrong", got)
	}
	tw.run(12 * time.Hour) // into the real next day
	if got := tw.used.events[len(tw.used.events)-1]; got != Working {
		t.Errorf("last event %v, want Working", got)
	}
	for k, v := range rows(t, tw.used.path) {
		if k.kind == "day" && k.first == "2026-11-25" && shown[k] != v {
			t.Errorf("%v was closed and changed from %d to %d", k, shown[k], v)
		}
	}
	same(t, tw.counted(), map[key]int64{
		{"day", "2026-11-25", "sessions", "sms"}: 1,
		{"day", "2026-11-26", "sessions", "sms"}: 2,
	})
}

func TestAClockBehindOpensNoPast(t *testing.T) {
	for name, when := range map[string]string{"a day": "2026-11-24 10:00", "1970": "1970-01-01 00:10"} {
		t.Run(name, func(t *testing.T) {
			tw := newTwin(t, "2026-11-24 22:00")
			tw.flush()
			tw.run(4 * time.Hour)
			wantDays(t, tw.used.path, "2026-11-24|", "2026-11-25")
			back := tw.used.clock.read()
			tw.used.clock.set(at(t, when))
			tw.flush()
			tw.used.add("sessions", 5)
			tw.run(3 * time.Hour)
			wantDays(t, tw.used.path, "2026-11-24|", "2026-11-25")
			tw.used.clock.set(back.Add(time.Hour))
			tw.flush()
			same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 5})
		})
	}
}

// A small computer without a battery starts in 1970 and learns the time a little later.
func TestStartingIn1970WaitsForTheTime(t *testing.T) {
	tw := newTwin(t, "1970-01-01 00:01")
	tw.used.add("sessions", 5)
	tw.run(3 * time.Hour)
	wantDays(t, tw.used.path)
	tw.used.clock.set(at(t, "2026-11-25 10:00"))
	tw.flush()
	wantDays(t, tw.used.path, "2026-11-25")
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 5})
}

func TestALeapTo2038IsNotBelievedAtOnce(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	tw.used.add("sessions", 1)
	tw.used.clock.set(at(t, "2038-01-19 03:14"))
	tw.flush()
	tw.used.add("sessions", 2)
	tw.run(45 * time.Minute)
	tw.used.clock.set(at(t, "2026-11-25 11:00"))
	tw.flush()
	wantDays(t, tw.used.path, "2026-11-25")
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 3})
}

func TestStartingAgainYearsLaterIsBelievedAfterTheGrace(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	tw.used.clock.set(at(t, "2038-01-19 03:00"))
	tw.used.restart()
	tw.unused.restart()
	tw.flush()
	tw.used.add("sessions", 2)
	tw.run(30 * time.Minute)
	wantDays(t, tw.used.path, "2026-11-25")
	tw.run(45 * time.Minute)
	wantDays(t, tw.used.path, "2026-11-25|", "2038-01-19")
	same(t, tw.counted(), map[key]int64{{"day", "2038-01-19", "sessions", "sms"}: 2})
}

func TestTwelveHoursAsleepLoseNothingAndCloseNothingEarly(t *testing.T) {
	tw := newTwin(t, "2026-11-25 20:00")
	tw.flush()
	tw.used.add("sessions", 3)
	tw.used.clock.pass(12 * time.Hour)
	tw.flush()
	wantDays(t, tw.used.path, "2026-11-25", "2026-11-26")
	tw.run(time.Hour)
	wantDays(t, tw.used.path, "2026-11-25|", "2026-11-26")
	same(t, tw.counted(), map[key]int64{{"day", "2026-11-25", "sessions", "sms"}: 3})
}

// Each row is a stretch of real time with something strange in it; every day must be counted in its own period, closed
// once, an hour after its end and not before.
func TestDaysOfStrangeLengthsAndNames(t *testing.T) {
	for _, c := range []struct {
		name, from string
		hours      int
		want       []string
	}{
		{"the clock goes back", "2026-10-24 12:00", 60, []string{"2026-10-24|", "2026-10-25|", "2026-10-26"}},
		{"the clock goes forward", "2027-03-27 12:00", 58, []string{"2027-03-27|", "2027-03-28|", "2027-03-29"}},
		{"leap day", "2028-02-28 12:00", 48 + 14, []string{"2028-02-28|", "2028-02-29|", "2028-03-01|", "2028-03-02"}},
		{"year end", "2026-12-30 12:00", 48 + 14, []string{"2026-12-30|", "2026-12-31|", "2027-01-01|", "2027-01-02"}},
		{"the end of 32 bits", "2038-01-18 12:00", 38, []string{"2038-01-18|", "2038-01-19|", "2038-01-20"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tw := newTwin(t, c.from)
			tw.flush()
			want := map[key]int64{}
			was := map[string]bool{}
			for i := range c.hours * 4 {
				tw.used.add("sessions", 1)
				want[key{"day", dayOf(tw.used.clock.read()).String(), "sessions", "sms"}]++
				tw.run(15 * time.Minute)
				if i%4 != 3 {
					continue
				}
				for _, s := range standings(t, tw.used.path) {
					if s.closed && !was[s.kind+s.first] {
						was[s.kind+s.first] = true
						last, _ := dayNamed(s.last)
						due := (last + 1).begins(london(t)).Add(time.Hour)
						if now := tw.used.clock.read(); now.Before(due) || now.Sub(due) >= time.Hour {
							t.Errorf("%s %s was closed at %v, want %v", s.kind, s.first, now, due)
						}
					}
					if !s.closed && was[s.kind+s.first] {
						t.Errorf("%s %s was opened again", s.kind, s.first)
					}
				}
			}
			same(t, tw.counted(), want)
			wantDays(t, tw.used.path, c.want...)
		})
	}
}

// The file could not be written for three days. Each day's counts still go to that day.
func TestCountsThatWaitedForDaysGoToTheirDays(t *testing.T) {
	tw := newTwin(t, "2026-11-25 10:00")
	tw.flush()
	tw.used.clock.pass(time.Hour)
	w := func(l *Ledger, day string, n int64) {
		d, _ := dayNamed(day)
		l.waiting[Day].of(d)[slot(counterNamed(t, "sessions"), SMS)] = n
	}
	for day, n := range map[string]int64{"2026-11-25": 1, "2026-11-26": 2, "2026-11-27": 3} {
		w(tw.used.ledger, day, n)
		w(tw.unused.ledger, day, 0)
	}
	tw.used.clock.set(at(t, "2026-11-28 00:30"))
	tw.flush()
	wantDays(t, tw.used.path, "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28")
	same(t, tw.counted(), map[key]int64{
		{"day", "2026-11-25", "sessions", "sms"}: 1,
		{"day", "2026-11-26", "sessions", "sms"}: 2,
		{"day", "2026-11-27", "sessions", "sms"}: 3,
	})
}

func TestAnotherEpsilonBeginsWithTheNextPeriod(t *testing.T) {
	b := newRig(t, "2026-11-25 22:00")
	b.flush()
	b.ledger.Close()
	b.conf.Epsilon = 0.5
	b.open()
	b.run(30 * time.Hour)
	got, err := b.ledger.Release(context.Background(), date(t, "2026-11-25"), date(t, "2026-11-26"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		if want := map[string]float64{"2026-11-25": 1, "2026-11-26": 0.5}[f.From.Format(time.DateOnly)]; f.Epsilon != want {
			t.Fatalf("%v has epsilon %g, want %g", f, f.Epsilon, want)
		}
	}
	sums, err := b.ledger.Total(context.Background(), date(t, "2026-11-25"), date(t, "2026-11-26"))
	if err != nil || len(sums) == 0 {
		t.Fatalf("%d sums, %v", len(sums), err)
	}
	for _, f := range sums {
		if f.Epsilon != 1 || f.From != date(t, "2026-11-25") || f.To != date(t, "2026-11-26") {
			t.Fatalf("%v with epsilon %g: want both days and the larger epsilon", f, f.Epsilon)
		}
	}
}
