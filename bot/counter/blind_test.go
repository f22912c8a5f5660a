package counter

import (
	"bytes"
	"errors"
	"io"
	"math"
	"testing"
)

// drawn draws n values from a seeded source and counts them.
func drawn(t tb, e float64, n int) map[int64]int {
	t.Helper()
	eps, ok := epsilonOf(e)
	if !ok {
		t.Fatalf("epsilon %g is refused", e)
	}
	source := newNoise(seeded(7))
	seen := map[int64]int{}
	for range n {
		k, err := source.draw(eps)
		if err != nil {
			t.Fatalf("%v", err)
		}
		seen[k]++
	}
	return seen
}

// chance is what the two-sided geometric distribution gives k.
func chance(e float64, k int64) float64 {
	a := math.Exp(-e)
	return (1 - a) / (1 + a) * math.Pow(a, math.Abs(float64(k)))
}

// chiSquare says how far what was seen is from the distribution, in standard deviations of chi-square. Values
// expected fewer than 10 times are taken together.
func chiSquare(e float64, seen map[int64]int) float64 {
	n := 0
	for _, c := range seen {
		n += c
	}
	sum, bins := 0.0, 0
	restSeen, restWant := float64(n), float64(n)
	for k := int64(0); float64(n)*chance(e, k) >= 10; k++ {
		for _, v := range []int64{k, -k} {
			want := float64(n) * chance(e, v)
			got := float64(seen[v])
			sum += (got - want) * (got - want) / want
			bins++
			restSeen -= got
			restWant -= want
			if k == 0 {
				break
			}
		}
	}
	if restWant > 1 {
		sum += (restSeen - restWant) * (restSeen - restWant) / restWant
		bins++
	}
	free := float64(bins - 1)
	return (sum - free) / math.Sqrt(2*free)
}

func TestNoiseFitsTheTwoSidedGeometric(t *testing.T) {
	for e, n := range map[float64]int{1: 200_000, 0.5: 50_000, 0.1: 50_000, 0.333: 50_000, 3.7: 50_000} {
		if far := chiSquare(e, drawn(t, e, n)); far > 4 {
			t.Errorf("epsilon %g: chi-square is %.1f deviations off", e, far)
		}
	}
}

func TestChiSquareSeesAWrongDistribution(t *testing.T) {
	seen := drawn(t, 1, 200_000)
	if far := chiSquare(1.02, seen); far < 4 {
		t.Errorf("epsilon wrong by 2 %%: only %.1f deviations off", far)
	}
	seen[0] += 2000 // as if minus zero had been kept
	if far := chiSquare(1, seen); far < 4 {
		t.Errorf("zero one part in a hundred too often: only %.1f deviations off", far)
	}
}

// One count more or less changes the odds of any row by a factor of exp(ε) at most: that is what ε promises.
func TestNeighboursDifferByAFactorWithinEpsilon(t *testing.T) {
	const n = 200_000
	for _, e := range []float64{0.5, 1} {
		seen := drawn(t, e, n)
		for k := int64(-3); k <= 3; k++ {
			for _, other := range []int64{k - 1, k + 1} {
				a, b := float64(seen[k]), float64(seen[other])
				// Five standard deviations of the logarithm of a ratio of two counts.
				slack := 5 * math.Sqrt(1/a+1/b)
				if math.Log(a/b) > e+slack {
					t.Errorf("epsilon %g: %d comes %.3f times as often as %d", e, k, a/b, other)
				}
			}
		}
	}
}

// What the sampler gives is not enough: it has to be what the rows start with.
func TestRowsStartAtTheTwoSidedGeometric(t *testing.T) {
	random := seeded(3)
	seen := map[int64]int{}
	for range 40 {
		b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Rand = random })
		b.flush()
		for _, v := range rows(t, b.path) {
			seen[v]++
		}
		b.ledger.Close()
	}
	if far := chiSquare(1, seen); far > 4 {
		t.Errorf("chi-square is %.1f deviations off: %v", far, seen)
	}
}

func TestEachRowHasADrawOfItsOwn(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Epsilon = 0.01 })
	b.flush()
	seen := map[int64]int{}
	for _, v := range rows(t, b.path) {
		seen[v]++
	}
	if len(seen) < 50 {
		t.Errorf("only %d different values: rows share their noise", len(seen))
	}
}

func TestBelowIsUnbiased(t *testing.T) {
	// Of the 2^64 numbers, the last one is past the last whole three: it has to be drawn again.
	all := bytes.Repeat([]byte{0xff}, 8)
	one := []byte{1, 0, 0, 0, 0, 0, 0, 0}
	got, err := newNoise(bytes.NewReader(append(all, one...))).below(3)
	if err != nil || got != 1 {
		t.Errorf("got %d, %v; want the second number, 1", got, err)
	}
	seen := [3]int{}
	n := newNoise(seeded(9))
	for range 30_000 {
		x, err := n.below(3)
		if err != nil {
			t.Fatal(err)
		}
		seen[x]++
	}
	for x, c := range seen {
		if c < 9_600 || c > 10_400 { // 5 deviations
			t.Errorf("%d came %d times of 30,000", x, c)
		}
	}
}

func TestABrokenRandomSourceIsAnErrorNotAZero(t *testing.T) {
	for name, source := range map[string]io.Reader{
		"empty": bytes.NewReader(nil),
		"zeros": zeros(0),
		"ones":  zeros(0xff),
	} {
		t.Run(name, func(t *testing.T) {
			if k, err := newNoise(source).draw(1000); err == nil {
				t.Errorf("drew %d, want an error", k)
			}
		})
	}
}

// zeros repeats one byte for ever.
type zeros byte

func (z zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(z)
	}
	return len(p), nil
}

func TestEpsilonIsKeptToThousandthsAndWithinBounds(t *testing.T) {
	for _, c := range []struct {
		in   float64
		want epsilon
		ok   bool
	}{
		{1, 1000, true}, {0.01, 10, true}, {10, 10_000, true}, {0.3333, 333, true},
		{0, 0, false}, {-1, 0, false}, {0.001, 0, false}, {11, 0, false},
		{math.NaN(), 0, false}, {math.Inf(1), 0, false},
	} {
		if got, ok := epsilonOf(c.in); got != c.want || ok != c.ok {
			t.Errorf("%g: got %d, %v; want %d, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestNoPeriodOpensWithoutRandomness(t *testing.T) {
	b := newRig(t, "2026-11-25 10:00", func(c *Config) { c.Rand = bytes.NewReader(nil) })
	b.add("sessions", 3)
	if err := b.ledger.Flush(t.Context()); !errors.Is(err, errRandom) {
		t.Fatalf("Flush: %v, want %v", err, errRandom)
	}
	if got := rows(t, b.path); len(got) != 0 {
		t.Errorf("%d rows without noise, want none", len(got))
	}
	if len(b.events) != 1 || b.events[0] != NoRandom {
		t.Errorf("events %v, want NoRandom", b.events)
	}
}
