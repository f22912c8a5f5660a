package place

import "math"

// The Ordnance Survey's and the Irish map grids are transverse Mercator projections of ellipsoids that were fitted to
// these islands in the nineteenth century. A grid reference becomes degrees in two steps: back through the projection
// (Ordnance Survey, A Guide to Coordinate Systems in Great Britain, annexe C), and from that ellipsoid to WGS84 by a
// shift, a turn and a scale in space (Helmert, annexe B). Seven parameters cannot follow how the triangulation of
// 1936 is bent, so that a point comes out within 5 m of the exact transformation, OSTN15; see the test.

type ellipsoid struct{ a, b float64 } // half axes in metres

// wgs84 is the ellipsoid of GPS.
var wgs84 = ellipsoid{6_378_137, 6_356_752.314_245}

func (e ellipsoid) squaredEccentricity() float64 { return 1 - e.b*e.b/(e.a*e.a) }

// A grid is a projection with the way from its ellipsoid to WGS84.
type grid struct {
	ellipsoid
	scale              float64 // on the central meridian
	lat0, lon0         float64 // true origin, degrees
	easting0, northing float64 // false origin, metres
	// Helmert parameters: metres, seconds of arc, parts in a million
	tx, ty, tz, rx, ry, rz, ppm float64
}

// britishGrid is OSGB36, EPSG:27700, with the Ordnance Survey's own parameters.
var britishGrid = grid{
	ellipsoid: ellipsoid{6_377_563.396, 6_356_256.909}, scale: 0.999_601_271_7,
	lat0: 49, lon0: -2, easting0: 400_000, northing: -100_000,
	tx: 446.448, ty: -125.157, tz: 542.060, rx: 0.1502, ry: 0.2470, rz: 0.8421, ppm: -20.4894,
}

// irishGrid is TM65/TM75, EPSG:29902 and 29903, with the parameters of the Irish and Northern Irish surveys
// (EPSG:1641).
var irishGrid = grid{
	ellipsoid: ellipsoid{6_377_340.189, 6_356_034.448}, scale: 1.000_035,
	lat0: 53.5, lon0: -8, easting0: 200_000, northing: 250_000,
	tx: 482.530, ty: -130.596, tz: 564.557, rx: -1.042, ry: -0.214, rz: -0.631, ppm: 8.150,
}

// point is where an easting and northing in metres lie.
func (g grid) point(easting, northing float64) Point {
	lat, lon := g.unproject(easting, northing)
	return g.shift(lat, lon)
}

// unproject is annexe C.2: radians on the grid's own ellipsoid.
func (g grid) unproject(easting, northing float64) (lat, lon float64) {
	const radians = math.Pi / 180
	lat0 := g.lat0 * radians
	lat = lat0
	// Each round brings the arc along the meridian about a thousand times nearer; three are enough, and the bound
	// is for numbers that are no coordinates.
	for range 10 {
		missing := northing - g.northing - g.arc(lat0, lat)
		lat += missing / (g.a * g.scale)
		if math.Abs(missing) < 1e-5 {
			break
		}
	}
	sin, tan := math.Sin(lat), math.Tan(lat)
	e2 := g.squaredEccentricity()
	nu := g.a * g.scale / math.Sqrt(1-e2*sin*sin)
	rho := nu * (1 - e2) / (1 - e2*sin*sin)
	eta2 := nu/rho - 1
	t2, sec := tan*tan, 1/math.Cos(lat)
	x := (easting - g.easting0) / nu
	x2 := x * x
	lonOff := sec * x * (1 -
		x2/6*(nu/rho+2*t2) +
		x2*x2/120*(5+28*t2+24*t2*t2) -
		x2*x2*x2/5040*(61+662*t2+1320*t2*t2+720*t2*t2*t2))
	lat -= tan * nu / rho * x2 / 2 * (1 -
		x2/12*(5+3*t2+eta2-9*t2*eta2) +
		x2*x2/360*(61+90*t2+45*t2*t2))
	return lat, g.lon0*radians + lonOff
}

// arc is the developed length of the meridian from lat0 to lat.
func (g grid) arc(lat0, lat float64) float64 {
	n := (g.a - g.b) / (g.a + g.b)
	n2, n3 := n*n, n*n*n
	d, s := lat-lat0, lat+lat0
	return g.b * g.scale * ((1+n+5*n2/4+5*n3/4)*d -
		(3*n+3*n2+21*n3/8)*math.Sin(d)*math.Cos(s) +
		(15*n2/8+15*n3/8)*math.Sin(2*d)*math.Cos(2*s) -
		35*n3/24*math.Sin(3*d)*math.Cos(3*s))
}

// shift takes radians on the grid's ellipsoid to degrees on WGS84. Heights do not matter at this precision.
func (g grid) shift(lat, lon float64) Point {
	const seconds = math.Pi / 180 / 3600
	e2 := g.squaredEccentricity()
	nu := g.a / math.Sqrt(1-e2*math.Sin(lat)*math.Sin(lat))
	x := nu * math.Cos(lat) * math.Cos(lon)
	y := nu * math.Cos(lat) * math.Sin(lon)
	z := nu * (1 - e2) * math.Sin(lat)

	rx, ry, rz, s := g.rx*seconds, g.ry*seconds, g.rz*seconds, 1+g.ppm*1e-6
	x, y, z = g.tx+s*x-rz*y+ry*z, g.ty+rz*x+s*y-rx*z, g.tz-ry*x+rx*y+s*z

	e2 = wgs84.squaredEccentricity()
	p := math.Hypot(x, y)
	lat = math.Atan2(z, p*(1-e2))
	for range 4 { // a tenth of a millimetre after three
		sin := math.Sin(lat)
		lat = math.Atan2(z+e2*wgs84.a/math.Sqrt(1-e2*sin*sin)*sin, p)
	}
	return Point{Lat: lat * 180 / math.Pi, Lon: math.Atan2(y, x) * 180 / math.Pi}
}
