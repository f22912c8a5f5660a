package place

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
)

// Finder answers from the built-in tables and the files that were imported. It does not change, so that any number of
// goroutines may use it; after an import, open a new one.
type Finder struct {
	// files are in the order in which their postcodes are preferred; the built-in one is the last.
	files    []*file
	counties map[string]Area // by key
}

// New gives a Finder with the built-in places only.
func New() *Finder {
	f, err := finderOf(nil)
	if err != nil {
		panic("place: the built-in places: " + err.Error()) // the program was built wrong
	}
	return f
}

// Open gives a Finder with the built-in places and what Import left in the folder, by Format.FileName. The Finder is always
// good to use; the error joins the reasons why files were left out, each with its name.
func Open(folder string) (*Finder, error) {
	var files []*file
	var problems []error
	for _, format := range Importable() {
		f, err := openFile(filepath.Join(folder, format.FileName()))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			problems = append(problems, fmt.Errorf("%s: %w", format.FileName(), err))
		default:
			files = append(files, f)
		}
	}
	f, err := finderOf(files)
	if err != nil {
		panic("place: the built-in places: " + err.Error())
	}
	return f, errors.Join(problems...)
}

func finderOf(files []*file) (*Finder, error) {
	own, err := parseFile(builtIn)
	if err != nil {
		return nil, err
	}
	f := &Finder{files: append(files, own), counties: map[string]Area{}}
	for _, file := range f.files {
		for i := range len(file.counties) / countySize {
			b := file.counties[i*countySize:]
			name := string(file.cut(little.Uint32(b), b[4]))
			if key := keyOf(name); key != "" {
				f.counties[key] = Area{Name: name, Nation: Nation(b[5])}
			}
		}
	}
	for _, r := range regions {
		f.counties[keyOf(r.typed)] = Area{Name: r.name, Nation: r.nation}
	}
	return f, nil
}

// Data says what the Finder knows, and under which licences: imported files first, the built-in places last.
func (f *Finder) Data() []Data {
	all := make([]Data, len(f.files))
	for i, file := range f.files {
		all[i] = file.Data
	}
	return all
}

// imported says whether any file holds postcodes of these islands.
func (f *Finder) imported() bool {
	for _, file := range f.files {
		if file.Format != BuiltIn && file.outcodes() > 0 {
			return true
		}
	}
	return false
}

// How far from its point somebody may be where the data do not tell, in metres.
const (
	unitRadius     = 150
	sectorRadius   = 300
	districtRadius = 500
	loneDistrict   = 3000 // of a district of which only the middle is known
)

// code is the place of a postcode, as fine as any file knows it.
func (f *Finder) code(p Postcode) (Place, bool) {
	var lone *outRecord // the best district without postcodes
	loneBuiltIn := false
	for _, file := range f.files {
		o, ok := file.findOut(p.out)
		if !ok {
			if first, last, able := p.out.family(); able {
				o, ok = file.family(first, last)
			}
		}
		if !ok {
			continue
		}
		if o.count > 0 {
			return file.finest(p, o), true
		}
		// The lists have the islands in odd places, in the sea even: the built-in position wins.
		if builtIn := file.Format == BuiltIn; lone == nil || builtIn && !loneBuiltIn {
			lone, loneBuiltIn = &o, builtIn
		}
	}
	if lone == nil {
		return Place{}, false
	}
	return districtPlace(p.out, *lone), true
}

// finest is the finest place for p that the file has inside o.
func (f *file) finest(p Postcode, o outRecord) Place {
	if p.in.whole() {
		if at, nation, ok := f.findUnit(o, p.in); ok {
			label, area := p.out.names()
			place := Place{Point: at, Label: label, Precision: Unit, Radius: unitRadius, Nation: nation, Area: area}
			if nation == UnknownNation {
				place.Nation, place.Border = o.nation, o.border
			}
			return place
		}
	}
	if digit, ok := p.in.sector(); ok {
		if s, ok := f.sector(o, digit); ok {
			label, area := p.out.names()
			return Place{Point: s.at, Label: label, Precision: Sector, Radius: max(s.radius, sectorRadius),
				Nation: s.nation, Border: s.border, Area: area}
		}
	}
	return districtPlace(p.out, o)
}

func districtPlace(out outcode, o outRecord) Place {
	radius := max(o.radius, districtRadius)
	if o.radius == 0 {
		radius = loneDistrict
	}
	label, area := out.names()
	return Place{Point: o.at, Label: label, Precision: District, Radius: radius, Nation: o.nation, Border: o.border, Area: area}
}

// Locate says what is known of a point, such as one that a person shared: the nearest place's label, the
// nation, the postcode area. The point itself stays as it is. ok is false for one outside these islands.
func (f *Finder) Locate(p Point) (Place, bool) {
	if !p.InBounds() {
		return Place{}, false
	}
	place := Place{Point: p, Precision: Unit, Radius: unitRadius}
	if o, distance, ok := f.nearestOut(p); ok && distance < farDistrict {
		place.Label, place.Area = o.out.names()
		place.Nation, place.Border = o.nation, o.border
		return place, true
	}
	town, distance := f.nearestTown(p)
	if distance > farTown {
		return Place{}, false
	}
	place.Label, place.Nation = town.name, town.nation
	if town.out != 0 {
		place.Area = town.out.area()
	}
	return place, true
}

// A point this many metres from everything that is known is at sea or abroad.
const (
	farDistrict = 25_000
	farTown     = 40_000
)

// nearestOut is the district whose middle is nearest to p, among those that were imported.
func (f *Finder) nearestOut(p Point) (best outRecord, metres float64, ok bool) {
	flat := newPlane(p)
	least := math.Inf(1)
	for _, file := range f.files {
		if file.Format == BuiltIn {
			continue
		}
		for i := range file.outcodes() {
			b := file.outs[i*outSize:]
			if d := flat.squared(int32(little.Uint32(b[12:])), int32(little.Uint32(b[16:]))); d < least {
				least, best, ok = d, file.outcode(i), true
			}
		}
		if ok {
			break // the first file with districts is the best
		}
	}
	return best, math.Sqrt(least), ok
}

func (f *Finder) nearestTown(p Point) (named, float64) {
	flat := newPlane(p)
	least, best := math.Inf(1), 0
	own := f.files[len(f.files)-1]
	for i := range len(own.places) / placeSize {
		b := own.places[i*placeSize:]
		if d := flat.squared(int32(little.Uint32(b)), int32(little.Uint32(b[4:]))); d < least {
			least, best = d, i
		}
	}
	return own.place(best), math.Sqrt(least)
}

// plane is the ground around a point as if it were flat, for ranking thousands of places; over 25 km it is wrong by less
// than a part in two hundred.
type plane struct {
	lat, lon       int32
	perLat, perLon float64 // metres in a millionth of a degree
}

func newPlane(p Point) plane {
	const perMicro = 111_195.0 / micro
	lat, lon := microdegrees(p)
	return plane{lat, lon, perMicro, perMicro * math.Cos(p.Lat*math.Pi/180)}
}

func (p plane) squared(lat, lon int32) float64 {
	x, y := float64(lon-p.lon)*p.perLon, float64(lat-p.lat)*p.perLat
	return x*x + y*y
}
