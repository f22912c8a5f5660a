package counter

import (
	"slices"
	"time"
)

// Which period a count belongs to, and when a period opens and closes. Nothing here touches a clock, a file or
// chance, so every rule can be tried out with numbers.

const (
	// earliest is before the first day Waymark ran: a clock that shows less was never set.
	earliest day = 20454 // 2026-01-01
	// farthest is how many days past the newest period a clock is believed at once. One that claims more
	// has to go steadily for the grace first.
	farthest day = 366
)

// pace watches whether the clock goes as clocks do.
type pace struct {
	last, since time.Time
	// madeUp is simulate's clock, which may show any year.
	madeUp bool
}

// see notes what the clock shows. A clock that went back, or forward by more than a grace, starts anew.
func (p *pace) see(now time.Time, grace time.Duration) {
	if p.last.IsZero() || now.Before(p.last) || now.Sub(p.last) > grace {
		p.since = now
	}
	p.last = now
}

// steady says whether the clock has gone as it should for a whole grace.
func (p *pace) steady(grace time.Duration) bool { return p.last.Sub(p.since) >= grace }

// counts are the numbers of every slot.
type counts [slots]int64

// waiting is what was counted and is not on disk yet, by the first day of the period it was counted in.
type waiting map[day]*counts

func (w waiting) of(first day) *counts {
	n := w[first]
	if n == nil {
		n = new(counts)
		w[first] = n
	}
	return n
}

// book is what the file holds of one kind of period.
type book struct {
	// open has the row id of every period that is not closed, by first day.
	open map[day]int64
	// closed is the newest closed period and newest the newest of all; never when there is none. Every period up to
	// closed is closed, whether it has rows or not.
	closed, newest day
}

// plan is what one write does for one kind of period. All of it happens or nothing.
type plan struct {
	// write has every period to write, and what to add to it. Those the book does not have are opened first.
	write waiting
	// settled are the waiting counts that are in write.
	settled []day
	// closes are the periods to close when the rest is done.
	closes []day
	// stuck means the clock shows no period that may be counted in.
	stuck bool
}

// decide says what to write. A count goes to the period it was counted in as long as that is not closed, and else
// to the current one. A period is opened when it is current, or was while the file could not be written; never
// before its time, never once it or a later one has been closed, and so never twice. It is closed a grace after its end,
// if the clock has been steady for that long.
func (p Period) decide(w waiting, b book, clock pace, grace time.Duration) plan {
	current := p.first(dayOf(clock.last))
	steady := clock.steady(grace)
	from := earliest
	if clock.madeUp {
		from = 0
	}
	mayOpen := func(d day) bool {
		return d >= from && d <= current && d > b.closed &&
			(steady || b.newest == never || d <= b.newest+farthest)
	}
	isOpen := func(d day) bool { _, ok := b.open[d]; return ok }

	out := plan{write: waiting{}}
	for d := range b.open {
		if d <= current {
			out.write.of(d)
		}
	}
	usable := isOpen(current) || mayOpen(current)
	if usable {
		out.write.of(current)
	}
	out.stuck = !usable
	for d, n := range w {
		to := d
		if !isOpen(d) && !mayOpen(d) {
			if !usable {
				continue
			}
			to = current
		}
		sum := out.write.of(to)
		for i := range n {
			sum[i] += n[i]
		}
		out.settled = append(out.settled, d)
	}
	if steady {
		for d := range out.write {
			if !clock.last.Before(p.next(d).begins(clock.last.Location()).Add(grace)) {
				out.closes = append(out.closes, d)
			}
		}
		slices.Sort(out.closes)
	}
	return out
}
