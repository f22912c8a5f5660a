package place

import (
	"strconv"
	"strings"
	"time"
)

// Who makes what is imported.
var sourceNames = [formats]string{
	NSPL:      "National Statistics Postcode Lookup, Office for National Statistics",
	ONSPD:     "ONS Postcode Directory, Office for National Statistics",
	CodePoint: "Code-Point Open, Ordnance Survey",
	OpenNames: "OS Open Names, Ordnance Survey",
	GeoNames:  "GeoNames postal codes",
	Outcodes:  "a list of outcodes",
}

// The lines that their licences ask for. [year] is the year of the data. The wording of the Office for National Statistics
// is that of its user guide (quoted in its answer FOI/2022/3481); Northern Ireland's postcodes (BT) are not under the Open
// Government Licence: they are for internal business use under an end user licence.
var licences = [formats]string{
	NSPL:  onsLicence,
	ONSPD: onsLicence,
	CodePoint: "Contains OS data © Crown copyright and database right [year]. Contains Royal Mail data © Royal Mail copyright and " +
		"database right [year]. Contains National Statistics data © Crown copyright and database right [year]. Open Government Licence v3.0.",
	OpenNames: "Contains OS data © Crown copyright and database right [year]. Open Government Licence v3.0.",
	GeoNames:  "Postal codes: GeoNames (geonames.org), CC BY 4.0",
	Outcodes:  "under the terms of whoever made it",
}

const onsLicence = "Contains OS data © Crown copyright and database right [year]. Contains Royal Mail data © Royal Mail copyright and database " +
	"right [year]. Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Northern Ireland postcodes: " +
	"Land & Property Services, for internal business use only."

func withYear(licence string, date time.Time) string {
	year := ""
	if !date.IsZero() {
		year = strconv.Itoa(date.Year())
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(licence, " [year]", " "+year), " .", "."))
}
