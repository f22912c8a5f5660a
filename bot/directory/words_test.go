package directory

import (
	"math"
	"testing"
	"time"

	"waymark/bot/directory/hours"
)

func TestDistancesInWords(t *testing.T) {
	for metres, want := range map[float64]Distance{
		0: {WalkMinutes: 5}, 150: {WalkMinutes: 5}, 599: {WalkMinutes: 5}, 601: {WalkMinutes: 10}, 800: {WalkMinutes: 10},
		2_400: {WalkMinutes: 30}, 2_599: {WalkMinutes: 30}, 2_601: {HalfMiles: 3}, 3_219: {HalfMiles: 4}, 4_500: {HalfMiles: 6},
		15_600: {HalfMiles: 19}, 16_100: {HalfMiles: 20}, 17_000: {HalfMiles: 22}, 400_000: {HalfMiles: 498},
		-1: {WalkMinutes: 5}, math.NaN(): {WalkMinutes: 5}, math.Inf(1): {HalfMiles: 2_000_000},
	} {
		if got := InWords(metres); got != want {
			t.Errorf("%v m: %+v, want %+v", metres, got, want)
		}
	}
}

func TestWhatToSayOfADoor(t *testing.T) {
	appointment := hours.Hours{Rules: []hours.Rule{{Kind: hours.Appointment, Interval: 1}}}
	over := days(t, "09:00-17:00")
	over.Rules[0].To = hours.DayOf(2026, 11, 1)
	asks := days(t, "09:00-17:00")
	asks.Bank = hours.AskFirst
	when := func(near hours.Near, weekday time.Weekday, day, hour, minute int) hours.When {
		return hours.When{Near: near, Weekday: weekday, Day: hours.DayOf(2026, 11, day), Hour: hour, Minute: minute}
	}
	for _, test := range []struct {
		name  string
		hours hours.Hours
		at    string
		state State
		when  hours.When
	}{
		{"open", days(t, "09:00-17:30"), "Mon 2026-11-23 10:00", OpenUntil, when(hours.Today, time.Monday, 23, 17, 30)},
		{"until midnight", days(t, "09:00-24:00"), "Mon 2026-11-23 10:00", OpenUntil, when(hours.Today, time.Monday, 23, 24, 0)},
		{"until two", days(t, "18:00-02:00"), "Mon 2026-11-23 23:00", OpenUntil, when(hours.Today, time.Tuesday, 24, 2, 0)},
		{"opens today", days(t, "09:00-17:30"), "Mon 2026-11-23 08:00", Opens, when(hours.Today, time.Monday, 23, 9, 0)},
		{"opens tomorrow", days(t, "09:00-17:30"), "Mon 2026-11-23 18:00", Opens, when(hours.Tomorrow, time.Tuesday, 24, 9, 0)},
		{"opens at midnight", days(t, "00:00-06:00"), "Mon 2026-11-23 18:00", Opens, when(hours.Tomorrow, time.Tuesday, 24, 0, 0)},
		{"always", days(t, "24 hours"), "Mon 2026-11-23 18:00", OpenAlways, hours.When{}},
		{"by appointment", appointment, "Mon 2026-11-23 18:00", ByAppointment, hours.When{}},
		{"over", over, "Mon 2026-11-23 18:00", Closed, hours.When{}},
		{"not known", hours.Hours{}, "Mon 2026-11-23 18:00", HoursUnknown, hours.When{}},
		{"a bank holiday", asks, "Fri 2026-12-25 12:00", BankHoliday, when(hours.ThisWeek, time.Sunday, 57, 9, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := build(t, door1("x", north(dalston, 900), test.hours))
			found := d.Near(dalston, Query{Types: AllTypes, At: at(t, test.at)})
			w := d.Words(found[0], at(t, test.at))
			if w.State != test.state || w.When != test.when || w.WhenKnown != (test.when != hours.When{}) {
				t.Errorf("%s %+v, want %s %+v", w.State, w.When, test.state, test.when)
			}
			if w.WalkMinutes != 10 || !w.Old || w.CheckedOn != 0 {
				t.Errorf("%+v", w)
			}
		})
	}
}

func TestTheClockInEnglish(t *testing.T) {
	for want, at := range map[string][2]int{"9am": {9, 0}, "9:05am": {9, 5}, "midday": {12, 0}, "12:30pm": {12, 30}, "5pm": {17, 0}, "11:59pm": {23, 59}, "midnight": {24, 0}, "12:30am": {0, 30}, "1am": {1, 0}} {
		if got := Clock(at[0], at[1]); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
	if Clock(0, 0) != "midnight" {
		t.Error("0:00 is midnight")
	}
}
