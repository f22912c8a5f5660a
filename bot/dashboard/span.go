package dashboard

import (
	"errors"
	"time"

	"waymark/bot/counter"
)

// span is the days a page is about, and those that they are compared with. A closed period belongs to the span that holds its
// first day, and only closed periods are ever in one: that is what free dates are snapped to.
type span struct {
	Name     string // its name in addresses
	From, To time.Time
	// before are the days that each kind of period is compared with: as many periods directly before. Zero where there are none.
	before [counter.Periods]reach
}

// reach is from one day to another, both included.
type reach struct{ From, To time.Time }

// spanNames are the spans that can be chosen, with what they are called.
var spanNames = []struct{ Name, Label string }{
	{"4w", "Last 4 weeks"},
	{"13w", "Last 13 weeks"},
	{"12m", "Last 12 months"},
	{"all", "Everything so far"},
}

const defaultSpan = "13w"

const dayLength = 24 * time.Hour

// spanOf works out the days of a span from what has closed. Weeks end with the last closed week and months with the last
// closed month, so that the last stretch of a chart is as long as the others. Before a first week has closed, everything
// is shown.
func spanOf(name string, s *counter.Sheet) span {
	first, last, any := days(s)
	if !any {
		return span{Name: defaultSpan}
	}
	_, week, hasWeek := s.Days(counter.Week)
	_, month, hasMonth := s.Days(counter.Month)
	switch {
	case name == "4w" && hasWeek:
		return span{Name: name, From: week.AddDate(0, 0, -27), To: week}.beside(s)
	case (name == "13w" || name == "") && hasWeek:
		return span{Name: defaultSpan, From: week.AddDate(0, 0, -90), To: week}.beside(s)
	case name == "12m" && hasMonth:
		return span{Name: name, From: month.AddDate(0, 0, 1).AddDate(-1, 0, 0), To: month}.beside(s)
	case name == "4w", name == "12m", name == "13w":
		return span{Name: name, From: first, To: last}
	}
	return span{Name: "all", From: first, To: last}
}

// freeDates is the name of a span that somebody chose day by day.
const freeDates = "dates"

// What can be wrong with free dates; they stand on the page as sentences.
var (
	errNoDate   = errors.New("a day is written like 2026-11-22")
	errBackward = errors.New("the first day is after the last")
	errNoneHere = errors.New("nothing that has closed lies between these days")
)

// datesOf is the span between two days, as far as anything has closed. A day that is left out is the first or the last there is.
func datesOf(from, to string, s *counter.Sheet) (span, error) {
	first, last, any := days(s)
	if !any {
		return span{}, errNoneHere
	}
	a, b := first, last
	var badFrom, badTo error
	if from != "" {
		a, badFrom = time.Parse(time.DateOnly, from)
	}
	if to != "" {
		b, badTo = time.Parse(time.DateOnly, to)
	}
	switch {
	case badFrom != nil || badTo != nil: // they quote what was sent
		return span{}, errNoDate
	case b.Before(a):
		return span{}, errBackward
	case a.After(last) || b.Before(first):
		return span{}, errNoneHere
	}
	if a.Before(first) {
		a = first
	}
	return span{Name: freeDates, From: a, To: minTime(b, last)}.beside(s), nil
}

// beside adds the days that a span is compared with.
func (s span) beside(sheet *counter.Sheet) span {
	for p := range counter.Periods {
		if first, last, ok := sheet.Before(p, s.From, s.To); ok {
			s.before[p] = reach{first, last}
		}
	}
	return s
}

// monthSpan is one calendar month, compared with the one before: weeks with as many weeks, so that a month with five
// Mondays does not look busier than one with four.
func monthSpan(first time.Time, sheet *counter.Sheet) span {
	s := span{Name: "month", From: first, To: first.AddDate(0, 1, -1)}.beside(sheet)
	s.before[counter.Day] = reach{}
	if oldest, _, ok := sheet.Days(counter.Day); ok && !first.AddDate(0, -1, 0).Before(oldest) {
		s.before[counter.Day] = reach{first.AddDate(0, -1, 0), first.AddDate(0, 0, -1)}
	}
	return s
}

// days are the first and last day of everything that has closed.
func days(s *counter.Sheet) (first, last time.Time, ok bool) {
	for p := range counter.Periods {
		a, b, has := s.Days(p)
		if !has {
			continue
		}
		if !ok || a.Before(first) {
			first = a
		}
		if !ok || b.After(last) {
			last = b
		}
		ok = true
	}
	return first, last, ok
}

// compared says whether there is something to compare with.
func (s span) compared() bool { return s.before != [counter.Periods]reach{} }

// by is the stretch that a chart over the span is cut into.
func (s span) by() counter.Period {
	switch length := s.To.Sub(s.From); {
	case length < 21*dayLength:
		return counter.Day
	case length < 200*dayLength:
		return counter.Week
	}
	return counter.Month
}

// day writes a day as people read it.
func day(t time.Time) string { return t.Format("2 January 2006") }

// stretch writes the name of a day, week or month.
func stretch(p counter.Period, from time.Time) string {
	switch p {
	case counter.Week:
		return "Week of " + from.Format("2 Jan 2006")
	case counter.Month:
		return from.Format("January 2006")
	}
	return from.Format("Mon 2 Jan 2006")
}

// stretches writes from which to which day, week or month periods go.
func stretches(p counter.Period, r reach) string {
	if p == counter.Month {
		if r.From.Year() == r.To.Year() && r.From.Month() == r.To.Month() {
			return r.From.Format("January 2006")
		}
		return r.From.Format("January 2006") + " to " + r.To.Format("January 2006")
	}
	return day(r.From) + " to " + day(r.To)
}
