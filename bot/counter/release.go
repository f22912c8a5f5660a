package counter

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"
)

// smallest is what figures are rounded to, and what smaller ones are said to be fewer than.
const smallest = 5

// normal95 is how many standard deviations hold 95 of 100 cases of a sum.
const normal95 = 1.96

// Figure is one number that may be shown: blinded, of closed periods, rounded.
type Figure struct {
	Period Period
	// From and To are the first and last calendar day, as midnights in UTC.
	From, To time.Time
	// Channel is one channel, or Channels for all of them together.
	Channel Channel
	Counter Counter
	// Value is rounded to 5. It is 0 when Fewer.
	Value int
	// Fewer means fewer than 5, which may be none.
	Fewer bool
	// Low and High, where High is not 0, are what the number before blinding lies between in 95 of 100 cases, in steps of
	// 5. They are given where the blinding of a sum is wider than the rounding.
	Low, High int
	// Simulated means that nobody's conversation is in it: waymark simulate made it.
	Simulated bool
	// Epsilon is the largest that a row in the figure was blinded with: the larger, the less it hides.
	Epsilon float64
}

// Text is the figure as it is shown: "fewer than 5", "15", or, where the blinding is wider than the rounding,
// "about 120 (110 to 130)" or "fewer than 15".
func (f Figure) Text() string {
	switch {
	case f.High > 0 && f.Fewer:
		return "fewer than " + strconv.Itoa(f.High)
	case f.High > 0:
		return "about " + strconv.Itoa(f.Value) + " (" + strconv.Itoa(f.Low) + " to " + strconv.Itoa(f.High) + ")"
	case f.Fewer:
		return "fewer than " + strconv.Itoa(smallest)
	}
	return strconv.Itoa(f.Value)
}

// String is one line that says everything about the figure.
func (f Figure) String() string {
	return f.From.Format(time.DateOnly) + " to " + f.To.Format(time.DateOnly) + " " + f.Channel.String() + " " +
		f.Counter.String() + ": " + f.Text()
}

// row is one blinded row of a closed period, or a sum of some. It is not rounded and is never shown.
type row struct {
	period      Period
	first, last day
	counter     Counter
	channel     Channel
	epsilon     epsilon
	// variance is that of the blinding in value.
	variance  float64
	value     int64
	simulated bool
}

// figure rounds. It is the last thing that happens to a number: sums are made of rows, never of figures.
func (r row) figure() Figure {
	f := Figure{
		Period: r.period, From: r.first.date(), To: r.last.date(),
		Channel: r.channel, Counter: r.counter, Epsilon: r.epsilon.float(),
		Simulated: r.simulated,
	}
	if r.value < smallest {
		f.Fewer = true
	} else {
		f.Value = int((r.value + smallest/2) / smallest * smallest)
	}
	if half := normal95 * math.Sqrt(r.variance); half > smallest {
		f.Low = max(0, int(math.Floor((float64(r.value)-half)/smallest))*smallest)
		f.High = max(smallest, int(math.Ceil((float64(r.value)+half)/smallest))*smallest)
	}
	return f
}

// join adds another row to a sum.
func (s *row) join(r row) {
	s.first, s.last = min(s.first, r.first), max(s.last, r.last)
	s.epsilon = max(s.epsilon, r.epsilon)
	s.variance += r.variance
	s.simulated = s.simulated || r.simulated
	s.value += r.value
}

// sum adds rows up by counter and channel, and over all channels. A sum spans the days of its rows.
func sum(rows []row) []row {
	type key struct {
		counter Counter
		channel Channel
	}
	at := map[key]int{}
	var out []row
	add := func(r row) {
		k := key{r.counter, r.channel}
		i, ok := at[k]
		if !ok {
			at[k] = len(out)
			out = append(out, r)
			return
		}
		out[i].join(r)
	}
	for _, r := range rows {
		if r.channel != Channels {
			add(r)
			r.channel = Channels
		}
		add(r)
	}
	return out
}

// figures rounds rows and puts them in the order they are shown.
func figures(rows []row) []Figure {
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.period, b.period), cmp.Compare(a.first, b.first),
			cmp.Compare(a.counter, b.counter), cmp.Compare(a.channel, b.channel))
	})
	out := make([]Figure, len(rows))
	for i, r := range rows {
		out[i] = r.figure()
	}
	return out
}

// Reader shows what may be shown of a counter file or database, while another process writes it or when none does.
// It never opens or closes a period and changes no row.
type Reader struct {
	store store
	empty bool
}

// Read opens a counter file that exists, or a database by its postgres:// address, for reading. The error is
// fs.ErrNotExist when there is no file.
func Read(ctx context.Context, path string) (*Reader, error) {
	s, empty, err := readStore(ctx, path)
	if err != nil {
		return nil, err
	}
	return &Reader{s, empty}, nil
}

// Close lets go of the file or database.
func (r *Reader) Close() error { return r.store.close() }

// Release gives a figure for every counter and channel of every closed period that begins on one of the days from … to,
// both included. The days are those that from and to show in their own time zone.
func (r *Reader) Release(ctx context.Context, from, to time.Time) ([]Figure, error) {
	rows, err := r.rows(ctx, from, to)
	return figures(rows), err
}

// Total gives one figure per counter and channel, and one per counter for all channels, over the closed periods that
// begin on one of the days from … to. Their From and To say which days are in it.
func (r *Reader) Total(ctx context.Context, from, to time.Time) ([]Figure, error) {
	rows, err := r.rows(ctx, from, to)
	return figures(sum(rows)), err
}

func (r *Reader) rows(ctx context.Context, from, to time.Time) ([]row, error) {
	if r.empty {
		return nil, nil
	}
	return r.between(ctx, dayOf(from), dayOf(to))
}

func (r *Reader) between(ctx context.Context, from, to day) ([]row, error) {
	rows, err := r.store.closedRows(ctx, from, to)
	simulated := r.store.isSimulated()
	for i := range rows {
		rows[i].variance, rows[i].simulated = rows[i].epsilon.variance(), simulated
	}
	return rows, err
}
