package intake

import (
	"waymark/bot/directory/hours"
	"waymark/bot/directory/place"
)

// corner is a corner of an outline: longitude and latitude in degrees.
type corner struct{ lon, lat float64 }

// The outlines are drawn by hand around the coasts, some 10 km out at sea, and keep Dublin, Calais and Cherbourg outside. The
// Irish border is within 5 km. They are for finding slips, not for saying whose a place is.
func outlines() [4][]corner {
	return [4][]corner{
		{ // Great Britain and the Isle of Man
			{-6.6, 49.75}, {-5.0, 49.8}, {-3.4, 50.05}, {-1.2, 50.4}, {0.3, 50.6}, {1.05, 50.8}, {1.55, 51.1}, {1.6, 51.5},
			{2.0, 52.3}, {1.95, 52.95}, {0.6, 53.2}, {0.5, 53.8}, {-0.9, 54.8}, {-1.2, 55.5}, {-1.7, 56.1}, {-1.6, 57.9},
			{-2.5, 58.3}, {-1.9, 58.9}, {-0.5, 59.8}, {-0.5, 61.0}, {-2.2, 60.9}, {-3.6, 59.6}, {-5.5, 58.9}, {-6.5, 58.8},
			{-8.9, 58.0}, {-8.0, 56.5}, {-7.0, 55.6}, {-6.0, 55.3}, {-5.5, 55.15}, {-5.3, 54.6}, {-5.1, 54.3}, {-5.1, 54.0},
			{-4.9, 53.5}, {-5.0, 52.6}, {-5.6, 51.6}, {-5.3, 51.0}, {-6.6, 50.3},
		},
		{ // Northern Ireland
			{-8.3, 54.5}, {-7.95, 54.72}, {-7.62, 54.78}, {-7.62, 54.95}, {-7.4, 55.12}, {-6.95, 55.3}, {-6.0, 55.4}, {-5.3, 54.9},
			{-5.3, 54.2}, {-5.9, 53.98}, {-6.35, 54.02}, {-6.75, 54.0}, {-7.0, 54.35}, {-7.2, 54.05}, {-7.7, 54.05}, {-8.1, 54.25},
		},
		{{-2.35, 49.1}, {-1.95, 49.1}, {-1.95, 49.35}, {-2.35, 49.35}}, // Jersey
		{{-2.8, 49.35}, {-2.1, 49.35}, {-2.1, 49.8}, {-2.8, 49.8}},     // Guernsey
	}
}

func inTheseIslands(p place.Point) bool {
	for _, o := range outlines() {
		if within(o, p) {
			return true
		}
	}
	return false
}

// within counts the sides that a line to the east crosses.
func within(outline []corner, p place.Point) bool {
	inside := false
	for i, a := range outline {
		b := outline[(i+1)%len(outline)]
		if (a.lat > p.Lat) != (b.lat > p.Lat) && p.Lon < a.lon+(p.Lat-a.lat)/(b.lat-a.lat)*(b.lon-a.lon) {
			inside = !inside
		}
	}
	return inside
}

// border is the line between England and Scotland, from the Solway to Berwick.
func border() []corner {
	return []corner{{-5.3, 54.55}, {-3.6, 54.92}, {-3.06, 54.99}, {-2.8, 55.12}, {-2.63, 55.28}, {-2.48, 55.354}, {-2.2, 55.47}, {-2.25, 55.648}, {-2.1, 55.76}, {-2.03, 55.811}, {-1.0, 55.9}}
}

// divisionOf says whose bank holidays hold at a place: by its postcode, or near a border and without one by the map.
func divisionOf(code place.Postcode, known bool, p place.Point) hours.Division {
	if known {
		if nation, border := code.Nation(); !border {
			switch {
			case nation == place.Scotland:
				return hours.Scotland
			case nation == place.NorthernIreland:
				return hours.NorthernIreland
			case nation.Crown():
				return hours.NoDivision
			case nation != place.UnknownNation:
				return hours.EnglandAndWales
			}
		}
	}
	all := outlines()
	switch man := p.Lat > 54.0 && p.Lat < 54.45 && p.Lon > -4.9 && p.Lon < -4.25; {
	case man, within(all[2], p), within(all[3], p):
		return hours.NoDivision
	case p.Lon < -5.3 && p.Lat < 55.35 && within(all[1], p):
		return hours.NorthernIreland
	}
	line := border()
	for i := range len(line) - 1 {
		a, b := line[i], line[i+1]
		if p.Lon >= a.lon && p.Lon < b.lon && p.Lat > a.lat+(p.Lon-a.lon)/(b.lon-a.lon)*(b.lat-a.lat) {
			return hours.Scotland
		}
	}
	if p.Lon < -5.3 && p.Lat > 54.55 || p.Lat > 55.9 {
		return hours.Scotland
	}
	return hours.EnglandAndWales
}
