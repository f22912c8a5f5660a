package hours

import (
	"slices"
	"time"
)

// Set is opening hours ready to be asked. It never changes.
type Set struct {
	calendar *Calendar
	rules    []Rule
	changes  []Change // by From
	bank     Bank
	division Division
	// The first and last day on which a stretch for walk-ins may begin, so that hours that are over or
	// are by appointment alone do not cost a look at every day of a year.
	first, last Day
	nights      bool // some stretch goes on past midnight
}

// Compile makes hours ready to be asked. The division says whose bank holidays hold there.
func (c *Calendar) Compile(h Hours, div Division) Set {
	s := Set{calendar: c, rules: h.Rules, bank: h.Bank, division: div}
	if len(h.Changes) > 0 {
		s.changes = slices.Clone(h.Changes)
		slices.SortStableFunc(s.changes, func(a, b Change) int { return int(a.From - b.From) })
	}
	s.first, s.last = endOfTime, 0
	for _, r := range s.rules {
		s.nights = s.nights || r.Closes > 1440
		if r.Freq != Never && r.Kind == WalkIn {
			from, to := r.span()
			s.first, s.last = min(s.first, from), max(s.last, to)
		}
	}
	for _, c := range s.changes {
		s.nights = s.nights || c.Closes > 1440
		if c.Closes != 0 {
			s.first, s.last = min(s.first, c.From), max(s.last, c.To)
		}
	}
	return s
}

const endOfTime Day = 1 << 30

// span is the first and last day on which the rule's hours may begin.
func (r *Rule) span() (from, to Day) {
	if r.Freq == Once {
		return r.Start, r.Start
	}
	from, to = max(r.From, r.Start), r.To
	if to == 0 {
		to = endOfTime
	}
	return from, to
}

// Status is what can be said of a place at a moment.
type Status struct {
	// Open: somebody who walks in now is let in.
	Open bool
	// Until is when it closes; zero when it is not open, or does not close within a week.
	Until time.Time
	// Opens is when it opens next; zero when it is open, or does not open within a year.
	Opens time.Time
	// Known: something is known of its hours.
	Known bool
	// Appointment: at this moment people are seen by appointment.
	Appointment bool
	// Unsure: it would be open at some time today, but today is a bank holiday, or a day like Easter Sunday, and
	// what the place does on those is not known. It counts as closed until tomorrow.
	Unsure bool
}

// How far ahead to look: a place that does not close for a week is always open, and one that does not open for
// a year is not worth waiting for.
const (
	weekAhead = 7
	yearAhead = 366
)

// span is one stretch of opening hours that begins on a day.
type span struct {
	opens, closes uint16
	kind          Kind
}

// mostSpans is how many stretches of one day are looked at; what is beyond is left out.
const mostSpans = 16

// spans are the stretches that begin on a day, in the order in which they open.
type spans struct {
	n   int
	all [mostSpans]span
}

func (s *spans) insert(n span) {
	if s.n == mostSpans {
		return
	}
	i := s.n
	for s.n++; i > 0 && s.all[i-1].opens > n.opens; i-- {
		s.all[i] = s.all[i-1]
	}
	s.all[i] = n
}

// of collects the stretches that begin on a day. unsure says that there would be some, but for a bank
// holiday on which nobody knows.
func (s *Set) of(d Day, day *spans) (unsure bool) {
	day.n = 0
	if len(s.changes) == 0 || !s.changed(d, day) {
		quiet := s.bank != AsUsual && s.calendar.bank.isQuiet(s.division, d)
		for i := range s.rules {
			if r := &s.rules[i]; r.startsOn(d) {
				if quiet {
					return s.bank == AskFirst
				}
				day.insert(span{r.Opens, r.Closes, r.Kind})
			}
		}
	}
	if s.nights {
		s.cut(d, day)
	}
	return false
}

// changed applies the changes of a day, and says whether there were any. Where one says closed and another has hours,
// closed wins: a wasted walk is worse than a door nobody knew of. day may be nil.
func (s *Set) changed(d Day, day *spans) bool {
	changed := false
	for _, c := range s.changes {
		if c.From > d {
			break
		}
		if c.To < d {
			continue
		}
		changed = true
		switch {
		case day == nil:
		case c.Closes == 0:
			day.n = 0
			return true
		default:
			day.insert(span{opens: c.Opens, closes: c.Closes})
		}
	}
	return changed
}

// cut ends a night at midnight where the day after has hours of its own or is a bank holiday: whoever closes on
// Christmas Day is not open until four that morning.
func (s *Set) cut(d Day, day *spans) {
	for i := range day.n {
		if day.all[i].closes > 1440 && (s.bank != AsUsual && s.calendar.bank.isQuiet(s.division, d+1) || s.changed(d+1, nil)) {
			day.all[i].closes = 1440
		}
	}
}

// Answer is a Status in whole seconds of Unix time, for asking thousands of doors; 0 is no such time.
type Answer struct {
	Until, Opens                     int64
	Open, Known, Appointment, Unsure bool
}

// Ask says everything about a moment in one go.
func (s *Set) Ask(m *Moment) Answer {
	a := Answer{Known: len(s.rules) > 0 || len(s.changes) > 0}
	if !a.Known {
		return a
	}
	var until int64
	var day spans
	last := max(m.day, min(s.last, m.day+yearAhead))
	d := m.day
	if s.nights {
		d-- // yesterday's may go on past midnight
	}
	for ; ; d++ {
		if d > m.day {
			d = max(d, min(s.first, last+1))
		}
		unsure := s.of(d, &day)
		a.Unsure = a.Unsure || unsure && d == m.day
		for i := range day.n {
			sp := &day.all[i]
			closes := s.calendar.instant(m, d, int(sp.closes))
			if closes <= m.sec {
				continue
			}
			opens := s.calendar.instant(m, d, int(sp.opens))
			switch {
			case opens >= closes: // all of it is in the hour that spring leaves out
			case sp.kind == Appointment:
				a.Appointment = a.Appointment || opens <= m.sec
			case opens <= m.sec, a.Open && opens <= until:
				a.Open, until = true, max(until, closes)
			case a.Open:
				a.Until = until
				return a
			default:
				a.Opens = opens
				return a
			}
		}
		switch {
		case a.Open && d > m.day+weekAhead:
			return a
		case a.Open && d >= m.day && until < s.calendar.instant(m, d+1, 0):
			a.Until = until
			return a
		case d >= last && !a.Open, d > last:
			return a
		}
	}
}

// StatusAt is what can be said of the place at a moment.
func (s *Set) StatusAt(m Moment) Status { return s.Status(s.Ask(&m)) }

// Status puts an answer's seconds on London's clocks.
func (s *Set) Status(a Answer) Status {
	st := Status{Open: a.Open, Known: a.Known, Appointment: a.Appointment, Unsure: a.Unsure}
	if a.Until != 0 {
		st.Until = s.calendar.time(a.Until)
	}
	if a.Opens != 0 {
		st.Opens = s.calendar.time(a.Opens)
	}
	return st
}

// OpenAt says whether the place is open to walk into, and until when; a zero time is "it does not close within a week".
func (s *Set) OpenAt(t time.Time) (open bool, until time.Time) {
	st := s.StatusAt(s.calendar.At(t))
	return st.Open, st.Until
}

// Next is when the place opens next, after any stretch that it is open for now; it is not ok where it
// does not within a year, or never closes.
func (s *Set) Next(t time.Time) (opens time.Time, ok bool) {
	st := s.StatusAt(s.calendar.At(t))
	if st.Open && !st.Until.IsZero() {
		st = s.StatusAt(s.calendar.At(st.Until))
	}
	return st.Opens, !st.Opens.IsZero()
}

// ByAppointment says whether some hours, or all there are, are by appointment.
func (s *Set) ByAppointment() bool {
	return slices.ContainsFunc(s.rules, func(r Rule) bool { return r.Kind == Appointment })
}

// WalkIns says whether there are hours at all for somebody who just comes.
func (s *Set) WalkIns() bool {
	return len(s.changes) > 0 || slices.ContainsFunc(s.rules, func(r Rule) bool { return r.Kind == WalkIn && r.Freq != Never })
}
