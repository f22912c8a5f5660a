// Package place is the gazetteer: it turns a postcode, a part of one, or the name of a town or neighbourhood into a
// point on the map, and says in which nation that is. What it knows is built in (towns of the United Kingdom, Man and
// the Channel Islands) or was imported by the operator into read-only files. It is offline, keeps nothing and logs
// nothing. Neither its answers nor its errors hold what was typed: every label comes from its own tables.
package place

import "math"

// Point is a place on the ground in degrees, WGS84, latitude north and longitude east.
type Point struct{ Lat, Lon float64 }

// Metres is the distance to q along the surface of a sphere of the Earth's mean radius (IUGG,
// 6 371 008.8 m); within these islands it is right to 0.6 %.
func (p Point) Metres(q Point) float64 {
	const radians, diameter = math.Pi / 180, 2 * 6_371_008.8
	lat := math.Sin((q.Lat - p.Lat) * radians / 2)
	lon := math.Sin((q.Lon - p.Lon) * radians / 2)
	h := lat*lat + math.Cos(p.Lat*radians)*math.Cos(q.Lat*radians)*lon*lon
	return diameter * math.Asin(math.Sqrt(min(h, 1)))
}

// Rounded is the point to a hundredth of a degree, about a kilometre: near enough to find a service by,
// and not a doorstep.
func (p Point) Rounded() Point {
	return Point{Lat: math.Round(p.Lat*100) / 100, Lon: math.Round(p.Lon*100) / 100}
}

// The box that holds the United Kingdom and the Crown dependencies, in degrees.
const (
	south, north = 49.0, 61.5
	west, east   = -9.0, 2.5
)

// InBounds says whether p lies in the box around these islands; NaN does not.
func (p Point) InBounds() bool {
	return p.Lat >= south && p.Lat <= north && p.Lon >= west && p.Lon <= east
}

// Nation is whose law, health service and helplines hold at a place.
type Nation uint8

// The nations. There are exactly eight values, because files keep one in three bits.
const (
	UnknownNation Nation = iota
	England
	Scotland
	Wales
	NorthernIreland
	IsleOfMan
	Jersey
	Guernsey // the bailiwick, with Alderney, Sark and Herm
	nations
)

var nationNames = [nations]string{"", "England", "Scotland", "Wales", "Northern Ireland", "Isle of Man", "Jersey", "Guernsey"}

// String is the nation's name in English; the unknown one is empty.
func (n Nation) String() string {
	if n < nations {
		return nationNames[n]
	}
	return ""
}

// Crown says whether the nation is a Crown dependency: not in the United Kingdom, with a health service, laws and
// helplines of its own.
func (n Nation) Crown() bool { return n >= IsleOfMan && n < nations }

// Precision is what a place's point stands for, from the finest to the widest.
type Precision uint8

const (
	// Unit is one whole postcode: about fifteen addresses.
	Unit Precision = iota + 1
	// Sector is a postcode without its last two letters, such as E8 1.
	Sector
	// District is the first half of a postcode, such as E8, or several of them, such as SW1.
	District
	// Village is a village, hamlet or neighbourhood.
	Village
	// Town is a town, or a part of a city of that size.
	Town
	// City is a town of more than 75 000 people, and London. Asking which part is worth while.
	City
)

// Place is somewhere a service can be near.
type Place struct {
	Point Point
	// Label is what to call it, in our own words: "E8", "Hull", "Richmond, North Yorkshire". It is never what was typed,
	// and of a whole postcode it is the first half.
	Label     string
	Precision Precision
	// Radius is how far from the point somebody who is there may well be, in metres. It is a rough figure.
	Radius float64
	Nation Nation
	// Border: part of it lies in another nation than Nation.
	Border bool
	// Area is the letters its postcodes begin with, such as "E" or "HU"; empty where that is not known. It
	// is the finest thing about a place that may be counted.
	Area string
}

// Area is somewhere too wide to search from.
type Area struct {
	Letters string // of a postcode area, such as "E"; empty for a county or nation
	Name    string // "East London", "Kent", "Scotland"
	Nation  Nation
	Border  bool // part of it lies in another nation
}
