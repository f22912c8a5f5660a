package place

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// Nothing real comes near these; what does is refused before it fills the memory.
const (
	maxUnits = 4_000_000
	maxTowns = 500_000
	maxName  = 80 // bytes
)

var errTooMany = errors.New("there are more entries than these islands have places")

// unit is one whole postcode.
type unit struct {
	out      outcode
	lat, lon int32
	in       incode
	nation   Nation
}

// district is an outcode that came without its postcodes.
type district struct {
	out    outcode
	at     Point
	nation Nation
}

// town is anything with a name.
type town struct {
	name   string
	also   []string // other names
	county string   // tells it from others of that name
	at     Point
	people uint32 // population, 0 where not known
	class  Precision
	nation Nation
	out    outcode // the district it is in, 0 where not known
}

// packer collects what an importer finds and makes a file of it. The same finds give the same bytes in whatever order
// they come.
type packer struct {
	units     []unit
	districts []district
	towns     []town
	repeated  int // postcodes that came more than once
}

func (p *packer) unit(code Postcode, at Point, nation Nation) error {
	if len(p.units) == maxUnits {
		return errTooMany
	}
	lat, lon := microdegrees(at)
	p.units = append(p.units, unit{out: code.out, lat: lat, lon: lon, in: code.in, nation: nation})
	return nil
}

func (p *packer) district(out outcode, at Point, nation Nation) error {
	if len(p.districts) == maxUnits {
		return errTooMany
	}
	p.districts = append(p.districts, district{out, at, nation})
	return nil
}

func (p *packer) town(t town) error {
	if len(p.towns) == maxTowns {
		return errTooMany
	}
	p.towns = append(p.towns, t)
	return nil
}

// file is the finished file. d's counts are filled in.
func (p *packer) file(d *Data) ([]byte, error) {
	var parts [sections][]byte
	parts[sectionOutcodes], parts[sectionUnits] = p.codes()
	parts[sectionPlaces], parts[sectionKeys], parts[sectionEndings], parts[sectionCounties], parts[sectionText] = p.names()
	d.Outcodes = len(parts[sectionOutcodes]) / outSize
	d.Postcodes = len(parts[sectionUnits]) / unitSize
	d.Names = len(parts[sectionPlaces]) / placeSize
	parts[sectionMeta] = d.encode()
	return assemble(parts)
}

func (p *packer) codes() (outs, units []byte) {
	slices.SortFunc(p.units, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.out, b.out), cmp.Compare(a.in, b.in),
			cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon), cmp.Compare(a.nation, b.nation))
	})
	before := len(p.units)
	p.units = slices.CompactFunc(p.units, func(a, b unit) bool { return a.out == b.out && a.in == b.in })
	p.repeated += before - len(p.units)
	slices.SortFunc(p.districts, func(a, b district) int {
		return cmp.Or(cmp.Compare(a.out, b.out), cmp.Compare(a.at.Lat, b.at.Lat),
			cmp.Compare(a.at.Lon, b.at.Lon), cmp.Compare(a.nation, b.nation))
	})
	units = make([]byte, 0, len(p.units)*unitSize)
	i, j := 0, 0
	for i < len(p.units) || j < len(p.districts) {
		out := outcode(math.MaxUint32)
		if i < len(p.units) {
			out = p.units[i].out
		}
		if j < len(p.districts) {
			out = min(out, p.districts[j].out)
		}
		var g group
		g.first = len(units) / unitSize
		from := i
		for i < len(p.units) && p.units[i].out == out {
			g.add(fromMicro(p.units[i].lat, p.units[i].lon), p.units[i].nation)
			i++
		}
		members := p.units[from:i]
		for j < len(p.districts) && p.districts[j].out == out {
			if len(members) == 0 {
				g.add(p.districts[j].at, p.districts[j].nation)
			}
			j++
		}
		outs = g.record(outs, out, members)
		units = g.pack(units, members)
	}
	return outs, units
}

// group sums up what belongs to one outcode.
type group struct {
	first, n             int
	lat, lon             float64 // sums
	latSq, lonSq         float64
	minLat, minLon       int32
	spanLat, spanLon     uint32
	byNation             [nations]int
	maxLat, maxLon, seen int32
}

func (g *group) add(at Point, nation Nation) {
	g.n++
	g.lat, g.lon = g.lat+at.Lat, g.lon+at.Lon
	g.latSq, g.lonSq = g.latSq+at.Lat*at.Lat, g.lonSq+at.Lon*at.Lon
	g.byNation[nation]++
	lat, lon := microdegrees(at)
	if g.seen == 0 {
		g.minLat, g.maxLat, g.minLon, g.maxLon, g.seen = lat, lat, lon, lon, 1
	}
	g.minLat, g.maxLat = min(g.minLat, lat), max(g.maxLat, lat)
	g.minLon, g.maxLon = min(g.minLon, lon), max(g.maxLon, lon)
}

func (g *group) mean() Point { return Point{g.lat / float64(g.n), g.lon / float64(g.n)} }

// radius is twice the root mean square distance from the middle, in metres: about nineteen of twenty
// addresses are nearer. A lone point has none.
func (g *group) radius() float64 {
	const perDegree = 111_195
	m, n := g.mean(), float64(g.n)
	lat := max(g.latSq/n-m.Lat*m.Lat, 0)
	lon := max(g.lonSq/n-m.Lon*m.Lon, 0) * math.Pow(math.Cos(m.Lat*math.Pi/180), 2)
	return 2 * perDegree * math.Sqrt(lat+lon)
}

// nation is that of most postcodes, and border says that some lie in another. Where the data do not say, or say one
// nation for a district that is known to have two, it goes by the letters.
func (g *group) nation(out outcode, members bool) (most Nation, border bool) {
	voted := 0
	for n := UnknownNation + 1; n < nations; n++ {
		voted += g.byNation[n]
		if g.byNation[n] > 0 && (most == UnknownNation || g.byNation[n] > g.byNation[most]) {
			most = n
		}
	}
	nation, border := nationOf(out)
	if most == UnknownNation || border && !members {
		return nation, border
	}
	return most, g.byNation[most] < voted
}

// record adds the outcode's record.
func (g *group) record(b []byte, out outcode, members []unit) []byte {
	nation, border := g.nation(out, len(members) > 0)
	lat, lon := microdegrees(g.mean())
	g.spanLat, g.spanLon = uint32(g.maxLat-g.minLat), uint32(g.maxLon-g.minLon)
	for _, v := range []uint32{uint32(out), uint32(g.first), uint32(len(members)), uint32(lat), uint32(lon),
		uint32(g.minLat), uint32(g.minLon), g.spanLat, g.spanLon} {
		b = little.AppendUint32(b, v)
	}
	b = little.AppendUint16(b, uint16(min(g.radius()/10, math.MaxUint16)))
	flags := byte(0)
	if border {
		flags = flagBorder
	}
	return append(b, byte(nation), flags)
}

const flagBorder = 1

// steps is how fine a group's box is divided each way.
const steps = math.MaxUint16

func (g *group) pack(b []byte, members []unit) []byte {
	for _, u := range members {
		b = little.AppendUint16(b, uint16(u.in)|uint16(u.nation)<<12)
		b = little.AppendUint16(b, quantise(u.lat-g.minLat, g.spanLat))
		b = little.AppendUint16(b, quantise(u.lon-g.minLon, g.spanLon))
	}
	return b
}

func quantise(off int32, span uint32) uint16 {
	if span == 0 {
		return 0
	}
	return uint16((uint64(off)*steps + uint64(span)/2) / uint64(span))
}
