package place

// Format is a kind of source that places can be imported from.
type Format uint8

// The formats.
const (
	BuiltIn   Format = iota // not imported: the tables in the program
	NSPL                    // National Statistics Postcode Lookup, CSV or its zip
	ONSPD                   // ONS Postcode Directory, CSV or its zip
	CodePoint               // Ordnance Survey Code-Point Open, zip or one of its CSV files
	OpenNames               // Ordnance Survey Open Names, zip or one of its CSV files
	GeoNames                // GeoNames postal codes, TSV or its zip
	Outcodes                // a CSV with the columns outcode, lat, lon, and perhaps country
	formats
)

var formatNames = [formats]string{"built-in", "nspl", "onspd", "codepoint", "opennames", "geonames", "outcodes"}

func (f Format) String() string {
	if f < formats {
		return formatNames[f]
	}
	return "unknown"
}

// FormatNamed finds a format by the name that the command line knows it by.
func FormatNamed(name string) (Format, bool) {
	for i, n := range formatNames {
		if n == name {
			return Format(i), true
		}
	}
	return 0, false
}

// Importable are the formats that Import reads, in the order in which Open prefers their postcodes.
func Importable() []Format { return []Format{NSPL, ONSPD, CodePoint, OpenNames, GeoNames, Outcodes} }

// FileName is the name that Open looks for in its folder.
func (f Format) FileName() string { return f.String() + ".places" }
