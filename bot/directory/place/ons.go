package place

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The postcode lists of the Office for National Statistics. Their columns' names carry years and change; what they mean does
// not. Both lists keep postcodes that were given up, and say so.

// column is what a column is for, and how its name is known.
type column struct {
	what  string
	names []string
}

// find is the number of the first header that is one of the names, in the order of the names, or -1. A name with ## has two
// digits there.
func (c column) find(header [][]byte) int {
	for _, name := range c.names {
		for i, h := range header {
			if nameIs(strings.ToLower(string(h)), name) {
				return i
			}
		}
	}
	return -1
}

func nameIs(header, name string) bool {
	if len(header) != len(name) {
		return false
	}
	for i := range len(name) {
		if name[i] == '#' {
			if !isDigit(header[i]) {
				return false
			}
		} else if header[i] != name[i] {
			return false
		}
	}
	return true
}

var (
	onsPostcode   = column{"the postcode", []string{"pcds", "pcd8", "pcd2", "pcd7", "pcd", "postcode"}}
	onsTerminated = column{"the date of termination", []string{"doterm"}}
	onsIntroduced = column{"the date of introduction", []string{"dointr"}}
	onsLat        = column{"the latitude", []string{"lat", "latitude"}}
	onsLon        = column{"the longitude", []string{"long", "lon", "longitude"}}
	onsEast       = column{"the easting", []string{"oseast1m", "east1m", "easting"}}
	onsNorth      = column{"the northing", []string{"osnrth1m", "north1m", "northing"}}
	onsQuality    = column{"the quality of the position", []string{"osgrdind", "gridind"}}
	onsCountry    = column{"the country", []string{"ctry", "ctry##cd", "ctry##", "country"}}
)

// onsColumns are where a file has what.
type onsColumns struct {
	postcode, terminated, introduced, lat, lon, east, north, quality, country int
}

func onsHeader(header [][]byte) (c onsColumns, err error) {
	c = onsColumns{
		postcode: onsPostcode.find(header), terminated: onsTerminated.find(header), introduced: onsIntroduced.find(header),
		lat: onsLat.find(header), lon: onsLon.find(header), east: onsEast.find(header), north: onsNorth.find(header),
		quality: onsQuality.find(header), country: onsCountry.find(header),
	}
	switch {
	case c.postcode < 0:
		return c, noColumn(onsPostcode)
	case (c.lat < 0 || c.lon < 0) && (c.east < 0 || c.north < 0):
		return c, noColumn(onsLat)
	case c.terminated < 0:
		// Without it, streets that were pulled down would be found.
		return c, noColumn(onsTerminated)
	}
	return c, nil
}

func noColumn(c column) error {
	return fmt.Errorf("line 1: no column is %s: it is called %s", c.what, strings.Join(c.names, " or "))
}

func (im *importer) readONS(parts []part, zipped bool) error {
	if zipped {
		var err error
		if parts, err = onsParts(parts); err != nil {
			return err
		}
	}
	im.expect(parts)
	for _, p := range parts {
		var columns *onsColumns
		err := im.each(p, ',', true, func(r row) error {
			if columns == nil {
				c, err := onsHeader(r.fields)
				columns = &c
				return err
			}
			im.report.Rows++
			return im.onsRow(r, *columns)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// onsParts are the data in the archive: the one big CSV file in Data, or else the many of Data/multi_csv. The rest
// are documents and names of codes.
func onsParts(parts []part) ([]part, error) {
	var big *part
	var many []part
	for i, p := range parts {
		switch {
		case !strings.HasSuffix(p.name, ".csv") || p.in("documents", ".csv"):
		case p.in("multi_csv", ".csv"):
			many = append(many, p)
		case big == nil || p.size > big.size:
			big = &parts[i]
		}
	}
	switch {
	case big != nil:
		return []part{*big}, nil
	case len(many) > 0:
		return many, nil
	}
	return nil, errZipNoData
}

func (im *importer) onsRow(r row, c onsColumns) error {
	if len(r.at(c.terminated)) > 0 {
		im.report.Terminated++
		return nil
	}
	if len(r.fields) <= max(c.postcode, c.terminated, c.lat, c.lon, c.east, c.north) {
		im.bad(r, "", "the row is cut short")
		return nil
	}
	code, ok := exactPostcode(r.at(c.postcode))
	if !ok {
		im.bad(r, "postcode", "it is not a postcode")
		return nil
	}
	at, why := im.onsPoint(r, c, code)
	switch {
	case why == errUnplaced:
		im.report.Unplaced++
		return nil
	case why != nil:
		im.bad(r, "position", why.Error())
		return nil
	}
	im.seen(r.at(c.introduced))
	return im.pack.unit(code, at, onsNation(r.at(c.country)))
}

// seen notes the month in which a postcode was introduced: the newest is how recent the list is.
func (im *importer) seen(month []byte) {
	if len(month) != 6 {
		return
	}
	if t, err := time.Parse("200601", string(month)); err == nil && t.After(im.newest) && t.Year() < 2100 {
		im.newest = t
	}
}

var (
	errUnplaced = errors.New("it has no position")
	errNoNumber = errors.New("it is not a number")
	errOutside  = errors.New("it is outside these islands")
	errSwapped  = errors.New("latitude and longitude are swapped")
)

// onsPoint is where a row says the postcode is. No position is given as quality 9, as 99.999999 degrees, or as nothing.
func (im *importer) onsPoint(r row, c onsColumns, code Postcode) (Point, error) {
	if string(r.at(c.quality)) == "9" {
		return Point{}, errUnplaced
	}
	if c.lat >= 0 && c.lon >= 0 {
		return pointIn(r.at(c.lat), r.at(c.lon))
	}
	easting, northing := r.at(c.east), r.at(c.north)
	if code.out.area() == "BT" {
		return gridPoint(irishGrid, easting, northing)
	}
	return gridPoint(britishGrid, easting, northing)
}

// pointIn reads degrees.
func pointIn(lat, lon []byte) (p Point, err error) {
	if len(lat) == 0 || len(lon) == 0 {
		return p, errUnplaced
	}
	if p.Lat, err = number(lat); err != nil {
		return p, err
	}
	if p.Lon, err = number(lon); err != nil {
		return p, err
	}
	switch {
	case p.Lat > 99.9 && p.Lat < 100:
		return p, errUnplaced
	case p.InBounds():
		return p, nil
	case (Point{p.Lon, p.Lat}).InBounds():
		return p, errSwapped
	}
	return p, errOutside
}

// gridPoint reads a grid reference in metres.
func gridPoint(g grid, easting, northing []byte) (Point, error) {
	if len(easting) == 0 || len(northing) == 0 {
		return Point{}, errUnplaced
	}
	e, err := number(easting)
	if err != nil {
		return Point{}, err
	}
	n, err := number(northing)
	if err != nil {
		return Point{}, err
	}
	if e == 0 && n == 0 {
		return Point{}, errUnplaced
	}
	// The formulas are good for the grid's own square only.
	if !(e >= 0 && e < 800_000 && n >= 0 && n < 1_400_000) {
		return Point{}, errOutside
	}
	p := g.point(e, n)
	if !p.InBounds() {
		return p, errOutside
	}
	return p, nil
}

func number(b []byte) (float64, error) {
	if len(b) > 32 {
		return 0, errNoNumber
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return 0, errNoNumber // strconv's error quotes what it could not read
	}
	return v, nil
}

// exactPostcode reads a whole postcode as lists write it: in capitals, with any number of spaces, nothing mended.
func exactPostcode(field []byte) (Postcode, bool) {
	var letters [7]byte
	n := 0
	for _, c := range field {
		switch {
		case c == ' ':
			continue
		case n == len(letters) || !isAlnum(c):
			return Postcode{}, false
		}
		letters[n] = upper(c)
		n++
	}
	c, ok := readWhole(letters[:n])
	return c.Postcode, ok && c.mended == 0 && c.in.whole()
}

// onsNation reads the code of a country, as E92000001. The Crown dependencies have no positions in these lists.
func onsNation(code []byte) Nation {
	code = bytes.TrimSpace(code)
	if len(code) != 9 || string(code[1:3]) != "92" && string(code[1:3]) != "83" {
		return UnknownNation
	}
	return nationCodes[string(code)]
}
