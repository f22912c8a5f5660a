package counter

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Sheet is the blinded rows of closed periods, read once, for whoever needs many sums of them. The rows never change and
// are as safe as any figure; still nothing but figures comes out, so that everything that is shown was rounded
// in one place.
type Sheet struct {
	rows [Counters][]row // each in the order of time
	// closed is the last day of the newest closed period of each kind, first the first day of the oldest; never where there
	// is none.
	first, closed [Periods]day
	// Simulated says that the figures are simulate's.
	Simulated bool
}

func newSheet(rows []row) *Sheet {
	s := &Sheet{}
	for p := range Periods {
		s.first[p], s.closed[p] = never, never
	}
	for _, r := range rows {
		s.rows[r.counter] = append(s.rows[r.counter], r)
		if s.first[r.period] == never || r.first < s.first[r.period] {
			s.first[r.period] = r.first
		}
		s.closed[r.period] = max(s.closed[r.period], r.last)
	}
	for i := range s.rows {
		slices.SortFunc(s.rows[i], func(a, b row) int {
			return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.channel, b.channel))
		})
	}
	return s
}

// Sheet reads every closed period.
func (r *Reader) Sheet(ctx context.Context) (*Sheet, error) {
	var rows []row
	if !r.empty {
		var err error
		if rows, err = r.between(ctx, 0, farthestOfAll); err != nil {
			return nil, err
		}
	}
	s := newSheet(rows)
	s.Simulated = r.store.isSimulated()
	return s, nil
}

// farthestOfAll is a day after every other: 9999-12-31.
const farthestOfAll day = 2932896

// Mark changes when there is something new to read: when a period was closed or another file was put in place.
func (r *Reader) Mark(ctx context.Context) (mark [2]int64, err error) {
	if r.empty {
		return mark, nil
	}
	return r.store.mark(ctx)
}

// Empty says that no period has closed.
func (s *Sheet) Empty() bool { return s.closed == [Periods]day{never, never, never} }

// Days gives the first day of the oldest and the last day of the newest closed period of a kind, as midnights in UTC. It
// reports false when none has closed.
func (s *Sheet) Days(p Period) (first, last time.Time, ok bool) {
	if p >= Periods || s.closed[p] == never {
		return first, last, false
	}
	return s.first[p].date(), s.closed[p].date(), true
}

// Held gives the closed periods of a kind that begin on one of the days from … to: the first day of the first of them, the last
// day of the last, and how many they are. That is what figures of a counter of that kind are of.
func (s *Sheet) Held(p Period, from, to time.Time) (first, last time.Time, n int) {
	a, b, n := s.held(p, dayOf(from), dayOf(to))
	return a.date(), b.date(), n
}

func (s *Sheet) held(p Period, from, to day) (first, last day, n int) {
	if s.closed[p] == never {
		return 0, 0, 0
	}
	first = p.first(max(from, s.first[p]))
	if first < from {
		first = p.next(first)
	}
	for d := first; d <= to && p.next(d)-1 <= s.closed[p]; d = p.next(d) {
		last = p.next(d) - 1
		n++
	}
	return first, last, n
}

// Before gives the days of as many periods directly before those that Held gives: a month is held against a month and five weeks
// against five, whatever the calendar. It reports false when not all of them have closed, or there are none.
func (s *Sheet) Before(p Period, from, to time.Time) (first, last time.Time, ok bool) {
	now, _, n := s.held(p, dayOf(from), dayOf(to))
	d := now
	for range n {
		d = p.first(d - 1)
	}
	return d.date(), (now - 1).date(), n > 0 && d >= s.first[p]
}

// Sum adds up counters over the closed periods that begin on one of the days from … to, both included: by one channel, or
// by all with Channels. The counters are of one kind of period; the first names the figure. It reports false when there
// is no such closed period.
func (s *Sheet) Sum(from, to time.Time, ch Channel, counters ...Counter) (Figure, bool) {
	r, ok := s.sum(dayOf(from), dayOf(to), ch, counters)
	return r.figure(), ok
}

func (s *Sheet) sum(from, to day, ch Channel, counters []Counter) (total row, ok bool) {
	for _, c := range counters {
		rows := s.rows[c]
		i, _ := slices.BinarySearchFunc(rows, from, func(r row, d day) int { return cmp.Compare(r.first, d) })
		for ; i < len(rows) && rows[i].first <= to; i++ {
			r := rows[i]
			if ch != Channels && r.channel != ch {
				continue
			}
			if !ok {
				total, ok = r, true
				total.channel, total.counter = ch, counters[0]
				continue
			}
			total.join(r)
		}
	}
	return total, ok
}

// Each gives one figure per stretch of a kind (weeks of a counter by the day, say), for every stretch that lies wholly in
// from … to and in which every period of the counters has closed or never was. A stretch without rows is left
// out: Waymark did not run.
func (s *Sheet) Each(from, to time.Time, by Period, ch Channel, counters ...Counter) []Figure {
	if len(counters) == 0 {
		return nil
	}
	kind := counters[0].Info().Period
	last := min(dayOf(to), s.closed[kind])
	first := by.first(dayOf(from))
	if first < dayOf(from) {
		first = by.next(first)
	}
	if s.first[kind] != never {
		first = max(first, by.first(s.first[kind]))
	}
	var out []Figure
	for d := first; s.closed[kind] != never && by.next(d)-1 <= last; d = by.next(d) {
		if r, ok := s.sum(d, by.next(d)-1, ch, counters); ok {
			r.first, r.last = d, by.next(d)-1
			out = append(out, r.figure())
		}
	}
	return out
}

// Release is what Reader.Release gives, from the rows that were read.
func (s *Sheet) Release(from, to time.Time) []Figure { return figures(s.between(from, to)) }

// Total is what Reader.Total gives, from the rows that were read.
func (s *Sheet) Total(from, to time.Time) []Figure { return figures(sum(s.between(from, to))) }

func (s *Sheet) between(from, to time.Time) (out []row) {
	a, b := dayOf(from), dayOf(to)
	for _, rows := range s.rows {
		for _, r := range rows {
			if r.first >= a && r.first <= b {
				out = append(out, r)
			}
		}
	}
	return out
}

// Sheet reads every closed period; see Reader.Sheet.
func (l *Ledger) Sheet(ctx context.Context) (*Sheet, error) {
	return readOnce(ctx, l, func(r *Reader) (*Sheet, error) { return r.Sheet(ctx) })
}

// Mark says whether there is something new to read; see Reader.Mark.
func (l *Ledger) Mark(ctx context.Context) ([2]int64, error) {
	return readOnce(ctx, l, func(r *Reader) ([2]int64, error) { return r.Mark(ctx) })
}

// Share says what part of a whole is, in whole percent, and reports false when the whole is below 50: the part of a few
// would say too much, and mostly noise.
func Share(part, whole Figure) (percent int, ok bool) {
	if whole.Fewer || whole.Value < leastForPercent || part.Fewer {
		return 0, false
	}
	return min(100, (100*part.Value+whole.Value/2)/whole.Value), true
}

// leastForPercent is the smallest whole of which parts are given in percent.
const leastForPercent = 50
