package counter

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Flush writes every row of every open period now. What cannot be written stays in memory for the next time.
func (l *Ledger) Flush(ctx context.Context) error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	// Without the monotonic reading, which stands still while a machine sleeps.
	l.clock.see(l.conf.Clock().In(l.conf.Zone).Round(0), l.conf.Grace)
	l.drain()
	stuck, err := l.write(ctx)
	if err != nil && fault(err) == MovedAside {
		if err = l.replace(); err == nil {
			stuck, err = l.write(ctx)
		}
	}
	switch {
	case err != nil:
		l.report(fault(err))
		return fmt.Errorf("counters: %w", err)
	case stuck:
		l.report(ClockWrong)
	default:
		l.report(Working)
	}
	return nil
}

// drain moves what was counted into what waits to be written, under the period in which the turn began: the
// turn that ends at midnight belongs to the day before.
func (l *Ledger) drain() {
	today := dayOf(l.clock.last)
	for p := range Periods {
		current := p.first(today)
		if l.tag[p] == never {
			l.tag[p] = current
		}
		to := l.waiting[p].of(l.tag[p])
		for _, r := range l.rows[p] {
			at := r.slot()
			to[at] += l.now[at].Swap(0)
		}
		l.tag[p] = current
	}
}

// write does everything that is due in one transaction, all or nothing.
func (l *Ledger) write(ctx context.Context) (stuck bool, err error) {
	if err := l.open(ctx); err != nil {
		return false, err
	}
	c, err := l.store.begin(ctx)
	if err != nil {
		return false, err
	}
	defer c.undo()
	if w, ok := c.(witness); ok {
		l.settle(w.committed())
	}
	books, err := c.books(ctx)
	if err != nil {
		return false, err
	}
	random := newNoise(l.conf.Rand)
	var plans [Periods]plan
	var ready []int64
	for p := range Periods {
		b := books[p]
		todo := p.decide(l.waiting[p], b, l.clock, l.conf.Grace)
		for _, first := range todo.write.days() {
			if id, ok := b.open[first]; !ok || !l.ready[id] {
				if b.open[first], err = c.open(ctx, p, first, l.rows[p], l.epsilon, random); err != nil {
					return false, err
				}
				ready = append(ready, b.open[first])
			}
			if err := c.write(ctx, l.rows[p], b.open[first], todo.write[first]); err != nil {
				if errors.Is(err, errMissing) {
					clear(l.ready) // somebody deleted rows: make them anew next time
				}
				return false, err
			}
		}
		for _, first := range todo.closes {
			if err := c.shut(ctx, b.open[first]); err != nil {
				return false, err
			}
		}
		plans[p] = todo
		stuck = stuck || todo.stuck
	}
	err = c.commit(ctx)
	unsure := errors.Is(err, errUnsure)
	if err != nil && !unsure {
		return false, err
	}
	for p := range plans {
		for _, d := range plans[p].settled {
			if unsure {
				l.unsure[p][d] = l.waiting[p][d]
			}
			delete(l.waiting[p], d)
		}
	}
	if unsure {
		return false, err
	}
	for _, id := range ready {
		l.ready[id] = true
	}
	return stuck, nil
}

// settle ends the doubt about the write before: what was not written waits again.
func (l *Ledger) settle(written bool) {
	for p := range l.unsure {
		for d, n := range l.unsure[p] {
			if written {
				continue
			}
			to := l.waiting[p].of(d)
			for i := range n {
				to[i] += n[i]
			}
		}
		clear(l.unsure[p])
	}
}

// open opens the file or database if it is not open, or is no longer the one at its path.
func (l *Ledger) open(ctx context.Context) error {
	if l.closed {
		return os.ErrClosed
	}
	if l.store != nil && !l.store.moved(l.conf.Path) {
		return nil
	}
	// What a file that is gone says to being closed changes nothing.
	_ = l.shut()
	s, err := openStore(ctx, l.conf)
	if err != nil {
		return err
	}
	l.store, l.ready = s, map[int64]bool{}
	return nil
}

func (l *Ledger) shut() error {
	if l.store == nil {
		return nil
	}
	err := l.store.close()
	l.store = nil
	return err
}

// replace moves a damaged file aside, so that the next write begins a new one.
func (l *Ledger) replace() error {
	_ = l.shut()
	if err := moveAside(l.conf.Path, l.conf.Clock()); err != nil {
		return err
	}
	l.conf.Alarm(MovedAside)
	return nil
}
