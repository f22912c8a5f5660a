package place

import (
	"math"
	"slices"
	"strings"
)

// placeOf is the place with a label.
func (f *Finder) placeOf(n named, label string) Place {
	p := Place{Point: n.at, Label: label, Precision: n.class, Radius: townRadius(n), Nation: n.nation}
	switch {
	case n.out != 0:
		p.Area = n.out.area()
	case n.nation == NorthernIreland:
		p.Area = "BT"
	case n.nation == IsleOfMan:
		p.Area = "IM"
	case n.nation == Jersey:
		p.Area = "JE"
	case n.nation == Guernsey:
		p.Area = "GY"
	default:
		if o, distance, ok := f.nearestOut(n.at); ok && distance < farDistrict {
			p.Area = o.out.area()
		}
	}
	return p
}

// townRadius is how far a town reaches, in metres, if 4 500 people live on a square kilometre, as in the built-up
// areas of England and Wales; at least a kilometre.
func townRadius(n named) float64 {
	return max(1000, math.Sqrt(float64(n.people)/4500/math.Pi)*1000)
}

// labels are the names with what tells them apart: the county, or the nation where a place is the only one from its own.
// A name that no other in the list begins with stays as it is.
func labels(list []named) []string {
	byNation := map[Nation]int{}
	for _, n := range list {
		byNation[n.nation]++
	}
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = n.name
		if !slices.ContainsFunc(list, func(o named) bool { return o != n && strings.HasPrefix(o.name, n.name) }) {
			continue
		}
		where := n.county
		// A part of a city is told by the city.
		foreign := n.nation != England && byNation[n.nation] == 1 && len(byNation) > 1 && n.people != neighbourhoodPeople
		if foreign || where == "" || where == n.name {
			where = n.nation.String()
		}
		if where != "" && where != n.name {
			out[i] += ", " + where
		}
	}
	return out
}

// apart are labels of which no two are the same: by county, else by the district they are in, else by a bigger place
// near them.
func (f *Finder) apart(list []named) []string {
	out := labels(list)
	count := func() map[string]int {
		same := map[string]int{}
		for _, l := range out {
			same[l]++
		}
		return same
	}
	same := count()
	for i, n := range list {
		if same[out[i]] > 1 && n.out != 0 {
			out[i] += " (" + n.out.String() + ")"
		}
	}
	same = count()
	for i, n := range list {
		if same[out[i]] > 1 {
			if near, ok := f.neighbour(n); ok {
				out[i] = n.name + ", near " + near
			}
		}
	}
	return out
}

// neighbour is the nearest town that is bigger than n, by name.
func (f *Finder) neighbour(n named) (string, bool) {
	flat := newPlane(n.at)
	own := f.files[len(f.files)-1]
	least, best := math.Inf(1), -1
	for i := range len(own.places) / placeSize {
		b := own.places[i*placeSize:]
		if people := little.Uint32(b[8:]); people < townPeople || people <= n.people {
			continue
		}
		if d := flat.squared(int32(little.Uint32(b)), int32(little.Uint32(b[4:]))); d < least {
			if string(own.cut(little.Uint32(b[12:]), b[20])) != n.name {
				least, best = d, i
			}
		}
	}
	if best < 0 {
		return "", false
	}
	return own.place(best).name, true
}
