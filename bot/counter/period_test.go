package counter

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPeriodsAreCalendarDaysWeeksFromMondayAndMonths(t *testing.T) {
	for _, c := range []struct {
		name, date        string
		day, week, month  string // first day of each
		endOfWeek, endOfM string // first day after
	}{
		{"a Wednesday", "2026-11-25", "2026-11-25", "2026-11-23", "2026-11-01", "2026-11-30", "2026-12-01"},
		{"a Monday", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-01", "2026-11-30", "2026-12-01"},
		{"a Sunday", "2026-11-29", "2026-11-29", "2026-11-23", "2026-11-01", "2026-11-30", "2026-12-01"},
		{"leap day", "2028-02-29", "2028-02-29", "2028-02-28", "2028-02-01", "2028-03-06", "2028-03-01"},
		{"no leap day in 2100", "2100-02-28", "2100-02-28", "2100-02-22", "2100-02-01", "2100-03-01", "2100-03-01"},
		{"year end", "2026-12-31", "2026-12-31", "2026-12-28", "2026-12-01", "2027-01-04", "2027-01-01"},
		{"new year", "2027-01-01", "2027-01-01", "2026-12-28", "2027-01-01", "2027-01-04", "2027-02-01"},
		{"before 1970", "1969-12-31", "1969-12-31", "1969-12-29", "1969-12-01", "1970-01-05", "1970-01-01"},
		{"the last second of 32 bits", "2038-01-19", "2038-01-19", "2038-01-18", "2038-01-01", "2038-01-25", "2038-02-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dayOf(date(t, c.date))
			got := []string{Day.first(d).String(), Week.first(d).String(), Month.first(d).String(),
				Week.next(Week.first(d)).String(), Month.next(Month.first(d)).String(), Day.next(d).String()}
			want := []string{c.day, c.week, c.month, c.endOfWeek, c.endOfM, date(t, c.date).AddDate(0, 0, 1).Format(time.DateOnly)}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("got %v\nwant %v", got, want)
					break
				}
			}
		})
	}
}

func TestADayBeginsAtMidnightInLondonInSummerAndWinter(t *testing.T) {
	for day, want := range map[string]string{
		"2026-11-25": "2026-11-25T00:00:00Z",
		"2026-07-01": "2026-06-30T23:00:00Z",
		"2026-10-25": "2026-10-24T23:00:00Z", // 25 hours long
		"2026-10-26": "2026-10-26T00:00:00Z",
		"2027-03-28": "2027-03-28T00:00:00Z", // 23 hours long
		"2027-03-29": "2027-03-28T23:00:00Z",
	} {
		if got := dayOf(date(t, day)).begins(london(t)).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s begins at %s, want %s", day, got, want)
		}
	}
}

func TestEachDayIsInExactlyOnePeriodOfEachKind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := day(rapid.Int32Range(-20_000, 60_000).Draw(t, "day"))
		for p := range Periods {
			first := p.first(d)
			next := p.next(first)
			if d < first || d >= next {
				t.Fatalf("%v %v is not in its %v, %v to %v", d, p, p, first, next)
			}
			if p.first(first) != first || p.first(next) != next || p.first(next-1) != first {
				t.Fatalf("the %vs around %v overlap or leave a gap", p, d)
			}
		}
		if back, ok := dayNamed(d.String()); !ok || back != d {
			t.Fatalf("%v reads back as %v", d, back)
		}
	})
}

func TestADayIsTheSameWhateverTheHour(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		d := day(rapid.Int32Range(20_454, 40_000).Draw(t, "day"))
		from, to := d.begins(zone), (d + 1).begins(zone)
		moment := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))-1).Draw(t, "moment")))
		if got := dayOf(moment); got != d {
			t.Fatalf("%v is in %v, want %v", moment, got, d)
		}
	})
}
