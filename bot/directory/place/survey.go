package place

import (
	"io"
	"path"
	"strings"
)

// The Ordnance Survey's open lists: Code-Point Open (postcodes) and Open Names (settlements). Their rows have no header; the
// names of the columns stand in a file of their own in Doc, which decides where it is there.

var (
	codePointColumns = []string{"postcode", "positional_quality_indicator", "eastings", "northings", "country_code"}
	codePointShort   = []string{"pc", "pq", "ea", "no", "cy"}
	openNamesColumns = []string{"name1", "name1_lang", "name2", "name2_lang", "type", "local_type", "geometry_x", "geometry_y",
		"postcode_district", "populated_place", "county_unitary", "country"}
	// Where they are in every edition so far, counted from 0.
	codePointUsual = []int{0, 1, 2, 3, 4}
	openNamesUsual = []int{2, 3, 4, 5, 6, 7, 8, 9, 16, 18, 24, 29}
)

// headerColumns are the columns of the names, as the archive's own file of headers has them; usual, where there is none or
// it lacks one.
func headerColumns(parts []part, ending string, names [][]string, usual []int) []int {
	for _, p := range parts {
		if !p.in("doc", ".csv") || !strings.Contains(path.Base(p.name), ending) || p.size > maxRecord {
			continue
		}
		in, err := p.open()
		if err != nil {
			continue
		}
		rows, err := newRowReader(io.LimitReader(in, maxRecord), ',', true)
		for err == nil {
			var header [][]byte
			if header, err = rows.row(); err == nil {
				for _, set := range names {
					if at, ok := columnsNamed(header, set); ok {
						_ = in.Close() // only read
						return at
					}
				}
			}
		}
		_ = in.Close()
	}
	return usual
}

func columnsNamed(header [][]byte, names []string) ([]int, bool) {
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = (column{names: []string{name}}).find(header); at[i] < 0 {
			return nil, false
		}
	}
	return at, true
}

// dataParts are the entries in Data; of a source that is no archive, the source.
func dataParts(parts []part, zipped bool) ([]part, error) {
	if !zipped {
		return parts, nil
	}
	var data []part
	for _, p := range parts {
		if p.in("data", ".csv") {
			data = append(data, p)
		}
	}
	if len(data) == 0 {
		return nil, errZipNoData
	}
	return data, nil
}

func (im *importer) readCodePoint(all []part, zipped bool) error {
	parts, err := dataParts(all, zipped)
	if err != nil {
		return err
	}
	usual := headerColumns(all, "column_headers", [][]string{codePointColumns, codePointShort}, codePointUsual)
	im.expect(parts)
	for _, p := range parts {
		c, first := usual, true
		err := im.each(p, ',', true, func(r row) error {
			if first {
				first = false
				if at, ok := columnsNamed(r.fields, codePointColumns); ok {
					c = at // somebody put the header in
					return nil
				}
			}
			im.report.Rows++
			return im.codePointRow(r, c)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) codePointRow(r row, c []int) error {
	code, ok := exactPostcode(r.at(c[0]))
	if !ok {
		im.bad(r, "postcode", "it is not a postcode")
		return nil
	}
	if string(r.at(c[1])) == "90" { // no position
		im.report.Unplaced++
		return nil
	}
	at, why := gridPoint(britishGrid, r.at(c[2]), r.at(c[3]))
	switch {
	case why == errUnplaced:
		im.report.Unplaced++
		return nil
	case why != nil:
		im.bad(r, "eastings and northings", why.Error())
		return nil
	}
	return im.pack.unit(code, at, onsNation(r.at(c[4])))
}

func (im *importer) readOpenNames(all []part, zipped bool) error {
	parts, err := dataParts(all, zipped)
	if err != nil {
		return err
	}
	usual := headerColumns(all, "header", [][]string{openNamesColumns}, openNamesUsual)
	im.expect(parts)
	for _, p := range parts {
		c, first := usual, true
		err := im.each(p, ',', true, func(r row) error {
			if first {
				first = false
				if at, ok := columnsNamed(r.fields, openNamesColumns); ok {
					c = at
					return nil
				}
			}
			im.report.Rows++
			return im.openNamesRow(r, c)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// settlements are the kinds of populated place. A suburban area may be a part of a city that 30 000 people
// live in: it ranks with the towns.
var settlements = map[string]Precision{
	"city": City, "town": Town, "suburban area": Town, "village": Village, "hamlet": Village, "other settlement": Village,
}

func (im *importer) openNamesRow(r row, c []int) error {
	kind := strings.ToLower(string(r.at(c[5])))
	class, settlement := settlements[kind]
	if kind != "postcode" && (!settlement || !strings.EqualFold(string(r.at(c[4])), "populatedPlace")) {
		if len(r.fields) <= c[5] {
			im.bad(r, "", "the row is cut short")
			return nil
		}
		im.report.Other++ // a road, a river, a station
		return nil
	}
	at, why := gridPoint(britishGrid, r.at(c[6]), r.at(c[7]))
	if why != nil {
		im.bad(r, "geometry", why.Error())
		return nil
	}
	nation := nationCodes[strings.ToUpper(string(r.at(c[11])))]
	if kind == "postcode" {
		code, ok := exactPostcode(r.at(c[0]))
		if !ok {
			im.bad(r, "name1", "it is not a postcode")
			return nil
		}
		return im.pack.unit(code, at, nation)
	}
	t := town{name: textOf(r.at(c[0])), county: openNamesCounty(textOf(r.at(c[10]))), at: at, class: class, nation: nation}
	if other := textOf(r.at(c[2])); other != "" {
		// Of two names the English one is the label, because the rest of a reply is English; both are found.
		t.also = []string{other}
		if string(r.at(c[3])) == "eng" && string(r.at(c[1])) != "eng" {
			t.name, t.also[0] = other, t.name
		}
	}
	if t.name == "" {
		im.bad(r, "name1", "it is empty or too long")
		return nil
	}
	if out := r.at(c[8]); isOutcode(out) {
		t.out = packOut(out)
	}
	return im.pack.town(t)
}

// openNamesCounty is what the built-in table calls that county or council.
func openNamesCounty(name string) string {
	switch name {
	case "Greater London":
		return "London"
	case "Orkney Islands", "Shetland Islands":
		return strings.TrimSuffix(name, " Islands")
	case "Na h-Eileanan an Iar":
		return "Western Isles"
	}
	name = strings.TrimPrefix(name, "City of ")
	name = strings.TrimPrefix(name, "County of ")
	return strings.TrimSuffix(name, " City")
}
