package place

import (
	"slices"
	"strings"
)

// regions are names of what is too wide to search from and is no county of the tables, and short forms of some that
// are.
var regions = []struct {
	typed, name string
	nation      Nation
}{
	{"england", "England", England}, {"scotland", "Scotland", Scotland}, {"wales", "Wales", Wales}, {"cymru", "Wales", Wales},
	{"northern ireland", "Northern Ireland", NorthernIreland}, {"n ireland", "Northern Ireland", NorthernIreland},
	{"ni", "Northern Ireland", NorthernIreland}, {"isle of man", "Isle of Man", IsleOfMan}, {"iom", "Isle of Man", IsleOfMan},
	{"jersey", "Jersey", Jersey}, {"guernsey", "Guernsey", Guernsey}, {"channel islands", "the Channel Islands", UnknownNation},
	{"yorkshire", "Yorkshire", England}, {"yorks", "Yorkshire", England}, {"sussex", "Sussex", England},
	{"midlands", "the Midlands", England}, {"east midlands", "the East Midlands", England}, {"east anglia", "East Anglia", England},
	{"forest of dean", "the Forest of Dean", England}, {"isle of sheppey", "the Isle of Sheppey", England},
	{"cotswolds", "the Cotswolds", England}, {"lake district", "the Lake District", England}, {"west country", "the West Country", England},
	{"middlesex", "Middlesex", England}, {"iow", "Isle of Wight", England}, {"durham county", "County Durham", England},
	{"co durham", "County Durham", England}, {"cleveland", "Teesside", England}, {"humberside", "East Yorkshire", England},
	{"east riding", "East Yorkshire", England}, {"salop", "Shropshire", England},
	{"north yorks", "North Yorkshire", England}, {"west yorks", "West Yorkshire", England}, {"south yorks", "South Yorkshire", England},
	{"beds", "Bedfordshire", England}, {"berks", "Berkshire", England}, {"bucks", "Buckinghamshire", England}, {"cambs", "Cambridgeshire", England},
	{"glos", "Gloucestershire", England}, {"hants", "Hampshire", England}, {"herts", "Hertfordshire", England}, {"lancs", "Lancashire", England},
	{"leics", "Leicestershire", England}, {"lincs", "Lincolnshire", England}, {"northants", "Northamptonshire", England},
	{"notts", "Nottinghamshire", England}, {"oxon", "Oxfordshire", England}, {"staffs", "Staffordshire", England},
	{"warks", "Warwickshire", England}, {"wilts", "Wiltshire", England}, {"worcs", "Worcestershire", England},
	{"north wales", "North Wales", Wales}, {"south wales", "South Wales", Wales}, {"mid wales", "Mid Wales", Wales}, {"west wales", "West Wales", Wales},
	{"valleys", "the Valleys", Wales}, {"ynys mon", "Anglesey", Wales}, {"gwent", "Gwent", Wales}, {"glamorgan", "Glamorgan", Wales},
	{"dyfed", "Dyfed", Wales}, {"clwyd", "Clwyd", Wales},
	{"highlands", "Highland", Scotland}, {"borders", "Scottish Borders", Scotland}, {"ayrshire", "Ayrshire", Scotland},
	{"lanarkshire", "Lanarkshire", Scotland}, {"outer hebrides", "Western Isles", Scotland}, {"argyll", "Argyll and Bute", Scotland},
	{"county antrim", "County Antrim", NorthernIreland}, {"county down", "County Down", NorthernIreland},
	{"county tyrone", "County Tyrone", NorthernIreland}, {"county armagh", "County Armagh", NorthernIreland},
	{"county fermanagh", "County Fermanagh", NorthernIreland}, {"county derry", "County Derry", NorthernIreland},
	{"county londonderry", "County Derry", NorthernIreland},
}

// within are the counties, by the names that the tables have for them, of regions and old counties whose name they do not end in.
var within = map[string][]string{
	"Gwent":             {"Newport", "Monmouthshire", "Torfaen", "Blaenau Gwent", "Caerphilly"},
	"Glamorgan":         {"Cardiff", "Vale of Glamorgan", "Swansea", "Bridgend", "Rhondda Cynon Taf", "Merthyr Tydfil", "Neath Port Talbot", "Caerphilly"},
	"Dyfed":             {"Carmarthenshire", "Ceredigion", "Pembrokeshire"},
	"Clwyd":             {"Conwy", "Denbighshire", "Flintshire", "Wrexham"},
	"North Wales":       {"Anglesey", "Gwynedd", "Conwy", "Denbighshire", "Flintshire", "Wrexham"},
	"Mid Wales":         {"Powys", "Ceredigion"},
	"West Wales":        {"Carmarthenshire", "Ceredigion", "Pembrokeshire"},
	"South Wales":       {"Newport", "Monmouthshire", "Torfaen", "Blaenau Gwent", "Caerphilly", "Cardiff", "Vale of Glamorgan", "Swansea", "Bridgend", "Rhondda Cynon Taf", "Merthyr Tydfil", "Neath Port Talbot"},
	"the Valleys":       {"Rhondda Cynon Taf", "Merthyr Tydfil", "Blaenau Gwent", "Caerphilly", "Torfaen"},
	"East Anglia":       {"Norfolk", "Suffolk", "Cambridgeshire"},
	"the East Midlands": {"Derbyshire", "Nottinghamshire", "Leicestershire", "Lincolnshire", "Northamptonshire", "Rutland"},
	"the Midlands": {"West Midlands", "Warwickshire", "Staffordshire", "Worcestershire", "Shropshire", "Herefordshire",
		"Derbyshire", "Nottinghamshire", "Leicestershire", "Lincolnshire", "Northamptonshire", "Rutland"},
	"the West Country":  {"Cornwall", "Devon", "Somerset", "Dorset", "Bristol"},
	"the Lake District": {"Cumbria"},
	"Middlesex":         {"London", "Surrey"},
	"County Antrim":     {"Antrim and Newtownabbey", "Mid and East Antrim", "Causeway Coast and Glens", "Lisburn and Castlereagh", "Belfast"},
	"County Down":       {"Ards and North Down", "Newry, Mourne and Down", "Lisburn and Castlereagh"},
	"County Armagh":     {"Armagh, Banbridge and Craigavon", "Newry, Mourne and Down"},
	"County Tyrone":     {"Mid Ulster", "Fermanagh and Omagh", "Derry and Strabane"},
	"County Fermanagh":  {"Fermanagh and Omagh"},
	"County Derry":      {"Derry and Strabane", "Causeway Coast and Glens", "Mid Ulster"},
}

// nation says whether the area is a whole nation.
func (a Area) nation() bool { return a.Name == a.Nation.String() }

// holds says whether the place is in the area, as far as its county and nation tell.
func (a Area) holds(n named) bool {
	if a.nation() {
		return n.nation == a.Nation
	}
	if counties, ok := within[a.Name]; ok {
		return slices.Contains(counties, n.county)
	}
	// "Yorkshire" holds North, South, East and West Yorkshire.
	return n.nation == a.Nation && strings.HasSuffix(n.county, a.Name)
}

// A wideMatch is a county, region or nation in a text.
type wideMatch struct {
	Area
	from, to int // words
}

// widesIn gives the counties, regions and nations that the text names.
func (f *Finder) widesIn(words []word) (wides []wideMatch) {
	var key []byte
	for i := 0; i < len(words); i++ {
		key = key[:0]
		end := 0
		var hit Area
		for j := i; j < len(words) && j < i+mostWords; j++ {
			if words[j].used || j > i && words[j].gap == stop {
				break
			}
			if key = fold(key, words[j].text); len(key) > maxName {
				break
			}
			if j > i && len(key) <= 3 {
				continue // "n i" is not NI
			}
			if a, ok := f.counties[string(key)]; ok {
				hit, end = a, j+1
			}
		}
		if end > 0 {
			wides = append(wides, wideMatch{hit, i, end})
			i = end - 1
		}
	}
	return wides
}

// wide is the county, region or nation that a text names, if it names nothing narrower. What is also a town was looked at
// as that: Leeds, in "Leeds Road", is neither.
func (f *Finder) wide(words []word) (Area, bool) {
	for _, w := range f.widesIn(words) {
		if hits, _ := f.lookup([]byte(keyOf(w.Name))); w.nation() || !prominent(hits) {
			return w.Area, true
		}
	}
	return Area{}, false
}
