package directory

import (
	"math"

	"waymark/bot/directory/place"
)

// vector is a point of the WGS84 ellipsoid in metres from the Earth's centre. Straight lines through the ground put points
// in the same order as the way along it does, to less than a millimetre within 50 km, and cost no sine.
type vector [3]float64

// onGround is WGS84's own conversion (NIMA TR8350.2), at height 0.
func onGround(p place.Point) vector {
	const (
		semiMajor    = 6_378_137.0
		flattening   = 1 / 298.257223563
		eccentricity = flattening * (2 - flattening) // squared
		radians      = math.Pi / 180
	)
	sinLat, cosLat := math.Sincos(p.Lat * radians)
	sinLon, cosLon := math.Sincos(p.Lon * radians)
	n := semiMajor / math.Sqrt(1-eccentricity*sinLat*sinLat)
	return vector{n * cosLat * cosLon, n * cosLat * sinLon, n * (1 - eccentricity) * sinLat}
}

// square is the square of the straight line between two points.
func (v vector) square(w vector) float64 {
	x, y, z := v[0]-w[0], v[1]-w[1], v[2]-w[2]
	return x*x + y*y + z*z
}

// alongGround is the way along the ground for the square of a straight line, in metres. The ground is taken for a sphere of
// 6 380 km, which is its curve in these islands, give or take 10 km: over 500 km that is half a metre. The arcsine is cut
// after its third term, which over 1 200 km leaves out 4 cm.
func alongGround(square float64) float64 {
	const diameter = 2 * 6_380_000
	x := square / (diameter * diameter)
	return math.Sqrt(square) * (1 + x*(1.0/6+x*3/40))
}
