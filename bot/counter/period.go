package counter

import (
	"math"
	"time"
)

// Period is a kind of stretch of calendar days that is counted as one.
type Period uint8

// The kinds of period. Weeks begin on Monday.
const (
	Day Period = iota
	Week
	Month
	Periods // counts the kinds; it is none itself
)

// String gives the kind's name, as the rows on disk have it.
func (p Period) String() string {
	switch p {
	case Day:
		return "day"
	case Week:
		return "week"
	case Month:
		return "month"
	}
	return "unknown"
}

func periodNamed(name string) (Period, bool) {
	for p := range Periods {
		if p.String() == name {
			return p, true
		}
	}
	return 0, false
}

// day is a calendar day, counted from 1 January 1970. It has no hours and no time zone, so neither
// summer time nor leap seconds can make one twice.
type day int32

// never is before every day.
const never day = math.MinInt32

// dayOf gives the calendar day that t shows in its own time zone.
func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// date is the day's midnight in UTC, for printing and for calendar sums.
func (d day) date() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// begins is the moment the day begins in a time zone.
func (d day) begins(zone *time.Location) time.Time {
	y, m, dd := d.date().Date()
	return time.Date(y, m, dd, 0, 0, 0, 0, zone)
}

// String writes the day as 2026-11-22, which sorts as it reads until the year 9999.
func (d day) String() string { return d.date().Format(time.DateOnly) }

func dayNamed(s string) (day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return dayOf(t), err == nil
}

// first is the first day of the period that d lies in. It names the period.
func (p Period) first(d day) day {
	switch p {
	case Week:
		return d - day((d.date().Weekday()+6)%7)
	case Month:
		return d - day(d.date().Day()-1)
	}
	return d
}

// next is the first day of the period after the one that begins on first.
func (p Period) next(first day) day {
	switch p {
	case Week:
		return first + 7
	case Month:
		y, m, _ := first.date().Date()
		return dayOf(time.Date(y, m+1, 1, 0, 0, 0, 0, time.UTC))
	}
	return first + 1
}
