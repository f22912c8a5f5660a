package counter

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The values a Config has when it says nothing.
const (
	DefaultEpsilon = 1.0
	DefaultEvery   = time.Minute
	DefaultGrace   = time.Hour
)

// writeTime is how long Run may take over a write, the last one included. A stop has ten seconds for everything, and may
// find Run at the beginning of a write.
const writeTime = 4 * time.Second

// errRandom is a failure of Config.Rand.
var errRandom = errors.New("the random source failed")

// Config is what a Ledger needs. Only Path must be given.
type Config struct {
	// Path is the SQLite file, whose folder must exist and which is made with mode 0600; or a PostgreSQL database that
	// several instances share, as postgres://user:password@host/name.
	Path string
	// Clock tells the time; time.Now by default.
	Clock func() time.Time
	// Rand is where the blinding comes from; crypto/rand by default. Anything else is for tests.
	Rand io.Reader
	// Epsilon is how much one row may tell, 0.01 to 10, kept to three decimals; 0 means DefaultEpsilon. A period keeps
	// the one it was opened with.
	Epsilon float64
	// Every is how often the file is written; 0 means DefaultEvery. A crash loses at most this much.
	Every time.Duration
	// Grace is how long after its end a period is closed and may be shown, and how long a clock that jumped has to go
	// steadily before anything is closed; 0 means DefaultGrace. At least two turns of Every.
	Grace time.Duration
	// Zone is where calendar days begin and end; Europe/London by default.
	Zone *time.Location
	// Alarm, if given, is told of faults when they begin and of Working when they end. It is called by the writer, one at
	// a time, and should not wait.
	Alarm func(Event)

	// Simulated begins a file that says in its header that nobody's conversation is in it. Such a file and a real one are
	// never mixed: the wrong one is left alone, as ForeignFile.
	Simulated bool

	// only, if given, says which counters have rows. It is for tests of thousands of writes: the whole list is long.
	only func(Counter) bool
}

// Ledger counts. It is safe for concurrent use; a nil Ledger counts nothing.
type Ledger struct {
	conf    Config
	epsilon epsilon
	rows    [Periods][]cell // what every period has
	// now holds what was counted since the last write. It is only ever added to and swapped for zero, so
	// no count is lost between the two.
	now [slots]atomic.Int64

	// mu lets one write happen at a time. Add never takes it.
	mu      sync.Mutex
	store   store
	closed  bool
	clock   pace
	tag     [Periods]day // the period that what is counted now belongs to
	waiting [Periods]waiting
	unsure  [Periods]waiting // what was being written when a connection broke at the commit
	ready   map[int64]bool   // periods by id that are known to have every row
	fault   Event
}

// Open prepares a Ledger. Errors are mistakes in the Config. A file that cannot be used at the moment is not one: that
// is told to Alarm, and tried again at every write. Nothing is written before the first Flush.
func Open(ctx context.Context, conf Config) (*Ledger, error) {
	if conf.Clock == nil {
		conf.Clock = time.Now
	}
	if conf.Rand == nil {
		conf.Rand = rand.Reader
	}
	if conf.Alarm == nil {
		conf.Alarm = func(Event) {}
	}
	if conf.Epsilon == 0 {
		conf.Epsilon = DefaultEpsilon
	}
	if conf.Every == 0 {
		conf.Every = DefaultEvery
	}
	if conf.Grace == 0 {
		conf.Grace = max(DefaultGrace, 2*conf.Every)
	}
	var problems []error
	bad := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("counters: "+format, args...))
	}
	if conf.Zone == nil {
		zone, err := time.LoadLocation("Europe/London")
		if err != nil {
			bad("no time zone data for Europe/London: build with the time/tzdata package")
		}
		conf.Zone = zone
	}
	e, ok := epsilonOf(conf.Epsilon)
	if !ok {
		bad("epsilon %g is not between %g and %g", conf.Epsilon, minEpsilon.float(), maxEpsilon.float())
	}
	if conf.Every < 0 || conf.Grace < 2*conf.Every {
		bad("a grace of %v is less than two turns of %v", conf.Grace, conf.Every)
	}
	if conf.Simulated && InDatabase(conf.Path) {
		bad("simulated figures go into a file of their own, never into a database")
	}
	if conf.Path == "" {
		bad("no file is named")
	} else if InDatabase(conf.Path) {
		if err := CheckDatabase(conf.Path); err != nil {
			bad("%w", err)
		}
	} else if at, err := os.Stat(filepath.Dir(conf.Path)); err != nil || !at.IsDir() {
		bad("the folder of %s does not exist", conf.Path)
	} else if at, err := os.Stat(conf.Path); err == nil && !at.Mode().IsRegular() {
		bad("%s is not a file", conf.Path)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	l := &Ledger{conf: conf, epsilon: e, clock: pace{madeUp: conf.Simulated}}
	for p := range l.waiting {
		l.rows[p] = cells(Period(p), conf.only)
		l.waiting[p], l.unsure[p] = waiting{}, waiting{}
		l.tag[p] = never
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.open(ctx)
	if err != nil && fault(err) == MovedAside {
		if err = l.replace(); err == nil {
			err = l.open(ctx)
		}
	}
	if err != nil {
		l.report(fault(err))
	}
	return l, nil
}

// Add counts one. It takes nanoseconds, allocates nothing, waits for nothing and cannot fail; what is not
// on the list is not counted.
func (l *Ledger) Add(c Counter, ch Channel) {
	if l == nil || int(c) >= Counters || ch >= Channels {
		return
	}
	l.now[slot(c, ch)].Add(1)
}

// Run writes on the clock until ctx ends, then once more. Failures go to Alarm and are tried again; the
// error is that of the last write.
func (l *Ledger) Run(ctx context.Context) error {
	if l == nil {
		<-ctx.Done()
		return nil
	}
	// A stop does not cut a write short: that would be told to Alarm as a fault.
	write := func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
		defer cancel()
		return l.Flush(ctx)
	}
	for {
		// A failure has been reported, and the next turn tries again.
		_ = write()
		turn := time.NewTimer(l.untilTurn(l.conf.Clock()))
		select {
		case <-turn.C:
		case <-ctx.Done():
			turn.Stop()
			return write()
		}
	}
}

// untilTurn is how long it is to the next write: whole turns of the clock, and midnight, so that a day's last counts are
// written into that day.
func (l *Ledger) untilTurn(now time.Time) time.Duration {
	turn := now.Truncate(l.conf.Every).Add(l.conf.Every).Sub(now)
	midnight := (dayOf(now.In(l.conf.Zone)) + 1).begins(l.conf.Zone).Sub(now)
	return max(time.Millisecond, min(turn, midnight))
}

// report tells of what changed.
func (l *Ledger) report(e Event) {
	if e != l.fault {
		l.fault = e
		l.conf.Alarm(e)
	}
}

// Release gives the figures of closed periods; see Reader.Release.
func (l *Ledger) Release(ctx context.Context, from, to time.Time) ([]Figure, error) {
	return readOnce(ctx, l, func(r *Reader) ([]Figure, error) { return r.Release(ctx, from, to) })
}

// Total gives one sum per counter and channel; see Reader.Total.
func (l *Ledger) Total(ctx context.Context, from, to time.Time) ([]Figure, error) {
	return readOnce(ctx, l, func(r *Reader) ([]Figure, error) { return r.Total(ctx, from, to) })
}

// readOnce reads through a connection of its own, which cannot write and does not wait for the writer's lock.
func readOnce[T any](ctx context.Context, l *Ledger, read func(*Reader) (T, error)) (got T, err error) {
	if l == nil {
		return got, nil
	}
	r, err := Read(ctx, l.conf.Path)
	if err != nil {
		return got, err
	}
	defer r.Close()
	return read(r)
}

// Close lets go of the file. It writes nothing: Run does that when it ends.
func (l *Ledger) Close() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return l.shut()
}

// days lists the periods in the order of time, so that the same state is always written the same way.
func (w waiting) days() []day {
	out := make([]day, 0, len(w))
	for d := range w {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}
