package directory

import "math"

// Distance is a way in the pieces that words are made of. Exactly one of them is not zero.
type Distance struct {
	// WalkMinutes is about how long it takes to walk, in fives up to 30.
	WalkMinutes int
	// HalfMiles is further than that: half miles, and beyond ten miles whole ones.
	HalfMiles int
}

const metresInAMile = 1609.344

// InWords rounds a way as people say it: "about 10 minutes' walk", "about 2½ miles". Walking is 80 m a minute, on the way that
// the crow flies: streets are longer, so it is never less than five minutes and always "about".
func InWords(metres float64) Distance {
	if !(metres >= 0) {
		metres = 0
	}
	minutes := int(math.Round(min(metres, 1e6)/80/5)) * 5
	if minutes <= 30 {
		return Distance{WalkMinutes: max(minutes, 5)}
	}
	miles := metres / metresInAMile
	if miles >= 10 {
		return Distance{HalfMiles: 2 * int(math.Round(min(miles, 1e6)))}
	}
	return Distance{HalfMiles: int(math.Round(miles * 2))}
}
