package counter

import (
	"context"
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// attacker keeps everything that was ever shown and looks for a difference. It knows when the bot was used and when
// not, because it is also the one who uses it.
type attacker struct {
	t  *rapid.T
	tw twin
	// few are the counters it uses: those that have rows in these tests.
	few []Counter
	// shown is every figure of one period that was ever seen, and closed every row behind them.
	shown  map[figureKey]Figure
	closed map[key]int64
	// latest is the latest moment any write saw.
	latest time.Time
	// counted and lost are what was used, and what died with the process before it was written.
	counted, lost int64
}

type figureKey struct {
	period   Period
	from, to time.Time
	counter  Counter
	channel  Channel
}

func keyOf(f Figure) figureKey { return figureKey{f.Period, f.From, f.To, f.Counter, f.Channel} }

// forever is a range with every day in it.
func forever(t tb) (from, to time.Time) { return date(t, "1960-01-01"), date(t, "2100-01-01") }

func (a *attacker) flush() {
	a.tw.flush()
	if now := a.tw.used.clock.read(); now.After(a.latest) {
		a.latest = now
	}
}

// use uses the bot, and only one of the twins.
func (a *attacker) use(t *rapid.T) {
	for range rapid.IntRange(1, 4).Draw(t, "counters") {
		c := rapid.SampledFrom(a.few).Draw(t, "counter")
		ch := Channel(rapid.IntRange(0, int(Channels)-1).Draw(t, "channel"))
		n := rapid.IntRange(1, 40).Draw(t, "times")
		for range n {
			a.tw.used.ledger.Add(c, ch)
		}
		a.counted += int64(n)
	}
}

// release is everything that can be seen now.
func (a *attacker) release(l *Ledger) map[figureKey]Figure {
	from, to := forever(a.t)
	got, err := l.Release(context.Background(), from, to)
	if err != nil {
		a.t.Fatalf("Release: %v", err)
	}
	out := map[figureKey]Figure{}
	for _, f := range got {
		if _, ok := out[keyOf(f)]; ok {
			a.t.Fatalf("%v is shown twice", f)
		}
		out[keyOf(f)] = f
	}
	return out
}

func (a *attacker) look(*rapid.T) {
	for k, f := range a.release(a.tw.used.ledger) {
		if was, ok := a.shown[k]; ok && was != f {
			a.t.Fatalf("a closed period changed: %v, then %v", was, f)
		}
		a.shown[k] = f
		if end := (dayOf(f.To) + 1).begins(a.tw.used.ledger.conf.Zone); a.latest.Before(end) {
			a.t.Fatalf("%v is shown, and the latest it ever was is %v", f, a.latest)
		}
	}
}

// lookWhileUsing looks, uses the bot, and looks again, at one moment.
func (a *attacker) lookWhileUsing(t *rapid.T) {
	a.flush() // what is due by now is closed now
	before := a.release(a.tw.used.ledger)
	a.use(t)
	a.flush()
	if after := a.release(a.tw.used.ledger); !maps.Equal(before, after) {
		a.t.Fatalf("what is shown changed when somebody used the bot: %d figures, then %d", len(before), len(after))
	}
}

// lookAtSums asks for sums over a range and its two parts, and checks them against the rows on disk.
func (a *attacker) lookAtSums(t *rapid.T) {
	first, _ := dayNamed("2026-10-01")
	d := func(name string, from int) int { return rapid.IntRange(from, 120).Draw(t, name) }
	from := d("from", 0)
	cut := d("cut", from)
	to := d("to", cut)
	day := func(n int) time.Time { return (first + day(n)).date() }

	r, err := Read(context.Background(), a.tw.used.path)
	if err != nil {
		a.t.Fatalf("Read: %v", err)
	}
	defer r.Close()
	part := func(from, to time.Time) map[figureKey]int64 {
		rows, err := r.rows(context.Background(), from, to)
		if err != nil {
			a.t.Fatalf("rows: %v", err)
		}
		out := map[figureKey]int64{}
		for _, s := range sum(rows) {
			out[figureKey{period: s.period, counter: s.counter, channel: s.channel}] = s.value
		}
		return out
	}
	whole, left, right := part(day(from), day(to)), part(day(from), day(cut)), part(day(cut+1), day(to))
	for k, v := range whole {
		if v != left[k]+right[k] {
			a.t.Fatalf("%v: %d days %d to %d, but %d to %d and %d after", k, v, from, to, left[k], cut, right[k])
		}
	}

	// From the file itself, with none of the code above.
	want := map[figureKey]int64{}
	for k, v := range a.closedRows(rows(a.t, a.tw.used.path)) {
		p, _ := periodNamed(k.kind)
		c, _ := Named(k.counter)
		ch, single := channelNamed(k.channel)
		if on := date(a.t, k.first); on.Before(day(from)) || on.After(day(to)) {
			continue
		}
		if single {
			want[figureKey{period: p, counter: c, channel: ch}] += v
		}
		want[figureKey{period: p, counter: c, channel: Channels}] += v
	}
	got, err := r.Total(context.Background(), day(from), day(to))
	if err != nil {
		a.t.Fatalf("Total: %v", err)
	}
	if len(got) != len(want) || len(whole) != len(want) {
		a.t.Fatalf("%d totals and %d sums, want %d", len(got), len(whole), len(want))
	}
	for _, f := range got {
		v := want[figureKey{period: f.Period, counter: f.Counter, channel: f.Channel}]
		if f.Fewer != (v < 5) || !f.Fewer && (f.Value%5 != 0 || f.Value-int(v) > 2 || int(v)-f.Value > 2) || f.Fewer && f.Value != 0 {
			a.t.Fatalf("%v: the rows sum up to %d", f, v)
		}
	}
}

// closedRows are the rows on disk that belong to a closed period.
func (a *attacker) closedRows(of map[key]int64) map[key]int64 {
	closed := map[string]bool{}
	for _, s := range standings(a.t, a.tw.used.path) {
		closed[s.kind+s.first] = s.closed
	}
	out := map[key]int64{}
	for k, v := range of {
		if closed[k.kind+k.first] {
			out[k] = v
		}
	}
	return out
}

// check holds after every step.
func (a *attacker) check(*rapid.T) {
	used := rows(a.t, a.tw.used.path)
	now := a.closedRows(used)
	for k, v := range a.closed {
		if w, ok := now[k]; !ok || w != v {
			a.t.Fatalf("%v was closed with %d and has %d (%v)", k, v, w, ok)
		}
	}
	a.closed = now
	// This fails, too, if the rows that are there depend on use.
	var written int64
	for _, v := range difference(a.t, used, rows(a.t, a.tw.unused.path)) {
		written += v
	}
	if held := a.held(); written+held+a.lost != a.counted {
		a.t.Fatalf("counted %d; written %d, in memory %d, lost in crashes %d", a.counted, written, held, a.lost)
	}
}

// held is what is only in memory.
func (a *attacker) held() int64 {
	var n int64
	l := a.tw.used.ledger
	for i := range l.now {
		n += l.now[i].Load()
	}
	for _, w := range l.waiting {
		for _, c := range w {
			for _, v := range c {
				n += v
			}
		}
	}
	return n
}

// longGrace lets days pass in a few writes.
func longGrace(c *Config) { c.Grace = 6 * time.Hour }

// Whoever keeps every figure ever shown, and uses the bot in between, learns nothing of an open period and sees no
// closed one change, whatever the clock, restarts and crashes do.
func TestKeepingEveryFigureTellsNoMoreThanTheFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := &attacker{t: t, tw: newTwin(t, "2026-10-22 22:15", longGrace), shown: map[figureKey]Figure{}, closed: map[key]int64{}}
		for c := range Counter(Counters) {
			if few(c) {
				a.few = append(a.few, c)
			}
		}
		clock := a.tw.used.clock
		a.flush()
		restart := func() {
			a.tw.used.restart()
			a.tw.unused.restart()
		}
		t.Repeat(map[string]func(*rapid.T){
			"":      a.check,
			"use":   a.use,
			"flush": func(*rapid.T) { a.flush() },
			"time passes": func(t *rapid.T) {
				for range rapid.IntRange(1, 8).Draw(t, "turns") {
					clock.pass(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
					a.flush()
				}
			},
			"the clock jumps": func(t *rapid.T) {
				back := clock.read()
				clock.set(rapid.SampledFrom([]time.Time{
					back.Add(24 * time.Hour), back.Add(-24 * time.Hour), back.Add(12 * time.Hour), back.Add(8 * 24 * time.Hour),
					at(a.t, "1970-01-01 00:00"), at(a.t, "2038-01-19 03:14"), at(a.t, "2026-10-25 01:30"),
				}).Draw(t, "to"))
				a.flush()
				a.use(t)
				if rapid.Bool().Draw(t, "and stays for a while") {
					clock.pass(5 * time.Hour)
					a.flush()
				}
				if rapid.Bool().Draw(t, "and for longer") {
					clock.pass(5 * time.Hour)
					a.flush()
				}
				if clock.read().Sub(back).Abs() > 400*24*time.Hour || rapid.Bool().Draw(t, "and is put right") {
					clock.set(back)
					a.flush()
				}
			},
			"restart": func(*rapid.T) {
				a.flush()
				a.lost += a.held() // what waits for a clock that is right does not survive
				restart()
			},
			"crash": func(*rapid.T) {
				a.lost += a.held()
				restart()
			},
			"look":             a.look,
			"look while using": a.lookWhileUsing,
			"look at sums":     a.lookAtSums,
		})
	})
}
