package counter

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// epsilon is how much one row may tell, in thousandths, so that it is an exact fraction: smaller hides more.
type epsilon int64

// The bounds are wide on purpose. Below them a count drowns, above them nothing is hidden.
const (
	minEpsilon epsilon = 10
	maxEpsilon epsilon = 10_000
)

func epsilonOf(e float64) (epsilon, bool) {
	t := math.Round(e * 1000)
	// Written so that not-a-number fails.
	if t >= float64(minEpsilon) && t <= float64(maxEpsilon) {
		return epsilon(t), true
	}
	return 0, false
}

func (e epsilon) float() float64 { return float64(e) / 1000 }

// variance is that of a draw.
func (e epsilon) variance() float64 {
	a := math.Exp(-e.float())
	return 2 * a / ((1 - a) * (1 - a))
}

// errStuck means the random source repeats itself: an honest one would come here less than once in 10^300 draws.
var errStuck = errors.New("the random source is stuck")

// noise draws from the two-sided geometric distribution by counting coins whose odds are exact, after
// Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1 and 2.
// There is no floating point in it, so no value has the wrong odds by a rounding, and nothing is clipped.
type noise struct{ random *bufio.Reader }

func newNoise(random io.Reader) noise { return noise{bufio.NewReader(random)} }

// draw gives k with probability (1-a)/(1+a)·a^|k|, where a = exp(-e).
func (n noise) draw(e epsilon) (int64, error) {
	// e is s/t in lowest terms: fewer steps, the same odds.
	s, t := uint64(e), uint64(1000)
	for a, b := s, t; ; a, b = b, a%b {
		if b == 0 {
			s, t = s/a, t/a
			break
		}
	}
	for {
		u, err := n.below(t)
		if err != nil {
			return 0, err
		}
		if kept, err := n.expCoin(u, t); err != nil {
			return 0, err
		} else if !kept {
			continue
		}
		v, err := n.run()
		if err != nil {
			return 0, err
		}
		k := int64((u + t*v) / s)
		sign, err := n.below(2)
		if err != nil {
			return 0, err
		}
		switch {
		case sign == 0:
			return k, nil
		case k > 0: // minus zero would make zero twice as likely
			return -k, nil
		}
	}
}

// run counts how many coins in a row fall with probability exp(-1).
func (n noise) run() (uint64, error) {
	for v := uint64(0); v < 1000; v++ {
		if on, err := n.expCoin(1, 1); err != nil || !on {
			return v, err
		}
	}
	return 0, errStuck
}

// expCoin falls with probability exp(-num/den), for num ≤ den.
func (n noise) expCoin(num, den uint64) (bool, error) {
	for k := uint64(1); k < 200; k++ {
		x, err := n.below(den * k)
		if err != nil {
			return false, err
		}
		if x >= num {
			return k%2 == 1, nil
		}
	}
	return false, errStuck
}

// below draws one of 0 … limit-1, each as likely as the others: what would make the low ones likelier
// is thrown away and drawn again.
func (n noise) below(limit uint64) (uint64, error) {
	if limit == 1 {
		return 0, nil
	}
	whole := math.MaxUint64 - math.MaxUint64%limit
	for range 1000 {
		var b [8]byte
		if _, err := io.ReadFull(n.random, b[:]); err != nil {
			return 0, err
		}
		if x := binary.LittleEndian.Uint64(b[:]); x < whole {
			return x % limit, nil
		}
	}
	return 0, errStuck
}
