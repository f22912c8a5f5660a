package dashboard

import (
	"time"

	"waymark/bot/counter"
)

// span is the days a page is about, and those before that it is compared with. A closed period belongs to the span that
// holds its first day.
type span struct {
	Name     string // its name in addresses
	From, To time.Time
	// Before is the same length directly before; zero when there is none to compare with.
	BeforeFrom, BeforeTo time.Time
}

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
	all := span{Name: "all", From: first, To: last}
	_, week, hasWeek := s.Days(counter.Week)
	_, month, hasMonth := s.Days(counter.Month)
	out := all
	switch {
	case name == "4w" && hasWeek:
		out = span{Name: name, From: week.AddDate(0, 0, -27), To: week}
	case (name == "13w" || name == "") && hasWeek:
		out = span{Name: defaultSpan, From: week.AddDate(0, 0, -90), To: week}
	case name == "12m" && hasMonth:
		out = span{Name: name, From: month.AddDate(0, 0, 1).AddDate(-1, 0, 0), To: month}
		out.BeforeFrom, out.BeforeTo = out.From.AddDate(-1, 0, 0), out.From.AddDate(0, 0, -1)
	case name == "4w", name == "12m", name == "13w":
		out.Name = name
	}
	if (out.Name == "4w" || out.Name == "13w") && hasWeek {
		length := out.To.Sub(out.From) + dayLength
		out.BeforeFrom, out.BeforeTo = out.From.Add(-length), out.From.Add(-dayLength)
	}
	if out.BeforeFrom.Before(first) { // half of them would look like a fall or a rise
		out.BeforeFrom, out.BeforeTo = time.Time{}, time.Time{}
	}
	return out
}

// monthSpan is one calendar month, compared with the one before.
func monthSpan(first time.Time) span {
	return span{
		Name: "month", From: first, To: first.AddDate(0, 1, -1),
		BeforeFrom: first.AddDate(0, -1, 0), BeforeTo: first.AddDate(0, 0, -1),
	}
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
func (s span) compared() bool { return !s.BeforeTo.IsZero() }

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
