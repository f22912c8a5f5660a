package place

import "slices"

// outRecord is what a file knows of an outcode.
type outRecord struct {
	out          outcode
	first, count int // its units
	at           Point
	minLat       int32
	minLon       int32
	spanLat      uint32
	spanLon      uint32
	radius       float64 // metres
	nation       Nation
	border       bool
}

func (f *file) outcodes() int { return len(f.outs) / outSize }

func (f *file) outcode(i int) outRecord {
	b := f.outs[i*outSize : (i+1)*outSize]
	return outRecord{
		out: outcode(little.Uint32(b)), first: int(little.Uint32(b[4:])), count: int(little.Uint32(b[8:])),
		at:     fromMicro(int32(little.Uint32(b[12:])), int32(little.Uint32(b[16:]))),
		minLat: int32(little.Uint32(b[20:])), minLon: int32(little.Uint32(b[24:])),
		spanLat: little.Uint32(b[28:]), spanLon: little.Uint32(b[32:]),
		radius: float64(little.Uint16(b[36:])) * 10, nation: Nation(b[38]), border: b[39]&flagBorder != 0,
	}
}

// searchOut is the number of the first outcode that is not before out.
func (f *file) searchOut(out outcode) int {
	i, _ := slices.BinarySearch(f.index, out)
	return i
}

func (f *file) findOut(out outcode) (outRecord, bool) {
	i := f.searchOut(out)
	if i == f.outcodes() {
		return outRecord{}, false
	}
	o := f.outcode(i)
	return o, o.out == out
}

// family joins the outcodes from first to last into one: SW1 out of SW1A to SW1Y.
func (f *file) family(first, last outcode) (outRecord, bool) {
	var g group
	var sum outRecord
	for i := f.searchOut(first); i < f.outcodes(); i++ {
		o := f.outcode(i)
		if o.out > last {
			break
		}
		g.add(o.at, o.nation)
		sum.border = sum.border || o.border
		sum.nation = o.nation
		sum.radius = max(sum.radius, o.radius)
	}
	if g.n == 0 {
		return sum, false
	}
	sum.at, sum.radius = g.mean(), sum.radius+g.radius()
	return sum, true
}

// searchUnit is the number of the first unit of o that is not before in.
func (f *file) searchUnit(o outRecord, in incode) int {
	low, high := o.first, o.first+o.count
	for low < high {
		if i := int(uint(low+high) >> 1); incode(little.Uint16(f.units[i*unitSize:]))&0xFFF < in {
			low = i + 1
		} else {
			high = i
		}
	}
	return low
}

func (f *file) unit(o outRecord, i int) (at Point, nation Nation) {
	b := f.units[i*unitSize : (i+1)*unitSize]
	lat := o.minLat + int32(uint64(little.Uint16(b[2:]))*uint64(o.spanLat)/steps)
	lon := o.minLon + int32(uint64(little.Uint16(b[4:]))*uint64(o.spanLon)/steps)
	return fromMicro(lat, lon), Nation(b[1] >> 4 & 7)
}

// findUnit is where a whole postcode is.
func (f *file) findUnit(o outRecord, in incode) (Point, Nation, bool) {
	i := f.searchUnit(o, in)
	if i == o.first+o.count || incode(little.Uint16(f.units[i*unitSize:]))&0xFFF != in {
		return Point{}, UnknownNation, false
	}
	at, nation := f.unit(o, i)
	return at, nation, true
}

// sector is the middle of the units of o that begin with digit.
func (f *file) sector(o outRecord, digit int) (outRecord, bool) {
	var g group
	end := f.searchUnit(o, incode(digit+1)*400)
	for i := f.searchUnit(o, incode(digit)*400); i < end; i++ {
		g.add(f.unit(o, i))
	}
	if g.n == 0 {
		return outRecord{}, false
	}
	nation, border := g.nation(o.out, true)
	return outRecord{out: o.out, at: g.mean(), radius: g.radius(), nation: nation, border: border}, true
}
