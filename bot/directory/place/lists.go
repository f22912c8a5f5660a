package place

import (
	"strings"
)

// GeoNames' postal codes, and a plain list of outcodes.

// GeoNames' columns.
const (
	geoCountry = iota
	geoCode
	geoName
	geoAdmin1
	geoAdmin1Code
	geoAdmin2
	_
	_
	_
	geoLat
	geoLon
	geoColumns
)

func (im *importer) readGeoNames(parts []part, zipped bool) error {
	if zipped {
		var data []part
		for _, p := range parts {
			if (strings.HasSuffix(p.name, ".txt") || strings.HasSuffix(p.name, ".csv") || strings.HasSuffix(p.name, ".tsv")) && !strings.Contains(p.name, "readme") {
				data = append(data, p)
			}
		}
		if parts = data; len(parts) == 0 {
			return errZipNoData
		}
	}
	im.expect(parts)
	for _, p := range parts {
		err := im.each(p, '\t', false, func(r row) error {
			im.report.Rows++
			return im.geoNamesRow(r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) geoNamesRow(r row) error {
	if len(r.fields) < geoColumns {
		im.bad(r, "", "the row is cut short")
		return nil
	}
	country := string(r.at(geoCountry))
	nation := nationCodes[country]
	switch country {
	case "GB":
		nation = nationCodes[string(r.at(geoAdmin1Code))]
	case "IM", "JE", "GG":
	default:
		im.report.Other++ // another country
		return nil
	}
	at, why := pointIn(r.at(geoLat), r.at(geoLon))
	switch {
	case why == errUnplaced:
		im.report.Unplaced++
		return nil
	case why != nil:
		im.bad(r, "position", why.Error())
		return nil
	}
	// The big file has whole postcodes, the small one first halves with a row for each settlement.
	if code, ok := exactPostcode(r.at(geoCode)); ok {
		return im.pack.unit(code, at, nation)
	}
	out := upperOut(r.at(geoCode))
	if !isOutcode(out) {
		im.bad(r, "postal code", "it is not a postcode")
		return nil
	}
	if err := im.pack.district(packOut(out), at, nation); err != nil {
		return err
	}
	name := textOf(r.at(geoName))
	if len(keyOf(name)) < 3 {
		return nil
	}
	county := textOf(r.at(geoAdmin2))
	if county == "" || strings.ContainsAny(county, "0123456789") {
		county = textOf(r.at(geoAdmin1))
	}
	return im.pack.town(town{name: name, county: openNamesCounty(county), at: at, class: Village, nation: nation, out: packOut(out)})
}

func upperOut(field []byte) []byte {
	out := make([]byte, 0, 5)
	for _, c := range field {
		if len(out) < 5 && c != ' ' {
			out = append(out, upper(c))
		}
	}
	return out
}

var (
	listOutcode = column{"the outcode", []string{"outcode", "postcode", "district", "postcode_district", "outward"}}
	listLat     = column{"the latitude", []string{"lat", "latitude"}}
	listLon     = column{"the longitude", []string{"lon", "long", "lng", "longitude"}}
	listCountry = column{"the country", []string{"country", "nation", "country_code"}}
)

func (im *importer) readOutcodes(parts []part, zipped bool) error {
	if zipped {
		var data []part
		for _, p := range parts {
			if strings.HasSuffix(p.name, ".csv") {
				data = append(data, p)
			}
		}
		if parts = data; len(parts) == 0 {
			return errZipNoData
		}
	}
	im.expect(parts)
	for _, p := range parts {
		var c []int
		err := im.each(p, ',', true, func(r row) error {
			if c == nil {
				for _, col := range []column{listOutcode, listLat, listLon} {
					i := col.find(r.fields)
					if i < 0 {
						return noColumn(col)
					}
					c = append(c, i)
				}
				c = append(c, listCountry.find(r.fields))
				return nil
			}
			im.report.Rows++
			return im.outcodeRow(r, c)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) outcodeRow(r row, c []int) error {
	out := upperOut(r.at(c[0]))
	if !isOutcode(out) {
		im.bad(r, "outcode", "it is not the first half of a postcode")
		return nil
	}
	at, why := pointIn(r.at(c[1]), r.at(c[2]))
	switch {
	case why == errUnplaced:
		im.report.Unplaced++
		return nil
	case why != nil:
		im.bad(r, "position", why.Error())
		return nil
	}
	return im.pack.district(packOut(out), at, nationCodes[strings.ToUpper(string(r.at(c[3])))])
}
