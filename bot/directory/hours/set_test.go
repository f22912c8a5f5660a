package hours

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"
)

// clock reads "Mon 2026-11-23 09:00" in London, with "+1" for the second of two hours of the same name.
func clock(t testing.TB, c *Calendar, s string) time.Time {
	t.Helper()
	s, second := strings.CutSuffix(s, "+1")
	at, err := time.ParseInLocation("Mon 2006-01-02 15:04", s, c.London())
	if err != nil {
		t.Fatal(err)
	}
	if second {
		at = at.Add(time.Hour)
	}
	return at
}

func TestOpenUntilAndOpensNext(t *testing.T) {
	c := london(t)
	lunch := Hours{Rules: week("09:00-12:30, 13:30-17:00", 5)(t).Rules}
	night := Hours{Rules: week("22:00-04:00", 7)(t).Rules}
	for _, test := range []struct {
		name       string
		hours      Hours
		at         string
		open       bool
		until      string
		next       string
		unsure     bool
		appointing bool
	}{
		{name: "before opening", hours: lunch, at: "Mon 2026-11-23 08:59", next: "Mon 2026-11-23 09:00"},
		{name: "the minute it opens", hours: lunch, at: "Mon 2026-11-23 09:00", open: true, until: "Mon 2026-11-23 12:30", next: "Mon 2026-11-23 13:30"},
		{name: "the minute it closes for lunch", hours: lunch, at: "Mon 2026-11-23 12:30", next: "Mon 2026-11-23 13:30"},
		{name: "Friday evening", hours: lunch, at: "Fri 2026-11-27 17:00", next: "Mon 2026-11-30 09:00"},
		{name: "after midnight", hours: night, at: "Tue 2026-11-24 03:59", open: true, until: "Tue 2026-11-24 04:00", next: "Tue 2026-11-24 22:00"},
		{name: "Christmas, not said", hours: lunch, at: "Fri 2026-12-25 10:00", next: "Tue 2026-12-29 09:00", unsure: true},
		{name: "Boxing Day's substitute, not said", hours: lunch, at: "Mon 2026-12-28 10:00", next: "Tue 2026-12-29 09:00", unsure: true},
		{name: "Christmas, closed", hours: with(lunch, ClosedThen), at: "Fri 2026-12-25 10:00", next: "Tue 2026-12-29 09:00"},
		{name: "Christmas, as usual", hours: with(lunch, AsUsual), at: "Fri 2026-12-25 10:00", open: true, until: "Fri 2026-12-25 12:30", next: "Fri 2026-12-25 13:30"},
		{name: "Christmas Eve ends at midnight", hours: with(night, ClosedThen), at: "Thu 2026-12-24 23:00", open: true, until: "Fri 2026-12-25 00:00", next: "Sun 2026-12-27 22:00"},
		{name: "Christmas morning", hours: with(night, ClosedThen), at: "Fri 2026-12-25 03:00", next: "Sun 2026-12-27 22:00"},
		{name: "the long night", hours: with(night, AsUsual), at: "Sun 2026-10-25 01:30+1", open: true, until: "Sun 2026-10-25 04:00", next: "Sun 2026-10-25 22:00"},
		{name: "the short night", hours: with(night, AsUsual), at: "Sat 2027-03-27 23:00", open: true, until: "Sun 2027-03-28 04:00", next: "Sun 2027-03-28 22:00"},
		{name: "always", hours: with(Hours{Rules: week("24 hours", 7)(t).Rules}, AsUsual), at: "Fri 2026-12-25 10:00", open: true},
		{name: "three days on end", hours: Hours{Rules: week("24 hours", 3)(t).Rules}, at: "Mon 2026-11-23 10:00", open: true, until: "Thu 2026-11-26 00:00", next: "Mon 2026-11-30 00:00"},
		{name: "by appointment alone", hours: Hours{Rules: []Rule{{Freq: Weekly, Interval: 1, Days: 127, Kind: Appointment, Opens: 540, Closes: 1020}}}, at: "Mon 2026-11-23 10:00", appointing: true},
		{name: "over for good", hours: Hours{Rules: []Rule{{Freq: Weekly, Interval: 1, Days: 127, To: DayOf(2026, 11, 22), Opens: 540, Closes: 1020}}}, at: "Mon 2026-11-23 10:00"},
		{name: "not begun", hours: Hours{Rules: []Rule{{Freq: Weekly, Interval: 1, Days: 127, From: DayOf(2027, 2, 1), Opens: 540, Closes: 1020}}}, at: "Mon 2026-11-23 10:00", next: "Mon 2027-02-01 09:00"},
		{name: "begins in years", hours: Hours{Rules: []Rule{{Freq: Weekly, Interval: 1, Days: 127, From: DayOf(2031, 2, 1), Opens: 540, Closes: 1020}}}, at: "Mon 2026-11-23 10:00"},
		{name: "two changes of one day, one closed", hours: Hours{Rules: lunch.Rules, Changes: []Change{{DayOf(2026, 11, 23), DayOf(2026, 11, 23), 540, 720}, {From: DayOf(2026, 11, 23), To: DayOf(2026, 11, 23)}}}, at: "Mon 2026-11-23 10:00", next: "Tue 2026-11-24 09:00"},
		{name: "open on Christmas by its own word", hours: Hours{Rules: lunch.Rules, Changes: []Change{{DayOf(2026, 12, 25), DayOf(2026, 12, 25), 600, 720}}}, at: "Fri 2026-12-25 11:00", open: true, until: "Fri 2026-12-25 12:00", next: "Tue 2026-12-29 09:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := c.Compile(test.hours, EnglandAndWales)
			at := clock(t, c, test.at)
			open, until := s.OpenAt(at)
			if open != test.open || inWords(until) != test.until {
				t.Errorf("open %t until %q, want %t until %q", open, inWords(until), test.open, test.until)
			}
			next, ok := s.Next(at)
			if inWords(next) != test.next || ok != (test.next != "") {
				t.Errorf("opens %q, want %q", inWords(next), test.next)
			}
			st := s.StatusAt(c.At(at))
			if st.Unsure != test.unsure || st.Appointment != test.appointing {
				t.Errorf("unsure %t, by appointment %t", st.Unsure, st.Appointment)
			}
		})
	}
	var none Set = c.Compile(Hours{}, EnglandAndWales)
	if st := none.StatusAt(c.At(clock(t, c, "Mon 2026-11-23 10:00"))); st != (Status{}) {
		t.Errorf("hours that are not known: %+v", st)
	}
}

func with(h Hours, b Bank) Hours { h.Bank = b; return h }

func inWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("Mon 2006-01-02 15:04")
}

func TestBankHolidaysAreTheNationsOwn(t *testing.T) {
	c := london(t)
	h := with(week("09:00-17:00", 7)(t), ClosedThen)
	for _, test := range []struct {
		day                       string
		england, scotland, north_ bool
	}{
		{"Mon 2026-11-30 10:00", true, false, true}, // St Andrew's Day
		{"Mon 2027-03-29 10:00", false, true, false},
		{"Wed 2027-03-17 10:00", true, true, false},
		{"Mon 2026-06-15 10:00", true, false, true},
		{"Mon 2027-08-02 10:00", true, false, true},
		{"Mon 2027-08-30 10:00", false, true, false},
		{"Sat 2027-12-25 10:00", false, false, false}, // the substitute is the Monday, and the doors are shut on both
		{"Mon 2027-12-27 10:00", false, false, false},
	} {
		for div, want := range map[Division]bool{EnglandAndWales: test.england, Scotland: test.scotland, NorthernIreland: test.north_, NoDivision: test.england} {
			s := c.Compile(h, div)
			if open, _ := s.OpenAt(clock(t, c, test.day)); open != want {
				t.Errorf("%s in %s: open %t", test.day, div, open)
			}
		}
	}
}

// drawFields makes a schedule that both we and rrule-go understand.
func drawFields(t *rapid.T) Fields {
	days := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	f := Fields{
		Freq:     rapid.SampledFrom([]string{"WEEKLY", "MONTHLY"}).Draw(t, "freq"),
		Interval: fmt.Sprint(rapid.IntRange(1, 5).Draw(t, "interval")),
		DTStart:  (DayOf(2026, 1, 1) + Day(rapid.IntRange(0, 400).Draw(t, "start"))).String(),
		OpensAt:  fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")),
	}
	f.ClosesAt = fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "closing hour"), rapid.IntRange(0, 59).Draw(t, "closing minute"))
	// "FR,3TU" is Fridays and third Tuesdays (RFC 5545), which rrule-go takes for days that are both: one kind at a time.
	numbers := [][]string{{""}, {"1", "2", "3", "4", "5", "-1", "-2", "-5"}}
	nths := numbers[0]
	if f.Freq == "MONTHLY" {
		nths = rapid.SampledFrom(numbers).Draw(t, "numbered")
	}
	var by []string
	for range rapid.IntRange(0, 3).Draw(t, "days") {
		n := rapid.SampledFrom(nths).Draw(t, "nth")
		by = append(by, n+rapid.SampledFrom(days).Draw(t, "day"))
	}
	f.ByDay = strings.Join(by, ",")
	if f.Freq == "MONTHLY" && rapid.Bool().Draw(t, "days of the month") {
		var on []string
		for range rapid.IntRange(1, 4).Draw(t, "how many") {
			n := rapid.IntRange(1, 31).Draw(t, "day of the month")
			if rapid.Bool().Draw(t, "from the end") {
				n = -n
			}
			on = append(on, fmt.Sprint(n))
		}
		f.ByMonthDay = strings.Join(on, ",")
	}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 1:
		f.Count = fmt.Sprint(rapid.IntRange(1, 30).Draw(t, "count"))
	case 2:
		f.Until = (DayOf(2026, 6, 1) + Day(rapid.IntRange(0, 500).Draw(t, "until"))).String()
	}
	return f
}

// TestEveryOccurrenceIsRRules compares the days on which a schedule's hours begin with those of teambition/rrule-go,
// which reads the same fields as one RRULE.
func TestEveryOccurrenceIsRRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFields(t)
		h, problems := Read([]Fields{f})
		if len(problems) > 0 {
			t.Skip("refused")
		}
		compact := func(date string) string { return strings.ReplaceAll(date, "-", "") }
		text := "DTSTART:" + compact(f.DTStart) + "T000000Z\nRRULE:FREQ=" + f.Freq + ";INTERVAL=" + f.Interval
		for name, value := range map[string]string{"BYDAY": f.ByDay, "BYMONTHDAY": f.ByMonthDay, "COUNT": f.Count, "UNTIL": compact(f.Until)} {
			if value != "" {
				text += ";" + name + "=" + value
				if name == "UNTIL" {
					text += "T000000Z"
				}
			}
		}
		rule, err := rrule.StrToRRule(text)
		if err != nil {
			t.Fatal(err)
		}
		from, to := DayOf(2026, 1, 1), DayOf(2029, 1, 1)
		var want, got []string
		for _, at := range rule.Between(time.Unix(int64(from)*86400, 0).UTC(), time.Unix(int64(to)*86400, 0).UTC(), true) {
			want = append(want, at.Format(time.DateOnly))
		}
		for d := from; d <= to; d++ {
			for _, r := range h.Rules {
				if r.startsOn(d) {
					got = append(got, d.String())
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s\ngot  %v\nwant %v", text, got, want)
		}
	})
}

// TestUntilAndOpensAreWhereItChanges walks from any moment: nothing changes before Until or Opens, and everything does there.
func TestUntilAndOpensAreWhereItChanges(t *testing.T) {
	c := london(t)
	rapid.Check(t, func(t *rapid.T) {
		var all []Fields
		for range rapid.IntRange(1, 3).Draw(t, "schedules") {
			all = append(all, drawFields(t))
		}
		h, problems := Read(all)
		if len(problems) > 0 {
			t.Skip("refused")
		}
		h.Bank = rapid.SampledFrom([]Bank{AskFirst, ClosedThen, AsUsual}).Draw(t, "bank")
		day := DayOf(2026, 3, 27) + Day(rapid.IntRange(0, 400).Draw(t, "changed"))
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 1:
			h.Changes = []Change{{From: day, To: day + 2}}
		case 2:
			h.Changes = []Change{{From: day, To: day, Opens: 1300, Closes: 1600}}
		}
		s := c.Compile(h, Division(rapid.IntRange(0, 3).Draw(t, "division")))
		at := time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 400*86400).Draw(t, "at")) * time.Second)
		st := s.StatusAt(c.At(at))
		edge := st.Until
		if !st.Open {
			edge = st.Opens
		}
		if edge.IsZero() {
			if st.Open {
				edge = at.Add(6 * 24 * time.Hour)
			} else {
				edge = at.Add(300 * 24 * time.Hour)
			}
		} else {
			if !edge.After(at) {
				t.Fatalf("it changes at %s, which is not after %s", edge, at)
			}
			if open, _ := s.OpenAt(edge); open == st.Open {
				t.Fatalf("nothing changes at %s", edge)
			}
		}
		for probe := at; probe.Before(edge); probe = probe.Add(max(edge.Sub(at)/60, time.Second)) {
			if open, _ := s.OpenAt(probe); open != st.Open {
				t.Fatalf("open %t at %s, and %t already at %s", st.Open, at, open, probe)
			}
		}
		if open, _ := s.OpenAt(edge.Add(-time.Second)); edge.After(at) && open != st.Open {
			t.Fatalf("changed before %s", edge)
		}
	})
}

// TestOpenIsWhatTheStretchesSay asks an independent reckoning: every stretch of the days around, as instants by package time.
func TestOpenIsWhatTheStretchesSay(t *testing.T) {
	c := london(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFields(t)
		h, problems := Read([]Fields{f})
		if len(problems) > 0 {
			t.Skip("refused")
		}
		h.Bank = AsUsual
		s := c.Compile(h, EnglandAndWales)
		at := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 500*1440).Draw(t, "minute")) * time.Minute)
		want := false
		local := at.In(c.London())
		for back := range 2 {
			y, m, d := local.AddDate(0, 0, -back).Date()
			day := DayOf(y, m, d)
			for _, r := range h.Rules {
				if !r.startsOn(day) {
					continue
				}
				if twice(c, y, m, d, int(r.Opens)) || twice(c, y, m, d, int(r.Closes)) {
					t.Skip("an hour that comes twice, or not at all, has its own tests")
				}
				opens := time.Date(y, m, d, 0, int(r.Opens), 0, 0, c.London())
				closes := time.Date(y, m, d, 0, int(r.Closes), 0, 0, c.London())
				want = want || !at.Before(opens) && at.Before(closes)
			}
		}
		if open, _ := s.OpenAt(at); open != want {
			t.Fatalf("%+v at %s: open %t", f, local, open)
		}
	})
}

func twice(c *Calendar, y int, m time.Month, d, minute int) bool {
	at := time.Date(y, m, d, 0, minute, 0, 0, c.London())
	_, now := at.Zone()
	_, before := at.Add(-2 * time.Hour).Zone()
	_, after := at.Add(2 * time.Hour).Zone()
	return now != before || now != after
}

func TestWhenIsInPieces(t *testing.T) {
	c := london(t)
	now := c.At(clock(t, c, "Sun 2026-11-22 15:00"))
	for _, test := range []struct {
		at     string
		closes When
	}{
		{"Sun 2026-11-22 17:30", When{Today, time.Sunday, DayOf(2026, 11, 22), 17, 30}},
		{"Mon 2026-11-23 00:00", When{Today, time.Sunday, DayOf(2026, 11, 22), 24, 0}},
		{"Mon 2026-11-23 04:00", When{Tomorrow, time.Monday, DayOf(2026, 11, 23), 4, 0}},
		{"Mon 2026-11-23 02:00", When{Today, time.Monday, DayOf(2026, 11, 23), 2, 0}},
		{"Sat 2026-11-28 09:00", When{ThisWeek, time.Saturday, DayOf(2026, 11, 28), 9, 0}},
		{"Sun 2026-11-29 09:00", When{Later, time.Sunday, DayOf(2026, 11, 29), 9, 0}},
		{"Fri 2027-01-01 09:00", When{Later, time.Friday, DayOf(2027, 1, 1), 9, 0}},
	} {
		if got := c.Closes(now, clock(t, c, test.at)); got != test.closes {
			t.Errorf("%s: %+v, want %+v", test.at, got, test.closes)
		}
	}
	if got := c.Opens(now, clock(t, c, "Mon 2026-11-23 00:00")); got != (When{Tomorrow, time.Monday, DayOf(2026, 11, 23), 0, 0}) {
		t.Errorf("opens at midnight: %+v", got)
	}
}

func TestDatesArePackageTimes(t *testing.T) {
	for d := Day(-3000); d < 80_000; d++ {
		y, m, n := d.Date()
		at := time.Unix(int64(d)*86400, 0).UTC()
		if wy, wm, wn := at.Date(); y != wy || m != wm || n != wn || d.Weekday() != at.Weekday() || DayOf(y, m, n) != d {
			t.Fatalf("day %d is %d-%d-%d, package time says %d-%d-%d", d, y, m, n, wy, wm, wn)
		}
		if want := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day(); daysIn(y, m) != want {
			t.Fatalf("%d-%d has %d days, not %d", y, m, want, daysIn(y, m))
		}
	}
}

func BenchmarkAsk(b *testing.B) {
	c := london(b)
	lunch, _ := ParseStretches("09:00-12:30, 13:30-17:00")
	h := Hours{Rules: WeekRules([7][]Stretch{lunch, lunch, lunch, lunch, lunch})}
	first, _ := ParseMonthly("1SA 10:00-13:00")
	for name, hours := range map[string]Hours{"week with lunch": h, "monthly": {Rules: first}} {
		s := c.Compile(hours, EnglandAndWales)
		for when, at := range map[string]string{"open": "Mon 2026-11-23 10:00", "closed": "Fri 2026-11-27 20:00"} {
			m := c.At(clock(b, c, at))
			b.Run(name+" "+when, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					s.Ask(&m)
				}
			})
		}
	}
}
